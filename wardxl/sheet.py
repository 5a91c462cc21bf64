"""A sheet as a person sees it: merged cells answer for every cell they cover, numbers as shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from wardxl.figures import figure
from wardxl.model import Cell, CellKind, Grid, Ref, Style
from wardxl.text import clean

# A merged area larger than this is decoration (a whole sheet, a column of a million rows), not a heading or a value.
_LARGEST_MERGE = 5_000
_MIDNIGHT = re.compile(r"T00:00(:00)?$")
# A number format that adds no words to the figure.
_WORDLESS = re.compile(r"(?:General|[#0?.,%\s;()_-])*")
# Every figure that is shown as a year in a heading lies between.
_FIRST_YEAR, _LAST_YEAR = 1899.0, 2101.0


class Sheet:
    """One grid of one file, looked at through its merged cells."""

    def __init__(self, grid: Grid, file: str) -> None:
        self.grid = grid
        self.file = file
        # By row and column the first cell of the merged area.
        self._anchors: dict[int, dict[int, tuple[int, int]]] = {}
        self._wordless = [bool(_WORDLESS.fullmatch(style.number_format)) for style in grid.styles]
        self._texts: dict[int, tuple[tuple[int, str], ...]] = {}
        for area in grid.merges:
            height, width = area.bottom - area.top + 1, area.right - area.left + 1
            if height * width > _LARGEST_MERGE:
                continue
            for row in range(area.top, area.bottom + 1):
                covered = dict.fromkeys(range(area.left, area.right + 1), (area.top, area.left))
                self._anchors.setdefault(row, {}).update(covered)

    @property
    def rows(self) -> list[int]:
        """The numbers of the rows that hold anything, in order."""
        return list(self.grid.rows)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The place whose cell shows here: itself, or the first cell of its merged area."""
        covered = self._anchors.get(row)
        return covered.get(column, (row, column)) if covered else (row, column)

    def merged(self, row: int) -> Mapping[int, tuple[int, int]] | None:
        """By column the first cell of the merged area that covers it; None where nothing of a row is merged."""
        return self._anchors.get(row)

    def own(self, row: int, column: int) -> Cell | None:
        """The cell that stands exactly here."""
        cells = self.grid.rows.get(row)
        return cells.get(column) if cells else None

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that shows here, through merged areas."""
        return self.own(*self.anchor(row, column))

    def ref(self, row: int, column: int) -> Ref:
        """The place of the cell that shows here."""
        return Ref(self.file, self.grid.sheet, *self.anchor(row, column))

    def style(self, cell: Cell) -> Style:
        """How a cell is formatted."""
        return self.grid.styles[cell.style]

    def text(self, row: int, column: int) -> str:
        """What a person reads here, through merged areas; '' for an empty cell."""
        covered = self._anchors.get(row)
        if covered:
            row, column = covered.get(column, (row, column))
        cells = self.grid.rows.get(row)
        cell = cells.get(column) if cells else None
        return self.shown(cell) if cell is not None else ""

    def shown(self, cell: Cell) -> str:
        """What a person with Vietnamese settings reads in a cell."""
        if cell.kind is CellKind.TEXT:
            return clean(cell.value)
        match cell.kind:
            case CellKind.NUMBER:
                return figure(cell.value, self.grid.styles[cell.style].number_format).shown
            case CellKind.DATE:
                return shown_date(cell.value)
            case CellKind.BOOLEAN:
                return "TRUE" if cell.value == "1" else "FALSE"
            case CellKind.ERROR:
                return cell.value
            case CellKind.UNCALCULATED:
                return f"={cell.formula}"

    def texts(self, row: int) -> tuple[tuple[int, str], ...]:
        """The cells of a row that hold text or numbers, as column and what is shown, merged areas once."""
        found = self._texts.get(row)
        if found is None:
            shown = ((column, self.shown(cell)) for column, cell in self.grid.rows.get(row, {}).items())
            found = self._texts[row] = tuple((column, text) for column, text in shown if text)
        return found

    def words(self, row: int) -> Iterator[str]:
        """What is shown in a row, but for bare figures that are no years: those need not be written out."""
        for cell in self.grid.rows.get(row, {}).values():
            if cell.kind is CellKind.NUMBER and self._wordless[cell.style]:
                if not _FIRST_YEAR < float(cell.value) < _LAST_YEAR:
                    continue
            elif cell.kind is CellKind.TEXT and not cell.value:
                continue
            if text := self.shown(cell):
                yield text


def shown_date(iso: str) -> str:
    """Write an ISO date the Vietnamese way, `30/06/2027`; a time of day only where there is one."""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    if _MIDNIGHT.search(iso) or "T" not in iso:
        return date_text(moment.date())
    return f"{date_text(moment.date())} {moment:%H:%M}"


def date_text(day: date) -> str:
    """`30/06/2027`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"
