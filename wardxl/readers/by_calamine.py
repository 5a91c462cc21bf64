"""Workbooks through calamine, in the worker: values and merged ranges of any format, without number formats."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from wardxl.legacy import to_unicode
from wardxl.model import Area, Book, Cell, CellKind, Grid
from wardxl.readers.decrypt import needs_password
from wardxl.readers.figures import digits, number_cell
from wardxl.readers.limits import Budget
from wardxl.readers.serials import normal_iso

_SECONDS = 86_400


def read(data: bytes) -> Book:
    """Read a workbook's values; `formats_known` is False on every sheet. Raises whatever calamine raises."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum

    budget = Budget()
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError as refusal:
        raise needs_password() from refusal
    grids = tuple(
        _grid(workbook.get_sheet_by_index(index), entry, budget)
        for index, entry in enumerate(workbook.sheets_metadata)
        if entry.typ == SheetTypeEnum.WorkSheet
    )
    return Book(grids, "calamine")


def _grid(sheet: Any, entry: Any, budget: Budget) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    converted: set[tuple[int, int]] = set()
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        cells: dict[int, Cell] = {}
        for column, value in enumerate(values, start=left + 1):
            cell = _cell(value)
            if cell is None:
                continue
            if cell.kind is CellKind.TEXT and (turned := to_unicode(cell.value, "")) is not None:
                cell = cell._replace(value=turned)
                converted.add((row, column))
            cells[column] = cell
        if cells:
            rows[row] = cells
            budget.spend_items(len(cells))
    merges = [
        Area(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
    ]
    for area in merges:
        budget.spend_merge(area)
    return Grid(
        entry.name,
        rows,
        merges=tuple(merges),
        visibility={"Visible": "visible", "VeryHidden": "veryHidden"}.get(
            str(entry.visible).rpartition(".")[2], "hidden"
        ),
        converted=frozenset(converted),
        formats_known=False,
    )


def _cell(value: Any) -> Cell | None:
    """A cell from what calamine makes of it; None for a blank."""
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value) if value.strip() else None
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, "1" if value else "0")
    if isinstance(value, (int, float)):
        return number_cell(digits(value))
    if isinstance(value, timedelta):
        return Cell(CellKind.NUMBER, digits(value.total_seconds() / _SECONDS))
    if isinstance(value, (datetime, date, time)):
        iso = normal_iso(value.isoformat())
        return Cell(CellKind.DATE, iso) if iso else None
    return None
