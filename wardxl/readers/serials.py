"""Spreadsheet day numbers, ISO dates and times of day as the text that `Cell.value` holds."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from wardxl.formats import is_clock, is_date

_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
#: The first day number after 29 February 1900, a day that Excel counts although it never was.
_AFTER_FALSE_LEAP_DAY = 60
#: 31 December 9999, the last day Excel knows, in the 1900 system.
_LAST = 2_958_465
_SECONDS = 86_400


def moment(stored: str, number_format: str, *, date1904: bool = False) -> str | None:
    """What a number format makes of a stored number: a date, or under `h:mm` a time of day as it is shown, `08:30`.

    None where it shows neither. Whole days under such a format are not shown, and are no date: they are left out.
    """
    if not is_date(number_format):
        return None
    iso = serial_to_iso(stored, date1904=date1904)
    return iso if iso is None or not is_clock(number_format) else _clock(iso.partition("T")[2] or "00:00:00")


def serial_to_iso(serial: str, *, date1904: bool = False) -> str | None:
    """Turn a stored day number into `2026-03-03` or `2026-03-03T08:30:00`; None where it is no date.

    Seconds are rounded, as Excel shows them. Day 0, which holds a time alone, becomes 1899-12-31 (1904-01-01
    in the 1904 system); day 60, 29 February 1900, becomes the 28th, as there is no such day.
    """
    try:
        number = Decimal(serial)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number < _LAST + 1:
        return None
    seconds = int((number * _SECONDS).to_integral_value())
    days = seconds // _SECONDS
    if not date1904 and days < _AFTER_FALSE_LEAP_DAY:
        seconds += _SECONDS
    try:
        return _iso((_EPOCH_1904 if date1904 else _EPOCH_1900) + timedelta(seconds=seconds))
    except OverflowError:
        return None


def normal_iso(text: str) -> str | None:
    """Bring an ISO 8601 date or time, as a cell of type `d` holds it, to the forms above; None where it is none."""
    stripped = text.strip()
    try:
        return _iso(datetime.fromisoformat(stripped).replace(tzinfo=None))
    except OverflowError:
        return None
    except ValueError:
        pass
    try:
        return _clock(f"{time.fromisoformat(stripped):%H:%M:%S}")
    except ValueError:
        return None


def _clock(text: str) -> str:
    """A time of day without the seconds that nobody shows."""
    return text.removesuffix(":00") if len(text) > len("00:00") else text


def _iso(when: datetime) -> str:
    if when.microsecond >= 500_000:
        when += timedelta(seconds=1)
    when = when.replace(microsecond=0)
    if when.hour or when.minute or when.second:
        return when.isoformat()
    return when.date().isoformat()
