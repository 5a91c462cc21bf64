"""Formulas whose stored result is none: programs that cannot calculate write 0, or an empty text, in its place.

A file says so itself: it asks to be calculated when it is opened. Excel and LibreOffice, which do calculate, do
not ask it of what they save. Some libraries ask it and store results all the same; they store them for every formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter

from wardxl.model import Cell, CellKind, Grid
from wardxl.readers.serials import moment

Place = tuple[int, int]
_formula_of = attrgetter("formula")
_ZERO_MOMENTS = frozenset(
    moment("0", shown, date1904=date1904) for shown in ("yyyy-mm-dd", "h:mm") for date1904 in (False, True)
)


@dataclass(slots=True)
class ToCalculate:
    """The formulas that a workbook asks to be calculated when it is opened.

    `empty` holds, by the number of the sheet, those whose stored result is 0 or an empty text; `results` tells
    whether any has another one.
    """

    empty: dict[int, set[Place]] = field(default_factory=dict)
    results: bool = False

    def take(self, sheet: int, place: Place, *, empty: bool) -> None:
        """Take one formula."""
        if empty:
            self.empty.setdefault(sheet, set()).add(place)
        else:
            self.results = True


def formulas_to_calculate(grids: Sequence[Grid]) -> ToCalculate:
    """Every formula of the grids, where the workbook asks for all of them; as far as the first that has a result."""
    found = ToCalculate()
    for number, grid in enumerate(grids):
        for row, cells in grid.rows.items():
            if not any(map(_formula_of, cells.values())):
                continue
            for column, cell in cells.items():
                if cell.formula and cell.kind is not CellKind.UNCALCULATED:
                    found.take(number, (row, column), empty=is_zero(cell))
                    if found.results:
                        return found
    return found


def is_zero(cell: Cell) -> bool:
    """Whether a cell holds a plain 0, under whatever format."""
    if cell.kind is CellKind.NUMBER:
        return not Decimal(cell.value)
    return cell.kind is CellKind.DATE and cell.value in _ZERO_MOMENTS


def without_results(grids: Sequence[Grid], formulas: ToCalculate) -> tuple[Grid, ...]:
    """The grids with UNCALCULATED cells where nothing was ever calculated.

    Where a single formula has a result, the program that wrote the file knew them: a 0 is a 0.
    """
    if formulas.results:
        return tuple(grids)
    return tuple(
        _blanked(grid, places) if (places := formulas.empty.get(number)) else grid
        for number, grid in enumerate(grids)
    )


def _blanked(grid: Grid, places: Iterable[Place]) -> Grid:
    rows = {row: dict(cells) for row, cells in grid.rows.items()}
    for row, column in places:
        cells = rows.setdefault(row, {})
        before = cells.get(column)
        style, formula = (before.style, before.formula) if before else (0, "")
        cells[column] = Cell(CellKind.UNCALCULATED, "", style, formula)
    return replace(grid, rows={row: dict(sorted(rows[row].items())) for row in sorted(rows)})
