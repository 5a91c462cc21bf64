"""Tables that stand side by side in one sheet: which columns belong to which.

A sheet is parted where the columns on either side make a table of their own, each with names of rows. A second
`Nội dung` alone (a remark, a further description) makes no second table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, pairwise

from wardxl.closing import ends
from wardxl.headings import OTHER_NAME, Headings
from wardxl.sheet import Sheet
from wardxl.table_header import Header, headers_in, promising
from wardxl.title_block import TITLE_ROWS

#: So many columns more than one table has prove a second one, even if required columns lack.
_PROOF = 3
#: A sheet whose names of rows have more headings than this, over so many rows, is no sheet of tables side by side.
_MOST_HEADINGS = 1_000
#: So many names of rows show whether they are names.
_ENOUGH_NAMES = 50
#: A row above a table with more cells than this is no line of its title.
_WIDEST_TITLE = 2
#: Roles whose headings are never a row's contents, as a number `I` or a year may be.
_DESCRIBING = frozenset({"name", "unit", "lead", "note"})
# A name has words; a figure, a fraction or a dash has none.
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class _Parting:
    """A sheet parted before a column: the headers on both sides, and those of them that stand abreast."""

    place: int
    left: Sequence[Header]
    right: Sequence[Header]
    abreast: Sequence[Header]

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """How well it parts: the columns that are named, an empty column between, numbers before the names."""
        gap = self.place - 1
        empty = not any(header.sheet.cell(row, gap) for header in self.abreast for row in header.rows)
        numbered = sum(
            header.columns["tt"] < header.name for header in self.abreast if "tt" in header.columns
        )
        return _named(self.abreast), empty, numbered, _named((*self.left, *self.right))


def headers(sheet: Sheet, headings: Headings) -> list[Header]:
    """Return the headers of a sheet from top to bottom, then left to right, each with its part of the sheet."""
    rows = _promising(sheet, headings, sheet.rows)
    found = headers_in(sheet, headings, rows)
    names = sorted(
        {
            column
            for row in rows
            for column, text in sheet.texts(row)
            if column >= sheet.left and headings.name_rows(text)
        }
    )
    if len(names) < 2 or not found or len(names) * len(rows) > _MOST_HEADINGS:
        return found
    headed = {column for row in rows for column in sheet.heads(row)}
    for at, (name, other) in enumerate(pairwise(names), 2):
        # The two alone first: what stands further right, after an empty column or before a name, may be a third table.
        gap = next(column for column in count(other + 1) if column not in headed)
        for last in sorted({gap - 1, *(column - 1 for column in names[at : at + 1]), sheet.right}):
            part, places = sheet.part(sheet.left, last), range(name + 1, other + 1)
            if parting := _best_parting(part, headings, rows, places):
                return _parted(sheet, parting, headings, found)
    return found


def _best_parting(
    sheet: Sheet, headings: Headings, rows: Sequence[int], places: Iterable[int]
) -> _Parting | None:
    """The best of some places to part a sheet, the last of equals; None where no tables stand abreast."""
    best: _Parting | None = None
    whole = _read(sheet, headings, rows)
    for place in places:
        left = _read(sheet.part(sheet.left, place - 1), headings, rows)
        right = _read(sheet.part(place, sheet.right), headings, rows)
        pairs = [
            pair for one in left for other in right if _stand_abreast(pair := (one, other), whole, headings)
        ]
        parting = _Parting(place, left, right, _once(header for pair in pairs for header in pair))
        if pairs and (best is None or parting.rank >= best.rank):
            best = parting
    return best


def _parted(sheet: Sheet, parting: _Parting, headings: Headings, whole: Sequence[Header]) -> list[Header]:
    """The headers of a sheet that is parted, what is right of the first table again where it can be.

    A table above or below those abreast that is as wide as they are stays whole.
    """
    right = headers(sheet.part(parting.place, sheet.right), headings)
    parts = [*parting.left, *right]
    wide = [
        header
        for header in whole
        if not any(map(header.is_level_with, parting.abreast)) and _is_more_than_parts(header, parts)
    ]
    parts = [header for header in parts if not any(map(header.is_level_with, wide))]
    return sorted((*wide, *parts), key=lambda header: (header.top, header.sheet.left))


def _is_more_than_parts(header: Header, parts: Iterable[Header]) -> bool:
    """Whether a header of the whole sheet names more columns than any that a part of the sheet has in its rows."""
    return all(len(header.columns) > len(part.columns) for part in parts if header.is_level_with(part))


def _read(sheet: Sheet, headings: Headings, rows: Sequence[int]) -> list[Header]:
    return headers_in(sheet, headings, _promising(sheet, headings, rows))


def _promising(sheet: Sheet, headings: Headings, rows: Iterable[int]) -> list[int]:
    return [row for row in rows if promising(sheet, headings, row)]


def _stand_abreast(pair: tuple[Header, Header], whole: Sequence[Header], headings: Headings) -> bool:
    """Whether two headers, one left of the other, are of two tables, and not two halves of one or of none.

    `whole` are the headers of the sheet if it is not parted: what they name has to be less than what the two name.
    """
    left, right = pair
    if not all(_has_names(header) for header in pair):
        return False
    one = [header for header in whole if any(map(header.is_level_with, pair))]
    if not left.is_level_with(right):
        upper, lower = pair if left.top < right.top else (right, left)
        return _names_more(pair, one) and _goes_on_beside(upper, lower, headings)
    gain = _named(pair) - _named(one)
    if gain >= _PROOF:
        return True
    if gain < 1 or not (left.complete and right.complete):
        return False
    numbered = gain > 1 and ("tt" in right.columns or "tt" not in left.columns)
    titled = right.mentioned and left.form is not right.form
    return numbered or titled or _is_apart(left, right)


def _names_more(pair: tuple[Header, Header], whole: Iterable[Header]) -> bool:
    """Whether two headers in different rows are no pieces of wider ones."""
    for header in whole:
        level = [part for part in pair if header.is_level_with(part)]
        if len(header.columns) > _named(level) - (len(level) == len(pair)):
            return False
    return True


def _has_names(header: Header) -> bool:
    """Whether most of what first stands below the heading of the rows' names are words."""
    sheet, name = header.sheet, header.name
    filled = (row for row in _rows_below(header) if sheet.own(row, name))
    texts = [text for row in islice(filled, _ENOUGH_NAMES) if (text := sheet.text(row, name))]
    return 2 * sum(bool(_WORD.search(text)) for text in texts) > len(texts)


