"""Values and rows as files have them: figures that remember how they were typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol

from wardxl.model.grid import Ref
from wardxl.model.schema import Relation, Row


class Amount(NamedTuple):
    """A figure, in the catalogue's unit, that remembers how it was typed.

    value: stored figure to 15 significant digits, times `factor` (from the typed unit to the catalogue's);
    a percentage is 96.5, not 0.965. decimals: digits a person sees after the comma, of the figure as typed,
    before `factor`; negative when the format hides thousands. exact: no rounding is possible (a dash, a count).
    """

    value: Decimal
    decimals: int = 0
    factor: Decimal = Decimal(1)
    exact: bool = False

    @property
    def step(self) -> Decimal:
        """One unit of the last printed digit, in the catalogue's unit."""
        return Decimal(1).scaleb(-self.decimals) * self.factor


@dataclass(frozen=True, slots=True)
class Target:
    """A target: bounds, either of them possibly open, and the text as a person wrote it."""

    low: Decimal | None
    high: Decimal | None
    text: str
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """When a task is done: years (both None when it goes on all the time), and the text as written.

    `first` and `last` are the months where the text names them, as (year, month).
    """

    start: int | None
    end: int | None
    text: str
    ongoing: bool = False
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None


Content = Amount | Target | Period | str


class Label(NamedTuple):
    """A text cell that describes a row (its name, unit, lead or note), with its place."""

    ref: Ref
    text: str


class Stored(Protocol):
    """A stored figure that can say how it is shown."""

    @property
    def stored(self) -> str:
        """Its digits as the file has them."""

    @property
    def shown(self) -> str:
        """What a person sees, '' where its format shows nothing."""


Seen = str | Stored


def text_of(seen: Seen) -> str:
    """What a person sees. A figure whose format shows nothing (`;;;`) is there all the same."""
    return seen if isinstance(seen, str) else seen.shown or seen.stored


class Value(NamedTuple):
    """One value cell: its place, what stands there, and what was read from it.

    `seen` is '' for a blank cell. `content` is None where nothing is there or nothing could be
    read; a check that needs it is then left unmade.
    """

    ref: Ref
    column: str
    seen: Seen
    content: Content | None = None

    @property
    def shown(self) -> str:
        """What a person sees in the cell, '' where it is blank."""
        return text_of(self.seen)

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.seen

    @property
    def amount(self) -> Amount | None:
        """The figure, where the cell holds one."""
        return self.content if isinstance(self.content, Amount) else None


class Record(NamedTuple):
    """One row as one file has it, or as the merge put it together.

    `values` has an entry for every value column that the table has, in form order. `department` is the sender
    (None in a collective file); `leads` are the departments named in the row, as the template spells them;
    the text of `lead` is '' where its cell is blank. `column_units` are the units of figures that are in another one
    than the row's, by column.
    """

    row: Row
    department: str | None
    name: Label
    values: Mapping[str, Value]
    unit: Label | None = None
    lead: Label | None = None
    leads: tuple[str, ...] = ()
    note: Label | None = None
    column_units: Mapping[str, Label] | None = None

    def unit_of(self, column: str) -> Label | None:
        """What states the unit of a column's figure, where anything does."""
        return self.column_units.get(column, self.unit) if self.column_units else self.unit

    def amount(self, column: str) -> Amount | None:
        """The figure of a column, where there is one."""
        value = self.values.get(column)
        return value.amount if value else None

    @property
    def files(self) -> frozenset[str]:
        """The files that its values come from."""
        return frozenset(value.ref.file for value in self.values.values())


@dataclass(frozen=True, slots=True)
class Block:
    """A whole with its parts; their years and totals are checked crosswise.

    `relation` is PART (parts add up to the whole) or SOME (parts are some of it).
    """

    whole: Record
    parts: tuple[Record, ...]
    relation: Relation


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table: `columns` maps column keys to the sheet's columns (from 1).

    `declared` is the number of rows that its heading states, with the heading's place.
    """

    appendix: str
    sheet: str
    header_row: int
    rows: int
    columns: Mapping[str, int] = field(default_factory=dict)
    declared: int | None = None
    declared_at: Ref | None = None
