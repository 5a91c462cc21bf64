"""Value cells → values: figures, targets, periods and texts, as the column and the row ask for.

A cell that cannot be read, or not with certainty, gives a Problem and no content. Numbers typed as numbers are
taken as they are; text is read by the grammars of `numerals`, `targets` and `periods`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from wardxl import numerals, periods, raw_cells, targets
from wardxl.exact import EXACT
from wardxl.model import Amount, CellKind, Content, Kind, Problem, Row, Target, Value
from wardxl.raw_cells import PERCENT, RawCell, RowUnit, Unread
from wardxl.units import UnitTable

_ZERO = Decimal(0)
# Rows whose value cells may hold words as well as figures.
_WORDY_KINDS = frozenset({Kind.TEXT, Kind.FRACTION, Kind.HEADING})
_WORD_ROLES = frozenset({"product", "effect", "text"})
# Columns whose figures add up with each other; for General cells they share the most decimals among them.
_PLAN_ROLES = frozenset({"total", "year"})


class _Reading(NamedTuple):
    """A figure in its own unit; `decimals` None where the row decides."""

    raw: RawCell
    value: Decimal
    decimals: int | None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Open:
    """A figure with two readings that its neighbours must settle."""

    raw: RawCell
    numeral: numerals.Numeral


_FIGURES = (_Reading, _Open)


class RowReader:
    """Reads the value cells of one row; what is wrong with them collects in `problems`."""

    def __init__(self, row: Row, unit: RowUnit, units: UnitTable, habit: str) -> None:
        self.row = row
        self.unit = unit
        self.units = units
        self.habit = habit
        self.problems: list[Problem] = []
        self._counted = row.kind is Kind.COUNT or (row.kind is Kind.NUMBER and self._counting())

    def _counting(self) -> bool:
        """Whether the figures are counts by their unit; one that is not the row's says nothing of them."""
        typed, wanted = self.unit.unit, self.units.find(self.row.unit) if self.row.unit else None
        related = typed and wanted and self.units.factor(typed, wanted) is not None
        return typed is not None and typed.count and (wanted is None or bool(related))

    def read(self, raws: Sequence[RawCell]) -> dict[str, Value]:
        """Return the values by column key, in the order given."""
        items = {raw.column.key: self._item(raw) for raw in raws}
        amounts = self._amounts(items)
        values: dict[str, Value] = {}
        for raw in raws:
            name = raw.column.key
            item = items[name]
            content = amounts.get(name) if isinstance(item, _FIGURES) else item
            values[name] = Value(raw.ref, name, raw.shown, content)
        return values

    # ── One cell ──────────────────────────────────────────────────────────────────────────

    def _item(self, raw: RawCell) -> Content | _Reading | _Open | None:
        if raw.cell is None:
            return None
        if raw.struck:
            self.problems.append(raw_cells.struck_through(raw))
        try:
            return self._content(raw, raw.cell.kind)
        except Unread as unread:
            self.problems.append(unread.problem)
            return None

    def _content(self, raw: RawCell, kind: CellKind) -> Content | _Reading | _Open:
        role = raw.column.role
        if kind is CellKind.ERROR:
            raise Unread(raw_cells.error_value(raw))
        if kind is CellKind.UNCALCULATED:
            raise Unread(raw_cells.uncalculated(raw))
        if role in _WORD_ROLES:
            return raw.shown
        if kind is CellKind.DATE:
            raise Unread(raw_cells.became_date(raw))
        if role == "period":
            period = periods.parse(raw.shown)
            if period is None:
                raise Unread(raw_cells.unreadable_period(raw))
            return period
        if role == "target":
            return self._target(raw, kind)
        return self._number(raw) if kind is CellKind.NUMBER else self._typed_figure(raw, kind)

    def _target(self, raw: RawCell, kind: CellKind) -> Target | str:
        if kind is CellKind.NUMBER:
            value = self._number(raw).value
            target: Target | str | None = Target(value, value, raw.shown)
        else:
            target = targets.parse(raw.shown)
            typed = targets.unit_of(raw.shown)
            carried = self.units.find(typed) if typed else None
            if typed and carried is None:
                raise Unread(raw_cells.unreadable_target(raw))
            if carried is not None and self.unit.unit is not None and carried != self.unit.unit:
                raise Unread(raw_cells.carries_unit(raw, typed, self.unit.unit))
            if isinstance(target, Target):
                self._say_notation(raw)
        if target is None:
            raise Unread(raw_cells.unreadable_target(raw))
        if isinstance(target, str) or self.unit.factor == 1:
            return target
        low, high = (
            None if bound is None else bound * self.unit.factor for bound in (target.low, target.high)
        )
        return replace(target, low=low, high=high)

    def _say_notation(self, raw: RawCell) -> None:
        """V204 for a target's figures in foreign notation; V203 for one of a percentage that may be two figures."""
        for numeral in targets.figures_of(raw.shown):
            readings = numeral.readings
            if len(readings) == 1:
                if readings[0].notation == "us":
                    self.problems.append(
                        raw_cells.foreign_notation(raw, readings[0].value, readings[0].decimals)
                    )
                    return
            elif self.unit.percent and readings[0].notation == "vi" and not readings[0].decimals:
                raise Unread(raw_cells.ambiguous(raw, numeral))

    def _number(self, raw: RawCell) -> _Reading:
        assert raw.cell is not None
        assert raw.style is not None
        figure = numerals.figure(raw.cell.value, raw.style.number_format)
        if figure.percent and self.unit.unit is not None and not self.unit.percent:
            raise Unread(raw_cells.carries_unit(raw, PERCENT, self.unit.unit))
        return _Reading(raw, figure.value, figure.decimals)

    def _typed_figure(self, raw: RawCell, kind: CellKind) -> str | _Reading | _Open:
        wordy_row = self.row.kind in _WORDY_KINDS
        wordy = wordy_row or raw.column.role == "resolution"
        numeral = (
            numerals.parse(raw.cell.value, self._names_unit) if raw.cell and kind is CellKind.TEXT else None
        )
        carried = self.units.find(numeral.unit) if numeral and numeral.unit else None
        if numeral is None or (numeral.unit and carried is None):
            if wordy:
                return raw.shown
            raise Unread(raw_cells.not_a_number(raw))
        if numeral.dash:
            return _Reading(raw, Decimal(0), 0, exact=True)
        if carried is not None and self.unit.unit is not None and carried != self.unit.unit:
            if wordy_row:
                return raw.shown
            raise Unread(raw_cells.carries_unit(raw, numeral.unit, self.unit.unit))
        if numeral.qualifier:
            if wordy_row:
                return raw.shown
            self.problems.append(raw_cells.qualified(raw, numeral))
        if len(numeral.readings) > 1:
            return _Open(raw, numeral)
        return self._taken(raw, numeral.readings[0])

    def _names_unit(self, text: str) -> bool:
        return self.units.find(text) is not None

    def _taken(self, raw: RawCell, reading: numerals.Reading) -> _Reading:
        if reading.notation == "us":
            self.problems.append(raw_cells.foreign_notation(raw, reading.value, reading.decimals))
        return _Reading(raw, reading.value, reading.decimals)

    # ── The row together ──────────────────────────────────────────────────────────────────

    def _amounts(self, items: Mapping[str, Content | _Reading | _Open | None]) -> dict[str, Amount]:
        """Settle open readings by their neighbours, and General cells' decimals by the row."""
        sure = _without_residues({name: item for name, item in items.items() if isinstance(item, _Reading)})
        near = [reading.value for reading in sure.values()]
        for name, item in items.items():
            if not isinstance(item, _Open):
                continue
            chosen = numerals.decide(
                item.numeral,
                whole=self._counted,
                percent=self.unit.percent,
                habit=self.habit,
                neighbours=near,
            )
            if chosen is None:
                self.problems.append(raw_cells.ambiguous(item.raw, item.numeral))
            else:
                sure[name] = self._taken(item.raw, chosen)
        plan = every = 0
        if any(reading.decimals is None for reading in sure.values()):
            plan = _most_decimals(one for one in sure.values() if one.raw.column.role in _PLAN_ROLES)
            every = _most_decimals(sure.values())
        return {
            name: self._amount(reading, plan if reading.raw.column.role in _PLAN_ROLES else every)
            for name, reading in sure.items()
        }

    def _amount(self, reading: _Reading, of_row: int) -> Amount:
        return Amount(
            value=reading.value * self.unit.factor,
            decimals=of_row if reading.decimals is None else reading.decimals,
            factor=self.unit.factor,
            exact=reading.exact or self._counted,
        )


def _without_residues(readings: Mapping[str, _Reading]) -> dict[str, _Reading]:
    """Take for zero what binary arithmetic leaves of one: 0.1 + 0.2 - 0.3 is stored as 5.55E-17.

    Fifteen digits of a sum that came out near zero are noise, where the figures beside it reach that far.
    """
    sizes = {name: abs(reading.value) for name, reading in readings.items()}
    noise = max(sizes.values(), default=_ZERO).scaleb(-15, EXACT)
    return {
        name: reading._replace(value=_ZERO) if sizes[name] <= noise else reading
        for name, reading in readings.items()
    }


def _most_decimals(readings: Iterable[_Reading]) -> int:
    """The most decimals used: those shown, or those stored where the format leaves it open."""
    used = (_digits(one.value) if one.decimals is None else one.decimals for one in readings)
    return max(used, default=0)


def _digits(value: Decimal) -> int:
    """The digits after the comma of a stored figure."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