def _goes_on_beside(upper: Header, lower: Header, headings: Headings) -> bool:
    """Whether the upper table has rows beside the lower one, or beside its title, and no headings of the lower."""
    sheet = upper.sheet
    if any(
        (fit := headings.fit(lower.form, text))
        and fit.quality >= OTHER_NAME
        and fit.column.role in _DESCRIBING
        for row in lower.rows
        for _, text in sheet.texts(row)
    ):
        return False
    title = lower.top
    for row in range(lower.top - 1, max(upper.bottom, lower.top - TITLE_ROWS), -1):
        texts = lower.sheet.texts(row)
        if not texts:
            continue
        if len(texts) > _WIDEST_TITLE or not any(_WORD.search(text) for _, text in texts):
            break
        title = row
    others = [column for key, column in upper.columns.items() if key != "tt" and column != upper.name]
    return any(
        row >= title and sheet.own(row, upper.name) and any(sheet.own(row, column) for column in others)
        for row in _rows_below(upper)
    )


def _is_apart(left: Header, right: Header) -> bool:
    """Whether an empty column stands between two tables, all along the left one."""
    gap = right.sheet.left - 1
    rows = (*left.rows, *_rows_below(left))
    return gap not in left.columns.values() and not any(left.sheet.text(row, gap) for row in rows)


def _rows_below(header: Header) -> Iterator[int]:
    """The rows below a header, as far as no signature ends its table."""
    values = header.values
    for row in header.sheet.grid.rows:
        if row > header.bottom and header.sheet.cells(row):
            if ends(header.sheet, row, values, header.naming):
                return
            yield row


def _named(found: Iterable[Header]) -> int:
    """How many columns some headers name."""
    return sum(len(header.columns) for header in found)


def _once(found: Iterable[Header]) -> list[Header]:
    return list({id(header): header for header in found}.values())
