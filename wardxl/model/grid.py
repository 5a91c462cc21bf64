"""Cells as a reader returns them, and their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import NamedTuple


@cache
def column_letters(column: int) -> str:
    """Name a column the way spreadsheets do: 1 → `A`, 27 → `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Ref(NamedTuple):
    """The place of one cell: file (as in the report), sheet, row and column counted from 1."""

    file: str
    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        """The cell in A1 notation, `F12`."""
        return f"{column_letters(self.column)}{self.row}"

    def __str__(self) -> str:
        return f"{self.file}!{self.sheet}!{self.a1}"


class CellKind(StrEnum):
    """What a cell holds, as its file says."""

    NUMBER = "n"
    TEXT = "s"
    BOOLEAN = "b"
    ERROR = "e"
    DATE = "d"
    UNCALCULATED = "u"


class Cell(NamedTuple):
    """One non-empty cell. `value` is always text:

    a number as its stored digits (`9923.5`, `1E-05`), a date as ISO text (`2026-03-03` or
    `2026-03-03T08:30:00`), a boolean as `1` or `0`, an error as `#REF!`, a formula that was
    never calculated as ''. `style` indexes `Grid.styles`; `formula` is '' where there is none.
    """

    kind: CellKind
    value: str
    style: int = 0
    formula: str = ""


class Style(NamedTuple):
    """What the reader keeps of a cell's looks."""

    number_format: str = "General"
    font: str = ""
    bold: bool = False
    italic: bool = False
    strike: bool = False
    indent: int = 0


class Area(NamedTuple):
    """A rectangle of cells, both ends included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as plain tuples: `rows[row][column]` is a `Cell`; absent means empty.

    Rows and columns come in ascending order. `converted` are the cells whose text was turned
    from a legacy encoding into Unicode, `struck` those struck through wholly or in part.
    `formats_known` is False where the file's format or its library cannot tell number formats.
    """

    sheet: str
    rows: Mapping[int, Mapping[int, Cell]]
    styles: Sequence[Style] = (Style(),)
    merges: Sequence[Area] = ()
    visibility: str = "visible"
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    converted: frozenset[tuple[int, int]] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    formats_known: bool = True


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as read: its sheets in order, and what its properties say.

    `custom` holds the custom document properties; `format` is the kind found by content.
    """

    grids: tuple[Grid, ...]
    format: str
    modified: datetime | None = None
    application: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
