"""Flat tables: one heading row from A1, filter, frozen heading, no merges; read by people and programs alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from wardxl.workbook.context import Context, number

#: Heading and width of a column.
Heading = tuple[str, float]


def head(ctx: Context, sheet: Any, headings: Sequence[Heading], *, row: int = 0) -> None:
    """Write a heading row and set the columns' widths."""
    made = ctx.styles("work", "head")
    for at, (text, width) in enumerate(headings):
        sheet.set_column(at, at, width)
        ctx.text(sheet, row, at, text, made)
    sheet.set_row(row, 30)


def cells(ctx: Context, sheet: Any, row: int, values: Iterable[object], text: Any, figure: Any) -> None:
    """Write one line: figures as numbers, everything else as text."""
    texts: list[tuple[int, str]] = []
    for at, value in enumerate(values):
        if isinstance(value, Decimal):
            sheet.write_number(row, at, number(value), figure)
        elif isinstance(value, int):
            sheet.write_number(row, at, value, figure)
        elif value:
            texts.append((at, str(value)))
    ctx.texts(sheet, row, texts, text)


def finish(sheet: Any, lines: int, columns: int, *, frozen: int = 0) -> None:
    """Give a flat table its filter, frozen heading and print set-up."""
    sheet.autofilter(0, 0, max(lines, 1), columns - 1)
    sheet.freeze_panes(1, frozen)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P/&N")
