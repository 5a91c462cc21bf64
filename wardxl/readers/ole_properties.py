"""Document properties of an OLE compound file such as .xls ([MS-OLEPS]): when saved, by what, custom ones."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_SUMMARY = "\x05SummaryInformation"
_DOCUMENT = "\x05DocumentSummaryInformation"
_LAST_SAVED, _APPLICATION = 13, 18
_DICTIONARY, _CODE_PAGE = 0, 1
_VT_I2, _VT_I4, _VT_BOOL, _VT_LPSTR, _VT_LPWSTR, _VT_FILETIME = 2, 3, 11, 30, 31, 64
_UNICODE = 1200
#: FILETIME counts 100-nanosecond ticks from here.
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_SET_HEADER, _SECTION = 28, 20


@dataclass(frozen=True, slots=True)
class OleProperties:
    """What the properties say; all empty where they are absent or damaged."""

    modified: datetime | None = None
    application: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)


def read_properties(data: bytes) -> OleProperties:
    """Read the document properties; damaged ones are left out, as no figure depends on them."""
    sections = list(_sections(_stream(data, _SUMMARY)))
    summary = _properties(*sections[0]) if sections else {}
    sections = list(_sections(_stream(data, _DOCUMENT)))
    custom = _named(*sections[1]) if len(sections) > 1 else {}
    modified = summary.get(_LAST_SAVED)
    return OleProperties(
        modified if isinstance(modified, datetime) else None,
        str(summary.get(_APPLICATION) or ""),
        custom,
    )


def _stream(data: bytes, name: str) -> bytes:
    from xlrd.compdoc import CompDoc, CompDocError

    try:
        with open(os.devnull, "w") as silence:
            return CompDoc(data, logfile=silence).get_named_stream(name) or b""
    except (CompDocError, AssertionError, IndexError, struct.error):
        return b""


def _sections(stream: bytes) -> Iterator[tuple[bytes, int]]:
    """The property sets of a stream, each with its code page."""
    if len(stream) < _SET_HEADER + _SECTION:
        return
    (count,) = struct.unpack_from("<I", stream, 24)
    for index in range(min(count, 2)):
        place = _SET_HEADER + index * _SECTION + 16
        if place + 4 > len(stream):
            return
        (offset,) = struct.unpack_from("<I", stream, place)
        section = stream[offset:]
        page = _value(section, dict(_places(section)).get(_CODE_PAGE, -1), 0)
        yield section, page & 0xFFFF if isinstance(page, int) else 1252


def _places(section: bytes) -> Iterator[tuple[int, int]]:
    """Property id → where it stands in the section."""
    if len(section) < 8:
        return
    (count,) = struct.unpack_from("<I", section, 4)
    for index in range(min(count, (len(section) - 8) // 8)):
        yield struct.unpack_from("<II", section, 8 + index * 8)


def _properties(section: bytes, page: int) -> dict[int, Any]:
    return {number: _value(section, place, page) for number, place in _places(section) if number > _CODE_PAGE}


def _named(section: bytes, page: int) -> dict[str, str]:
    """Custom properties by name: the section's dictionary names the ids."""
    places = dict(_places(section))
    values = _properties(section, page)
    named: dict[str, str] = {}
    for number, name in _names(section, places.get(_DICTIONARY, -1), page):
        value = values.get(number)
        if value is not None:
            named[name] = value.isoformat() if isinstance(value, datetime) else str(value)
    return named


def _names(section: bytes, place: int, page: int) -> Iterator[tuple[int, str]]:
    if place < 0 or place + 4 > len(section):
        return
    (count,) = struct.unpack_from("<I", section, place)
    place += 4
    for _ in range(count):
        if place + 8 > len(section):
            return
        number, length = struct.unpack_from("<II", section, place)
        size = length * 2 if page == _UNICODE else length
        yield number, _text(section[place + 8 : place + 8 + size], page)
        place += 8 + size
        if page == _UNICODE:
            place += -place % 4


def _value(section: bytes, place: int, page: int) -> Any:
    """A typed value; None where its type is none of those read here, or it lies outside."""
    try:
        (kind,) = struct.unpack_from("<I", section, place) if place >= 0 else (0,)
        if kind == _VT_I2:
            return struct.unpack_from("<h", section, place + 4)[0]
        if kind == _VT_I4:
            return struct.unpack_from("<i", section, place + 4)[0]
        if kind == _VT_BOOL:
            return "true" if struct.unpack_from("<h", section, place + 4)[0] else "false"
        if kind in (_VT_LPSTR, _VT_LPWSTR):
            (length,) = struct.unpack_from("<I", section, place + 4)
            wide = kind == _VT_LPWSTR
            size = length * 2 if wide else length
            return _text(section[place + 8 : place + 8 + size], _UNICODE if wide else page)
        if kind == _VT_FILETIME:
            (ticks,) = struct.unpack_from("<Q", section, place + 4)
            return (_EPOCH + timedelta(microseconds=ticks // 10)).replace(microsecond=0) if ticks else None
    except (struct.error, OverflowError):
        pass
    return None


def _text(raw: bytes, page: int) -> str:
    name = {_UNICODE: "utf-16-le", 65001: "utf-8", 0: "cp1252"}.get(page, f"cp{page}")
    try:
        return raw.decode(name, "replace").rstrip("\0")
    except LookupError:
        return raw.decode("latin-1").rstrip("\0")
