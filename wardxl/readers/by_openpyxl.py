"""Malformed .xlsx workbooks through openpyxl, in the worker: slower than calamine, but it knows formats and errors."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from wardxl.model import Area, Book, Cell, CellKind, Grid, Style
from wardxl.readers.figures import digits, number_cell
from wardxl.readers.limits import Budget
from wardxl.readers.serials import normal_iso
from wardxl.readers.xlsx_text import Run, show

_SECONDS = 86_400


def read(data: bytes) -> Book:
    """Read an .xlsx workbook; raises whatever openpyxl raises."""
    import openpyxl

    budget = Budget()
    values: Any = openpyxl.load_workbook(BytesIO(data), data_only=True, rich_text=True)
    formulas: Any = openpyxl.load_workbook(BytesIO(data))
    grids = tuple(_grid(sheet, formulas[sheet.title], budget) for sheet in values.worksheets)
    properties = values.properties
    modified = properties.modified if isinstance(properties.modified, datetime) else None
    custom = {prop.name: str(prop.value) for prop in values.custom_doc_props.props}
    return Book(grids, "xlsx", modified=modified and modified.replace(tzinfo=UTC), custom=custom)


def _grid(sheet: Any, formulas: Any, budget: Budget) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    styles: dict[Style, int] = {Style(): 0}
    converted: set[tuple[int, int]] = set()
    struck: set[tuple[int, int]] = set()
    for place in sorted(sheet._cells.keys() | formulas._cells.keys()):
        found, written = sheet._cells.get(place), formulas._cells.get(place)
        cell = _cell(found, written)
        if cell is None:
            continue
        style = _style(found or written)
        if cell.kind is CellKind.TEXT:
            shown = show(tuple(_runs(found.value)), style)
            cell = cell._replace(value=shown.text)
            converted |= {place} if shown.converted else set()
            struck |= {place} if shown.struck else set()
        elif style.strike:
            struck.add(place)
        rows.setdefault(place[0], {})[place[1]] = cell._replace(style=styles.setdefault(style, len(styles)))
        budget.spend_items(1)
    merges = tuple(
        Area(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges
    )
    for area in merges:
        budget.spend_merge(area)
    return Grid(
        sheet.title,
        rows,
        styles=tuple(styles),
        merges=merges,
        visibility=sheet.sheet_state,
        hidden_rows=frozenset(row for row, size in sheet.row_dimensions.items() if size.hidden),
        hidden_columns=frozenset(_hidden_columns(sheet)),
        converted=frozenset(converted),
        struck=frozenset(struck),
    )


def _hidden_columns(sheet: Any) -> set[int]:
    columns: set[int] = set()
    for size in sheet.column_dimensions.values():
        if size.hidden:
            columns.update(range(size.min or size.index, (size.max or size.index) + 1))
    return columns


def _cell(found: Any, written: Any) -> Cell | None:
    """A cell from its value and its formula; None for a blank."""
    formula = ""
    if written is not None and written.data_type == "f":
        text = getattr(written.value, "text", written.value)
        formula = str(text or "").removeprefix("=")
    value = found.value if found is not None else None
    if value is None:
        return Cell(CellKind.UNCALCULATED, "", 0, formula) if formula else None
    if found.data_type == "e":
        return Cell(CellKind.ERROR, str(value), 0, formula)
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, "1" if value else "0", 0, formula)
    if isinstance(value, (int, float)):
        return number_cell(digits(value), formula)
    if isinstance(value, timedelta):
        return Cell(CellKind.NUMBER, digits(value.total_seconds() / _SECONDS), 0, formula)
    if isinstance(value, (datetime, date, time)):
        iso = normal_iso(value.isoformat())
        return Cell(CellKind.DATE, iso, 0, formula) if iso else None
    return Cell(CellKind.TEXT, str(value), 0, formula) if str(value).strip() else None


def _style(cell: Any) -> Style:
    font, alignment = cell.font, cell.alignment
    return Style(
        cell.number_format or "General",
        (font and font.name) or "",
        bool(font and font.b),
        bool(font and font.i),
        bool(font and font.strike),
        int((alignment and alignment.indent) or 0),
    )


def _runs(value: Any) -> list[Run]:
    """The runs of a text; a piece without a font of its own has the cell's."""
    if isinstance(value, str):
        return [Run(value)]
    runs = []
    for piece in value:
        font = getattr(piece, "font", None)
        if font is None:
            runs.append(Run(str(piece)))
        else:
            runs.append(Run(piece.text, font.rFont, bool(font.strike), font.vertAlign == "superscript"))
    return runs
