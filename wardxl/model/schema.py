"""The schema: everything ward-specific, as the template states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wardxl.model.finding import Severity


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
