"""Tables that stand side by side in a region of a sheet: which columns belong to which.

A region is parted where the columns on either side make a table of their own, each with names of rows. A second
`Nội dung` alone (a remark, a further description) makes no second table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, islice, pairwise

from wardxl.headings import OTHER_NAME
from wardxl.region import Region
from wardxl.table_header import Header
from wardxl.title_block import title_top

#: So many columns more than one table has prove a second one, even if required columns lack.
_PROOF = 3
#: So many names of rows show whether they are names.
_ENOUGH_NAMES = 50
#: Roles whose headings are never a row's contents, as a number `I` or a year may be.
_DESCRIBING = frozenset({"name", "unit", "lead", "note"})
# A name has words; a figure, a fraction or a dash has none.
_WORD = re.compile(r"[^\W\d_]{2}")
# What a row of column numbers has: it says nothing of the rows below.
_COLUMN_NUMBER = re.compile(r"\(?(?:\d{1,2}|[A-Za-z])\)?")


@dataclass(frozen=True, slots=True)
class _Parting:
    """A region parted before a column: the headers on both sides, and those of them that stand abreast."""

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
        return named(self.abreast), empty, numbered, named((*self.left, *self.right))


def named(found: Iterable[Header]) -> int:
    """How many columns some headers name."""
    return sum(len(header.columns) for header in found)


def parted(region: Region, names: Sequence[int]) -> tuple[Region, Region] | None:
    """The first table of those side by side in a region, and what is right of it; None where there is one at most.

    names: the columns that have a heading of rows' names.
    """
    left, right = region.sheet.left, region.sheet.right
    headed = {column for row in region.rows for column in region.sheet.heads(row)}
    for at, (name, other) in enumerate(pairwise(names), 2):
        # The two alone first: what stands further right, after an empty column or before a name, may be a third table.
        gap = next(column for column in count(other + 1) if column not in headed)
        for last in sorted({gap - 1, *(column - 1 for column in names[at : at + 1]), right}):
            place = _best_place(region.part(left, last), range(name + 1, other + 1))
            if place is not None:
                return region.part(left, place - 1), region.part(place, right)
    return None


def _best_place(region: Region, places: Iterable[int]) -> int | None:
    """The best of some columns to part a region before, the last of equals; None where no tables stand abreast."""
    best: _Parting | None = None
    whole = region.headers()
    for place in places:
        if any(_is_whole(header, region) and _is_cut(header, place - 1, needed=True) for header in whole):
            continue
        left = region.part(region.sheet.left, place - 1).headers()
        right = region.part(place, region.sheet.right).headers()
        pairs = [
            pair for one in left for other in right if _stand_abreast(pair := (one, other), whole, region)
        ]
        parting = _Parting(place, left, right, _once(header for pair in pairs for header in pair))
        if pairs and (best is None or parting.rank >= best.rank):
            best = parting
    return best.place if best else None


def _stand_abreast(pair: tuple[Header, Header], whole: Sequence[Header], region: Region) -> bool:
    """Whether two headers, one left of the other, are of two tables, and not two halves of one or of none.

    `whole` are the headers of the region if it is not parted: what they name has to be less than what the two name.
    """
    left, right = pair
    if not all(_has_names(header, region) for header in pair):
        return False
    one = [header for header in whole if any(map(header.is_level_with, pair))]
    last = left.sheet.right
    for header in one:
        # Beyond an empty column what a form need not have may be another's.
        apart = any(not any(header.sheet.cell(row, gap) for row in header.rows) for gap in (last, last + 1))
        if _is_whole(header, region) and _is_cut(header, last, needed=apart):
            return False
    if not left.is_level_with(right):
        upper, lower = pair if left.top < right.top else (right, left)
        return _names_more(pair, one) and _goes_on_beside(upper, lower, region)
    gain = named(pair) - named(one)
    if gain >= _PROOF:
        return True
    if gain < 1 or not (left.complete and right.complete):
        return False
    numbered = gain > 1 and ("tt" in right.columns or "tt" not in left.columns)
    titled = right.mentioned and left.form is not right.form
    return numbered or titled or _is_apart(left, right, region)


def _is_whole(header: Header, region: Region) -> bool:
    """Whether headings lack nothing that their form needs, and are not mixed of two tables'."""
    return header.complete and not any(
        region.headings.fit(header.form, label.text) for label in header.unknown
    )


def _is_cut(header: Header, last: int, *, needed: bool) -> bool:
    """Whether a parting behind a column goes through a table, or through the columns that its form needs."""
    keys = [column.key for column in header.form.columns if column.required or not needed]
    return len({header.columns[key] <= last for key in keys if key in header.columns}) > 1


def _names_more(pair: tuple[Header, Header], whole: Iterable[Header]) -> bool:
    """Whether two headers in different rows are no pieces of wider ones."""
    for header in whole:
        level = [part for part in pair if header.is_level_with(part)]
        if len(header.columns) > named(level) - (len(level) == len(pair)):
            return False
    return True


def _has_names(header: Header, region: Region) -> bool:
    """Whether most of what first stands below the heading of the rows' names are words."""
    sheet, name = header.sheet, header.name
    filled = (row for row in region.below(header) if sheet.own(row, name))
    shown = (sheet.text(row, name) for row in islice(filled, _ENOUGH_NAMES))
    texts = [text for text in shown if text and not _COLUMN_NUMBER.fullmatch(text)]
    return 2 * sum(bool(_WORD.search(text)) for text in texts) > len(texts)


def _goes_on_beside(upper: Header, lower: Header, region: Region) -> bool:
    """Whether the upper table has rows beside the lower one, or beside its title, and no headings of the lower."""
    sheet = upper.sheet
    if any(
        (fit := region.headings.fit(lower.form, text))
        and fit.quality >= OTHER_NAME
        and fit.column.role in _DESCRIBING
        for row in lower.rows
        for _, text in sheet.texts(row)
    ):
        return False
    title = title_top(lower.sheet, lower.top)
    return any(row >= title and upper.has_row(row) for row in region.below(upper))


def _is_apart(left: Header, right: Header, region: Region) -> bool:
    """Whether an empty column stands between two tables, all along the left one."""
    gap = right.sheet.left - 1
    rows = (*left.rows, *region.below(left))
    return gap not in left.columns.values() and not any(left.sheet.text(row, gap) for row in rows)


def _once(found: Iterable[Header]) -> list[Header]:
    return list({id(header): header for header in found}.values())
