"""Bytes → `Book`: one module per format, chosen by what the bytes are, never by the file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from pathlib import PurePosixPath

from wardxl.model import Book
from wardxl.readers.errors import ReadError
from wardxl.readers.sniff import KINDS, sniff
from wardxl.text import printable

__all__ = ["KINDS", "READERS", "ReadError", "read", "sniff"]

#: Names that promise a spreadsheet: what lies in such a file and is none is a fault, not a stray file.
_SPREADSHEET_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".csv", ".tsv"}
)
#: Kinds that a file of plain words may be taken for.
_PROSE = frozenset({"csv", "html"})
_RESEND = "Hãy chép bảng số liệu vào một tệp Excel (.xlsx) rồi gửi lại."
#: What to do about a file that is no spreadsheet, by kind.
_REMEDIES: Mapping[str, str] = {
    "empty": "Tệp không có nội dung, có thể việc chép hoặc tải lên bị ngắt giữa chừng. Hãy gửi lại từ bản gốc.",
    "docx": "Hãy chép bảng trong Word, dán vào Excel, lưu thành .xlsx rồi gửi lại.",
    "doc": "Hãy chép bảng trong Word, dán vào Excel, lưu thành .xlsx rồi gửi lại.",
    "odt": "Hãy chép bảng trong văn bản, dán vào Excel, lưu thành .xlsx rồi gửi lại.",
    "rtf": "Hãy chép bảng trong văn bản, dán vào Excel, lưu thành .xlsx rồi gửi lại.",
    "pdf": "Không đọc được số liệu từ PDF. Hãy gửi tệp Excel đã dùng để in ra tệp này.",
    "image": "Không đọc được số liệu từ ảnh. Hãy gửi tệp Excel gốc.",
    "zip": "Hãy giải nén rồi gửi từng tệp Excel bên trong.",
    "archive": "Hãy giải nén rồi gửi từng tệp Excel bên trong.",
    "xml": "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại.",
    "mht": "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại.",
}


def _read_xlsx(data: bytes) -> Book:
    from wardxl.readers import xlsx
    from wardxl.readers.package import Malformed

    try:
        return xlsx.read(data)
    except Malformed as fault:
        from wardxl.readers import foreign

        return foreign.instead(data, "xlsx", fault)


def _read_foreign(kind: str) -> Callable[[bytes], Book]:
    def read_kind(data: bytes) -> Book:
        from wardxl.readers import foreign

        return foreign.read(data, kind)

    return read_kind


def _read_delimited(data: bytes) -> Book:
    from wardxl.readers import delimited

    return delimited.read(data)


def _read_html(data: bytes) -> Book:
    from wardxl.readers import html

    return html.read(data)


def _read_encrypted(data: bytes) -> Book:
    from wardxl.readers.decrypt import needs_password
    from wardxl.readers.worker import WorkerDied, decrypt_apart

    try:
        opened = decrypt_apart(data)
    except WorkerDied as death:
        # Its password costs more than the file is worth; taking it off mends that as well.
        raise needs_password() from death
    kind = sniff(opened)
    if kind == "encrypted" or kind not in READERS:
        raise needs_password()
    return READERS[kind](opened)


#: Reader of each kind that can hold a table; their libraries are imported when first used.
READERS: Mapping[str, Callable[[bytes], Book]] = {
    "xlsx": _read_xlsx,
    "xls": _read_foreign("xls"),
    "xlsb": _read_foreign("xlsb"),
    "ods": _read_foreign("ods"),
    "csv": _read_delimited,
    "html": _read_html,
    "encrypted": _read_encrypted,
}


def read(data: bytes, name: str) -> Book:
    """Read a file into a Book, whatever its name says; `name` is used for words alone.

    Raises ReadError: S101 damaged, empty, or no spreadsheet although its name promises one; S102 needs a
    password; S103 unsafe; S104 no spreadsheet, and its name does not say that it were. `Book.modified` is in UTC.
    """
    kind = sniff(data)
    reader = READERS.get(kind)
    if reader is None:
        raise _no_spreadsheet(kind, name)
    try:
        book = reader(data)
    except ReadError as refusal:
        # Prose under a name that promises no spreadsheet (`ghi chú.txt`) is a stray file, not a fault.
        if refusal.code == "S101" and kind in _PROSE and not _promises_spreadsheet(name):
            raise ReadError("S104", refusal.message) from refusal
        raise
    if any(printable(grid.sheet) != grid.sheet for grid in book.grids):
        book = replace(book, grids=tuple(replace(grid, sheet=printable(grid.sheet)) for grid in book.grids))
    if book.modified is not None and book.modified.tzinfo is None:
        book = replace(book, modified=book.modified.replace(tzinfo=UTC))
    return book


def _promises_spreadsheet(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in _SPREADSHEET_ENDINGS


def _no_spreadsheet(kind: str, name: str) -> ReadError:
    remedy = _REMEDIES.get(kind, _RESEND)
    if kind == "empty":
        return ReadError("S101", remedy)
    if _promises_spreadsheet(name):
        ending = PurePosixPath(name).suffix.lower()
        return ReadError("S101", f"Tệp mang đuôi {ending} nhưng thực ra là {KINDS[kind]}. {remedy}")
    return ReadError("S104", f"Đây là {KINDS[kind]}, không phải bảng tính. {remedy}")
