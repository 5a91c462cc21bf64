"""A package with some parts changed or added: all others are taken over as they are, still compressed.

The zip directory is written anew with fixed times, so that equal inputs give equal bytes.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from itertools import chain, count
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipInfo

from wardxl.readers.package import Malformed, Package, part_name
from wardxl.returns import markup
from wardxl.returns.dialect import Dialect

_TYPES = "[Content_Types].xml"
_NO_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
#: 1 January 1980, the first day that a zip knows.
_DATE = (1 << 5) | 1
_LEVEL = 3
_VERSION = 20
_UTF8, _SIZES_BEHIND = 0x800, 0x8
_FULL = 0xFFFFFFFF


class PackageCopy:
    """Takes the changes to a package. Part names as in `Package`; texts of parts are XML, written as UTF-8.

    Methods raise CannotCarry, Malformed and ReadError.
    """

    def __init__(self, package: Package, dialect: Dialect) -> None:
        self.package = package
        self.dialect = dialect
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        self._declared: dict[str, str] = {}

    def text(self, part: str) -> str:
        """The text of a part as it is by now."""
        key = part_name(part)
        if key not in self._texts:
            self._texts[key] = markup.decode(self.package.read(part))
        return self._texts[key]

    def put(self, part: str, text: str) -> None:
        """Change a part, or add one."""
        self._texts[part_name(part)] = text
        self._put(part, text.encode("utf-8"))

    def _put(self, part: str, data: bytes) -> None:
        if part in self.package:
            self._changed[part_name(part)] = data
        else:
            self._added[part] = data

    def bytes_text(self, part: str) -> str:
        """A part that need not be XML, every byte a character."""
        return self.package.read(part).decode("latin-1")

    def put_bytes(self, part: str, text: str) -> None:
        """Change or add such a part."""
        self._put(part, text.encode("latin-1"))

    def free(self, stem: str, ending: str, *, counted: bool = True) -> str:
        """A name that no part has: stem, a number (where not counted only if it must be), ending."""
        taken = {*self.package.parts, *map(part_name, self._added)}
        numbers = map(str, count(1)) if counted else chain([""], map(str, count(1)))
        names = (f"{stem}{number}{ending}" for number in numbers)
        return next(name for name in names if part_name(name) not in taken)

    def declare(self, part: str, content_type: str) -> None:
        """Say what an added part is."""
        self._declared[f'Override PartName="/{markup.spelled(part)}"'] = content_type

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Say what parts of an ending are, where nothing is said of it yet."""
        text = self.text(_TYPES)
        if not re.search(rf"""\bExtension\s*=\s*["']{re.escape(ending)}["']""", text, re.IGNORECASE):
            self._declared[f'Default Extension="{ending}"'] = content_type

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relationship from one part to another ('' : from the package); returns its id."""
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        if part not in self.package and part not in self._added:
            self.put(part, _NO_RELATIONS)
        plain = markup.visible(self.text(part))
        known = {
            markup.attribute(plain[one.start : one.inside], "Id")
            for one in markup.children(plain, markup.root(plain))
        }
        identity = next(name for number in range(1, len(known) + 2) if (name := f"rId{number}") not in known)
        words = f'Id="{identity}" Type="{self.dialect.relation(kind)}" Target="/{markup.spelled(target)}"'
        self._append(part, f"Relationship {words}")
        return identity

    def _append(self, part: str, *elements: str) -> None:
        text = self.text(part)
        top = markup.root(markup.visible(text))
        new = "".join(f"<{top.prefix}{element}/>" for element in elements)
        self.put(part, markup.edited(text, markup.appended(text, top, new)))

    def data(self) -> bytes:
        """The bytes of the whole package."""
        self._append(_TYPES, *(f'{what} ContentType="{kind}"' for what, kind in self._declared.items()))
        entries = [
            _packed(entry, self._changed[part_name(entry.filename)])
            if part_name(entry.filename) in self._changed
            else _taken_over(entry, self.package)
            for entry in self.package.entries
        ]
        entries += [_packed(_new(name), data) for name, data in self._added.items()]
        return _zip(entries)


class _Entry(NamedTuple):
    """A part as it stands in a zip: its content is packed already."""

    name: bytes
    flags: int
    method: int
    crc: int
    size: int
    content: bytes
    attributes: int


def _name(entry: ZipInfo) -> tuple[bytes, int]:
    """The bytes of a name, folders parted by `/` as the format asks, and the flag that tells their encoding."""
    flag = entry.flag_bits & _UTF8
    name = entry.orig_filename.replace("\\", "/").lstrip("/")
    return name.encode("utf-8" if flag else "cp437"), flag


def _new(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.flag_bits = 0 if name.isascii() else _UTF8
    return entry


def _packed(entry: ZipInfo, data: bytes) -> _Entry:
    name, flags = _name(entry)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = packer.compress(data) + packer.flush()
    return _Entry(name, flags, ZIP_DEFLATED, zlib.crc32(data), len(data), content, entry.external_attr)


def _taken_over(entry: ZipInfo, package: Package) -> _Entry:
    name, flags = _name(entry)
    flags |= entry.flag_bits & ~(_UTF8 | _SIZES_BEHIND)
    return _Entry(
        name,
        flags,
        entry.compress_type,
        entry.CRC,
        entry.file_size,
        package.packed(entry),
        entry.external_attr,
    )


def _zip(entries: list[_Entry]) -> bytes:
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for one in entries:
        common = (_VERSION, one.flags, one.method, 0, _DATE, one.crc, len(one.content), one.size)
        head = _LOCAL.pack(b"PK\x03\x04", *common, len(one.name), 0) + one.name
        directory += (
            _CENTRAL.pack(
                b"PK\x01\x02", _VERSION, *common, len(one.name), 0, 0, 0, 0, one.attributes, offset
            ),
            one.name,
        )
        pieces += (head, one.content)
        offset += len(head) + len(one.content)
    index = b"".join(directory)
    if offset + len(index) >= _FULL:
        raise Malformed("tệp quá lớn")
    end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(index), offset, 0)
    return b"".join((*pieces, index, end))
