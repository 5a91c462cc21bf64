"""What an earlier run handed out for a file and this one does not: it goes, so that nobody has two for one file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from wardxl.readers import ReadError
from wardxl.readers.limits import Budget
from wardxl.readers.package import Malformed, Package
from wardxl.returns.check import is_return


def clear(places: Iterable[Path], written: Collection[Path]) -> None:
    """Remove the returns at some places that were not written now; never what a person made or has saved since."""
    for place in dict.fromkeys(places):
        if place not in written and place.is_file() and _is_ours(place):
            # One that is open in Excel stays.
            with suppress(OSError):
                place.unlink()


def _is_ours(place: Path) -> bool:
    try:
        return is_return(Package(place.read_bytes(), Budget()))
    except (OSError, ReadError, Malformed):
        return False
