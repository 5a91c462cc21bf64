"""Where the tables of a sheet begin: below one another, side by side, and side by side on several floors.

A sheet is cut above headers beside which no table above goes on, and each floor is parted into columns by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from wardxl.abreast import parted
from wardxl.headings import Headings
from wardxl.region import Naming, Region, columns_of, whole
from wardxl.sheet import Sheet
from wardxl.table_header import Header
from wardxl.title_block import title_top

#: A region whose names of rows have more headings than this, over so many rows, is none of tables side by side; nor is
#: one that has them in so many columns: each of them is tried with all that is right of it.
_MOST_HEADINGS = 1_000
_MOST_ABREAST = 20
#: So many headings over columns of a table above end it; a single one, a year, may stand in one of its rows.
_HEADINGS = 2
#: In the first so many rows of headings is the one over the rows' names.
_FIRST_HEADINGS = 3


def headers(sheet: Sheet, headings: Headings) -> list[Header]:
    """Return the headers of a sheet from top to bottom, then left to right, each with its part of the sheet."""
    return sorted(_headers(whole(sheet, headings)), key=lambda header: (header.top, header.sheet.left))


def _headers(region: Region) -> list[Header]:
    """The headers of a region, cut into floors where no table goes on beside those below."""
    naming = region.naming()
    if len(columns_of(naming)) < 2:
        return region.headers()
    bands = _bands(region, naming)
    alone = [_parted(band) for band in bands]
    tops = [place for place, table in enumerate(_begins_floor(bands, alone)) if table]
    found: list[Header] = []
    for top, end in pairwise((*tops, len(bands))):
        rows = [row for band in bands[top:end] for row in band.rows]
        found += alone[top] if end == top + 1 else _parted(region.floor(rows, bands[end - 1].end))
    return found


def _parted(region: Region) -> list[Header]:
    """The headers of a region that is parted into columns, if at all."""
    names = columns_of(region.naming())
    many = len(names) > _MOST_ABREAST or len(names) * len(region.rows) > _MOST_HEADINGS
    if len(names) < 2 or many:
        return region.headers()
    parts = parted(region, names)
    return [header for part in parts for header in _headers(part)] if parts else region.headers()


def _begins_floor(bands: Sequence[Region], alone: Sequence[Sequence[Header]]) -> Iterator[bool]:
    """Whether each band begins a floor: no table of the bands above has rows beside it.

    alone: the headers of each band where it is read by itself.
    """
    # The tables of the bands above, each with the row up to which it is known to go on.
    standing: dict[Header, int] = {}
    for band, found in zip(bands, alone, strict=True):
        taken = frozenset(column for header in standing for column in header.columns.values())
        first = min((header.top for header in standing), default=1)
        top = min((_title_top(header, taken, first) for header in found), default=band.rows[0])
        standing = {
            header: row
            for header, known in standing.items()
            if not _ended(header, found) and (row := _row_beside(header, known, band, top))
        }
        yield not standing
        standing |= {header: header.bottom for header in found}


def _title_top(header: Header, taken: Collection[int], first: int) -> int:
    """The first row of the title over the columns of a header, of which tables above have taken some.

    Above the `first` row of these stands what has ended before them.
    """
    sheet = header.sheet.part(header.span.start, header.span.stop - 1)
    return title_top(sheet, header.top, taken, first)


def _ended(above: Header, found: Iterable[Header]) -> bool:
    """Whether headers below stand over the columns of a table above."""
    covered = {column for header in found for column in header.columns.values()}
    return above.name in covered or len(covered.intersection(above.columns.values())) >= _HEADINGS


def _row_beside(above: Header, known: int, band: Region, top: int) -> int | None:
    """The first row of a table above beside a band or its title, from row `top` on; None where it has ended."""
    return next((row for row in band.below(above, known) if row >= top and above.has_row(row)), None)


def _bands(region: Region, naming: Naming) -> list[Region]:
    """The region from each header to before the next, one that only repeats the header above it left out."""
    tops: list[int] = []
    last, shown = 0, None
    rows = frozenset(region.rows)
    for row, columns in naming.items():
        top, texts = _top(region.sheet, rows, row, columns), region.sheet.texts(row)
        if top > last and texts != shown:
            tops.append(top)
        last, shown = row, texts
    bands: list[list[int]] = [[]]
    later = frozenset(tops[1:])
    for row in region.rows:
        if row in later:
            bands.append([])
        bands[-1].append(row)
    ends = [*(band[0] for band in bands[1:]), region.end]
    return [region.floor(band, end) for band, end in zip(bands, ends, strict=True)]


def _top(sheet: Sheet, rows: Collection[int], row: int, columns: Iterable[int]) -> int:
    """The first of the `rows` of a header, by one row and the columns that have headings of rows' names there."""
    top = row
    for above in range(row - 1, row - _FIRST_HEADINGS, -1):
        if above not in rows or any(sheet.own(above, column) for column in columns):
            break
        top = above
    return top
