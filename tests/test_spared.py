"""“Inputs are never changed.” What would be written in the place of a department's file is refused, with the remedy."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from commands import wardxl
from openpyxl import load_workbook
from running import tu_liem
from source import changed, lines

CULTURE = "Phòng Văn hóa - Xã hội.xlsx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six departments' files, one of them with an error."""
    tu_liem(tmp_path / "inputs", changed(lines("I"), "I.2.2", "total", "13"))
    return tmp_path


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.*"))}


@pytest.mark.parametrize(
    "words",
    [
        ("inputs", "-o", "o.xlsx", "--returns", "inputs"),
        ("inputs", "-o", "o.xlsx", "--returns", "./inputs/../inputs"),
        (f"inputs/{CULTURE}", "-o", "o.xlsx", "--returns", "inputs"),
        ("inputs", "-o", f"inputs/{CULTURE}", "--no-returns"),
        ("inputs", "-o", "o.xlsx", "--json", f"inputs/{CULTURE}", "--no-returns"),
        ("inputs", "-o", "o.xlsx", "--csv", f"inputs/{CULTURE}", "--no-returns"),
    ],
)
def test_no_output_takes_the_place_of_an_input(folder: Path, words: tuple[str, ...]) -> None:
    before = hashes(folder / "inputs")
    done = wardxl("consolidate", *words, folder=folder)
    assert (done.code, len(done.lines)) == (2, 1)
    assert "hãy chọn" in done.talk
    assert hashes(folder / "inputs") == before
    assert not (folder / "o.xlsx").exists()


def test_watching_writes_over_no_input(folder: Path) -> None:
    before = hashes(folder / "inputs")
    words = ("watch", "inputs", "--once", "--no-returns", "-o", f"inputs/{CULTURE}")
    done = wardxl(*words, folder=folder)
    assert (done.code, len(done.lines)) == (2, 1)
    assert hashes(folder / "inputs") == before


@pytest.mark.parametrize(
    "words", [(f"inputs/{CULTURE}", "other.xlsx"), ("other.xlsx", "inputs"), ("inputs", "inputs")]
)
def test_a_comparison_is_written_over_nothing_compared(folder: Path, words: tuple[str, str]) -> None:
    shutil.copy(folder / "inputs" / CULTURE, folder / "other.xlsx")
    before = hashes(folder / "inputs")
    done = wardxl("diff", *words, "-o", f"inputs/{CULTURE}", folder=folder)
    assert (done.code, len(done.lines)) == (2, 1)
    assert hashes(folder / "inputs") == before


def test_a_wards_workbook_takes_the_place_of_no_input(folder: Path) -> None:
    for ward in ("P1", "P2"):
        shutil.copytree(folder / "inputs", folder / "wards" / ward)
    (folder / "wards/P2" / CULTURE).rename(folder / "wards/P2/P1.xlsx")
    before = hashes(folder / "wards/P2")
    done = wardxl("consolidate", "wards", "--wards", "-o", "wards/P2", folder=folder)
    assert (done.code, len(done.lines)) == (2, 1)
    assert hashes(folder / "wards/P2") == before


def test_an_earlier_result_among_the_inputs_is_written_anew(folder: Path) -> None:
    words = ("inputs", "-o", "inputs/kq.xlsx", "--json", "inputs/r.json", "--no-returns")
    for _ in range(2):
        assert wardxl("consolidate", *words, folder=folder).code == 0
    assert (folder / "inputs/kq.xlsx").exists()
    assert not (folder / "inputs/kq (2).xlsx").exists()


def test_a_mended_return_counts_whatever_the_clocks_say(folder: Path) -> None:
    """The date on the paper may lie ahead of the day on which a department mends its file."""
    words = ("inputs", "-o", "o.xlsx", "--returns", "ret", "--date", "2031-01-01")
    assert wardxl("consolidate", *words, folder=folder).code == 0
    copy = folder / "ret" / CULTURE
    other = folder / "again"
    other.mkdir()
    shutil.copy(copy, other)
    assert (
        "Đã đọc 0 tệp" in wardxl("consolidate", "again", "-o", "p.xlsx", "--no-returns", folder=folder).talk
    )
    book = load_workbook(copy)  # saving it is what a department does
    book.save(other / CULTURE)
    assert (
        "Đã đọc 1 tệp" in wardxl("consolidate", "again", "-o", "p.xlsx", "--no-returns", folder=folder).talk
    )
