"""Formats that our own .xlsx reader does not read: .xls, .xlsb, .ods, and .xlsx that it refused as malformed.

.ods and .xlsb are read by bounded readers of our own; where these refuse, and for .xls, libraries read in an
expendable worker, one after the other until one of them can.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic

from wardxl.model import Book
from wardxl.readers import ods, xlsb
from wardxl.readers.errors import ReadError
from wardxl.readers.limits import MAX_SECONDS
from wardxl.readers.package import Malformed
from wardxl.readers.worker import WorkerDied, read_apart

#: Our own readers of a kind, and the libraries that are asked where there is none or it refuses.
_OWN: Mapping[str, Callable[[bytes], Book]] = {"ods": ods.read, "xlsb": xlsb.read}
_LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "xls": ("xlrd", "calamine"),
    "xlsb": ("calamine",),
    "ods": ("calamine",),
    "xlsx": ("calamine", "openpyxl"),
}
#: Of a malformed .xlsx the fuller reading is taken: calamine reads more of them, openpyxl knows more of the cells.
#: A library that needs longer for a file that another refused will not come to an end.
_SECONDS_AFTER_FIRST = MAX_SECONDS / 4

_DAMAGED = (
    "Tệp bị hỏng hoặc bị cắt cụt nên không đọc được. Hãy mở tệp bằng Excel (nếu Excel hỏi thì chọn sửa chữa), "
    "lưu lại dưới dạng .xlsx rồi gửi lại; nếu không mở được thì lập lại từ bản gốc."
)
_LATE = (
    "Đọc quá {seconds:.0f} giây mà chưa xong: tệp bị hỏng hoặc chứa rất nhiều ô thừa. "
    "Hãy mở bằng Excel, chép riêng bảng số liệu sang một tệp .xlsx mới rồi gửi lại."
)


def read(data: bytes, kind: str) -> Book:
    """Read a file of kind `xls`, `xlsb`, `ods`, or an `xlsx` that our own reader refused as malformed.

    Raises ReadError: S101 where no reader can make sense of the file, or it crashes or hangs all of them;
    S102 where it needs a password; S103 past the limits.
    """
    if kind in _OWN:
        try:
            return _OWN[kind](data)
        except Malformed:
            # A library may still make sense of it.
            pass
    deadline = monotonic() + MAX_SECONDS
    best: Book | None = None
    died = late = False
    for index, engine in enumerate(_LIBRARIES[kind]):
        left = deadline - monotonic()
        try:
            book = read_apart(engine, data, min(left, _SECONDS_AFTER_FIRST) if index else left)
        except WorkerDied as death:
            died, late = True, late or death.late
            continue
        if best is None or _cells(book) >= _cells(best):
            best = book
        if kind != "xlsx" and best.grids:
            break
    if best is None or not best.grids or (died and not _cells(best)):
        raise ReadError("S101", _LATE.format(seconds=MAX_SECONDS) if late else _DAMAGED)
    return replace(best, format=kind)


def _cells(book: Book) -> int:
    return sum(len(row) for grid in book.grids for row in grid.rows.values())
