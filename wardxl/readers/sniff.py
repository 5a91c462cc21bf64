"""What a file is, told by its bytes and never by its name."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

from wardxl.readers.limits import MAX_ENTRIES, MEGABYTE

#: Every kind that `sniff` returns, as people call it.
KINDS: Mapping[str, str] = {
    "xlsx": "bảng tính Excel (.xlsx)",
    "xls": "bảng tính Excel 97-2003 (.xls)",
    "xlsb": "bảng tính Excel nhị phân (.xlsb)",
    "ods": "bảng tính OpenDocument (.ods)",
    "csv": "tệp văn bản thuần (.csv, .txt)",
    "html": "trang web (HTML)",
    "docx": "văn bản Word (.docx)",
    "doc": "văn bản Word 97-2003 (.doc)",
    "odt": "văn bản OpenDocument (.odt)",
    "rtf": "văn bản RTF",
    "pptx": "bài trình chiếu PowerPoint (.pptx)",
    "ppt": "bài trình chiếu PowerPoint 97-2003 (.ppt)",
    "pdf": "tệp PDF",
    "image": "tệp ảnh",
    "zip": "tệp nén .zip",
    "archive": "tệp nén (.rar, .7z hoặc tương tự)",
    "xml": "bảng tính dạng XML 2003",
    "mht": "trang web lưu trữ (.mht)",
    "ole": "tệp Office kiểu cũ đã hỏng hoặc của chương trình khác",
    "encrypted": "tệp Office có mật khẩu",
    "empty": "tệp rỗng",
    "unknown": "tệp không rõ định dạng",
}

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A BIFF stream that stands by itself, as Excel 2 to 5 wrote it: BOF record, its length.
_RAW_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
)
_CONTENT_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"ms-excel.sheet.binary", "xlsb"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"),
    (b"ms-excel.sheet.macroenabled.main", "xlsx"),
    (b"ms-excel.template.macroenabled.main", "xlsx"),
    (b"ms-excel.addin", "xlsx"),
    (b"wordprocessingml", "docx"),
    (b"ms-word", "docx"),
    (b"presentationml", "pptx"),
    (b"ms-powerpoint", "pptx"),
)
_MIMETYPES: tuple[tuple[bytes, str], ...] = (
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.text", "odt"),
    (b"opendocument.presentation", "pptx"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div|tr)[\s>/]", re.IGNORECASE)
_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
#: Bytes looked at to tell text from anything else.
_SAMPLE = 64 * 1024
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))


def sniff(data: bytes) -> str:
    """Return what a file is: one of `KINDS`.

    `csv` is any plain text, whether it holds a table or not; `encrypted` an Office file that needs a password
    (or Excel's default one); `zip` an archive of other files; `empty` also a file of nothing but zeros or blanks.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return "empty"
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _kind_of_zip(data)
    if data.startswith(_OLE_MAGIC):
        return _kind_of_ole(data)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] in (b"ftypheic", b"ftypmif1"):
        return "image"
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return "image"
    return _kind_of_text(data)


def byte_order(sample: bytes) -> str:
    """`utf-16-le` or `utf-16-be` by the mark in front or, without one, by its zeros; '' for any other text.

    Vietnamese letters have high bytes of their own; digits, blanks, separators and plain letters have a zero, at
    every other place only.
    """
    for mark, order in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if sample.startswith(mark):
            return order
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if pairs and odd * 4 > pairs and even * 20 < odd:
        return "utf-16-le"
    if pairs and even * 4 > pairs and odd * 20 < even:
        return "utf-16-be"
    return ""


