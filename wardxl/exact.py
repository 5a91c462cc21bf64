"""Decimal arithmetic that loses nothing: contexts long enough for any figure a cell can hold.

A cell holds 15 significant digits between 1E-307 and 1E+308, so sums and products of cells need at most a few
hundred digits; Python's default context would round them at 28 without a word.
"""

from __future__ import annotations

from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
)

#: Sums, differences and products: nothing is rounded. Half goes away from zero, as spreadsheets show it.
EXACT = Context(prec=4000, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX)
#: Quotients that do not end: to the nearest, never above, never below.
QUOTIENT = Context(prec=60, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX)
DOWN = Context(prec=60, rounding=ROUND_FLOOR, Emin=MIN_EMIN, Emax=MAX_EMAX)
UP = Context(prec=60, rounding=ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX)

_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP, Emin=MIN_EMIN, Emax=MAX_EMAX)
_ONE = Decimal(1)
# The last places that figures are rounded to, ready made: every figure shown needs one.
_PLACES = {decimals: _ONE.scaleb(-decimals, EXACT) for decimals in range(-15, 16)}


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Round half away from zero to that many decimals; negative decimals round to tens, hundreds, …"""
    place = _PLACES.get(decimals)
    return value.quantize(_ONE.scaleb(-decimals, EXACT) if place is None else place, ROUND_HALF_UP, EXACT)


def plain(value: Decimal) -> Decimal:
    """Return the same figure without trailing zeros after the point, without exponent and without `-0`."""
    if not value:
        return Decimal(0)
    whole = value.to_integral_value()
    return value.quantize(_ONE, context=EXACT) if value == whole else value.normalize(EXACT)


def to_15_digits(value: Decimal) -> Decimal:
    """Take a stored figure to 15 significant digits, as spreadsheets do before they show or compare it.

    Beyond them stands the noise of binary arithmetic: 0.30000000000000004 is 0.3. Half goes away from zero,
    as everywhere else in a spreadsheet. Trailing zeros go: what comes out has the decimals that are used.
    """
    if not value.is_finite():
        return value
    return plain(_FIFTEEN.plus(value))


def decimals_used(value: Decimal) -> int:
    """Count the decimals a figure really has: 2 for 12.50 taken as 12.5 is 1, 0 for a whole number."""
    digits = str(value)
    if "E" in digits:
        digits = format(value, "f")
    return len(digits.partition(".")[2].rstrip("0"))
