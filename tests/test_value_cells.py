"""What is said of a value cell agrees with what was done with it: read cells are said to be read, others are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

import wardxl
from wardxl.model import Finding

HEAD = ["TT", "Nội dung", "Đơn vị tính", "KH 2026-2030", *(f"Năm {year}" for year in range(2026, 2031))]
LAND, INSURED = "Thu tiền sử dụng đất", "Tỷ lệ dân số tham gia BHYT"


def findings(
    folder: Path, row: list[Any], *, number_format: str = "General", struck: bool = False
) -> list[Finding]:
    """The findings on one row, whose first year (E2) has a number format or is struck through."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    sheet.append(row)
    sheet["E2"].number_format = number_format
    sheet["E2"].font = Font(strike=struck)
    book.save(folder / "a.xlsx")
    result = wardxl.consolidate([folder / "a.xlsx"])
    return [finding for finding in result.findings if finding.code not in ("C601", "C602", "V201")]


def codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_a_figure_nobody_could_read_is_not_said_to_be_read(tmp_path: Path) -> None:
    """“One fault, one finding”: `hơn 1.000` that stays ambiguous is V203, and V211 and V212 are silent."""
    assert codes(findings(tmp_path, [1, LAND, "Tỷ đồng", None, "hơn 1.000"], struck=True)) == ["V203"]


def test_words_struck_through_are_not_said_to_be_read(tmp_path: Path) -> None:
    assert codes(findings(tmp_path, [1, LAND, "Tỷ đồng", None, "chưa có"], struck=True)) == ["V202"]


def test_what_the_neighbours_decide_is_said_as_it_was_read(tmp_path: Path) -> None:
    found = findings(tmp_path, [1, LAND, "Tỷ đồng", None, "hơn 1.234", 1.3, 1.4, 1.4, 1.5], struck=True)
    assert codes(found) == ["V204", "V211", "V212"]
    assert [finding.expected for finding in found[:2]] == ["1,234", "1,234"]


@pytest.mark.parametrize(
    ("number_format", "code"),
    [
        ('#,##0.0" triệu"', "V209"),
        ('#,##0\\ "tr.đ"', "V209"),
        ('0.0"%"', "V209"),
        ('#,##0.0" tỷ"', None),
        ('#,##0.0"*"', None),
        # Đồng are stored here, whatever is shown: nothing is said of another unit.
        ('#,##0.0,," triệu"', None),
        # What the button for currency leaves behind says nothing of thousands and millions.
        ('#,##0\\ "₫"', None),
        ("#,##0.0\\ [$₫-42A]", None),
    ],
)
def test_a_unit_that_the_number_format_writes(tmp_path: Path, number_format: str, code: str | None) -> None:
    """V209: a person sees `12,0 triệu` in a `Tỷ đồng` row, whoever typed the word."""
    found = findings(tmp_path, [1, LAND, "Tỷ đồng", None, 12], number_format=number_format)
    assert codes(found) == ([code] if code else [])


def test_a_percent_sign_of_the_format_in_a_row_of_percentages(tmp_path: Path) -> None:
    assert not findings(tmp_path, [1, INSURED, "%", None, 96.5], number_format='0.0"%"')


def test_figures_in_a_unit_of_another_kind_are_held_against_no_range(tmp_path: Path) -> None:
    """“One fault, one finding”: 1.500 households are not 1.500 %."""
    row = [1, INSURED, "Hộ", 1500, 1100, 1200, 1300, 1400, 1400]
    assert codes(findings(tmp_path, row)) == ["U303"]


@pytest.mark.parametrize("typed", ["#REF!", "#N/A", "#DIV/0!", "Err:502"])
def test_an_error_that_a_format_has_only_the_text_of(tmp_path: Path, typed: str) -> None:
    """S109, not V202: nobody can move `#N/A` to the notes."""
    (tmp_path / "a.csv").write_text(
        "\n".join(";".join(line) for line in (HEAD, ["1", INSURED, "%", "", typed, *[""] * 4])),
        encoding="utf-8",
    )
    found = [finding for finding in wardxl.consolidate([tmp_path / "a.csv"]).findings if finding.cell]
    assert [(finding.code, finding.cell) for finding in found if finding.code != "V201"] == [("S109", "E2")]


@pytest.mark.parametrize(
    ("typed", "code"), [("chưa có", "V202"), ("12 hộ", "V209"), ("1.234", "V203"), ("96,5*", "V211")]
)
def test_one_cell_merged_over_the_years_is_spoken_of_once(tmp_path: Path, typed: str, code: str) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    sheet.append([1, INSURED, "%", typed])
    sheet.merge_cells("D2:I2")
    book.save(tmp_path / "a.xlsx")
    found = [finding for finding in wardxl.consolidate([tmp_path / "a.xlsx"]).findings if finding.cell]
    assert [(finding.code, finding.cell, finding.column) for finding in found] == [(code, "D2", "total")]
