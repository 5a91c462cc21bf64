"""What many wards come to together: sums of what can be added, the spread of what cannot, who stands where.

Wards are taken in one by one; kept are counts, exact sums, and the single figures that a median or a ranking needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from wardxl.exact import EXACT
from wardxl.model import Better, FiveYear, Kind, Row, Schema, Severity, Status, Unit
from wardxl.raw_cells import PERCENT
from wardxl.units import UnitTable
from wardxl.ward_outcome import Outcome, WardRow

_FIGURES = frozenset({Kind.NUMBER, Kind.COUNT, Kind.TARGET, Kind.STATUS})
#: Columns that stand for a row where wards are ranked, best first.
_RANKED = ("total", "target")


@dataclass(frozen=True, slots=True)
class WardLine:
    """How one ward stands: its counts, without its rows."""

    ward: str
    refused: str
    files: int
    unread: int
    due: int
    sent: int
    rows: int
    statuses: Mapping[Status, int]
    found: Mapping[Severity, int]

    @property
    def filled(self) -> int:
        """The rows of which something came."""
        return self.rows - self.statuses.get(Status.MISSING, 0)

    @property
    def completeness(self) -> Decimal:
        """The share of rows of which something came, 0 to 1."""
        return Decimal(self.filled) / self.rows if self.rows else Decimal(0)


@dataclass(slots=True)
class _Figures:
    """The figures of one row and column over the wards; `wards` are their numbers where they are kept."""

    count: int = 0
    total: Decimal = Decimal(0)
    values: list[Decimal] = field(default_factory=list)
    wards: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Spread:
    """Lowest, median and highest of a figure that cannot be added, with the wards at both ends."""

    count: int
    low: Decimal
    low_wards: tuple[str, ...]
    median: Decimal
    high: Decimal
    high_wards: tuple[str, ...]


class Tally:
    """Collects the wards' outcomes."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.wards: list[WardLine] = []
        self.codes: dict[str, tuple[str, Severity, int, int]] = {}
        self.moment: datetime | None = None
        #: Figures that could not be put in the row's unit, and rows that the shared template does not have.
        self.foreign_units = 0
        self.foreign_rows = 0
        self._units = UnitTable(schema.units)
        self._row_units = {row.code: self._units.find(row.unit) for row in schema.rows.values() if row.unit}
        self._additive = {row.code for row in schema.rows.values() if self._adds(row)}
        self._figures: dict[tuple[str, str], _Figures] = {}

    def add(self, outcome: Outcome) -> None:
        """Take in one ward."""
        number = len(self.wards)
        self.wards.append(
            WardLine(
                ward=outcome.ward,
                refused=outcome.refused,
                files=outcome.files,
                unread=outcome.unread,
                due=outcome.due,
                sent=outcome.sent,
                rows=sum(row.code in self.schema.rows for row in outcome.rows),
                statuses=Counter(row.status for row in outcome.rows if row.code in self.schema.rows),
                found=dict(outcome.found),
            )
        )
        for code, times in outcome.codes.items():
            name, severity = outcome.names[code]
            _, _, wards, before = self.codes.get(code, (name, severity, 0, 0))
            self.codes[code] = (name, severity, wards + 1, before + times)
        for row in outcome.rows:
            self._add_row(number, row)
        if outcome.moment is not None:
            self.moment = max(self.moment or outcome.moment, outcome.moment)

    def _add_row(self, number: int, row: WardRow) -> None:
        known = self.schema.rows.get(row.code)
        if known is None:
            self.foreign_rows += 1
            return
        if not row.figures or known.kind not in _FIGURES:
            return
        factor = self._factor(known, row)
        if factor is None:
            self.foreign_units += len(row.figures)
            return
        for column, value in row.figures.items():
            figures = self._figures.setdefault((row.code, column), _Figures())
            figure = value if factor == 1 else EXACT.multiply(value, factor)
            figures.count += 1
            if row.code in self._additive:
                figures.total = EXACT.add(figures.total, figure)
            if row.code not in self._additive or column in _RANKED:
                figures.values.append(figure)
                figures.wards.append(number)

    def _factor(self, known: Row, row: WardRow) -> Decimal | None:
        """From the ward's unit to the shared template's; None where one is no multiple of the other."""
        if row.unit == known.unit:
            return Decimal(1)
        source, target = self._units.find(row.unit), self._row_units.get(known.code)
        return self._units.factor(source, target) if source and target else None

    # ── What can be added ─────────────────────────────────────────────────────────────────

    def _adds(self, row: Row) -> bool:
        """Whether a figure of the whole is the sum of the wards': flows and counts are, rates and means are not."""
        unit = self._row_units.get(row.code)
        if row.kind not in _FIGURES or unit is None or self._is_rate(unit):
            return False
        return row.five_year is FiveYear.SUM or row.kind is Kind.COUNT or unit.count

    def _is_rate(self, unit: Unit) -> bool:
        percent = self._units.find(PERCENT)
        return "/" in unit.symbol or (percent is not None and unit.quantity == percent.quantity)

    def additive(self) -> Iterator[Row]:
        """The rows whose figures add up over wards, in catalogue order."""
        return (row for row in self.schema.rows.values() if row.code in self._additive)

    def rates(self) -> Iterator[Row]:
        """The rows with figures that cannot be added, in catalogue order."""
        return (
            row
            for row in self.schema.rows.values()
            if row.kind in _FIGURES and row.code not in self._additive
        )

    def total(self, code: str, column: str) -> tuple[Decimal, int] | None:
        """The sum over the wards, and how many wards it is of; None where no ward has the figure."""
        figures = self._figures.get((code, column))
        return (figures.total, figures.count) if figures else None

    def spread(self, code: str, column: str) -> Spread | None:
        """Lowest, median and highest over the wards; the mean of the two middle ones where their number is even."""
        figures = self._figures.get((code, column))
        if not figures or not figures.values:
            return None
        ordered = sorted(figures.values)
        middle = len(ordered) // 2
        median = ordered[middle]
        if len(ordered) % 2 == 0:
            median = EXACT.divide(EXACT.add(ordered[middle - 1], median), Decimal(2))
        low, high = ordered[0], ordered[-1]
        return Spread(len(ordered), low, self._at(figures, low), median, high, self._at(figures, high))

    def _at(self, figures: _Figures, wanted: Decimal) -> tuple[str, ...]:
        return tuple(
            self.wards[number].ward
            for number, value in zip(figures.wards, figures.values, strict=True)
            if value == wanted
        )

    # ── Who stands where ──────────────────────────────────────────────────────────────────

    def ranking(self, row: Row) -> Iterator[tuple[int, str, Decimal]]:
        """Place, ward and figure by the plan's total or target, best first; equal figures share a place."""
        column = self.ranked_column(row)
        figures = self._figures.get((row.code, column)) if column else None
        if figures is None:
            return
        sign = 1 if row.better is Better.DOWN else -1
        order = sorted(
            zip(figures.values, figures.wards, strict=True), key=lambda pair: (sign * pair[0], pair[1])
        )
        place, before = 0, None
        for at, (value, number) in enumerate(order, start=1):
            place = place if value == before else at
            before = value
            yield place, self.wards[number].ward, value

    def ranked_column(self, row: Row) -> str | None:
        """The column by which wards are ranked."""
        return next((name for name in _RANKED if (row.code, name) in self._figures), None)

    def standing(self) -> Sequence[tuple[int, WardLine]]:
        """Every ward with its place: the fullest first, of these the one with the fewest errors and warnings."""
        order = sorted(self.wards, key=lambda line: (_worth(line), line.ward))
        placed: list[tuple[int, WardLine]] = []
        for at, line in enumerate(order, start=1):
            same = placed and _worth(placed[-1][1]) == _worth(line)
            placed.append((placed[-1][0] if same else at, line))
        return placed


def _worth(line: WardLine) -> tuple[bool, Decimal, int, int]:
    errors, warnings = (line.found.get(severity, 0) for severity in (Severity.ERROR, Severity.WARNING))
    return (bool(line.refused), -line.completeness, errors, warnings)
