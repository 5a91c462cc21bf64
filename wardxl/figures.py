"""A stored figure under its number format: what the stages ask of it."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from wardxl import formats
from wardxl.exact import EXACT, plain, to_15_digits

_HUNDRED = Decimal(100)
#: A figure of so few characters, without exponent or zero at its end unless it is whole, is itself to 15 digits.
_DIGITS_AT_ONCE = 15
_LAST_DIGITS = "123456789"


class Figure(NamedTuple):
    """A stored figure under its number format.

    `value` to 15 digits (a percentage as 96.5, not 0.965), without trailing zeros; `decimals` as
    `formats.decimals_of` counts those of the value. `exact`: never, since any stored figure may have been rounded.
    `alone`: its format shows the figure alone, whatever it is: no percentage, no hours, no word beside it.
    """

    stored: str
    number_format: str
    value: Decimal
    percent: bool
    decimals: int | None
    exact: bool = False
    alone: bool = False

    @property
    def shown(self) -> str:
        """The figure as a person sees it; worked out when asked, since few are ever looked at."""
        return _shown(self.stored, self.number_format)


def figure(stored: str, number_format: str) -> Figure:
    """Take a stored figure apart."""
    value = Decimal(stored)
    if (
        len(stored) > _DIGITS_AT_ONCE
        or "E" in stored
        or "e" in stored
        or (stored[-1] not in _LAST_DIGITS and not (stored.isdecimal() and stored.isascii()))
    ):
        if not value.is_finite():
            return Figure(stored, number_format, value, percent=False, decimals=None)
        value = to_15_digits(value)
    look = _look(number_format)
    # A named tuple's own constructor takes half as long again.
    new = tuple.__new__
    if look is not None:
        percent, decimals, alone = look
        if not percent:
            return new(Figure, (stored, number_format, value, False, decimals, False, alone))
    else:
        percent, decimals = (
            formats.is_percent(number_format, value),
            formats.decimals_of(number_format, value),
        )
        alone = formats.shows_figure_alone(number_format)
    if percent:
        value = plain(EXACT.multiply(value, _HUNDRED))
    return new(Figure, (stored, number_format, value, percent, decimals, False, alone))


@lru_cache(maxsize=512)
def _look(number_format: str) -> tuple[bool, int | None, bool] | None:
    """Of a format that shows all figures alike: whether as percentages, with how many decimals, and alone."""
    always = formats.always(number_format)
    return None if always is None else (*always, formats.shows_figure_alone(number_format))


@lru_cache(maxsize=32768)
def _shown(stored: str, number_format: str) -> str:
    return formats.shown(Decimal(stored), number_format)
