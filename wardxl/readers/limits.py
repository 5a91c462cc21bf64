"""What one file may cost before it is refused: every limit of the readers, in one place."""

from __future__ import annotations

from collections.abc import Iterable
from time import thread_time

from wardxl.model import Area
from wardxl.readers.errors import ReadError

MEGABYTE = 1 << 20

#: Entries of a zip package.
MAX_ENTRIES = 2_000
#: Relations of one part.
MAX_RELATIONS = 10_000
#: Unpacked bytes of one entry, and of all of them.
MAX_ENTRY = 64 * MEGABYTE
MAX_UNPACKED = 256 * MEGABYTE
#: Unpacked to packed size; asked only of entries over `RATIO_FROM` bytes.
MAX_RATIO = 200
RATIO_FROM = MEGABYTE
#: Cells, merged ranges, shared strings, hidden rows of one workbook, and whatever else is kept of it, together;
#: one takes about 200 bytes, its text aside.
MAX_CELLS = 2_000_000
#: Bytes of the texts that are kept of it.
MAX_TEXT = 256 * MEGABYTE
#: Letters of one text, value or formula (Excel allows 32,767 and 8,192).
LONGEST_TEXT = 100_000
_SHORT = 40
#: A merged range of more cells is decoration (a whole sheet, a column of a million rows); a smaller one is looked
#: up cell by cell, so that all its cells count.
LARGEST_MERGE = 5_000
#: Sheets, and each of cell formats, fonts and number formats (Excel allows 65,490 of the first).
MAX_SHEETS = 2_000
MAX_STYLES = 100_000
#: Letters of a number format (Excel allows 255).
MAX_FORMAT = 1_000
#: A file of plain text or HTML: twice what 2 million short cells take.
MAX_TEXT_FILE = 32 * MEGABYTE
#: Elements of XML within each other, beyond those that a single piece of it can hold.
MAX_DEPTH = 10_000
#: Attributes of an element in each piece of it after the first.
MAX_ATTRIBUTES = 1_000
#: The last cell of a sheet is XFD1048576.
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
#: Headers of tables of one workbook; what is above and below each of them is looked at.
MAX_TABLES = 1_000
#: Rows of its tables; and those of them that are no rows of the catalogue as it names them: each is compared with all,
#: and most of them are kept; with its places in the result one takes 1.7 ms and 70 KB.
MAX_TABLE_ROWS = 100_000
MAX_UNLISTED = 10_000
#: What reading one file may take: seconds of the processor, whatever else the machine is doing, and bytes of memory (a
#: worker is held to it, and to seconds of the day). Finding its tables and reading their rows may take as many again.
MAX_SECONDS = 20.0
MAX_MEMORY = 1024 * MEGABYTE

#: Bytes handed to the XML parser at a time; the clock and the sums are looked at in between.
CHUNK = 256 * 1024


def unsafe(what: str) -> ReadError:
    """Make the refusal of a file that asks for more than a submission ever needs (S103)."""
    return ReadError(
        "S103",
        f"Tệp không an toàn nên không được đọc: {what}. "
        "Hãy mở tệp bằng Excel, chép riêng bảng số liệu sang một tệp mới rồi gửi lại.",
    )


def too_many_tables() -> ReadError:
    """Make the refusal of a workbook with more tables than anybody fills in."""
    return unsafe(f"có hơn {MAX_TABLES // 1_000}.000 bảng")


def refuse_many_rows(rows: int, unlisted: int) -> None:
    """Refuse tables of more rows than a ward can have, or of more that the catalogue does not have (S103)."""
    if rows > MAX_TABLE_ROWS:
        raise unsafe(f"các bảng có hơn {MAX_TABLE_ROWS // 1_000}.000 dòng")
    if unlisted > MAX_UNLISTED:
        raise unsafe(f"có hơn {MAX_UNLISTED // 1_000}.000 dòng không có trong danh mục")


def too_long() -> ReadError:
    """Make the refusal of a cell that holds more than any table's."""
    return unsafe(f"có ô chứa hơn {LONGEST_TEXT // 1_000}.000 ký tự")


def refuse_long_text(data: bytes) -> None:
    """Refuse a file of text that holds more than a table before it is decoded (S103)."""
    if len(data) > MAX_TEXT_FILE:
        raise unsafe(f"tệp văn bản lớn hơn {MAX_TEXT_FILE // MEGABYTE} MB")


class Budget:
    """What the reading of one file has used so far; a method raises S103 where a limit is passed.

    Its time is that of the thread in which it was made.
    """

    __slots__ = ("_deadline", "_items", "_text", "_unpacked")

    def __init__(self) -> None:
        self._deadline = thread_time() + MAX_SECONDS
        self._unpacked = 0
        self._items = 0
        self._text = 0

    @property
    def used(self) -> tuple[int, int, int]:
        """Bytes, items and text so far; set it back before reading the same part another way."""
        return self._unpacked, self._items, self._text

    @used.setter
    def used(self, value: tuple[int, int, int]) -> None:
        self._unpacked, self._items, self._text = value

    def spend_bytes(self, count: int) -> None:
        """Count unpacked bytes, and look at the clock."""
        self._unpacked += count
        if self._unpacked > MAX_UNPACKED:
            raise unsafe(f"nội dung giải nén lớn hơn {MAX_UNPACKED // MEGABYTE} MB")
        self.check_time()

    def spend_items(self, count: int) -> None:
        """Count cells, merged ranges, shared strings or the like."""
        self._items += count
        if self._items > MAX_CELLS:
            raise unsafe(f"có hơn {MAX_CELLS // 1_000_000} triệu ô")

    def spend_merge(self, area: Area) -> None:
        """Count a merged range, and what will be kept of it for each of its cells."""
        cells = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        self.spend_items(1 + (cells if cells <= LARGEST_MERGE else 0))

    def spend_text(self, text: str) -> None:
        """Count a text that is kept; a short one is part of its cell."""
        if len(text) > LONGEST_TEXT:
            raise too_long()
        if len(text) > _SHORT:
            self._text += text.__sizeof__()
            if self._text > MAX_TEXT:
                raise unsafe(f"phần chữ lớn hơn {MAX_TEXT // MEGABYTE} MB")

    def spend_texts(self, texts: Iterable[str]) -> None:
        """Count many texts that are kept, as `spend_text` does each of them."""
        for text in texts:
            if len(text) > _SHORT:
                self.spend_text(text)

    def check_time(self) -> None:
        """Look at the clock."""
        if thread_time() > self._deadline:
            raise unsafe(f"đọc quá {MAX_SECONDS:.0f} giây chưa xong")
