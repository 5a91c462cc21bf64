"""Value cells → values: figures, targets, periods and texts, as the column and the row ask for.

A cell that cannot be read, or not with certainty, gives a Problem and no content. Numbers typed as numbers are
taken as they are; text is read by the grammars of `numerals`, `targets` and `periods`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import compress
from typing import NamedTuple

from wardxl import formats, numerals, periods, raw_cells, targets
from wardxl.error_values import ERROR_VALUE
from wardxl.exact import EXACT, decimals_used
from wardxl.figures import Figure
from wardxl.model import Amount, CellKind, Content, Kind, Problem, Row, Target, Value
from wardxl.raw_cells import PERCENT, RawCell, RowUnit, Unread
from wardxl.units import UnitTable

_ZERO = Decimal(0)
# What binary arithmetic may leave of a sum of figures up to 10¹²; a person types no smaller ones beside such.
_MOST_NOISE = Decimal("0.001")
_NOISY = _MOST_NOISE.adjusted() + 1
# Rows whose value cells may hold words as well as figures.
_WORDY_KINDS = frozenset({Kind.TEXT, Kind.FRACTION, Kind.HEADING})
_CURRENCIES = frozenset("₫$€")
_FIGURE_ROLES = frozenset({"baseline", "resolution", "total", "year", "number"})
_WORD_ROLES = frozenset({"product", "effect", "text"})
# Columns whose figures add up with each other; for General cells they share the most decimals among them.
_PLAN_ROLES = frozenset({"total", "year"})


class _Reading(NamedTuple):
    """A typed figure in its own unit."""

    value: Decimal
    decimals: int
    exact: bool = False


class _Open(NamedTuple):
    """A figure with two readings that its neighbours must settle."""

    raw: RawCell
    numeral: numerals.Numeral


#: A named tuple's own constructor takes half as long again.
_new = tuple.__new__

# A stored figure in its own unit leaves its decimals to the row where they are None.
_Sure = _Reading | Figure
_SURE = (_Reading, Figure)
_Found = tuple[RawCell, _Sure]
#: How a file writes its numbers in text, `vi`, `us` or ''; looked for when a cell asks, which few do.
Habit = Callable[[], str]


class RowReader:
    """Reads value cells of one row that are in one unit; what is wrong with them collects in `problems`.

    near: figures of the row in other units, in this one.
    """

    def __init__(
        self, row: Row, unit: RowUnit, units: UnitTable, habit: Habit, near: Sequence[Decimal] = ()
    ) -> None:
        self.row = row
        self.unit = unit
        self.units = units
        self.habit = habit
        self.near = near
        self.problems: list[Problem] = []
        self._factor = unit.factor
        self._converted = unit.factor != 1
        self._counted = (
            self._counts() if row.kind is Kind.COUNT else row.kind is Kind.NUMBER and self._counting()
        )

    def _counts(self) -> bool:
        """Whether figures of a count are whole, and so exact; in thousands they are rounded like any others."""
        return not self._converted or (self.unit.unit is not None and self.unit.unit.count)

    def _counting(self) -> bool:
        """Whether the figures are counts by their unit; one that is not the row's says nothing of them."""
        typed = self.unit.unit
        if typed is None or not typed.count:
            return False
        wanted = self.units.find(self.row.unit) if self.row.unit else None
        return wanted is None or self.units.factor(typed, wanted) is not None

    def read(self, raws: Iterable[RawCell]) -> dict[str, Value]:
        """Return the values by column key, in the order given."""
        values: dict[str, Value] = {}
        figures: list[_Found] = []
        unsettled: list[_Open] = []
        amount = self._amount
        for raw in raws:
            ref, column, _, cell, seen, struck = raw
            content: Content | None = None
            # Nearly every cell is a figure with nothing to say of it, and is taken without being asked further.
            if type(seen) is Figure and seen.alone and column.role in _FIGURE_ROLES and not struck:
                figures.append((raw, seen))
                content = amount(seen)
            elif cell:
                item = self._item(raw, cell.kind)
                if isinstance(item, _SURE):
                    figures.append((raw, item))
                    content = amount(item)
                elif isinstance(item, _Open):
                    unsettled.append(item)
                else:
                    content = item
            values[column.key] = _new(Value, (ref, column.key, seen, content))
        if unsettled:
            self._settle(unsettled, figures, values)
        self._read_together(figures, values)
        if self.problems:
            # A cell merged over several columns is one cell: what is wrong with it is said once.
            said = {(problem.code, problem.ref): problem for problem in reversed(self.problems)}
            self.problems = list(reversed(said.values()))
        return values

    # ── One cell ──────────────────────────────────────────────────────────────────────────

    def _item(self, raw: RawCell, kind: CellKind) -> Content | _Sure | _Open | None:
        try:
            item = self._content(raw, kind)
        except Unread as unread:
            self.problems.append(unread.problem)
            return None
        if not isinstance(item, _Open):
            self._say_struck(raw)
        return item

    def _say_struck(self, raw: RawCell) -> None:
        """V212, which says that the cell is read: never of one that is not."""
        if raw.struck:
            self.problems.append(raw_cells.struck_through(raw))

    def _content(self, raw: RawCell, kind: CellKind) -> Content | _Sure | _Open:
        role = raw.column.role
        if kind is CellKind.NUMBER and role in _FIGURE_ROLES:
            return self._number(raw)
        # A CSV has but the text of an error.
        if kind is CellKind.ERROR or (kind is CellKind.TEXT and ERROR_VALUE.fullmatch(raw.shown)):
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
        return self._typed_figure(raw, kind)

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

    def _number(self, raw: RawCell) -> Figure:
        figure = raw.seen
        assert isinstance(figure, Figure)
        if formats.is_elapsed(figure.number_format):
            raise Unread(raw_cells.became_elapsed(raw, figure))
        if figure.percent and self.unit.unit is not None and not self.unit.percent:
            raise Unread(raw_cells.carries_unit(raw, PERCENT, self.unit.unit))
        if typed := self._other_unit_shown(figure):
            raise Unread(raw_cells.carries_unit(raw, typed, self.unit.unit))
        return figure

    def _other_unit_shown(self, figure: Figure) -> str:
        """The unit that the number format writes beside the figure (`0.0" triệu"`) where it is not the row's, else ''.

        A sign of currency alone is what the button for it leaves behind, whatever the figures are in.
        """
        words = formats.words_beside(figure.number_format)
        if not words or figure.percent or self.unit.unit is None or words in _CURRENCIES:
            return ""
        shown = self.units.find(words)
        return "" if shown is None or shown == self.unit.unit else words

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
            return _Reading(_ZERO, 0, exact=True)
        if carried is not None and self.unit.unit is not None and carried != self.unit.unit:
            if wordy_row:
                return raw.shown
            raise Unread(raw_cells.carries_unit(raw, numeral.unit, self.unit.unit))
        if numeral.qualifier and wordy_row:
            return raw.shown
        if len(numeral.readings) > 1:
            return _Open(raw, numeral)
        return self._taken(raw, numeral, numeral.readings[0])

    def _names_unit(self, text: str) -> bool:
        return self.units.find(text) is not None

    def _taken(self, raw: RawCell, numeral: numerals.Numeral, reading: numerals.Reading) -> _Reading:
        if numeral.qualifier:
            self.problems.append(raw_cells.qualified(raw, numeral, reading))
        if reading.notation == "us":
            self.problems.append(raw_cells.foreign_notation(raw, reading.value, reading.decimals))
        return _Reading(reading.value, reading.decimals)

    def _amount(self, one: _Sure) -> Amount:
        """A figure in the catalogue's unit, with the decimals typed or shown, or else those that it has."""
        value, decimals = one.value, one.decimals
        if decimals is None:
            decimals = decimals_used(value)
        if self._converted:
            value = value * self._factor
        return _new(Amount, (value, decimals, self._factor, self._counted or one.exact))

    # ── The row together ──────────────────────────────────────────────────────────────────

    def _settle(self, unsettled: Sequence[_Open], figures: list[_Found], values: dict[str, Value]) -> None:
        """Settle open readings by the unit, the file's habit or the figures beside them; V203 for the others."""
        near = [*(one.value for _, one in _without_residues(figures)), *self.near]
        for raw, numeral in unsettled:
            chosen = numerals.decide(
                numeral,
                whole=self._counted,
                percent=self.unit.percent,
                habit=self.habit(),
                neighbours=near,
            )
            if chosen is None:
                self.problems.append(raw_cells.ambiguous(raw, numeral))
            else:
                self._say_struck(raw)
                taken = self._taken(raw, numeral, chosen)
                figures.append((raw, taken))
                _put(values, raw, self._amount(taken))

    def _read_together(self, figures: Sequence[_Found], values: dict[str, Value]) -> None:
        """Give figures what hangs on those beside them: whether they are residues of zero, and decimals left open."""
        cleared = _without_residues(figures)
        for (raw, one), (_, before) in zip(cleared, figures, strict=True) if cleared is not figures else ():
            if one is not before:
                _put(values, raw, self._amount(one))
        if None in [one.decimals for _, one in cleared]:
            self._share_decimals(cleared, values)

    def _share_decimals(self, figures: Sequence[_Found], values: dict[str, Value]) -> None:
        """Give General, which leaves it to the row, the most decimals among the figures that they are added to."""
        amounts = [amount for raw, _ in figures if (amount := values[raw.column.key].amount)]
        used = [amount.decimals for amount in amounts]
        if min(used) == (most := max(used)):
            return
        planned = [raw.column.role in _PLAN_ROLES for raw, _ in figures]
        most_of_plan = max(compress(used, planned), default=most)
        for (raw, one), amount, plan in zip(figures, amounts, planned, strict=True):
            shared = most_of_plan if plan else most
            if one.decimals is None and amount.decimals != shared:
                _put(values, raw, amount._replace(decimals=shared))


def _put(values: dict[str, Value], raw: RawCell, content: Content) -> None:
    values[raw.column.key] = _new(Value, (raw.ref, raw.column.key, raw.seen, content))


def _without_residues(figures: Sequence[_Found]) -> Sequence[_Found]:
    """Take for zero what binary arithmetic leaves of one: 0.1 + 0.2 - 0.3 is stored as 5.55E-17.

    Fifteen digits of a sum that came out near zero are noise, where the figures beside it reach that far; a figure
    that a person may have typed is none, whatever absurd one stands beside it.
    """
    if not [one for _, one in figures if one.value.adjusted() < _NOISY and one.value]:
        return figures
    noise = min(max(abs(one.value) for _, one in figures).scaleb(-15, EXACT), _MOST_NOISE)
    return [
        (raw, one._replace(value=_ZERO) if isinstance(one, Figure) and abs(one.value) <= noise else one)
        for raw, one in figures
    ]
