"""The zip package of an Office file (ECMA-376 part 2): its parts, its relationships, its XML.

Every byte is counted while it is unpacked (limits.py) and any DOCTYPE is refused; nothing here
knows of workbooks.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote
from xml.parsers import expat

from wardxl.readers import limits
from wardxl.readers.errors import ReadError
from wardxl.readers.limits import Budget, unsafe

#: What unpacking a damaged entry raises (NotImplementedError: a packing that no Office program uses).
_UNZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
_CENTRAL_HEADER = b"PK\x01\x02"
_ENCRYPTED = 0x1
#: An element without content.
_CLOSED_AT_ONCE = re.compile(rb"""<[^<>/!?"'][^<>"']*+(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+(?<=/)>""")
#: Bytes of an entry's own header before its name.
_LOCAL_HEADER = 30

#: What the XML parser raises: bad syntax, bad bytes, an encoding that it does not know (two kinds of ValueError).
XML_FAULTS = (expat.ExpatError, ValueError, LookupError)

Attributes = dict[str, str]


class Malformed(Exception):
    """The file breaks its format; another reader may still make sense of it. The text is for people."""


class Damaged(Malformed):
    """Bytes are lost or changed, or the file says two things of one cell: another reader could only guess."""


class Relationship(NamedTuple):
    """A relationship of a part: the last word of its type, and the part it points to."""

    type: str
    target: str


class Package:
    """The parts of a zip package by name: `/` between folders, no leading `/`, any case.

    Raises Damaged where the zip directory cannot be read, ReadError S103 where it declares more
    than the limits allow, S102 where an entry is encrypted.
    """

    def __init__(self, data: bytes, budget: Budget) -> None:
        # Counted on the raw bytes: building the directory is what a million entries would make dear.
        if data.count(_CENTRAL_HEADER) > limits.MAX_ENTRIES:
            raise unsafe(f"gói nén có hơn {limits.MAX_ENTRIES} thành phần")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _UNZIP_FAULTS as fault:
            raise Damaged("phần mục lục của tệp bị cắt cụt hoặc hư hỏng") from fault
        self._data = data
        self.budget = budget
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._contested: set[str] = set()
        for entry in self._zip.infolist():
            name = part_name(entry.filename)
            first = self._entries.setdefault(name, entry)
            if (first.CRC, first.file_size) != (entry.CRC, entry.file_size):
                self._contested.add(name)
        self._instead: Mapping[str, bytes] = {}
        self._relations: dict[str, Mapping[str, Relationship]] = {}
        self._check_declared()

    def instead(self, parts: Mapping[str, bytes]) -> Package:
        """The same package with other bytes for some of its parts, by their names in lower case."""
        other = copy(self)
        other._instead = parts
        other._relations = {}
        return other

    def _check_declared(self) -> None:
        total = 0
        for entry in self._zip.infolist():
            _check_entry(entry, entry.file_size)
            total += entry.file_size
            if entry.flag_bits & _ENCRYPTED:
                raise ReadError(
                    "S102", "Tệp được nén kèm mật khẩu. Hãy bỏ mật khẩu (lưu lại bằng Excel) rồi gửi lại."
                )
        if total > limits.MAX_UNPACKED:
            raise unsafe(f"nội dung giải nén lớn hơn {limits.MAX_UNPACKED // limits.MEGABYTE} MB")

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._entries

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of all parts, in lower case."""
        return tuple(self._entries)

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part, piece by piece, counted as they come.

        Raises Malformed where the part is absent, Damaged where it is there twice and as `unpack` does.
        """
        name = part_name(part)
        if (content := self._instead.get(name)) is not None:
            yield content
            return
        entry = self._entries.get(name)
        if entry is None:
            raise Malformed(f"thiếu thành phần “{part}”")
        if name in self._contested:
            raise Damaged(f"có hai thành phần cùng tên “{part}”")
        yield from self.unpack(entry)

    def unpack(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the bytes of an entry, piece by piece, counted as they come.

        Raises Damaged where they are (their checksum is verified at the end), ReadError S103 past the limits.
        """
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(limits.CHUNK):
                    size += len(piece)
                    _check_entry(entry, size)
                    self.budget.spend_bytes(len(piece))
                    yield piece
        except _UNZIP_FAULTS as fault:
            raise Damaged(f"thành phần “{entry.filename}” bị hư hỏng") from fault

    def verify(self) -> None:
        """Unpack every part for its checksum, which not every reader asks for; raises as `chunks` does."""
        for part in self._entries:
            for _ in self.chunks(part):
                pass

    def markup(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of an XML part as `chunks` does; raises S103 where elements are too deep or too large.

        The parser keeps every element that is open, and all attributes of an element until it has the last of them. One
        piece cannot hold enough of them to matter.
        """
        depth = 0
        for number, piece in enumerate(self.chunks(part)):
            if number:
                depth = max(0, depth + _opened(piece))
                if depth > limits.MAX_DEPTH:
                    raise unsafe("các thành phần lồng vào nhau quá sâu")
                if b"<" not in piece and piece.count(b"=") > limits.MAX_ATTRIBUTES:
                    raise unsafe("một thành phần có quá nhiều thuộc tính")
            yield piece

    def read(self, part: str) -> bytes:
        """Return the bytes of a part; raises as `chunks` does."""
        return b"".join(self.chunks(part))

    @property
    def entries(self) -> tuple[zipfile.ZipInfo, ...]:
        """The entries of the zip in the order of its directory, folders and all."""
        return tuple(self._zip.infolist())

    def packed(self, entry: zipfile.ZipInfo) -> bytes:
        """Return the bytes of an entry as they are packed; raises Malformed where they are not all there."""
        head = self._data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
        if len(head) < _LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
            raise Malformed(f"thành phần “{entry.filename}” bị hư hỏng")
        begin = entry.header_offset + _LOCAL_HEADER + sum(struct.unpack("<2H", head[-4:]))
        content = self._data[begin : begin + entry.compress_size]
        if len(content) < entry.compress_size:
            raise Malformed(f"thành phần “{entry.filename}” bị hư hỏng")
        return content

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """Return the relationships of a part by id ('' : those of the package); external ones left out."""
        if part in self._relations:
            return self._relations[part]
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relationship] = {}
        if source not in self:
            return found

        count = 0

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal count
            count += 1
            if count > limits.MAX_RELATIONS:
                raise unsafe(f"có hơn {limits.MAX_RELATIONS // 1_000}.000 liên kết giữa các thành phần")
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                kind = attributes.get("Type", "").rpartition("/")[2]
                target = self._resolve(folder, attributes.get("Target", ""))
                found[attributes.get("Id", "")] = Relationship(kind, target)

        self.parse(source, start)
        self._relations[part] = found
        return found

    def _resolve(self, folder: str, target: str) -> str:
        path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
        if path not in self and unquote(path) in self:
            return unquote(path)
        return path

    def parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None] | None,
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read an XML part; tags and attributes come as `namespace name`.

        For hot paths: `parser_for` and `feed` with handlers of one's own.
        """
        parser = new_parser(namespaces=True)
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        self.feed(part, parser)

    def feed(self, part: str, parser: expat.XMLParserType) -> None:
        """Feed a part to a parser; raises Damaged where it is not well-formed XML, and as `chunks` does."""
        with well_formed(part):
            for piece in self.markup(part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)


def _opened(piece: bytes) -> int:
    """How many more elements a piece of XML opens than it closes, nearly: what stands in comments counts too."""
    piece = piece.replace(b"\0", b"")  # UTF-16
    closed = piece.count(b"</")
    opened = piece.count(b"<") - closed - piece.count(b"<!") - piece.count(b"<?")
    if opened - closed > limits.MAX_DEPTH // 10:
        closed += len(_CLOSED_AT_ONCE.findall(piece))
    return opened - closed


def new_parser(*, namespaces: bool) -> expat.XMLParserType:
    """Make an XML parser that refuses any DOCTYPE (S103) and hands over text in one piece."""
    parser = expat.ParserCreate(None, " ") if namespaces else expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


@contextmanager
def well_formed(part: str) -> Iterator[None]:
    """Raise Damaged where the parser finds that a part is no XML."""
    try:
        yield
    except XML_FAULTS as fault:
        raise Damaged(f"thành phần “{part}” không đúng cú pháp XML") from fault


def root_prefix(tag: str, expected: str) -> str:
    """What stands before the name of a part's root, `` or `x:`; raises Malformed where it is another root."""
    if tag == expected or tag.endswith(f":{expected}"):
        return tag[: -len(expected)]
    raise Malformed(f"thành phần mở đầu bằng “{tag[:40]}” thay vì “{expected}”")


def local(tag: str) -> str:
    """The name without its namespace: `http://… sheet` → `sheet`."""
    return tag.rpartition(" ")[2]


def _refuse_doctype(name: str, system: str | None, public: str | None, subset: bool) -> None:
    raise unsafe("trong tệp có khai báo DOCTYPE, thứ mà Excel không bao giờ ghi")


def _check_entry(entry: zipfile.ZipInfo, size: int) -> None:
    if size > limits.MAX_ENTRY:
        raise unsafe(f"một thành phần giải nén lớn hơn {limits.MAX_ENTRY // limits.MEGABYTE} MB")
    if size > limits.RATIO_FROM and size > limits.MAX_RATIO * entry.compress_size:
        raise unsafe(f"một thành phần nén quá {limits.MAX_RATIO} lần, dấu hiệu của tệp phá hoại")


def part_name(name: str) -> str:
    """Bring a name to the form used here: some programs write `\\` or a leading `/`, case does not count."""
    return name.replace("\\", "/").lstrip("/").lower()
