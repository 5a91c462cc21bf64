"""The workbooks inside a zip archive, one level deep and within the readers' limits."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from wardxl.readers import ReadError
from wardxl.readers.limits import Budget
from wardxl.readers.package import Malformed, Package

_UTF8_NAME = 0x800
_NAMELESS = "(không tên)"


class Member(NamedTuple):
    """A file inside an archive: its name as people see it, when it was saved, and its entry in the archive."""

    name: str
    saved: float
    entry: zipfile.ZipInfo


class Archive:
    """A zip archive; raises ReadError S101 where it is damaged, S102 where encrypted, S103 where unsafe."""

    def __init__(self, data: bytes) -> None:
        try:
            self._package = Package(data, Budget())
        except Malformed as fault:
            raise _damaged(fault) from fault

    def members(self) -> Iterator[Member]:
        """List the files in the archive, folders left out."""
        for entry in self._package.entries:
            # An entry without any name has none whose end could be looked at, as `is_dir` does.
            if not entry.filename.endswith("/"):
                yield Member(_name(entry), _moment(entry), entry)

    def read(self, member: Member) -> bytes:
        """Unpack one file; raises ReadError as the constructor does."""
        # Its turn may come long after the archive was opened: the clock of a file begins with the file.
        self._package.budget = Budget()
        try:
            return b"".join(self._package.unpack(member.entry))
        except Malformed as fault:
            raise _damaged(fault) from fault


def _damaged(fault: Malformed) -> ReadError:
    return ReadError(
        "S101", f"Tệp nén bị hỏng ({fault}). Hãy gửi lại, tốt nhất là gửi từng tệp Excel không nén."
    )


def _name(entry: zipfile.ZipInfo) -> str:
    """The member's name; one without the UTF-8 mark is UTF-8 all the same where its bytes allow it."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/").lstrip("/") or _NAMELESS


def _moment(entry: zipfile.ZipInfo) -> float:
    try:
        return datetime(*entry.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
