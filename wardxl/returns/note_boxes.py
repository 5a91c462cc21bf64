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
from wardxl.returns.markup import CannotCarry
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
    """The drawing of notes of one sheet. `text` is the part, every character a byte."""

    def __init__(self, sheet: SheetPart, taken: set[int], text: str | None = None) -> None:
        self._sheet = sheet
        self._taken = taken
        if text is None:
            text = _EMPTY.format(self._new_block())
        self.text = text
        head = text[: text.find(">", text.find("<xml")) + 1]
        prefixes = {name: markup.namespace_prefix(head, uri) for name, uri in _NAMESPACES.items()}
        if not text.rstrip().endswith("</xml>") or None in prefixes.values():
            raise CannotCarry("tệp có phần ghi chú không đúng chuẩn")
        self._prefixes = prefixes
        if 'id="_x0000_t202"' not in text:
            self._append(_TYPE.format(**prefixes))

    def _new_block(self) -> int:
        block = max(self._taken, default=0) + 1
        self._taken.add(block)
        return block

    def _append(self, new: str) -> None:
        at = self.text.rindex("</xml>")
        self.text = self.text[:at] + new + self.text[at:]

    def _identity(self) -> int:
        """A number for a new shape: after those in use, in a block of the sheet's own."""
        used = max((int(number) for number in _IDENTITY.findall(self.text)), default=0)
        own = _own_blocks(self.text)
        number = max(used, max(own, default=0) * _BLOCK) + 1
        if number // _BLOCK in own:
            return number
        block = self._new_block()
        self.text = _IDMAP.sub(rf"\g<1>\g<2>{','.join(map(str, [*own, block]))}\g<2>", self.text, count=1)
        return block * _BLOCK + 1

    def show(self, row: int, column: int, said: str) -> None:
        """Make a box for the note of a cell, or let the one that is there hold its longer text."""
        height = _height(said)
        anchor = ", ".join(map(str, _anchor(self._sheet, row, column, _WIDTH, height)))
        for box in _BOX.finditer(self.text):
            if at := _place(box[0], row, column):
                new = _ANCHOR.sub(rf"\g<1>{anchor}", box[0], count=1)
                if new == box[0]:
                    tag = f"{self._prefixes['x']}:Anchor"
                    new = f"{box[0][:at]}<{tag}>{anchor}</{tag}>{box[0][at:]}"
                self.text = self.text[: box.start()] + new + self.text[box.end() :]
                return
        self._append(
            _SHAPE.format(
                id=self._identity(), width=_WIDTH * 0.75, height=height * 0.75,
                order=len(_BOX.findall(self.text)) + 1, anchor=anchor, row=row - 1, column=column - 1,
                **self._prefixes,
            )
        )  # fmt: skip


def _place(box: str, row: int, column: int) -> int | None:
    """Where a shape says its row, if it is the box of the note at this cell."""
    found = re.search(rf"<([\w.-]+):Row>\s*{row - 1}\s*</", box)
    if found is None or 'ObjectType="Note"' not in box:
        return None
    return found.start() if re.search(rf"<{found[1]}:Column>\s*{column - 1}\s*</", box) else None


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
