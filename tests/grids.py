"""Small sheets for tests: a list of rows, text as text, numbers as numbers, None as blank."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wardxl.model import Area, Cell, CellKind, Grid

HEAD_I = [
    "TT",
    "Nội dung",
    "Đơn vị tính",
    "Kết quả thực hiện năm 2025",
    "KH 2026-2030",
    "Năm 2026",
    "Năm 2027",
    "Năm 2028",
    "Năm 2029",
    "Năm 2030",
]


def grid(rows: Sequence[Sequence[object]], *, merges: Sequence[Area] = (), sheet: str = "Sheet1") -> Grid:
    """Build a sheet from rows of cells, the first row being row 1."""
    found: dict[int, dict[int, Cell]] = {}
    for number, row in enumerate(rows, start=1):
        cells = {column: _cell(value) for column, value in enumerate(row, start=1) if value is not None}
        if cells:
            found[number] = cells
    return Grid(sheet, found, merges=merges)


def _cell(value: object) -> Cell:
    if isinstance(value, int | Decimal):
        return Cell(CellKind.NUMBER, str(value))
    return Cell(CellKind.TEXT, str(value))
