"""Formulas that no program ever calculated, though a 0 or an empty text stands in the place of their result.

CONTRACT S108 "a formula whose result was never calculated and saved"; section 3 "Nothing is dropped in silence".
"""

from __future__ import annotations

import io
import struct

import biff_made as biff
import binary_workbook as xlsb_made
import pytest
import xlsx_made
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from wardxl.model import Book, CellKind
from wardxl.readers import foreign, read
from wardxl.readers.xls_formulas import to_calculate

#: Marks of a formula's own record: nothing; a volatile function; calculate on load; both; shared.
PLAIN, VOLATILE, ON_LOAD, BOTH, SHARED = 0, 1, 2, 3, 8
ENGINE = biff.record(biff.RECALCULATION_ID, bytes(8))
UNCALCULATED_SHEET = biff.record(biff.UNCALCULATED, bytes(2))
RESULT = biff.formula(5, 0, 12.0, ON_LOAD)
TEXT = biff.formula(5, 0, biff.TEXT_FOLLOWS, ON_LOAD) + biff.text_result("tong")


def told(book: Book, place: tuple[int, int] = (1, 1)) -> tuple[CellKind, str] | None:
    cell = book.grids[0].rows.get(place[0], {}).get(place[1])
    return (cell.kind, cell.value) if cell else None


ZERO, NEVER = (CellKind.NUMBER, "0"), (CellKind.UNCALCULATED, "")
XLS = [
    ("Excel and LibreOffice: a 0 that was calculated", ENGINE, biff.formula(0, 0, 0.0), ZERO),
    ("a function calculated again every time", ENGINE, biff.formula(0, 0, 0.0, VOLATILE), ZERO),
    ("part of a shared formula", ENGINE, biff.formula(0, 0, 0.0, SHARED), ZERO),
    ("an empty text that was calculated", ENGINE, biff.formula(0, 0, biff.EMPTY_TEXT), None),
    ("Java libraries, and those after Perl's", b"", biff.formula(0, 0, 0.0, ON_LOAD), NEVER),
    ("PHP libraries that do not calculate", b"", biff.formula(0, 0, 0.0, BOTH), NEVER),
    ("one formula added to Excel's file", ENGINE, biff.formula(0, 0, 0.0, ON_LOAD) + biff.formula(5, 0, 12.0), NEVER),
    ("a negative nought", b"", biff.formula(0, 0, -0.0, ON_LOAD), NEVER),
    ("Python's xlwt: an empty text, no mark, no engine", b"", biff.formula(0, 0, biff.EMPTY_TEXT), NEVER),
    ("no mark, no engine", b"", biff.formula(0, 0, 0.0), NEVER),
    ("a library that knows the results", b"", biff.formula(0, 0, 0.0, ON_LOAD) + RESULT, ZERO),
    ("a library that knows the texts", b"", biff.formula(0, 0, 0.0, ON_LOAD) + TEXT, ZERO),
    ("a result that is not 0", b"", biff.formula(0, 0, 7.5, ON_LOAD), (CellKind.NUMBER, "7.5")),
    ("a sheet saved before it was calculated", ENGINE, UNCALCULATED_SHEET + biff.formula(0, 0, 0.0), NEVER),
    ("a typed 0", b"", biff.number(0, 0, 0.0) + biff.formula(5, 0, 0.0, ON_LOAD), ZERO),
]  # fmt: skip


@pytest.mark.parametrize(("before", "cells", "expected"), [c[1:] for c in XLS], ids=[c[0] for c in XLS])
def test_xls(before: bytes, cells: bytes, expected: tuple[CellKind, str] | None) -> None:
    assert told(read(biff.book(cells, before=before), "a.xls")) == expected


def test_a_result_on_any_sheet_shows_that_the_library_knows_them() -> None:
    zero = biff.formula(0, 0, 0.0, ON_LOAD)
    assert told(read(biff.book(zero, biff.number(0, 0, 1.0)), "a.xls")) == NEVER
    assert told(read(biff.book(zero, RESULT), "a.xls")) == ZERO


def test_the_formulas_of_a_chart_within_the_sheet_are_not_the_sheets() -> None:
    chart = (
        biff.record(biff.BEGIN, struct.pack("<HHHHII", 0x0600, 0x0020, 0, 0, 0, 0))
        + RESULT
        + biff.record(biff.END)
    )
    cells = biff.number(1, 0, 1.0) + biff.formula(0, 0, 0.0, ON_LOAD)
    stream = biff.book(cells + chart)
    start = stream.rindex(struct.pack("<HHHH", biff.BEGIN, 16, 0x0600, 0x0010))
    found = to_calculate(stream, 0, [start], calculates=False)
    assert (found.empty, found.results) == ({0: {(1, 1)}}, False)


