"""Spreadsheet day numbers and ISO dates as the text that `Cell.value` holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
#: The first day number after 29 February 1900, a day that Excel counts although it never was.
_AFTER_FALSE_LEAP_DAY = 60
#: 31 December 9999, the last day Excel knows, in the 1900 system.
_LAST = 2_958_465
_SECONDS = 86_400


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
    """Bring an ISO 8601 date, as a cell of type `d` holds it, to the form above; None where it is none."""
    stripped = text.strip()
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError:
        try:
            moment = datetime.fromisoformat(f"1899-12-31T{stripped.lstrip('T')}")
        except ValueError:
            return None
    try:
        return _iso(moment.replace(tzinfo=None))
    except OverflowError:
        return None


def _iso(moment: datetime) -> str:
    if moment.microsecond >= 500_000:
        moment += timedelta(seconds=1)
    moment = moment.replace(microsecond=0)
    if moment.hour or moment.minute or moment.second:
        return moment.isoformat()
    return moment.date().isoformat()
