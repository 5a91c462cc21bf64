"""A sheet as a person sees it: merged cells answer for every cell they cover, numbers as shown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from functools import lru_cache

from wardxl.figures import figure
from wardxl.model import Cell, CellKind, Grid, Ref, Style
from wardxl.readers.limits import LARGEST_MERGE, Budget
from wardxl.text import clean

_MIDNIGHT = re.compile(r"T00:00(:00)?$")
# A number format that adds no words to the figure.
_WORDLESS = re.compile(r"(?:General|[#0?.,%\s;()_-])*")
_LAST_COLUMN = 1 << 20
# The figures that may be years in a heading, as programs store them; to look a text up costs less than to make a
# number of it, and every figure of every sheet is asked.
_YEARS = frozenset(f"{year}{tail}" for year in range(1900, 2101) for tail in ("", ".0"))


class Sheet:
    """One grid of one file, looked at through its merged cells: the whole of it, or the columns that one part has."""

    def __init__(self, grid: Grid, file: str, budget: Budget | None = None) -> None:
        """`budget`: what may be spent on the file, of which the time is looked at."""
        self.grid = grid
        self.file = file
        self.check_time = (budget or Budget()).check_time
        #: The first and the last column that are looked at.
        self.left, self.right = 1, _LAST_COLUMN
        self._is_part = False
        # By row and column the first cell of the merged area.
        self._anchors: dict[int, dict[int, tuple[int, int]]] = {}
        self._wordless = _Wordless(grid.styles)
        self._texts: dict[int, tuple[tuple[int, str], ...]] = {}
        self._all_rows = list(grid.rows)
        self._rows: list[int] | None = None
        for area in grid.merges:
            height, width = area.bottom - area.top + 1, area.right - area.left + 1
            if height * width > LARGEST_MERGE:
                continue
            covered = dict.fromkeys(range(area.left, area.right + 1), (area.top, area.left))
            for row in range(area.top, area.bottom + 1):
                self._anchors.setdefault(row, {}).update(covered)

    def part(self, left: int, right: int) -> Sheet:
        """The same sheet with the cells of some columns only, and with what is merged into them from the left.

        Every place is named as in the whole sheet; a cell that is asked for by its place is found wherever it is.
        """
        part = copy(self)
        part.left, part.right, part._is_part = left, right, True
        part._texts, part._rows = {}, None
        return part

    def meets(self, other: Sheet) -> bool:
        """Whether two parts of a sheet have columns in common."""
        return self.left <= other.right and other.left <= self.right

    @property
    def rows(self) -> list[int]:
        """The numbers of the rows that hold anything, in order."""
        if self._rows is None:
            rows = self._all_rows
            self._rows = [row for row in rows if self.cells(row)] if self._is_part else rows
        return self._rows

    def rows_from(self, row: int) -> Iterator[int]:
        """The rows from one on that hold anything, in order, where not all of them are wanted."""
        rows = self._all_rows
        for place in range(bisect_left(rows, row), len(rows)):
            if not self._is_part or self.cells(rows[place]):
                yield rows[place]

    def cells(self, row: int) -> Mapping[int, Cell]:
        """The cells of a row by column, merged areas once, where their first cell is."""
        cells = self.grid.rows.get(row, {})
        if not cells or not self._is_part:
            return cells
        anchors = self._anchors.get(row, {})
        inside = range(self.left, self.right + 1)
        into = {anchor[1] for column, anchor in anchors.items() if column in inside and anchor[0] == row}
        if len(inside) + len(into) < len(cells):
            # A narrow part of a wide sheet is asked for as often as there are such parts.
            return {column: cells[column] for column in sorted(into.union(inside)) if column in cells}
        return {column: cell for column, cell in cells.items() if column in inside or column in into}

    def heads(self, row: int) -> dict[int, Cell]:
        """The cell over each column that has one in this row, a merged one over all columns that it covers.

        What is merged into a part of a sheet from the left is over none of its columns.
        """
        cells = self.grid.rows.get(row, {})
        found = dict(cells)
        for column, (top, left) in self._anchors.get(row, {}).items():
            found.pop(column, None)
            if top == row and left >= self.left and (cell := cells.get(left)):
                found[column] = cell
        if self._is_part:
            return {column: cell for column, cell in found.items() if self.left <= column <= self.right}
        return found

    def lefts(self, row: int) -> tuple[tuple[int, int], ...]:
        """The columns of a row that merged areas cover, each with the first column of its area."""
        return tuple((column, left) for column, (_, left) in self._anchors.get(row, {}).items())

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

    def bare(self, cell: Cell) -> bool:
        """Whether a cell shows a figure alone, without a word, that is no year."""
        return cell.kind is CellKind.NUMBER and self._wordless[cell.style] and cell.value not in _YEARS

    def heading(self, cell: Cell) -> str:
        """What a cell says as a heading: a year as a year, though its format groups thousands (`2.026`)."""
        year = cell.kind is CellKind.NUMBER and self._wordless[cell.style] and cell.value in _YEARS
        return cell.value.removesuffix(".0") if year else self.shown(cell)

    def words(self, row: int, *, bare: bool) -> list[str]:
        """What stands in a row, texts as they were typed, the rest as shown; bare figures only where asked for.

        A figure that could be a year is none among more others: 2013 beside 4.500, 12 and 7,5.
        """
        found: list[str] = []
        years: list[str] = []
        others = 0
        text, number, wordless = CellKind.TEXT, CellKind.NUMBER, self._wordless
        # Every cell of every sheet comes by here.
        for cell in self.cells(row).values():
            kind, value, style, _ = cell
            if kind is text:
                found.append(value)
            elif bare or kind is not number or not wordless[style]:
                found.append(self.heading(cell))
            elif value in _YEARS:
                years.append(self.heading(cell))
            else:
                others += 1
        return found if others > len(years) else found + years

    def texts(self, row: int) -> tuple[tuple[int, str], ...]:
        """The cells of a row that hold text or numbers, as column and what is shown, merged areas once."""
        found = self._texts.get(row)
        if found is None:
            shown = ((column, self.shown(cell)) for column, cell in self.cells(row).items())
            found = self._texts[row] = tuple((column, text) for column, text in shown if text)
        return found


class _Wordless(dict[int, bool]):
    """Whether a style's number format adds no words, by the style's number; only those that cells have are looked at.

    The sheets of a workbook share its styles, of which there may be many more than cells on a sheet.
    """

    def __init__(self, styles: Sequence[Style]) -> None:
        super().__init__()
        self._styles = styles

    def __missing__(self, style: int) -> bool:
        wordless = self[style] = _wordless(self._styles[style].number_format)
        return wordless


@lru_cache(maxsize=1024)
def _wordless(number_format: str) -> bool:
    return bool(_WORDLESS.fullmatch(number_format))


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
