"""What somebody notes beside a row, or puts right of a table, ends no table and loses no figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

import wardxl
from wardxl import schema

HEAD = ["TT", "Nội dung", "Đơn vị tính", "Kết quả thực hiện năm 2025", "Chỉ tiêu Nghị quyết Đại hội", "KH 2026-2030",
        "Năm 2026", "Năm 2027", "Năm 2028", "Năm 2029", "Năm 2030", "Đơn vị chủ trì", "Ghi chú"]  # fmt: skip
NUMBERS = list(range(1, 14))
ROWS: list[list[Any]] = [
    [1, "Tỷ lệ hộ nghèo", "%", None, None, "0", *["0"] * 5],
    [2, "Tỷ lệ người dân tham gia BHYT", "%", 95, None, 100, 96, 97, 98, 99, 100],
    [3, "Mức giảm tỷ suất sinh", "%", None, None, None],
    [4, "Tỷ lệ bao phủ BHXH bắt buộc/ LLLĐ", "%", 40, None, 50, 42, 44, 46, 48, 50],
]


def figures(folder: Path, rows: list[list[Any]]) -> dict[str, dict[str, Any]]:
    """The figures by the rows' names."""
    folder.mkdir(exist_ok=True)
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [["PHỤ LỤC I"], HEAD, *rows]:
        sheet.append(row)
    book.save(folder / "a.xlsx")
    result = wardxl.consolidate([folder])
    (submission,) = result.submissions
    return {
        record.name.text: {key: value.shown for key, value in record.values.items() if value.shown}
        for record in submission.records
    }


@pytest.mark.parametrize(
    "text",
    [
        "Ghi chú: số liệu tạm tính",
        "Nơi nhận hồ sơ: Bộ phận một cửa",
        "Người lập biểu",
        "TM. UBND phường",
        "Trưởng phòng",
    ],
)
@pytest.mark.parametrize("column", [11, 12, 14])
def test_a_closing_phrase_beside_a_row_without_figures_ends_nothing(
    tmp_path: Path, text: str, column: int
) -> None:
    """“Nothing is dropped in silence”: a row that has a number and a name is a row, whatever is noted beside it."""
    plain = figures(tmp_path / "plain", ROWS)
    noted = [list(row) for row in ROWS]
    noted[2] += [None] * (column + 1 - len(noted[2]))
    noted[2][column] = text
    found = figures(tmp_path / "noted", noted)
    assert list(found) == list(plain)
    assert found == plain


@pytest.mark.parametrize("closing", [["Nơi nhận:", None, None, None, "TRƯỞNG PHÒNG"], [None, "Người lập biểu"],
                                     [None, None, "TM. UBND PHƯỜNG"],
                                     [None] * 6 + ["Hà Nội, ngày 5/5/2026"]])  # fmt: skip
def test_a_signature_still_ends_the_table(tmp_path: Path, closing: list[Any]) -> None:
    below = [closing, [9, "Tỷ lệ hộ nghèo", "%", None, None, 7, 7, 7, 7, 7, 7]]
    assert figures(tmp_path / "signed", [*ROWS, *below]) == figures(tmp_path / "plain", ROWS)


@pytest.mark.parametrize(
    "note",
    [["Ghi chú: số liệu ước tính"], [None, "Ghi chú: (1) theo chuẩn mới"], [None] * 5 + ["Ghi chú: tỷ đồng"]],
)
def test_rows_below_a_note_in_mid_table_are_rows(tmp_path: Path, note: list[Any]) -> None:
    """“Nothing is dropped in silence”: a note ends the table only where no row with a figure follows."""
    found = figures(tmp_path / "noted", [*ROWS[:2], note, *ROWS[2:]])
    assert list(found) == list(figures(tmp_path / "plain", ROWS))


def test_a_signature_below_a_note_ends_the_table(tmp_path: Path) -> None:
    below = [
        ["Ghi chú: số liệu ước"],
        [None, None, "TM. UBND PHƯỜNG"],
        [9, "Tỷ lệ hộ nghèo", "%", None, None, *[7] * 6],
    ]
    assert figures(tmp_path / "signed", [*ROWS, *below]) == figures(tmp_path / "plain", ROWS)


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_something_right_of_the_row_of_column_numbers_makes_no_row_of_it(tmp_path: Path, gap: int) -> None:
    numbered = [*NUMBERS, *[None] * gap, "Liên hệ"]
    assert figures(tmp_path / "beside", [numbered, *ROWS]) == figures(tmp_path / "plain", ROWS)


def test_an_absurd_figure_makes_no_other_one_zero(tmp_path: Path) -> None:
    """“stored figure: what the cell holds, taken to 15 significant digits”."""
    rows = [list(row) for row in ROWS]
    rows[1][8] = 1.2e17
    folder = tmp_path / "absurd"
    figures(folder, rows)
    (submission,) = wardxl.consolidate([folder]).submissions
    row = next(record for record in submission.records if "BHYT" in record.name.text)
    held = {key: amount.value for key in ("baseline", "total", "2026") if (amount := row.amount(key))}
    assert held == {"baseline": 95, "total": 100, "2026": 96}


def test_the_title_and_all_columns_beat_a_block_of_years_beside_the_table(tmp_path: Path) -> None:
    heads = [column.heading for column in schema.load(None).forms["1"].columns]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["PHỤ LỤC 1"])
    sheet.append([*heads, None, "Năm", 2026, 2027, 2028, 2029, 2030])
    sheet.append([1, "Tỷ lệ hộ dân được sử dụng nước sạch", "100%", *heads[3:], None, "Thu", 5, 6, 7, 8, 9])
    tmp_path.joinpath("in").mkdir()
    book.save(tmp_path / "in" / "a.xlsx")
    (submission,) = wardxl.consolidate([tmp_path / "in"]).submissions
    assert [table.appendix for table in submission.tables] == ["1"]
