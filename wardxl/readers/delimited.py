"""Delimited text (.csv, .tsv) → `Book`: all cells are text, as nothing in such a file says otherwise."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice

from wardxl import legacy
from wardxl.model import Book, Cell, CellKind, Grid
from wardxl.readers.decoding import decode, legacy_font
from wardxl.readers.errors import ReadError
from wardxl.readers.limits import MAX_COLUMN, MAX_ROW, Budget, refuse_long_text, unsafe

SHEET = "Sheet1"
_DELIMITERS = "\t;,"
#: Records that are looked at to find the delimiter.
_LOOKED_AT = 500
_DECLARED = re.compile(r'"?sep=(.)"?[\r\n]+', re.IGNORECASE)
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')

_PROSE = (
    "Đây là tệp văn bản thường, không phải bảng: không thấy các cột ngăn bởi dấu phẩy, chấm phẩy hay tab. "
    "Hãy lập bảng trong Excel theo tệp mẫu rồi gửi lại dưới dạng .xlsx."
)
_BROKEN = (
    "Tệp CSV bị hỏng: có dấu ngoặc kép mở mà không đóng. "
    "Hãy mở bằng Excel, lưu lại dưới dạng .xlsx rồi gửi lại."
)


def read(data: bytes) -> Book:
    """Read a delimited text file: UTF-8, UTF-16 or code page 1258; comma, semicolon or tab.

    Quoted fields may hold line breaks; a line `sep=;` on top, as Excel understands it, is obeyed. Blank
    fields are left out, rows and columns keep their places. Raises ReadError S101 for a text that is no
    table, S103 past the limits.
    """
    refuse_long_text(data)
    text = decode(data).removesuffix("\x1a")
    declared = _DECLARED.match(text)
    body = text[declared.end() :] if declared else text
    delimiter, way = (declared[1], _whole) if declared else _layout(body)
    if not delimiter:
        raise ReadError("S101", _PROSE)
    rows: dict[int, dict[int, Cell]] = {}
    converted: set[tuple[int, int]] = set()
    budget = Budget()
    font = legacy_font(body)
    for row, fields in enumerate(way(body, delimiter), start=2 if declared else 1):
        cells: dict[int, Cell] = {}
        for column, field in enumerate(fields, start=1):
            if not field or field.isspace():
                continue
            if kept := _KEPT_AS_TEXT.fullmatch(field):
                field = kept[1]
            if (turned := legacy.to_unicode(field, font)) is not None:
                field = turned
                converted.add((row, column))
            cells[column] = Cell(CellKind.TEXT, field)
        if cells:
            if row > MAX_ROW or max(cells) > MAX_COLUMN:
                raise unsafe("bảng lớn hơn một trang tính Excel")
            budget.spend_items(len(cells))
            rows[row] = cells
        if not row % 1000:
            budget.check_time()
    if not rows:
        raise ReadError("S101", "Tệp CSV không có nội dung. Hãy kiểm tra lại và gửi tệp có số liệu.")
    grid = Grid(SHEET, rows, converted=frozenset(converted))
    return Book((grid,), "tsv" if delimiter == "\t" else "csv")


def _whole(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records as the rules of CSV have them: a quoted field may run over several lines."""
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as fault:
        raise ReadError("S101", _BROKEN) from fault


def _by_line(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records where a quote is only a sign (the ditto mark), never closed: every line is one."""
    for ended in StringIO(text, newline=""):
        line = ended.rstrip("\r\n")
        if line.count('"') % 2:
            yield line.split(delimiter)
        else:
            yield from _whole(line, delimiter) if line else ([],)


_Way = Callable[[str, str], Iterator[list[str]]]


def _layout(text: str) -> tuple[str, _Way]:
    """The delimiter and way of reading by which most records are of one width; '' where it is no table."""
    ways: tuple[_Way, ...] = (_whole, _by_line) if '"' in text else (_whole,)
    best: tuple[tuple[float, int, int], str, _Way] = ((0.0, 0, 0), "", _whole)
    for way in ways:
        for delimiter in _DELIMITERS:
            score = _evenness(way, text, delimiter)
            if score > best[0]:
                best = (score, delimiter, way)
    return best[1], best[2]


def _evenness(way: _Way, text: str, delimiter: str) -> tuple[float, int, int]:
    """How well a delimiter fits: the share of records with the commonest width, that width, their number.

    Zeros where it makes no table: fewer than two records of one width with two fields filled, or fields
    that begin with a blank as the clauses of a sentence do.
    """
    widths: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    total = clauses = fields = 0
    try:
        for record in islice(way(text, delimiter), _LOOKED_AT):
            if not any(field.strip() for field in record):
                continue
            total += 1
            if len(record) > 1:
                widths[len(record)] += 1
                filled[len(record)] += sum(bool(field.strip()) for field in record) > 1
                later = [field for field in record[1:] if field.strip()]
                fields += len(later)
                clauses += sum(field[0] == " " and len(field.split()) > 1 for field in later)
    except ReadError:
        return 0.0, 0, 0
    if not widths:
        return 0.0, 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if filled[width] < 2 or count * 4 < total or clauses * 2 > fields:
        return 0.0, 0, 0
    return count / total, width, count
