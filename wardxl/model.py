"""The nouns of wardxl, from the cell in a department's file to the result.

Everything here is immutable and knows nothing of files, formats or rules; every other module
imports this one and this one imports none of ours. Figures are `Decimal` throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

# ── Places ────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=None)
def column_letters(column: int) -> str:
    """Name a column the way spreadsheets do: 1 → `A`, 27 → `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class Ref:
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


# ── What a reader returns ─────────────────────────────────────────────────────────────────


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


# ── The schema, as the template states it ─────────────────────────────────────────────────


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Kind(StrEnum):
    """What the values of a catalogue row are."""

    NUMBER = "number"
    COUNT = "count"
    TEXT = "text"
    FRACTION = "fraction"
    TARGET = "target"
    STATUS = "status"
    TASK = "task"
    MODEL = "model"
    HEADING = "heading"


class FiveYear(StrEnum):
    """How the five-year figure relates to the years."""

    SUM = "sum"
    LAST = "last"
    EACH = "each"
    MEAN = "mean"
    NONE = "none"


class Better(StrEnum):
    """The direction in which an indicator improves."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Relation(StrEnum):
    """How a row belongs to its parent: parts add up to it, are some of it, or are only grouped."""

    PART = "part"
    SOME = "some"
    GROUP = "group"


#: Roles whose cells hold values; the others (`tt`, `name`, `unit`, `lead`, `note`) describe the row.
VALUE_ROLES = frozenset(
    {"baseline", "resolution", "total", "year", "target", "period", "product", "effect", "number", "text"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form.

    `role` is one of the contract's; a further column has role `number` or `text` and its own
    `key`. `key` names the column in records and reports: the role, or the year (`2026`), or the
    further column's key. `heading` is printed; `other_names` are recognised as well.
    """

    key: str
    role: str
    heading: str
    other_names: tuple[str, ...] = ()
    required: bool = False
    width: Decimal = Decimal(12)

    @property
    def holds_values(self) -> bool:
        """Whether its cells are value cells."""
        return self.role in VALUE_ROLES


@dataclass(frozen=True, slots=True)
class Form:
    """An appendix: its title block and its columns in order, years spelled out one by one."""

    code: str
    sheet_name: str
    title: tuple[str, ...]
    attached: str
    paper: str
    landscape: bool
    columns: tuple[Column, ...]

    @property
    def value_columns(self) -> tuple[Column, ...]:
        """The columns whose cells are value cells."""
        return tuple(column for column in self.columns if column.holds_values)

    @property
    def years(self) -> tuple[str, ...]:
        """The keys of the year columns, in order."""
        return tuple(column.key for column in self.columns if column.role == "year")

    def column(self, key: str) -> Column | None:
        """Return the column with that key, or None."""
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the catalogue (or one that a department added: its code starts with `+`)."""

    code: str
    appendix: str
    name: str
    section: str = ""
    unit: str = ""
    kind: Kind = Kind.TEXT
    five_year: FiveYear = FiveYear.NONE
    better: Better = Better.NONE
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    parent: str = ""
    relation: Relation | None = None
    leads: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the row stands in the catalogue."""
        return not self.code.startswith("+")


@dataclass(frozen=True, slots=True)
class Department:
    """A department, with the spellings it is known by; `required` if it must send something."""

    name: str
    other_names: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure: units of one `quantity` convert by `factor`; counts are whole numbers."""

    symbol: str
    other_names: tuple[str, ...] = ()
    quantity: str = ""
    factor: Decimal = Decimal(1)
    count: bool = False


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What the template says of a code; `severity` None leaves it to the rule."""

    code: str
    enabled: bool = True
    severity: Severity | None = None
    tolerance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure known beforehand (sheet `Số liệu nền`): printed in forms, compared when it comes back."""

    row: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation between rows as the template states it; `place` is its cell there."""

    code: str
    text: str
    explanation: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything ward-specific, read from the template workbook.

    `forms` by appendix code and `rows` by row code stand in catalogue order; `version` is a hash
    of row codes and form columns, by which forms issued from another template are told.
    """

    ward: str
    baseline_year: int
    start: int
    end: int
    settings: Mapping[str, str]
    forms: Mapping[str, Form]
    rows: Mapping[str, Row]
    departments: tuple[Department, ...]
    units: tuple[Unit, ...]
    rules: Mapping[str, RuleSetting]
    known: tuple[KnownFigure, ...] = ()
    formulas: tuple[Formula, ...] = ()
    version: str = ""

    def rows_of(self, appendix: str) -> tuple[Row, ...]:
        """The catalogue rows of one appendix, in order."""
        return tuple(row for row in self.rows.values() if row.appendix == appendix)

    def parts_of(self, code: str, relation: Relation) -> tuple[Row, ...]:
        """The rows that belong to a row by the given relation, in order."""
        return tuple(row for row in self.rows.values() if row.parent == code and row.relation is relation)


# ── Values ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Amount:
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


@dataclass(frozen=True, slots=True)
class Label:
    """A text cell that describes a row (its name, unit, lead or note), with its place."""

    ref: Ref
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value cell: its place, what a person sees there, and what was read from it.

    `shown` is '' for a blank cell. `content` is None where nothing is there or nothing could be
    read; a check that needs it is then left unmade.
    """

    ref: Ref
    column: str
    shown: str
    content: Content | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.shown

    @property
    def amount(self) -> Amount | None:
        """The figure, where the cell holds one."""
        return self.content if isinstance(self.content, Amount) else None


@dataclass(frozen=True, slots=True)
class Record:
    """One row as one file has it, or as the merge put it together.

    `values` has an entry for every value column that the table has, in form order. `department` is the sender
    (None in a collective file); `leads` are the departments named in the row, as the template spells them.
    """

    row: Row
    department: str | None
    name: Label
    values: Mapping[str, Value]
    unit: Label | None = None
    lead: Label | None = None
    leads: tuple[str, ...] = ()
    note: Label | None = None

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


# ── Problems and findings ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Problem:
    """What a stage or a rule noticed; one pass turns Problems into Findings.

    `ref` is the cell to mend (None: the file, or nothing, as `file` says); `cells` further cells
    of the same fault, `related` the other operands. `found` and `expected` are written as a clerk
    would. `severity` only where the code leaves a choice.
    """

    code: str
    message: str
    ref: Ref | None = None
    file: str | None = None
    cells: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()
    appendix: str | None = None
    row: str | None = None
    column: str | None = None
    department: str | None = None
    found: str | None = None
    expected: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A Problem with its name and severity settled: what users read (CONTRACT section 3)."""

    code: str
    name: str
    severity: Severity
    message: str
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    cells: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()
    appendix: str | None = None
    row: str | None = None
    column: str | None = None
    department: str | None = None
    found: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A crash of our own rule or stage: ours to mend, never the data's."""

    where: str
    error: str


# ── Submissions and the result ────────────────────────────────────────────────────────────


class State(StrEnum):
    """What became of a file."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the non-empty value cells of a file: read is the sum of the others."""

    consolidated: int = 0
    agreed: int = 0
    superseded: int = 0
    reported: int = 0

    @property
    def read(self) -> int:
        """All non-empty value cells in recognised tables."""
        return self.consolidated + self.agreed + self.superseded + self.reported


@dataclass(frozen=True, slots=True)
class Submission:
    """One file that a department handed in, and what was read from it.

    `department` None marks a collective file. `revision` is the form's own, `modified` the
    workbook's property, `saved` the file's time: by these, in this order, a later file is told.
    """

    file: str
    sha256: str
    state: State
    department: str | None = None
    superseded_by: str | None = None
    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    account: Account = Account()
    revision: int = 0
    modified: datetime | None = None
    saved: float = 0.0


class Fate(StrEnum):
    """What became of one candidate for a consolidated cell."""

    CONSOLIDATED = "consolidated"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that was in the running for a consolidated cell, best first; `reason` in Vietnamese."""

    value: Value
    department: str | None
    fate: Fate
    reason: str


class Status(StrEnum):
    """The status of a consolidated row (CONTRACT section 3)."""

    ERROR = "error"
    WARNING = "warning"
    MISSING = "missing"
    UNCHECKED = "unchecked"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A row of the consolidated appendix.

    `record` is the merged record, None where nobody sent the row; `candidates` has, for each
    column with a value, all values that were in the running. `leads` are those typed in the
    files where known, else the catalogue's.
    """

    row: Row
    status: Status
    record: Record | None
    leads: tuple[str, ...]
    note: str
    candidates: Mapping[str, tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a department stands: what was due, what came, what is missing, what is contested.

    `state` is `submitted`, `missing` (must send, sent nothing) or `not_due`. `due`, `sent`,
    `missing` and `contested` are row codes that the department leads or co-leads.
    """

    name: str
    required: bool
    state: str
    files: tuple[str, ...]
    due: tuple[str, ...]
    sent: tuple[str, ...]
    missing: tuple[str, ...]
    contested: tuple[str, ...]
