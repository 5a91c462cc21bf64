"""When two values say the same."""

from __future__ import annotations

from wardxl import rounding
from wardxl.model import Amount, Content, Period, Target
from wardxl.text import key


def same(first: Content | None, second: Content | None) -> bool:
    """Whether two values agree: figures whose printed intervals meet, the same bounds, years or words."""
    match first, second:
        case Amount(), Amount():
            return rounding.agree(first, second)
        case Target(), Target():
            return (first.low, first.high, first.low_open, first.high_open) == (
                second.low,
                second.high,
                second.low_open,
                second.high_open,
            )
        case Period(), Period():
            return (first.start, first.end, first.ongoing, first.first, first.last) == (
                second.start,
                second.end,
                second.ongoing,
                second.first,
                second.last,
            )
        case str(), str():
            return key(first) == key(second)
        case _:
            return False
