"""Intervals of figures whose true value is not known to the last digit, and arithmetic with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from wardxl.exact import DOWN, EXACT, UP

_End = tuple[Decimal, bool]


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`; an open end does not belong to it. Never empty.

    `+ - * /` take intervals and exact Decimals or ints and give the interval of all possible results, each
    operand taken as independent of the others. Raises ZeroDivisionError where the divisor may be zero.
    """

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise ValueError(f"empty interval: {self}")

    @classmethod
    def of(cls, value: Decimal | int) -> Interval:
        """Return the interval that holds one exact value."""
        value = Decimal(value)
        return cls(value, value)

    @property
    def width(self) -> Decimal:
        """How far its ends lie apart."""
        return EXACT.subtract(self.high, self.low)

    def __contains__(self, value: Decimal) -> bool:
        above = value > self.low or (value == self.low and not self.low_open)
        below = value < self.high or (value == self.high and not self.high_open)
        return above and below

    def meets(self, other: Interval) -> bool:
        """Whether some value belongs to both; ends that touch count where both belong to their intervals."""
        return self.reaches(other) and other.reaches(self)

    def reaches(self, other: Interval) -> bool:
        """Whether some value of this interval is at most some value of the other (`≤` can hold)."""
        return self.low < other.high or (self.low == other.high and not (self.low_open or other.high_open))

    def widened(self, by: Decimal) -> Interval:
        """Return the interval with both ends moved outwards by the same length."""
        low, high = EXACT.subtract(self.low, by), EXACT.add(self.high, by)
        return Interval(low, high, self.low_open and not by, self.high_open and not by)

    def __neg__(self) -> Interval:
        return Interval(self.high.copy_negate(), self.low.copy_negate(), self.high_open, self.low_open)

    def __add__(self, other: Interval | Decimal | int) -> Interval:
        other = _interval(other)
        return Interval(
            EXACT.add(self.low, other.low),
            EXACT.add(self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __radd__(self, other: Decimal | int) -> Interval:
        return self + other

    def __sub__(self, other: Interval | Decimal | int) -> Interval:
        return self + -_interval(other)

    def __rsub__(self, other: Decimal | int) -> Interval:
        return -self + other

    def __mul__(self, other: Interval | Decimal | int) -> Interval:
        other = _interval(other)
        return _hull([_product(mine, its) for mine in _ends(self) for its in _ends(other)])

    def __rmul__(self, other: Decimal | int) -> Interval:
        return self * other

    def __truediv__(self, other: Interval | Decimal | int) -> Interval:
        other = _interval(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("the divisor may be zero")
        pairs = [(mine, its) for mine in _ends(self) for its in _ends(other)]
        low, low_open = min((_quotient(mine, its, floor=True) for mine, its in pairs), key=_lowest)
        high, high_open = max((_quotient(mine, its, floor=False) for mine, its in pairs), key=_highest)
        return Interval(low, high, low_open, high_open)

    def __rtruediv__(self, other: Decimal | int) -> Interval:
        return _interval(other) / self


def total(intervals: Iterable[Interval]) -> Interval:
    """Add intervals up; the sum of none is exactly zero."""
    result = Interval.of(0)
    for interval in intervals:
        result += interval
    return result


def _interval(value: Interval | Decimal | int) -> Interval:
    return value if isinstance(value, Interval) else Interval.of(value)


def _ends(interval: Interval) -> tuple[_End, _End]:
    return (interval.low, interval.low_open), (interval.high, interval.high_open)


def _product(a: _End, b: _End) -> _End:
    # Zero times anything is zero: a zero that belongs to its interval is reached whatever the other end.
    reached = (not a[0] and not a[1]) or (not b[0] and not b[1])
    return EXACT.multiply(a[0], b[0]), (a[1] or b[1]) and not reached


def _quotient(a: _End, b: _End, *, floor: bool) -> _End:
    value = (DOWN if floor else UP).divide(a[0], b[0])
    # An end rounded outwards lies outside already, so it may as well be open; a zero that belongs stays.
    return value, (a[1] or b[1]) and not (not a[0] and not a[1])


def _lowest(end: _End) -> tuple[Decimal, bool]:
    return end


def _highest(end: _End) -> tuple[Decimal, bool]:
    return end[0], not end[1]


def _hull(ends: list[_End]) -> Interval:
    low, low_open = min(ends, key=_lowest)
    high, high_open = max(ends, key=_highest)
    return Interval(low, high, low_open, high_open)
