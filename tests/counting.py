"""Counts the value cells of a workbook with openpyxl alone, to compare the package's own account with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from source import TABLES, VALUE_COLUMNS, YEARS, headings, lines

_NAMES = {line.text("name") for appendix in TABLES for line in lines(appendix)}
_HEADINGS = {
    text: column in VALUE_COLUMNS[appendix]
    for appendix in TABLES
    for column, text in headings(appendix).items()
}


def value_cells(path: Path) -> int:
    """The non-empty cells below a value heading in rows that the documents have."""
    book = load_workbook(path)
    return sum(1 for sheet in book.worksheets for _ in _value_cells(sheet))


def _value_cells(sheet: Worksheet) -> Iterator[str]:
    holds_values: dict[int, bool] = {}
    for row in sheet.iter_rows():
        filled = [cell for cell in row if cell.value is not None]
        for cell in filled:
            text = str(cell.value)
            if text in _HEADINGS or _is_year(text):
                holds_values[cell.column] = _HEADINGS.get(text, True)
        if any(cell.value in _NAMES for cell in filled):
            yield from (cell.coordinate for cell in filled if holds_values.get(cell.column))


def _is_year(text: str) -> bool:
    """`2026`, `Năm 2027`, `2026 (đã giao)`, but no period `2026- 2030` and no sentence."""
    return len(text) < 20 and text.removeprefix("Năm ").partition(" ")[0] in YEARS
