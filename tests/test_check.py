"""`wardxl check`: "prints the findings", grouped by file and sheet, coloured on a terminal and plain in a pipe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import wardxl
from make_samples import COLLECTIVE, INPUTS
from running import tu_liem
from source import changed, lines

from wardxl import pipeline, report, schema
from wardxl.commands.colours import LOOKS, paint

CULTURE = "Phòng Văn hóa - Xã hội.xlsx"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with one wrong year sum in it."""
    folder = tmp_path_factory.mktemp("check")
    tu_liem(folder / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    return folder


def test_by_file_and_sheet_with_a_summary(faulty: Path) -> None:
    outcome = wardxl("check", Path("inputs") / CULTURE, folder=faulty)
    said = outcome.out.splitlines()
    assert said[0] == f"{CULTURE} – Phòng Văn hóa - Xã hội – phụ lục I: 14 dòng"
    assert said[1] == "  Trang PL1"
    assert any(line.startswith("    ✗ lỗi Y401 ") for line in said[2:])
    assert said[-1].startswith("1 tệp: 1 lỗi, ")
    assert outcome.talk == ""
    assert outcome.code == 1


def test_each_file_and_sheet_has_one_heading(tmp_path: Path) -> None:
    """Findings of a collective file belong to many departments; they stand together all the same."""
    shutil.copytree(INPUTS, tmp_path / "inputs")
    said = wardxl("check", folder=tmp_path).out.splitlines()
    headings = [line for line in said if line and not line.startswith(" ")]
    assert len(headings) == len(set(headings))
    names = {path.name for path in INPUTS.iterdir()}
    assert {name for name in names if any(line.startswith(name) for line in headings)} == names


def test_what_is_said_of_no_file_stands_behind_all_that_is(tmp_path: Path) -> None:
    """A row that nobody sent has its place in the catalogue among those that were; its heading would part two files."""
    absent = tuple(line for line in lines("I") if line.code != "I.7")
    tu_liem(tmp_path / "inputs", absent)
    said = wardxl("check", folder=tmp_path).out.splitlines()
    headings = [line for line in said if " – phụ lục I: " in line and "✓" not in line]
    assert len(headings) == 2
    assert said.index("Toàn bộ hồ sơ") > max(map(said.index, headings))


def test_what_is_said_of_files_without_findings(tmp_path: Path) -> None:
    folder = tmp_path / "inputs"
    folder.mkdir()
    shutil.copy(INPUTS / COLLECTIVE, folder / "a.xlsx")
    shutil.copy(INPUTS / COLLECTIVE, folder / "b.xlsx")
    assert wardxl("consolidate", "-o", "inputs/c.xlsx", "--no-returns", folder=tmp_path).code == 0
    said = wardxl("check", *sorted(folder.iterdir()), folder=tmp_path).out
    assert "b.xlsx – phụ lục" not in said
    assert "b.xlsx: trùng hệt một tệp khác" in said
    assert "c.xlsx: bỏ qua, không phải tệp đơn vị gửi" in said


def test_a_clean_file_is_told_to_be_clean(tmp_path: Path) -> None:
    tu_liem(tmp_path)
    outcome = wardxl("check", "Ban Quản lý dự án đầu tư - hạ tầng.xlsx", folder=tmp_path)
    assert outcome.code == 0
    assert "✓ không có vấn đề nào" in outcome.out
    assert outcome.out.splitlines()[-1] == "1 tệp: 0 lỗi, 0 cảnh báo, 0 thông tin."


def test_colours_say_nothing_that_words_do_not(faulty: Path) -> None:
    result = pipeline.run([faulty / "inputs"], schema.load(None))
    roles: list[str] = []

    def note(words: str, role: str) -> str:
        roles.append(role)
        return words

    assert list(report.text(result, note)) == list(report.text(result))
    assert {"heading", "error", "warning", "info"} <= set(roles) <= set(LOOKS)


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert paint("sai", "error") == "\x1b[31m\x1b[1msai\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert paint("sai", "error") == "sai"


def test_plain_in_a_pipe(faulty: Path) -> None:
    assert "\x1b" not in wardxl("check", folder=faulty).out


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("no_colour", ["", "1"])
def test_coloured_on_a_terminal(no_colour: str, faulty: Path) -> None:
    main, side = os.openpty()
    environment = {
        **os.environ,
        "TERM": "xterm",
        "NO_COLOR": no_colour,
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "wardxl", "check", Path("inputs") / CULTURE],
        cwd=faulty,
        env=environment,
        stdout=side,
    ) as process:
        os.close(side)
        said = b""
        while True:
            try:
                said += os.read(main, 4096)
            except OSError:  # the other side is closed
                break
    os.close(main)
    assert process.returncode == 1
    assert "✗ lỗi".encode() in said
    assert (b"\x1b[31m" in said) is (no_colour == "")
