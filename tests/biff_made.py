"""Writes the records of small .xls workbooks ([MS-XLS], BIFF8), for what no free program saves."""

from __future__ import annotations

import struct
from collections.abc import Sequence

BEGIN, END, SHEET, FONT, FORMAT, XF = 0x0809, 0x000A, 0x0085, 0x0031, 0x041E, 0x00E0
NUMBER, FORMULA, STRING, RECALCULATION_ID, UNCALCULATED = 0x0203, 0x0006, 0x0207, 0x01C1, 0x005E
EMPTY_TEXT = bytes([3, 0, 0, 0, 0, 0, 0xFF, 0xFF])
TEXT_FOLLOWS = bytes([0, 0, 0, 0, 0, 0, 0xFF, 0xFF])


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: its type, its length, its content."""
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A number in a cell; rows and columns count from 0."""
    return record(NUMBER, struct.pack("<HHHd", row, column, style, value))


def formula(row: int, column: int, result: float | bytes, flags: int = 0) -> bytes:
    """A formula (`1`, in tokens) with its stored result and its flags."""
    stored = result if isinstance(result, bytes) else struct.pack("<d", result)
    return record(FORMULA, struct.pack("<HHH8sHIH", row, column, 0, stored, flags, 0, 3) + b"\x1e\x01\x00")


def text_result(text: str) -> bytes:
    """The text that a formula before it gave."""
    return record(STRING, struct.pack("<HB", len(text), 0) + text.encode("latin-1"))


def book(*sheets: bytes, before: bytes = b"", formats: Sequence[str] = ()) -> bytes:
    """A workbook of sheets, each the records of its cells; style 1 has the first of the number formats."""
    font = record(FONT, struct.pack("<HHHHHBBBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0, 5, 0) + b"Arial")
    head = record(BEGIN, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + before + font
    for place, code in enumerate(formats):
        head += record(FORMAT, struct.pack("<HHB", 164 + place, len(code), 0) + code.encode("latin-1"))
    for number_format in (0, *range(164, 164 + len(formats))):
        head += record(XF, struct.pack("<HHH", 0, number_format, 1) + bytes(14))
    parts = [
        record(BEGIN, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + record(END)
        for cells in sheets
    ]
    names = [f"T{place}".encode() for place in range(len(sheets))]
    start = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    for name, part in zip(names, parts, strict=True):
        head += record(SHEET, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
        start += len(part)
    return head + record(END) + b"".join(parts)
