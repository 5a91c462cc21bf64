"""What must be found in a table, by exact fractions: what rounding or cutting off can hide, and what it cannot.

An arithmetic of its own, not the package's: each constraint of a table is judged by whether true figures can stand
behind the printed ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from bench.catalogue import SPECS
from bench.tables import PLAN, YEARS, Line, Table, decimals, half_up

Place = tuple[str, str]


@dataclass(frozen=True)
class Figure:
    """A figure in the catalogue's unit: as seen, the unit of its last digit seen, as stored."""

    seen: Fraction
    unit: Fraction
    stored: Fraction
    exact: bool
    noise: Fraction

    @property
    def half(self) -> Fraction:
        """How far the true figure may lie from the one seen."""
        return Fraction(0) if self.exact else self.unit / 2

    @property
    def cut(self) -> tuple[Fraction, Fraction, bool, bool]:
        """Where the true figure lies if it was cut off: ends, and whether they are open."""
        if self.exact:
            return self.seen, self.seen, False, False
        low = self.seen if self.seen > 0 else self.seen - self.unit
        high = self.seen if self.seen < 0 else self.seen + self.unit
        return low, high, self.seen <= 0, self.seen >= 0


@dataclass(frozen=True)
class Constraint:
    """`weight · first = sum of the others` (or `≥` for `atmost`), and the finding that says it is broken."""

    code: str
    hint: str
    at: Place
    first: Place
    others: tuple[Place, ...]
    weight: int = 1
    at_most: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.first, *self.others)


@dataclass(frozen=True)
class Verdict:
    """How a constraint came out: `exact`, `rounding`, `cut off` or `wrong`; by how much, what rounding allows."""

    constraint: Constraint
    outcome: str
    difference: Fraction
    tolerance: Fraction

    @property
    def failing(self) -> bool:
        """Whether something is said of it: a mean and what is at most its whole may be cut off without a word."""
        return self.outcome == "wrong" or (self.outcome == "cut off" and bool(self.constraint.hint))


def figures(table: Table) -> dict[Place, Figure]:
    """Every figure of a table's plan, General cells with the most decimals of their row."""
    found = {}
    for code, line in table.lines.items():
        cells = {column: cell for column in PLAN if (cell := line.cells[column]) is not None}
        most = max(
            (decimals(cell.stored) if cell.places is None else cell.places for cell in cells.values()),
            default=0,
        )
        for column, cell in cells.items():
            places = most if cell.places is None else cell.places
            size = abs(cell.stored)
            power = 0
            while size and size >= 10 ** (power + 1):
                power += 1
            found[code, column] = Figure(
                half_up(cell.stored, places) * line.factor,
                line.factor / Fraction(10) ** places,
                cell.stored * line.factor,
                cell.exact,
                line.factor * Fraction(10) ** (power - 14),
            )
    return found


def impossible(table: Table, known: Mapping[Place, Figure]) -> dict[Place, str]:
    """The figures that cannot be, whatever stands beside them."""
    found = {}
    for (code, column), figure in known.items():
        spec = table.lines[code].spec
        if (spec.low is not None and figure.stored < spec.low) or (
            spec.high is not None and figure.stored > spec.high
        ):
            found[code, column] = "V207"
        if spec.count and figure.stored.denominator != 1:
            found[code, column] = "V208"
    return found


def constraints(table: Table, usable: Mapping[Place, Figure]) -> Iterator[Constraint]:
    """The constraints of a table all of whose figures are there."""
    for code, line in table.lines.items():
        for one in (*_of_years(line), *_of_parts(table, code, usable)):
            if all(place in usable for place in one.places):
                yield one


def _of_years(line: Line) -> Iterator[Constraint]:
    code, total = line.spec.code, (line.spec.code, "total")
    years = tuple((code, year) for year in YEARS)
    match line.spec.five_year:
        case "tổng":
            yield Constraint("Y401", "Y403", total, total, years)
        case "bình quân":
            yield Constraint("Y406", "", total, total, years, weight=5)
        case "năm cuối":
            yield Constraint("Y404", "", total, total, years[-1:])
        case "hằng năm":
            for year in years:
                yield Constraint("Y405", "", year, total, (year,))


def _of_parts(table: Table, code: str, usable: Mapping[Place, Figure]) -> Iterator[Constraint]:
    below = [spec for spec in SPECS.values() if spec.parent == code and spec.code in table.lines]
    for column in PLAN:
        parts = tuple((spec.code, column) for spec in below)
        if below and below[0].relation == "thành phần":
            yield Constraint("H501", "H504", (code, column), (code, column), parts)
        elif there := tuple(part for part in parts if part in usable):
            yield Constraint("H505", "", (code, column), (code, column), there, at_most=True)


