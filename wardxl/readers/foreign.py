"""Formats that our own .xlsx reader does not read: .xls, .xlsb, .ods, and .xlsx that it refused as malformed.

.ods and .xlsb are read by bounded readers of our own; where these refuse, and for .xls, libraries read in an
expendable worker, one after the other until one of them can. They are not asked about damage: none of them looks at
every checksum, and what they make of broken XML or of a file that contradicts itself is a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic

from wardxl.model import Book
from wardxl.readers import ods, xlsb
from wardxl.readers.errors import ReadError
from wardxl.readers.limits import MAX_SECONDS, Budget
from wardxl.readers.package import Damaged, Malformed, Package
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
_DAMAGED_PART = (
    "Tệp bị hỏng ({what}). Hãy mở tệp bằng Excel (chọn Sửa chữa nếu được hỏi), lưu lại dưới dạng .xlsx rồi gửi lại; "
    "nếu không mở được thì gửi lại từ bản gốc."
)
_LATE = (
    "Đọc quá {seconds:.0f} giây mà chưa xong: tệp bị hỏng hoặc chứa rất nhiều ô thừa. "
    "Hãy mở bằng Excel, chép riêng bảng số liệu sang một tệp .xlsx mới rồi gửi lại."
)


def read(data: bytes, kind: str) -> Book:
    """Read a file of kind `xls`, `xlsb` or `ods`.

    Raises ReadError: S101 where no reader can make sense of the file, or it crashes or hangs all of them;
    S102 where it needs a password; S103 past the limits.
    """
    if kind not in _OWN:
        return _by_libraries(data, kind)
    try:
        return _OWN[kind](data)
    except Malformed as fault:
        return instead(data, kind, fault)


def instead(data: bytes, kind: str, fault: Malformed) -> Book:
    """What a library reads in a package that our own reader refused; raises ReadError as `read` does."""
    if not isinstance(fault, Damaged) and _is_sound(data):
        try:
            return _by_libraries(data, kind)
        except ReadError as refusal:
            if refusal.code != "S101":
                raise
    raise ReadError("S101", _DAMAGED_PART.format(what=fault)) from fault


def _is_sound(data: bytes) -> bool:
    """Whether every part of a package unpacks to what it was when it was packed."""
    try:
        Package(data, Budget()).verify()
    except Malformed:
        return False
    return True


def _by_libraries(data: bytes, kind: str) -> Book:
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
