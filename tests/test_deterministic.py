"""The same inputs give the same bytes: whatever the process, its hash seed, its time zone and the day it runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from commands import process
from departments_forms import write_form
from layouts import Layout
from make_samples import INPUTS
from openpyxl import load_workbook
from source import by_first_lead, changed, lines

pytestmark = pytest.mark.slow

CULTURE, INSURANCE = "Phòng Văn hóa - Xã hội", "Bảo hiểm xã hội cơ sở Từ Liêm"


def inputs(folder: Path) -> None:
    """The samples, and on top of them a conflict, errors, a foreign and a broken file."""
    shutil.copytree(INPUTS, folder / "inputs")
    rows = changed(lines("I"), "I.3", "2027", "97,9%")
    own = [row for row in rows if row.code == "I.3"]
    write_form(folder / "inputs" / "bhxh.xlsx", own, layout=Layout(department=INSURANCE))
    again = by_first_lead(changed(lines("I"), "I.2.3", "total", "6"))[CULTURE]
    write_form(folder / "inputs" / "lan 2" / "vh.xlsx", again, layout=Layout(department=CULTURE))
    (folder / "inputs" / "hong.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "inputs" / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n")


def run(folder: Path, *more: str | Path) -> dict[str, bytes]:
    """Consolidate in a process of its own; all files that it wrote."""
    out = folder / "outputs"
    words = ("--json", out / "r.json", "--csv", out / "r.csv", "--returns", out / "tra_lai", "--quiet")
    done = process("consolidate", *words, *more, folder=folder)
    assert done.code == 0, done.talk
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with the same inputs, copied at different times."""
    one, two = tmp_path / "một", tmp_path / "hai"
    inputs(one)
    shutil.copytree(one, two)
    for number, path in enumerate(sorted((two / "inputs").rglob("*"), reverse=True)):
        os.utime(path, (1_900_000_000 + number, 1_900_000_000 + number))
    return one, two


@pytest.mark.parametrize(
    ("seed", "more"), [("1", ()), ("2", ("--date", "2026-11-20")), ("3", ("--previous", "cu.xlsx"))]
)
def test_two_runs_write_the_same_bytes(
    folders: tuple[Path, Path], seed: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`the same inputs give the same bytes on the same installation`: workbook, returns, JSON and CSV."""
    if "--previous" in more:
        for folder in folders:
            decided(folders[0], folder / "cu.xlsx")
    written: list[Mapping[str, bytes]] = []
    for folder, environment in zip(
        folders, ({"PYTHONHASHSEED": "0", "TZ": "UTC"}, {"PYTHONHASHSEED": seed, "TZ": "Asia/Ho_Chi_Minh"}),
        strict=True,
    ):  # fmt: skip
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        written.append(run(folder, *more))
    assert written[0].keys() == written[1].keys()
    assert {"tong_hop.xlsx", "r.json", "r.csv", "tra_lai/lan 2/vh.xlsx"} <= written[0].keys()
    assert [name for name in written[0] if written[0][name] != written[1][name]] == []


def decided(folder: Path, target: Path) -> None:
    """Put an earlier result there in which everything was accepted."""
    first = folder / "first.xlsx"
    if not first.exists():
        assert process("consolidate", "-o", first, "--no-returns", folder=folder).code == 0
        book = load_workbook(first)
        sheet = book["Vấn đề"]
        at = {cell.value: cell.column for cell in sheet[1]}
        for line in range(2, sheet.max_row + 1):
            decision = {"Y407": "chấp nhận", "C603": "97,6"}.get(str(sheet.cell(line, at["Mã"]).value))
            sheet.cell(line, at["Quyết định"]).value = decision
        book.save(first)
    shutil.copyfile(first, target)


@pytest.mark.parametrize("typed", ["2026-11-20", "20/11/2026"])
def test_the_date_can_be_given(tmp_path: Path, typed: str) -> None:
    """`dates from the newest input or --date`."""
    shutil.copytree(INPUTS, tmp_path / "inputs")
    run(tmp_path, "--date", typed)
    book = load_workbook(tmp_path / "outputs" / "tong_hop.xlsx")
    assert "số liệu đến ngày 20/11/2026" in book["Tổng quan"]["B2"].value
    assert f"{book.properties.created:%Y-%m-%d}" == "2026-11-20"
    returned = load_workbook(next((tmp_path / "outputs" / "tra_lai").glob("*.xlsx")))
    assert f"{returned.properties.modified:%Y-%m-%d}" == "2026-11-20"


def test_a_date_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    done = process("consolidate", "--date", "hôm nay", folder=tmp_path)
    assert done.code == 2
    assert "Traceback" not in done.talk
