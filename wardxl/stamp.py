"""How files that wardxl writes are told again: a document property says what they are; a CSV is known by its headings.

A result lying among the submissions is skipped; so is an annotated return that nobody has saved since, and a
blank template. A mended return or a filled form is a submission like any other.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from wardxl.frame import HEADINGS
from wardxl.model import Book

#: The custom document property; its value is a `Stamp`, a space and the moment of writing (ISO, UTC).
PROPERTY = "wardxl"


class Stamp(StrEnum):
    """What a workbook of ours is."""

    RESULT = "tong-hop"
    RETURN = "tra-lai"
    TEMPLATE = "mau"
    FORM = "bieu"


def stamped(stamp: Stamp, moment: datetime) -> str:
    """Return the property's value."""
    return f"{stamp.value} {moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def stamp_of(book: Book) -> Stamp | None:
    """Tell what a file of ours is, None for anybody else's."""
    kind = book.custom.get(PROPERTY, "").partition(" ")[0]
    if kind in set(Stamp):
        return Stamp(kind)
    return Stamp.RESULT if _is_long_table(book) else None


def _is_long_table(book: Book) -> bool:
    """Whether a book begins with the headings that `consolidate --csv` writes."""
    first = book.grids[0].rows.get(1, {}) if book.grids else {}
    return [cell.value for cell in first.values()] == list(HEADINGS.values())


def untouched(book: Book) -> bool:
    """Whether a stamped workbook has not been saved by anybody since it was written."""
    moment = book.custom.get(PROPERTY, "").partition(" ")[2]
    try:
        written = datetime.fromisoformat(moment)
    except ValueError:
        return False
    # Either clock may be wrong, the office's or the department's: only another time tells that somebody saved it.
    # Ours is written to the second and stays, so that a copy mended at once is not taken for one that nobody opened.
    return book.modified is None or book.modified == written
