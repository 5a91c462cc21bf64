"""Which heading is a year's: its figure, never a quarter's, a change or what was planned for the baseline's."""

from __future__ import annotations

from pathlib import Path

import pytest
from grids import HEAD_I, grid
from openpyxl import Workbook

import wardxl
from wardxl import schema
from wardxl.headings import Headings
from wardxl.locate import locate
from wardxl.model import Area
from wardxl.sheet import Sheet

SCHEMA = schema.load(None)
HEADINGS = Headings(SCHEMA)
WATER = "Tỷ lệ hộ dân được cung cấp nước sạch"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("KH (2026)", "2026"),
        ("Năm (2027)", "2027"),
        ("Năm thứ 3 (2028)", "2028"),
        ("Năm thứ nhất (2026)", "2026"),
        ("Kết quả (2025)", "baseline"),
        ("TH (năm 2025)", "baseline"),
        ("Kế hoạch trung hạn 2026-2030", "total"),
        ("Năm 2026 (tăng 5% so với 2025)", "2026"),
        ("Kết quả đạt được đến hết năm 2025", "baseline"),
        ("Quý I/2026", None),
        ("6 tháng đầu năm 2026", None),
        ("Lũy kế đến năm 2028", None),
        ("Tốc độ tăng năm 2027", None),
        ("So với năm 2025", None),
        ("TH 9 tháng năm 2025", None),
        ("Tỷ lệ hoàn thành 2025", None),
        # One letter from `KQ năm 2025`, and another thing altogether.
        ("KH năm 2025", None),
        ("Chỉ tiêu thành phố giao năm 2025", None),
    ],
)
def test_a_heading_with_a_year(text: str, column: str | None) -> None:
    fit = HEADINGS.fit(SCHEMA.forms["I"], text)
    assert (fit.column.key if fit else None) == column


@pytest.mark.parametrize(
    ("above", "below", "place"),
    [
        ("Năm 2026", ["Cả năm", "Quý I", "Quý II"], 0),
        ("Năm 2026", ["6 tháng", "Cả năm"], 1),
        ("Năm 2026", ["Tăng so với 2025", "Kế hoạch"], 1),
        ("Năm 2026", ["Thành phố giao", "Phường phấn đấu"], 0),
        ("Năm 2026", ["Quý I", "Quý II", "Quý III", "Quý IV"], None),
        ("Năm 2025", ["KH", "TH"], 1),
        ("Năm 2025", ["Kế hoạch", "Ước thực hiện"], 1),
    ],
)
def test_a_year_that_is_divided(above: str, below: list[str], place: int | None) -> None:
    """Of `KH | TH` under the baseline's year the result is taken; of quarters alone none is the year's (S106)."""
    others = [heading for heading in HEAD_I[5:] if heading != above]
    first = len(HEAD_I[:3]) + 1
    last = first + len(below) - 1
    top = [*HEAD_I[:3], above, *[None] * (len(below) - 1), "KH 2026-2030", *others]
    row = ["1", WATER, "%", *[90] * len(below), 100, *[95] * len(others)]
    sheet = grid([top, [None, None, None, *below], row], merges=(Area(1, first, 1, last),))
    (table,) = locate(Sheet(sheet, "a.xlsx"), HEADINGS)
    column = "baseline" if above == "Năm 2025" else "2026"
    assert table.columns.get(column) == (None if place is None else first + place)
    assert table.body == (3,)


def test_years_as_numbers_with_grouped_thousands(tmp_path: Path) -> None:
    """A format for the whole sheet makes `2.026` of a year; it is one all the same."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([*HEAD_I[:3], "KH 2026-2030", *range(2026, 2031)])
    sheet.append(["1", WATER, "%", 100, 95, 96, 97, 98, 100])
    for line in sheet.iter_rows():
        for cell in line:
            cell.number_format = "#,##0"
    book.save(tmp_path / "a.xlsx")
    (submission,) = wardxl.consolidate([tmp_path / "a.xlsx"]).submissions
    assert [table.appendix for table in submission.tables] == ["I"]
    assert submission.records[0].values["2027"].shown == "96"