def _kind_of_text(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if _RAW_BIFF.match(data):
        return "xls"
    if order := byte_order(sample):
        sample = sample.decode(order, "replace").encode("utf-8", "replace")
    sample = sample.removeprefix(b"\xef\xbb\xbf")
    if len(sample.translate(None, _CONTROLS)) < len(sample):
        return "unknown"
    start = sample.lstrip()[:4096]
    if start[:13].lower() == b"mime-version:":
        return "mht"
    if start.startswith(b"<"):
        if _SPREADSHEET_XML in sample:
            return "xml"
        if _HTML.search(sample):
            return "html"
    return "html" if re.search(rb"<table[\s>]", sample, re.IGNORECASE) else "csv"


# ── Zip packages ──────────────────────────────────────────────────────────────────────────


def _kind_of_zip(data: bytes) -> str:
    """Tell a package by its content types or its `mimetype`; a damaged directory is told by the names in it."""
    if data.count(b"PK\x01\x02") > MAX_ENTRIES:
        return _kind_by_names(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = {name.replace("\\", "/").lower(): name for name in package.namelist()}
            for special, kinds in (("mimetype", _MIMETYPES), ("[content_types].xml", _CONTENT_TYPES)):
                if special not in names:
                    continue
                with package.open(names[special]) as stream:
                    content = stream.read(MEGABYTE).lower()
                for word, kind in kinds:
                    if word in content:
                        return kind
            if any(name.endswith("xl/workbook.xml") for name in names):
                return "xlsx"
            return "zip"
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        return _kind_by_names(data)


def _kind_by_names(data: bytes) -> str:
    for word, kind in ((b"xl/workbook.bin", "xlsb"), (b"xl/", "xlsx"), (b"word/", "docx"), (b"ppt/", "pptx")):
        if word in data:
            return kind
    if b"opendocument.spreadsheet" in data[:200]:
        return "ods"
    return "zip"


# ── Compound files (MS-CFB) ───────────────────────────────────────────────────────────────


class _Entry(NamedTuple):
    """A directory entry: its name, the entries beside and below it, and where its stream begins."""

    name: str
    left: int
    right: int
    child: int
    sector: int
    size: int


def _kind_of_ole(data: bytes) -> str:
    """Tell a compound file by the streams at its top level (those of embedded objects lie deeper)."""
    # 512 or 4096 bytes in a sound file; a damaged one may name any other size.
    sector_size = 1 << min(max(int.from_bytes(data[30:32], "little"), 9), 16)
    streams = _top_streams(data, sector_size)
    if "EncryptedPackage" in streams:
        return "encrypted"
    book = streams.get("Workbook") or streams.get("Book")
    if book:
        return "encrypted" if _has_filepass(data, book, sector_size) else "xls"
    for name, kind in (("WordDocument", "doc"), ("PowerPoint Document", "ppt")):
        if name in streams:
            return kind
    if any(name.startswith("__") for name in streams):
        return "ole"  # a saved e-mail; the workbooks in it are attachments
    # Where the directory is damaged the names are still told by their own bytes.
    for name, kind in (("EncryptedPackage", "encrypted"), ("Workbook", "xls"), ("WordDocument", "doc")):
        if name.encode("utf-16-le") in data:
            return kind
    return "xls" if "Book".encode("utf-16-le") in data else "ole"


def _top_streams(data: bytes, sector_size: int) -> dict[str, _Entry]:
    entries = _directory(data, sector_size)
    found: dict[str, _Entry] = {}
    seen: set[int] = set()
    waiting = [entries[0].child] if entries else []
    while waiting:
        place = waiting.pop()
        if place in seen or place >= len(entries):
            continue
        seen.add(place)
        entry = entries[place]
        found[entry.name] = entry
        waiting += [entry.left, entry.right]
    return found


def _directory(data: bytes, sector_size: int) -> list[_Entry]:
    """The directory entries, along the chain of their sectors (cut off where it is damaged)."""
    if len(data) < 512:
        return []
    sector = int.from_bytes(data[48:52], "little")
    entries: list[_Entry] = []
    seen: set[int] = set()
    while sector not in seen and (sector + 1) * sector_size < len(data):
        seen.add(sector)
        start = (sector + 1) * sector_size
        for offset in range(start, min(start + sector_size, len(data) - 127), 128):
            length = int.from_bytes(data[offset + 64 : offset + 66], "little")
            name = data[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            left, right, child = struct.unpack_from("<3I", data, offset + 68)
            begin, size = struct.unpack_from("<2I", data, offset + 116)
            entries.append(_Entry(name, left, right, child, begin, size))
        sector = _next_sector(data, sector, sector_size)
    return entries


def _next_sector(data: bytes, sector: int, sector_size: int) -> int:
    """The sector after this one, by the allocation table (its first 109 sectors: files up to 7 MB and more)."""
    table, place = divmod(sector, sector_size // 4)
    if table >= 109:
        return sector
    start = (int.from_bytes(data[76 + 4 * table : 80 + 4 * table], "little") + 1) * sector_size + 4 * place
    return int.from_bytes(data[start : start + 4], "little") if start + 4 <= len(data) else sector


def _has_filepass(data: bytes, book: _Entry, sector_size: int) -> bool:
    """Whether the workbook stream asks for a password: FilePass stands right after BOF (MS-XLS 2.1.7.20.3).

    Short streams live elsewhere (the mini stream) and are found by their BOF record.
    """
    start = (book.sector + 1) * sector_size
    if book.size < 4096:
        start = next(
            (match.start() for match in re.finditer(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]", data)), 0
        )
    for _ in range(4):
        if start + 4 > len(data):
            return False
        record, length = struct.unpack_from("<2H", data, start)
        if record == 0x002F:
            return True
        start += 4 + length
    return False
