"""Whatever is done to the bytes of a good file: a Book or a refusal, soon, and no figure bent in silence."""

from __future__ import annotations

import random
import time
import zipfile
from io import BytesIO

import pytest
import xlsx_made as made
from xlsx_made import pack, parts, sheet

from wardxl.model import Book
from wardxl.readers import KINDS, ReadError, sniff, xlsx
from wardxl.readers.package import Malformed

SECONDS = 5.0
ROWS = "".join(
    f'<row r="{r}"><c r="A{r}" t="s"><v>{r % 3}</v></c><c r="B{r}" s="1"><v>{r * 1.7}</v></c>'
    f'<c r="C{r}" s="3"><v>{46000 + r}</v></c><c r="D{r}"><f>SUM(A{r}:B{r})</f><v>{r}</v></c>'
    f'<c r="E{r}" t="inlineStr"><is><t>Ghi chú {r}</t></is></c></row>'
    for r in range(1, 25)
)
STRINGS = made.shared(
    "<t>Tổng thu</t>", "<r><rPr><strike/></rPr><t>Tỷ</t></r><r><t> đồng</t></r>", "<t>%</t>"
)
MERGES = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
PARTS = parts(sheet(ROWS, before='<cols><col min="2" max="3" hidden="1"/></cols>', after=MERGES), STRINGS)
GOOD = pack(PARTS)
CELLS = xlsx.read(GOOD).grids[0].rows


def outcome(data: bytes) -> Book | None:
    """What the reader makes of the bytes; fails where it takes long or raises anything but its refusals."""
    begun = time.monotonic()
    assert sniff(data) in KINDS
    try:
        book: Book | None = xlsx.read(data)
    except (ReadError, Malformed):
        book = None
    assert time.monotonic() - begun < SECONDS
    return book


def damage(data: bytes, chance: random.Random) -> bytes:
    """Flip, overwrite, cut out, double or swap some bytes."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(broken))
        length = chance.choice((1, 2, 4, 16, 200))
        match chance.randrange(6):
            case 0:
                broken[place] ^= 1 << chance.randrange(8)
            case 1:
                broken[place] = chance.choice((0, 0x3C, 0x26, 0xFF, 0x50))
            case 2:
                del broken[place : place + length]
            case 3:
                broken[place:place] = broken[place : place + length]
            case 4:
                other = chance.randrange(len(broken))
                broken[place], broken[other] = broken[other], broken[place]
            case _:
                del broken[max(1, place) :]
        broken = broken or bytearray(b"P")
    return bytes(broken)


@pytest.mark.parametrize("seed", range(12))
def test_damaged_bytes_of_the_file(seed: int) -> None:
    """What is still read equals the original cell: the checksums of the package see to it."""
    chance = random.Random(seed)
    for _ in range(60):
        book = outcome(damage(GOOD, chance))
        if book is not None and book.grids[0].formats_known:
            assert book.grids[0].rows == CELLS


@pytest.mark.parametrize("part", [name for name in PARTS if name != "[Content_Types].xml"])
def test_damaged_bytes_of_a_part(part: str) -> None:
    """A part that was damaged before it was packed, so that no checksum tells."""
    chance = random.Random(part)
    for _ in range(60):
        outcome(pack({**PARTS, part: damage(PARTS[part].encode(), chance)}))


@pytest.mark.parametrize("seed", range(4))
def test_parts_swapped_dropped_and_doubled(seed: int) -> None:
    """No cell may come from a part that is not what it is taken for."""
    chance = random.Random(seed)
    names = list(PARTS)
    for _ in range(40):
        files = dict(PARTS)
        one, other = chance.sample(names, 2)
        match chance.randrange(3):
            case 0:
                files[one], files[other] = files[other], files[one]
            case 1:
                del files[one]
            case _:
                files[other] = files[one]
        book = outcome(pack(files))
        if book is not None and book.grids[0].formats_known:
            assert book.grids[0].rows == CELLS or not book.grids[0].rows.keys() & CELLS.keys()


def test_entries_stored_twice() -> None:
    target = BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("xl/worksheets/sheet1.xml", sheet(""))
    outcome(target.getvalue())
