"""What rounding can explain: intervals of printed figures, and whether figures can agree within them.

A figure p printed with d decimals, u = 10^-d, stands for every value in [p - u/2, p + u/2]; had it been cut
off instead, for [p, p + u) above zero, (p - u, p] below, (-u, u) at zero. Counts and dashes stand for
themselves. d, u and p are those of the figure as typed, in its own unit; what comes out is in the
catalogue's unit. After XBRL Calculations 1.1 (intervals, touching ends meet, truncation mode).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wardxl.exact import EXACT, QUOTIENT, rounded, to_15_digits
from wardxl.intervals import Interval
from wardxl.intervals import total as sum_of
from wardxl.model import Amount

_ONE = Decimal(1)
_ZERO = Decimal(0)
_HALF = Decimal("0.5")
# A factor such as 1/12 has no end and is kept to 28 digits: figures converted by it are the same when they
# differ by less than one part in 10^20.
_ENDLESS = 20
_SAME = Decimal("1E-20")


class Outcome(StrEnum):
    """What a comparison of figures came to."""

    EXACT = "exact"
    ROUNDING = "rounding"
    TRUNCATED = "truncated"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A total compared with what its terms come to; everything in the catalogue's unit.

    difference: printed total - computed. stored_difference: the same of the stored figures, 0 where
    they agree to 15 digits. tolerance: the largest difference that rounding can make. step: the coarsest
    unit of the last printed digit among the figures that can be rounded (among all, if none can).
    computed: the sum (or mean) of the printed terms.
    """

    outcome: Outcome
    difference: Decimal
    stored_difference: Decimal
    tolerance: Decimal
    step: Decimal
    computed: Decimal


# ── One figure ────────────────────────────────────────────────────────────────────────────


def stored(a: Amount) -> Decimal:
    """Return the stored figure in its own unit, as it was typed: `value / factor`."""
    return a.value if a.factor == _ONE else to_15_digits(QUOTIENT.divide(a.value, a.factor))


def printed(a: Amount) -> Decimal:
    """Return the figure a person sees, in the catalogue's unit.

    The stored figure is rounded half away from zero at its printed decimals in its own unit, then converted.
    """
    seen = rounded(stored(a), a.decimals)
    return seen if a.factor == _ONE else EXACT.multiply(seen, a.factor)


def half_step(a: Amount) -> Decimal:
    """Return h, half a unit of the last printed digit; 0 for a count or a dash."""
    return _ZERO if a.exact else EXACT.multiply(_step(a), _HALF)


def interval(a: Amount) -> Interval:
    """Return every true value whose rounding is the printed figure: [p - h, p + h]."""
    return Interval.of(printed(a)).widened(half_step(a))


def cut_interval(a: Amount, factor: Decimal = _ONE) -> Interval:
    """Return every true value that gives the printed figure when it is cut off instead of rounded.

    [p, p + u) above zero, (p - u, p] below, (-u, u) at zero; `factor` is applied to u.
    """
    p, u = printed(a), EXACT.multiply(_step(a), factor)
    if a.exact or not u:
        return Interval.of(p)
    low = p if p > 0 else EXACT.subtract(p, u)
    high = p if p < 0 else EXACT.add(p, u)
    return Interval(low, high, low_open=p <= 0, high_open=p >= 0)


def _step(a: Amount) -> Decimal:
    return abs(EXACT.multiply(_ONE.scaleb(-a.decimals), a.factor))


# ── Two figures ───────────────────────────────────────────────────────────────────────────


def agree(a: Amount, b: Amount) -> bool:
    """Whether two figures can be one: the intervals of their printed values meet, ends included.

    Figures stored alike agree too, however differently they are shown.
    """
    gap = abs(EXACT.subtract(printed(a), printed(b)))
    reach = EXACT.add(EXACT.add(half_step(a), half_step(b)), _slack((a, b)))
    return gap <= reach or to_15_digits(a.value) == to_15_digits(b.value)


# ── Sums ──────────────────────────────────────────────────────────────────────────────────


def check_sum(total: Amount, terms: Sequence[Amount], factor: Decimal = _ONE) -> SumCheck:
    """Compare a total with the sum of its terms; the order of the terms does not matter.

    D = T - Σx on printed figures, tolerance h_T + Σh times `factor` (which scales u in the cut-off test as
    well, so that 0 asks for equality). EXACT: D = 0. ROUNDING: |D| ≤ tolerance, or the stored figures agree
    to 15 digits and only their display differs. TRUNCATED: the cut-off intervals meet. Else WRONG.
    """
    return _compare(total, terms, _ONE, factor)


