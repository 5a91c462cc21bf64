"""Times of day and elapsed times are told alike in every format: what a person sees decides.

A time of day is what a spreadsheet made of `8:30`, and V205 says so; elapsed time (`[h]:mm`) is a figure, in days,
and no figure of a plan: V205 as well. Neither is a date.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import biff_made
import binary_workbook
import openpyxl
import pytest
from test_readers_foreign import a_row, sheet

from wardxl.model import CellKind, Column, Kind, Ref, Row
from wardxl.raw_cells import RawCell, became_date
from wardxl.readers import foreign, read

Told = tuple[CellKind, str]
Reader = Callable[[float, str], Told]


def _first(data: bytes, kind: str) -> Told:
    cell = (read(data, "a.xlsx") if kind == "xlsx" else foreign.read(data, kind)).grids[0].rows[1][1]
    return cell.kind, cell.value


def xlsx(value: float, number_format: str) -> Told:
    book = openpyxl.Workbook()
    cell = book.worksheets[0]["A1"]
    cell.value, cell.number_format = value, number_format
    stream = io.BytesIO()
    book.save(stream)
    return _first(stream.getvalue(), "xlsx")


def xls(value: float, number_format: str) -> Told:
    engine = biff_made.record(biff_made.RECALCULATION_ID, bytes(8))
    cells = biff_made.number(0, 0, value, 1)
    return _first(biff_made.book(cells, before=engine, formats=[number_format]), "xls")


def xlsb(value: float, number_format: str) -> Told:
    cells = binary_workbook.row(0) + binary_workbook.cell(5, 0, 1, binary_workbook.real(value))
    looks = [binary_workbook.cell_format(0, 0), binary_workbook.cell_format(164, 0)]
    made = binary_workbook.book([("A", 0, cells)], formats=[(164, number_format)], cell_formats=looks)
    return _first(made, "xlsb")


#: The formats of the table below as OpenDocument styles.
_HOURS = '<number:hours/><number:text>:</number:text><number:minutes number:style="long"/>'
_DAY = "<number:day/><number:text>/</number:text><number:month/><number:text>/</number:text><number:year/>"
_ODS = {
    "h:mm": f'<number:time-style style:name="N">{_HOURS}</number:time-style>',
    "[h]:mm": f'<number:time-style style:name="N" number:truncate-on-overflow="false">{_HOURS}</number:time-style>',
    "d/m/yy h:mm": f'<number:date-style style:name="N">{_DAY}<number:text> </number:text>{_HOURS}</number:date-style>',
}


def ods(value: float, number_format: str) -> Told:
    look = '<style:style style:name="c" style:family="table-cell" style:data-style-name="N"/>'
    cell = f'<table:table-cell table:style-name="c" {time_value(value)}/>'
    return _first(sheet(a_row(cell), _ODS[number_format] + look), "ods")


def time_value(days: float) -> str:
    minutes = round(days * 1440)
    return f'office:value-type="time" office:time-value="PT{minutes // 60:02d}H{minutes % 60:02d}M00S"'


CASES = [
    ("half past eight", 8.5 / 24, "h:mm", (CellKind.DATE, "08:30")),
    ("midnight", 0.0, "h:mm", (CellKind.DATE, "00:00")),
    ("whole days are not shown", 2 + 8.5 / 24, "h:mm", (CellKind.DATE, "08:30")),
    ("with its day", 46084 + 8.5 / 24, "d/m/yy h:mm", (CellKind.DATE, "2026-03-03T08:30:00")),
    ("a day without hours", 46084.0, "d/m/yy h:mm", (CellKind.DATE, "2026-03-03")),
    ("elapsed, more than a day", 1.5, "[h]:mm", (CellKind.NUMBER, "1.5")),
    ("elapsed, less than a day", 0.5, "[h]:mm", (CellKind.NUMBER, "0.5")),
    ("elapsed, months", 62.5, "[h]:mm", (CellKind.NUMBER, "62.5")),
]


@pytest.mark.parametrize("made", [xlsx, xls, xlsb, ods], ids=lambda made: made.__name__)
@pytest.mark.parametrize(("value", "shown", "told"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_every_format_tells_times_alike(made: Reader, value: float, shown: str, told: Told) -> None:
    assert made(value, shown) == told


@pytest.mark.parametrize(
    ("days", "told", "number_format"),
    [
        (8.5 / 24, (CellKind.DATE, "08:30"), "hh:mm:ss"),
        (25 / 24, (CellKind.NUMBER, "1.04166666666667"), "[hh]:mm:ss"),
    ],
)
def test_a_time_without_a_format_of_its_own_in_ods(days: float, told: Told, number_format: str) -> None:
    grid = foreign.read(sheet(a_row(f"<table:table-cell {time_value(days)}/>")), "ods").grids[0]
    cell = grid.rows[1][1]
    assert ((cell.kind, cell.value), grid.styles[cell.style].number_format) == (told, number_format)


def test_a_time_of_day_in_a_typed_iso_cell() -> None:
    from wardxl.readers.serials import normal_iso

    assert [normal_iso(text) for text in ("08:30:00", "T08:30:15", "2026-03-03T08:30", "25:30")] == [
        *("08:30", "08:30:15", "2026-03-03T08:30:00"),
        None,
    ]


def test_the_clerk_is_told_what_may_have_been_typed() -> None:
    """V205 "both possible originals are proposed": of a time there is one."""
    from wardxl.model import Cell

    row = Row("1.1", "I", "", "Tên", "", Kind.NUMBER)
    raw = RawCell(
        Ref("a.xlsx", "A", 1, 1), Column("total", "total", ""), row, Cell(CellKind.DATE, "03:04"), "03:04"
    )
    problem = became_date(raw)
    assert (problem.code, problem.expected) == ("V205", "3:4")
    assert "thành giờ 03:04; trước đó có thể là 3:4" in problem.message


@pytest.mark.parametrize(
    ("days", "number_format", "typed"),
    [("1.0625", "[h]:mm", "25:30"), ("0.5", "[hh]:mm:ss", "12:00"), ("-1.5", "[h]:mm", "-36:00")],
)
def test_elapsed_time_is_no_figure_of_a_plan(days: str, number_format: str, typed: str) -> None:
    from wardxl.cells import RowReader
    from wardxl.figures import figure
    from wardxl.model import Cell
    from wardxl.raw_cells import RowUnit
    from wardxl.units import UnitTable

    row = Row("1.1", "I", "", "Tên", "", Kind.NUMBER)
    cell, seen = Cell(CellKind.NUMBER, days), figure(days, number_format)
    raw = RawCell(Ref("a.xlsx", "A", 1, 1), Column("total", "total", ""), row, cell, seen)
    reader = RowReader(row, RowUnit(None), UnitTable(()), lambda: "")
    assert reader.read([raw])["total"].content is None
    assert [(problem.code, problem.expected) for problem in reader.problems] == [("V205", typed)]