@given(st.binary(max_size=200), st.integers(0, 220))
def test_any_bytes_for_records_come_to_an_end(junk: bytes, start: int) -> None:
    to_calculate(biff.book(junk), 0, [start], calculates=False)


# ── Workbooks that say it of all their formulas ───────────────────────────────────────────

#: The flags of [MS-XLSB] BrtCalcProp: calculate on load; A1 references; full precision; some uncalculated; on saving.
FULL, A1, PRECISE, SOME, ON_SAVING = 0x01, 0x02, 0x08, 0x10, 0x20


def xlsb(flags: int, *cells: bytes) -> bytes:
    return xlsb_made.book([("A", 0, xlsb_made.row(0) + b"".join(cells))], calculation=flags)


def xlsb_formula(column: int, value: float) -> bytes:
    return xlsb_made.cell(9, column, 0, xlsb_made.real(value) + bytes(6))


XLSB = [
    ("Excel's own", A1 | PRECISE | ON_SAVING, [xlsb_formula(0, 0.0)], ZERO),
    ("to be calculated on load", FULL | A1, [xlsb_formula(0, 0.0)], NEVER),
    ("saved before it was calculated", SOME | A1, [xlsb_formula(0, 0.0)], NEVER),
    ("a library that knows the results", FULL, [xlsb_formula(0, 0.0), xlsb_formula(1, 3.0)], ZERO),
    ("an empty text", FULL, [xlsb_made.cell(8, 0, 0, xlsb_made.string("") + bytes(6))], NEVER),
    ("a typed 0", FULL, [xlsb_made.cell(5, 0, 0, xlsb_made.real(0.0)), xlsb_formula(1, 0.0)], ZERO),
]


@pytest.mark.parametrize(("flags", "cells", "expected"), [c[1:] for c in XLSB], ids=[c[0] for c in XLSB])
def test_xlsb(flags: int, cells: list[bytes], expected: tuple[CellKind, str]) -> None:
    assert told(foreign.read(xlsb(flags, *cells), "xlsb")) == expected


ONE, DATED = '<c r="A1"><f>B1+C1</f><v>0</v></c>', '<c r="A1" s="3"><f>B1+C1</f><v>0</v></c>'
XLSX = [
    ("Excel's own", '<calcPr calcId="191029"/>', ONE, ZERO),
    ("nothing said", "", ONE, ZERO),
    ("to be calculated on load", '<calcPr fullCalcOnLoad="1"/>', ONE, NEVER),
    ("not calculated to the end", '<calcPr calcCompleted="0"/>', ONE, NEVER),
    ("under a date format", '<calcPr fullCalcOnLoad="1"/>', DATED, NEVER),
    (
        "a library that knows the results",
        '<calcPr fullCalcOnLoad="1"/>',
        ONE + '<c r="B1"><f>1+2</f><v>3</v></c>',
        ZERO,
    ),
    (
        "a typed 0",
        '<calcPr fullCalcOnLoad="1"/>',
        '<c r="A1"><v>0</v></c><c r="B1"><f>A1</f><v>0</v></c>',
        ZERO,
    ),
    (
        "an empty text was calculated",
        '<calcPr fullCalcOnLoad="1"/>',
        '<c r="A1" t="str"><f>""</f><v></v></c>',
        None,
    ),
]


@pytest.mark.parametrize(("says", "cells", "expected"), [c[1:] for c in XLSX], ids=[c[0] for c in XLSX])
def test_xlsx(says: str, cells: str, expected: tuple[CellKind, str] | None) -> None:
    made = xlsx_made.workbook(f'<row r="1">{cells}</row>', workbook_properties=says)
    assert told(read(made, "a.xlsx")) == expected


@pytest.mark.parametrize(("results", "expected"), [((), NEVER), ((0, 6), ZERO), ((0, 0), NEVER)])
def test_xlsxwriter(results: tuple[int, ...], expected: tuple[CellKind, str]) -> None:
    """Its formulas hold 0 unless it is told what they come to."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, result in enumerate(results or (0, 0)):
            sheet.write_formula(row, 0, "=B1+C1", None, result)
    found = read(stream.getvalue(), "a.xlsx")
    assert told(found) == expected
    assert found.grids[0].rows[1][1].formula == "B1+C1"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_an_error(value: float) -> None:
    """CONTRACT S109: neither a blank nor a figure."""
    old = biff.book(biff.number(0, 0, value), before=ENGINE)
    binary = xlsb(0, xlsb_made.cell(5, 0, 0, xlsb_made.real(value)))
    for data, kind in ((old, "xls"), (binary, "xlsb")):
        assert told(foreign.read(data, kind)) == (CellKind.ERROR, "#NUM!")