def check_mean(total: Amount, terms: Sequence[Amount], factor: Decimal = _ONE) -> SumCheck:
    """Compare a figure with the mean of its terms, as `check_sum` does with the sum.

    The tolerance is h_T + Σh/n. The mean of counts is no count: a total that is one is taken as rounded at
    its last digit. Raises ValueError without terms.
    """
    if not terms:
        raise ValueError("a mean needs terms")
    if total.exact and total.value:
        total = total._replace(exact=False)
    return _compare(total, terms, Decimal(len(terms)), factor)


def check_at_most(whole: Amount, parts: Sequence[Amount], factor: Decimal = _ONE) -> SumCheck:
    """Check that parts which are only some of a whole do not exceed it: Σ parts ≤ whole + tolerance.

    EXACT: the printed parts stay within the printed whole. ROUNDING: they exceed it within tolerance, or the
    stored ones do not exceed it. TRUNCATED: they need not exceed it if figures were cut off. Else WRONG.
    """
    return _compare(whole, parts, _ONE, factor, at_most=True)


def _compare(
    total: Amount, terms: Sequence[Amount], weight: Decimal, factor: Decimal, *, at_most: bool = False
) -> SumCheck:
    """Compare weight·total with the sum of the terms; figures come out divided by the weight again."""
    operands = (total, *terms)
    figures = [printed(term) for term in terms]
    computed = _add(figures)
    difference = EXACT.subtract(EXACT.multiply(printed(total), weight), computed)
    if abs(difference) <= _slack(operands, weight):
        difference = _ZERO
    tolerance = _add([EXACT.multiply(half_step(total), weight), *map(half_step, terms)])
    tolerance = EXACT.multiply(tolerance, factor)
    stored_difference = _stored_difference(total, terms, weight)

    if at_most:
        shortfall, stored_shortfall = min(difference, _ZERO), min(stored_difference, _ZERO)
    else:
        shortfall, stored_shortfall = difference, stored_difference
    if not shortfall:
        outcome = Outcome.EXACT
    elif abs(shortfall) <= tolerance or not stored_shortfall:
        outcome = Outcome.ROUNDING
    else:
        whole = cut_interval(total, factor) * weight
        parts = sum_of(cut_interval(term, factor) for term in terms)
        possible = parts.reaches(whole) if at_most else parts.meets(whole)
        outcome = Outcome.TRUNCATED if possible else Outcome.WRONG
    return SumCheck(
        outcome,
        _divided(difference, weight),
        _divided(stored_difference, weight),
        _divided(tolerance, weight),
        max(_step(a) for a in [a for a in operands if not a.exact] or operands),
        _divided(computed, weight),
    )


def _stored_difference(total: Amount, terms: Sequence[Amount], weight: Decimal) -> Decimal:
    """Return weight·T - Σx of the stored figures, 0 where it is no more than noise beyond 15 digits.

    There is such noise only where the figures together, from the first digit of the largest to the last of
    the finest, take 15 digits or more: then one unit of the 15th digit of each.
    """
    difference = EXACT.subtract(EXACT.multiply(total.value, weight), _add([term.value for term in terms]))
    if not difference:
        return _ZERO
    noise = _slack((total, *terms), weight)
    own = [(value, a.factor, weight if a is total else _ONE) for a in (total, *terms) if (value := stored(a))]
    if max(value.adjusted() for value, _, _ in own) - min(_last_place(value) for value, _, _ in own) >= 14:
        for value, unit, times in own:
            fifteenth = EXACT.multiply(_ONE.scaleb(value.adjusted() - 14), unit)
            noise = EXACT.add(noise, abs(EXACT.multiply(fifteenth, times)))
    return _ZERO if abs(difference) <= noise else difference


def _last_place(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _slack(operands: Sequence[Amount], weight: Decimal = _ONE) -> Decimal:
    """Return what factors without an end can add to a difference; 0 where all factors are exact."""
    if all(a.factor == _ONE or len(a.factor.as_tuple().digits) <= _ENDLESS for a in operands):
        return _ZERO
    return EXACT.multiply(EXACT.multiply(max(abs(a.value) for a in operands), _SAME), weight)


def _add(figures: Sequence[Decimal]) -> Decimal:
    result = _ZERO
    for figure in figures:
        result = EXACT.add(result, figure)
    return result


def _divided(value: Decimal, weight: Decimal) -> Decimal:
    return value if weight == _ONE else QUOTIENT.divide(value, weight)