def judge(one: Constraint, known: Mapping[Place, Figure]) -> Verdict:
    """Say whether rounding, or cutting off, can explain what a constraint comes to."""
    first, others = known[one.first], [known[place] for place in one.others]
    difference = one.weight * first.seen - sum(other.seen for other in others)
    # The mean of counts is no count.
    half = first.unit / 2 if one.weight > 1 and first.exact and first.stored else first.half
    tolerance = one.weight * half + sum(other.half for other in others)
    stored = one.weight * first.stored - sum(other.stored for other in others)
    noise = one.weight * first.noise + sum(other.noise for other in others)
    short, stored = (
        (min(difference, Fraction(0)), min(stored, Fraction(0))) if one.at_most else (difference, stored)
    )
    if not short:
        outcome = "exact"
    elif abs(short) <= tolerance or abs(stored) <= noise:
        outcome = "rounding"
    else:
        # A figure and its copy are no sum: cutting off explains nothing between them.
        copied = one.code in ("Y404", "Y405")
        outcome = "cut off" if not copied and _cut(one, first, others) else "wrong"
    return Verdict(one, outcome, difference, tolerance)


def _cut(one: Constraint, first: Figure, others: Sequence[Figure]) -> bool:
    """Whether figures cut off can stand behind it: 0 lies between the ends of `weight · first - others`."""
    low, high, low_open, high_open = first.cut
    low, high = one.weight * low, one.weight * high
    for other in others:
        under, over, under_open, over_open = other.cut
        low, low_open = low - over, low_open or over_open
        high, high_open = high - under, high_open or under_open
    fits_above = low < 0 or (low == 0 and not low_open)
    fits_below = high > 0 or (high == 0 and not high_open)
    return fits_below and (one.at_most or fits_above)


def verdicts(table: Table) -> tuple[dict[Place, str], list[Verdict]]:
    """The impossible figures of a table, and how every constraint came out that uses none of them."""
    known = figures(table)
    never = impossible(table, known)
    usable = {place: figure for place, figure in known.items() if place not in never}
    return never, [judge(one, usable) for one in constraints(table, usable)]


# ── What is to be said ────────────────────────────────────────────────────────────────────


def expected(table: Table) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """The errors that must be said as (code, row, column), and the warnings of cutting off."""
    never, judged = verdicts(table)
    errors = {(code, *place) for place, code in never.items()}
    warnings = set()
    alike = _one_figure_off(table, judged)
    for verdict in judged:
        one = verdict.constraint
        if one.code == "Y405" and one.at[0] in alike:
            # Said once, at the five-year figure.
            errors.add(("Y405", one.at[0], "total"))
        elif verdict.outcome == "wrong":
            errors.add((one.code, *one.at))
        elif verdict.outcome == "cut off" and one.hint:
            warnings.add((one.hint, *one.at))
    return errors, warnings


def _one_figure_off(table: Table, judged: Sequence[Verdict]) -> set[str]:
    """The rows of one figure every year whose years are all alike, while two or more differ from the five-year one."""
    known = figures(table)
    found = set()
    for code in {one.constraint.at[0] for one in judged if one.constraint.code == "Y405"}:
        years = [one for one in judged if one.constraint.code == "Y405" and one.constraint.at[0] == code]
        values = [known[one.constraint.at] for one in years]
        alike = all(abs(a.seen - b.seen) <= a.half + b.half for a, b in combinations(values, 2))
        if alike and sum(one.outcome == "wrong" for one in years) > 1:
            found.add(code)
    return found


def sound(table: Table, whole: str) -> bool:
    """Whether nothing in a block is beyond rounding."""
    rows = {whole, *(spec.code for spec in SPECS.values() if spec.parent == whole)}
    failing = (one for one in verdicts(table)[1] if one.failing)
    return not any({code for code, _ in one.constraint.places} <= rows for one in failing)


def decided(table: Table, whole: str) -> set[Place]:
    """The cells of a block any of which alone, changed, mends every failing constraint and breaks no other."""
    rows = {whole, *(spec.code for spec in SPECS.values() if spec.parent == whole)}
    _, judged = verdicts(table)
    inside = [one for one in judged if {code for code, _ in one.constraint.places} <= rows]
    failing = [one for one in inside if one.failing]
    if not failing:
        return set()
    candidates = set(failing[0].constraint.places)
    for one in failing[1:]:
        candidates &= set(one.constraint.places)
    known = figures(table)
    return {place for place in candidates if _mends(place, inside, known)}


def _mends(place: Place, inside: Sequence[Verdict], known: Mapping[Place, Figure]) -> bool:
    """Whether one change of a cell, to a figure that can be, brings all that binds it within what rounding allows."""
    spec, now = SPECS[place[0]], known[place].seen
    low = None if spec.low is None else spec.low - now
    high = None if spec.high is None else spec.high - now
    for verdict in inside:
        one = verdict.constraint
        if place not in one.places:
            continue
        short = min(verdict.difference, Fraction(0)) if one.at_most else verdict.difference
        allowed = verdict.tolerance if verdict.failing else max(verdict.tolerance, abs(short))
        factor = one.weight if place == one.first else -1
        # -allowed <= difference + factor * change (<= allowed, where it must be equal)
        ends = [(-allowed - verdict.difference) / factor]
        if not one.at_most:
            ends.append((allowed - verdict.difference) / factor)
            under, over = min(ends), max(ends)
        else:
            under, over = (ends[0], None) if factor > 0 else (None, ends[0])
        low = under if low is None else low if under is None else max(low, under)
        high = over if high is None else high if over is None else min(high, over)
    return low is None or high is None or low <= high
