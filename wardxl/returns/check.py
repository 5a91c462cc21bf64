"""A copy is read again before it is handed out: nothing that departments wrote may have changed.

What is the same bytes or the same text in both means the same and is not read: whole sheets, rows of changed sheets,
the shared strings. That holds while a cell format has the same meaning under the same number, which is compared.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import overload

from wardxl.model import Book, Grid, Style
from wardxl.readers import xlsx
from wardxl.readers.limits import Budget
from wardxl.readers.package import Package, part_name
from wardxl.readers.xlsx_cells import CellMaker
from wardxl.readers.xlsx_sheet import read_sheet
from wardxl.readers.xlsx_styles import StyleSheet
from wardxl.returns import markup
from wardxl.stamp import Stamp, stamp_of, untouched


class _Numbers(Sequence[str]):
    """Stands for shared strings that are the same in both: each is told by its number."""

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return str(place)

    def __len__(self) -> int:
        # No number is too large: that the texts are there was seen when the file was read.
        return sys.maxsize


def intact(original: Package, outline: xlsx.Outline, copy: bytes) -> bool:
    """Whether a copy has all of the original, one sheet more in front, and is known again as a return.

    outline: the original's. Raises ReadError, Malformed and CannotCarry where one of them cannot be read.
    """
    other = Package(copy, Budget())
    again = xlsx.outline(other)
    looks, other_looks = xlsx.styles_of(original, outline), xlsx.styles_of(other, again)
    strings, other_strings = outline.target("sharedStrings"), again.target("sharedStrings")
    return (
        again.sheets[1:] == outline.sheets
        and again.date1904 == outline.date1904
        and strings == other_strings
        and (strings is None or original.read(strings) == other.read(strings))
        and _same_looks(looks, other_looks)
        and is_return(other)
        and all(
            _same_sheet(entry, original, looks, other, other_looks)
            for entry in outline.sheets
            if entry.has_cells
        )
    )


def is_return(copy: Package) -> bool:
    """Whether a workbook is a return as it was written: nobody has saved it since."""
    properties = xlsx.read_properties(copy)
    book = Book((), "xlsx", modified=properties.modified, custom=properties.custom)
    return stamp_of(book) is Stamp.RETURN and untouched(book)


def _same_looks(one: StyleSheet, other: StyleSheet) -> bool:
    """Whether every cell format is still what it was under its number."""
    if not _named(one.styles):
        return True
    return all(
        number in other.index and other.styles[other.index[number]] == one.styles[place]
        for number, place in one.index.items()
    )


def _same_sheet(
    entry: xlsx.SheetEntry, one: Package, looks: StyleSheet, other: Package, other_looks: StyleSheet
) -> bool:
    before, after = one.read(entry.part), other.read(entry.part)
    if before == after:
        return True
    name = part_name(entry.part)
    grids = [
        read_sheet(
            package.instead({name: content}),
            entry.part,
            entry.name,
            entry.visibility,
            CellMaker(_Numbers(), styles, date1904=False),
            package.budget,
        )
        for package, styles, content in zip(
            (one, other), (looks, other_looks), abridged(before, after), strict=True
        )
    ]
    return same_grid(*grids)


def abridged(original: bytes, copy: bytes) -> tuple[bytes, bytes]:
    """Leave out of both parts the rows that they have in common, in the same order."""
    (head, rows, rest), (other_head, others, other_rest) = _rows(original), _rows(copy)
    in_both = set(rows) & set(others)
    if [row for row in rows if row in in_both] != [row for row in others if row in in_both]:
        return original, copy
    return (
        "".join((head, *(row for row in rows if row not in in_both), rest)).encode(),
        "".join((other_head, *(row for row in others if row not in in_both), other_rest)).encode(),
    )


def _rows(data: bytes) -> tuple[str, list[str], str]:
    """What stands before the first end of a row, each piece up to the next such end, and the rest."""
    text = markup.decode(data)
    plain = markup.visible(text)
    top = markup.root(plain)
    element = markup.child(plain, top, "sheetData")
    if element is None:
        return text, [], ""
    end = f"</{top.prefix}row>"
    *rows, rest = text[element.inside : element.close].split(end)
    return text[: element.inside], [row + end for row in rows], rest + text[element.close :]


def _named(styles: Sequence[Style]) -> bool:
    """Whether formats name a font; a workbook without formats gets some that do, and nothing else in them."""
    return any(style.font for style in styles)


def same_grid(one: Grid, other: Grid) -> bool:
    """Whether two sheets have the same cells, formats, merges and hidden parts."""
    fonts = _named(one.styles)
    return (
        (one.sheet, one.visibility, one.hidden_rows, one.hidden_columns, one.merges)
        == (other.sheet, other.visibility, other.hidden_rows, other.hidden_columns, other.merges)
        and (one.struck, one.converted) == (other.struck, other.converted)
        and _cells(one, fonts=fonts) == _cells(other, fonts=fonts)
    )


def _cells(grid: Grid, *, fonts: bool) -> dict[tuple[int, int], tuple[object, ...]]:
    """Every cell with its style itself instead of the style's number."""
    looks = [style if fonts else style._replace(font="") for style in grid.styles]
    return {
        (row, column): (cell.kind, cell.value, cell.formula, looks[cell.style])
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
    }
