"""The tables of an HTML page as they fill a grid: cells from their pieces, spans as merged areas."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from wardxl.model import Area, Cell, CellKind, Style
from wardxl.readers.errors import ReadError
from wardxl.readers.figures import number_cell, within_range
from wardxl.readers.html_styles import Looks
from wardxl.readers.limits import MAX_COLUMN, MAX_ROW, Budget, unsafe
from wardxl.readers.xlsx_text import Run, show

_FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)


@dataclass(slots=True)
class OpenCell:
    """A cell (or a line of text outside any table) as its pieces come."""

    looks: Looks
    columns: int = 1
    rows: int = 1
    figure: str | None = None
    pieces: list[Run] = field(default_factory=list)

    def add(self, text: str, looks: Looks) -> None:
        """Take a further piece of text."""
        self.pieces.append(Run(text, looks.font, looks.strike, looks.raised))

    @property
    def runs(self) -> tuple[Run, ...]:
        """The pieces, those of one font put together, with blanks collapsed as a browser does, line breaks kept."""
        pieces = self.pieces
        if len(pieces) > 1:
            alike = groupby(pieces, lambda piece: piece[1:])
            pieces = [Run("".join(piece.text for piece in group), *font) for font, group in alike]
        if len(pieces) == 1 and "\n" not in pieces[0].text:
            alone = pieces[0]
            text = alone.text.strip(" ")
            return (Run(text, alone.font, alone.strike),) if text else ()
        runs: list[Run] = []
        before = "\n"
        for piece in pieces:
            text = re.sub(r" ?\n ?", "\n", piece.text)
            if before[-1] in " \n":
                text = text.lstrip(" ")
            if text:
                runs.append(piece._replace(text=text))
                before = text
        while runs and not runs[-1].text.rstrip(" \n"):
            runs.pop()
        if runs:
            runs[0] = runs[0]._replace(text=runs[0].text.lstrip(" \n"))
            runs[-1] = runs[-1]._replace(text=runs[-1].text.rstrip(" \n"))
        return tuple(runs)


@dataclass(slots=True)
class OpenTable:
    """A table as it comes: rows of cells, and which rows and columns are hidden."""

    rows: list[list[OpenCell]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0


class PageSheet:
    """The grid as it fills, block by block."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.rows: dict[int, dict[int, Cell]] = {}
        self.styles: dict[Style, int] = {Style(): 0}
        self.merges: list[Area] = []
        self.converted: set[tuple[int, int]] = set()
        self.struck: set[tuple[int, int]] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.next = 1

    def add_line(self, line: OpenCell) -> None:
        """Put a line of text that stands outside any table below what is there."""
        if line.runs:
            self._put(self.next, 1, line)
            self.next += 1

    def add_table(self, table: OpenTable) -> None:
        """Put a table below what is there. Raises ReadError S103 past the limits."""
        busy: dict[int, int] = {}
        last = len(table.rows) - 1
        for index, cells in enumerate(table.rows):
            self._budget.check_time()
            column = 0
            for cell in cells:
                while busy.get(column, -1) >= index:
                    column += 1
                end = min(index + cell.rows - 1, last)
                if column + cell.columns > MAX_COLUMN or self.next + end > MAX_ROW:
                    raise too_large()
                if end > index:
                    self._budget.spend_items(cell.columns * (end - index))
                    busy.update(dict.fromkeys(range(column, column + cell.columns), end))
                top, left = self.next + index, column + 1
                if end > index or cell.columns > 1:
                    self.merges.append(Area(top, left, self.next + end, left + cell.columns - 1))
                    self._budget.spend_merge(self.merges[-1])
                self._put(top, left, cell)
                column += cell.columns
        self.hidden_rows.update(self.next + index for index in table.hidden_rows)
        self.hidden_columns.update(index + 1 for index in table.hidden_columns)
        self.next += len(table.rows)

    def _put(self, row: int, column: int, cell: OpenCell) -> None:
        runs = cell.runs
        if not runs and cell.figure is None:
            return
        looks = cell.looks
        style = Style(looks.number_format, looks.font, looks.bold, looks.italic, looks.strike)
        shown = show(runs, style)
        number = cell.figure if cell.figure else shown.text
        if cell.figure is not None and _FIGURE.fullmatch(number):
            kind, value, *_ = number_cell(within_range(number.lstrip("+").upper()))
        else:
            kind, value = CellKind.TEXT, shown.text
        if not value.strip():
            return
        if shown.converted:
            self.converted.add((row, column))
        if shown.struck:
            self.struck.add((row, column))
        index = self.styles.setdefault(style, len(self.styles))
        self.rows.setdefault(row, {})[column] = Cell(kind, value, index)


def too_large() -> ReadError:
    """Make the refusal of a table that is larger than a sheet (S103)."""
    return unsafe("bảng lớn hơn một trang tính Excel")
