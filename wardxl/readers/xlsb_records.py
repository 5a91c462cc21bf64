"""Records of the binary workbook format ([MS-XLSB] 2.1.4): numbers, lengths, and the values inside."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from wardxl.readers.figures import digits
from wardxl.readers.package import Malformed, Package

#: A record longer than this holds no cell, style or name.
_LONGEST = 1 << 24
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}

Record = tuple[int, bytes]


def records(package: Package, part: str) -> Iterator[Record]:
    """Yield the records of a part as (type, content); raises Malformed where it ends within one."""
    held = b""
    for piece in package.chunks(part):
        held += piece
        position = 0
        while (found := _next(held, position)) is not None:
            kind, start, end = found
            yield kind, held[start:end]
            position = end
        held = held[position:]
    if held:
        raise Malformed(f"thành phần “{part}” bị cắt cụt")


def _next(data: bytes, position: int) -> tuple[int, int, int] | None:
    """The record that begins at a position: type, begin and end of its content; None where it is not all there."""
    size = len(data)
    if position >= size:
        return None
    kind = data[position]
    position += 1
    if kind & 0x80:
        if position >= size:
            return None
        kind = kind & 0x7F | (data[position] & 0x7F) << 7
        position += 1
    length = 0
    for shift in (0, 7, 14, 21):
        if position >= size:
            return None
        byte = data[position]
        position += 1
        length |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    if length > _LONGEST:
        raise Malformed("bản ghi dài bất thường")
    return (kind, position, position + length) if position + length <= size else None


def uint(content: bytes, position: int, size: int = 4) -> int:
    """An unsigned number; Malformed where the record is too short."""
    if position + size > len(content):
        raise Malformed("bản ghi quá ngắn")
    return int.from_bytes(content[position : position + size], "little")


def wide_string(content: bytes, position: int) -> tuple[str, int]:
    """A string with its length in front, and where it ends; the null string has no letters."""
    length = uint(content, position)
    position += 4
    if length == 0xFFFFFFFF:
        return "", position
    end = position + length * 2
    if end > len(content):
        raise Malformed("bản ghi quá ngắn")
    return content[position:end].decode("utf-16-le", "replace"), end


def rich_string(content: bytes, position: int) -> tuple[str, list[tuple[int, int]]]:
    """A text with its formatting runs: (first letter, font number)."""
    rich = uint(content, position, 1) & 1
    text, position = wide_string(content, position + 1)
    runs: list[tuple[int, int]] = []
    if rich:
        count = uint(content, position)
        for index in range(min(count, (len(content) - position - 4) // 4)):
            place = position + 4 + index * 4
            runs.append((uint(content, place, 2), uint(content, place + 2, 2)))
    return text, runs


def rk_number(raw: int) -> str:
    """A number in four bytes: 30 bits of an integer or of a double, perhaps a hundred times too large."""
    hundredfold, integer = raw & 1, raw & 2
    if integer:
        value = raw >> 2
        if value & 0x20000000:
            value -= 0x40000000
        return digits(value / 100) if hundredfold else str(value)
    number: float = struct.unpack("<d", b"\0\0\0\0" + (raw & 0xFFFFFFFC).to_bytes(4, "little"))[0]
    return digits(number / 100 if hundredfold else number)


def real_number(content: bytes, position: int) -> str:
    """A number in eight bytes."""
    if position + 8 > len(content):
        raise Malformed("bản ghi quá ngắn")
    return digits(struct.unpack_from("<d", content, position)[0])


def error_text(code: int) -> str:
    """An error value as spreadsheets show it."""
    return _ERRORS.get(code, "#N/A")
