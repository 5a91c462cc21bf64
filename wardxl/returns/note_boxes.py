"""The boxes of notes: a drawing in VML, which Excel still asks for (ECMA-376 part 4, 19).

What Excel writes there is not always well-formed XML, so nothing of it is parsed: boxes are put at the end, and of a
box that is there only place and size are changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from wardxl.readers.limits import MAX_COLUMN, MAX_ROW
from wardxl.readers.package import Package
from wardxl.returns import markup
from wardxl.returns.dialect import VML
from wardxl.returns.markup import CannotCarry, Edit
from wardxl.returns.sheet_part import SheetPart
from wardxl.workbook import textfit
from wardxl.workbook.styles import WORK

#: Namespaces by the prefix that Excel itself gives them; other programs number theirs.
_NAMESPACES = {
    "v": VML,
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_EMPTY = (
    "<xml " + " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _NAMESPACES.items())
    + '><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{}"/></o:shapelayout></xml>'
)  # fmt: skip
_TYPE = (
    '<{v}:shapetype id="_x0000_t202" coordsize="21600,21600" {o}:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<{v}:stroke joinstyle="miter"/><{v}:path gradientshapeok="t" {o}:connecttype="rect"/></{v}:shapetype>'
)
_SHAPE = (
    '<{v}:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;margin-left:0;margin-top:0;'
    'width:{width}pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" {o}:insetmode="auto">'
    '<{v}:fill color2="#ffffe1"/><{v}:shadow on="t" color="black" obscured="t"/><{v}:path {o}:connecttype="none"/>'
    '<{v}:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></{v}:textbox>'
    '<{x}:ClientData ObjectType="Note"><{x}:MoveWithCells/><{x}:SizeWithCells/><{x}:Anchor>{anchor}</{x}:Anchor>'
    "<{x}:AutoFill>False</{x}:AutoFill><{x}:Row>{row}</{x}:Row><{x}:Column>{column}</{x}:Column></{x}:ClientData>"
    "</{v}:shape>"
)
_IDMAP = re.compile(r"""(<[\w.-]+:idmap\b[^>]*?\bdata=)(["'])([0-9, ]*)\2""")
_IDENTITY = re.compile(r"_x0000_[si]([0-9]{1,9})\b")
_BOX = re.compile(r"<([\w.-]+:shape)\s.*?</\1>", re.DOTALL)
_ANCHOR = re.compile(r"(<[\w.-]+:Anchor>)[^<]*(?=</)")
_ROW = re.compile(r"<([\w.-]+):Row>\s*([0-9]+)\s*</")
#: Shapes are numbered in blocks of 1024; a sheet names the blocks that are its own.
_BLOCK = 1024
_WIDTH, _LEAST_HEIGHT, _MOST_HEIGHT = 340, 60, 700
_PADDING = 12.0


def blocks(package: Package) -> set[int]:
    """The blocks of numbers that shapes of a workbook have by now."""
    taken: set[int] = set()
    for part in package.parts:
        if part.endswith(".vml"):
            text = package.read(part).decode("latin-1")
            taken.update(_own_blocks(text), (int(number) // _BLOCK for number in _IDENTITY.findall(text)))
    return taken


def _own_blocks(text: str) -> list[int]:
    found = _IDMAP.search(text)
    return [int(number) for number in found[3].replace(",", " ").split()] if found else []


class Boxes:
    """The drawing of notes of one sheet, to which more are added; `text` is the part, every character a byte."""

    def __init__(self, sheet: SheetPart, taken: set[int], text: str | None = None) -> None:
        self._sheet = sheet
        self._taken = taken
        if text is None:
            text = _EMPTY.format(self._new_block())
        head = text[: text.find(">", text.find("<xml")) + 1]
        prefixes = {name: markup.namespace_prefix(head, uri) for name, uri in _NAMESPACES.items()}
        if not text.rstrip().endswith("</xml>") or None in prefixes.values():
            raise CannotCarry("tệp có phần ghi chú không đúng chuẩn")
        self._text = text
        self._prefixes = prefixes
        self._boxes = [(found.start(), found[0]) for found in _BOX.finditer(text)]
        self._at = {
            place: at for at, (_, box) in reversed([*enumerate(self._boxes)]) if (place := _cell(box))
        }
        self._own = _own_blocks(text)
        self._used = max((int(number) for number in _IDENTITY.findall(text)), default=0)
        self._edits: list[Edit] = []
        self._new = [] if 'id="_x0000_t202"' in text else [_TYPE.format(**prefixes)]
        self._shapes = len(self._boxes)

    def _new_block(self) -> int:
        block = max(self._taken, default=0) + 1
        self._taken.add(block)
        return block

    def _identity(self) -> int:
        """A number for a new shape: after those in use, in a block of the sheet's own."""
        number = max(self._used, max(self._own, default=0) * _BLOCK) + 1
        if number // _BLOCK not in self._own:
            self._own.append(self._new_block())
            number = self._own[-1] * _BLOCK + 1
        self._used = number
        return number

    def show(self, row: int, column: int, said: str) -> None:
        """Make a box for the note of a cell, or let the one that is there hold its longer text."""
        height = _height(said)
        anchor = ", ".join(map(str, _anchor(self._sheet, row, column, _WIDTH, height)))
        known = self._at.get((row, column))
        if known is not None:
            start, box = self._boxes[known]
            new = _ANCHOR.sub(rf"\g<1>{anchor}", box, count=1)
            if new == box and (found := _ROW.search(box)):
                tag = f"{self._prefixes['x']}:Anchor"
                new = f"{box[: found.start()]}<{tag}>{anchor}</{tag}>{box[found.start() :]}"
            self._edits.append((start, start + len(box), new))
            return
        self._shapes += 1
        self._new.append(
            _SHAPE.format(
                id=self._identity(), width=_WIDTH * 0.75, height=height * 0.75,
                order=self._shapes, anchor=anchor, row=row - 1, column=column - 1, **self._prefixes,
            )
        )  # fmt: skip

    @property
    def text(self) -> str:
        """The part with everything that was added."""
        end = self._text.rindex("</xml>")
        edits = [*self._edits, (end, end, "".join(self._new))]
        if found := _IDMAP.search(self._text):
            edits.append((found.start(3), found.end(3), ",".join(map(str, self._own))))
        return markup.edited(self._text, edits)


def _cell(box: str) -> tuple[int, int] | None:
    """The row and column of the cell whose note a shape shows; None where it is no box of a note."""
    row = _ROW.search(box)
    if row is None or 'ObjectType="Note"' not in box:
        return None
    column = re.search(rf"<{row[1]}:Column>\s*([0-9]+)\s*</", box)
    return (int(row[2]) + 1, int(column[1]) + 1) if column else None


def _height(said: str) -> int:
    """How high a box has to be, in pixels."""
    lines = textfit.count_lines(said, _WIDTH * 0.75 - _PADDING, WORK)
    height = (lines * textfit.line_height(WORK) + _PADDING) / 0.75
    return int(min(max(height, _LEAST_HEIGHT), _MOST_HEIGHT))


def _anchor(sheet: SheetPart, row: int, column: int, width: int, height: int) -> Iterable[int]:
    """Where a box right of a cell begins and ends: column and pixels in it, row and pixels in it, twice."""
    left, left_rest = min(column, MAX_COLUMN - 1), 15
    top, top_rest = max(row - 2, 0), 4
    right, right_rest = _advance(left, left_rest + width, sheet.column_pixels, MAX_COLUMN)
    bottom, bottom_rest = _advance(top, top_rest + height, sheet.row_pixels, MAX_ROW)
    return left, left_rest, top, top_rest, right, right_rest, bottom, bottom_rest


def _advance(at: int, pixels: int, size: Callable[[int], int], most: int) -> tuple[int, int]:
    """Go so many pixels on from the beginning of a column or row, counted from 0."""
    while at < most - 1 and pixels >= size(at + 1):
        pixels -= size(at + 1)
        at += 1
    return at, pixels
