"""Writes small .xlsb workbooks record by record ([MS-XLSB]), as no free program saves them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: type and length in groups of seven bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(content)
    while True:
        size, low = size >> 7, size & 0x7F
        length += bytes([low | (0x80 if size else 0)])
        if not size:
            return head + length + content


def string(text: str) -> bytes:
    """A string with its length in front."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def rich(text: str, runs: Sequence[tuple[int, int]] = ()) -> bytes:
    """A text with formatting runs: (first letter, font number)."""
    body = bytes([1 if runs else 0]) + string(text)
    if runs:
        body += struct.pack("<I", len(runs)) + b"".join(struct.pack("<HH", *run) for run in runs)
    return body


def cell(kind: int, column: int, style: int, value: bytes) -> bytes:
    """A cell record; columns count from 0."""
    return record(kind, struct.pack("<II", column, style) + value)


def row(number: int, *, hidden: bool = False) -> bytes:
    """The record that begins a row, counted from 0."""
    return record(0, struct.pack("<IIH", number, 0, 300) + bytes([0, 0x10 if hidden else 0, 0]) + bytes(4))


def real(value: float) -> bytes:
    """A number in eight bytes."""
    return struct.pack("<d", value)


def font(
    name: str, *, bold: bool = False, italic: bool = False, strike: bool = False, raised: bool = False
) -> bytes:
    """A font of the styles part."""
    flags = (2 if italic else 0) | (8 if strike else 0)
    head = struct.pack("<HHHHBBBB", 220, flags, 700 if bold else 400, int(raised), 0, 2, 0, 0)
    return record(43, head + bytes(8) + b"\0" + string(name))


def cell_format(number_format: int, font_number: int, indent: int = 0) -> bytes:
    """A cell format of the styles part."""
    return record(47, struct.pack("<HHHHHBB", 0, number_format, font_number, 0, 0, 0, indent) + bytes(4))


def book(
    sheets: Sequence[tuple[str, int, bytes]],
    *,
    formats: Sequence[tuple[int, str]] = (),
    fonts: Sequence[bytes] = (),
    cell_formats: Sequence[bytes] = (),
    strings: Sequence[bytes] = (),
    date1904: bool = False,
    calculation: int = 0,
) -> bytes:
    """A workbook of sheets (name, visibility, the records of its cells); calculation: its flags for that."""
    parts = {
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
        "xl/_rels/workbook.bin.rels": _relations(
            [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
            + [("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")]
        ),
        "xl/workbook.bin": b"".join(
            [
                record(131),
                record(153, struct.pack("<II", int(date1904), 0) + string("")),
                record(143),
                *(
                    record(156, struct.pack("<II", state, n) + string(f"rId{n}") + string(name))
                    for n, (name, state, _) in enumerate(sheets, start=1)
                ),
                record(144),
                record(157, struct.pack("<IIIdIB", 0, 1, 100, 0.001, 1, calculation)),
                record(132),
            ]
        ),
        "xl/styles.bin": b"".join(
            [
                record(278),
                *(record(44, struct.pack("<H", number) + string(code)) for number, code in formats),
                *(fonts or [font("Calibri")]),
                record(626, struct.pack("<I", 1)),
                cell_format(3, 0),
                record(627),
                record(617, struct.pack("<I", len(cell_formats) or 1)),
                *(cell_formats or [cell_format(0, 0)]),
                record(618),
                record(279),
            ]
        ),
        "xl/sharedStrings.bin": b"".join(
            [
                record(159, struct.pack("<II", len(strings), len(strings))),
                *(record(19, item) for item in strings),
                record(160),
            ]
        ),
    }
    for number, (_, _, cells) in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.bin"] = b"".join(
            [
                record(129),
                record(148, struct.pack("<IIII", 0, 2, 0, 7)),
                record(145),
                cells,
                record(146),
                record(130),
            ]
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def _relations(items: Sequence[tuple[str, str]]) -> bytes:
    body = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(items, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{body}</Relationships>'.encode()
