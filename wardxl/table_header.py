"""Where the headers of tables are in a sheet, and which column each of their headings names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

from wardxl.header_columns import Texts, is_complete, readings
from wardxl.heading_readings import Reading
from wardxl.headings import Headings
from wardxl.model import Cell, Form, Label
from wardxl.readers.limits import MAX_TABLES, too_many_tables
from wardxl.sheet import Sheet
from wardxl.title_block import forms_above

#: A row number beyond all rows.
BEYOND = 1 << 30
_TALLEST_HEADER = 5
#: In so many rows below its headings a table shows whether it has anything in a column.
_FIRST_ROWS = 5
_WIDEST_TABLE = 100
_LEAST_HEADINGS = 2
#: So many rows below headings that may be of two forms show whose they are.
_TELLING_ROWS = 40
# A word, as figures, fractions and dashes have none.
_WORDS = re.compile(r"[^\W\d_]{2}")

#: By column its headings, top to bottom; a bare figure, which is none where no heading is one, as its cell.
Stacks = Mapping[int, tuple[str | Cell, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """The headings of one table, and the part of the sheet that they were read in.

    `mentioned`: the title above names the form. `unknown` are headings of columns that the form does not have, `aside`
    those of what stands beside the table and is none of it.
    """

    sheet: Sheet
    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[Label, ...]
    aside: tuple[Label, ...]
    score: float
    mentioned: bool

    @property
    def name(self) -> int:
        """The column of the rows' names."""
        return next(self.columns[column.key] for column in self.form.columns if column.role == "name")

    @property
    def values(self) -> tuple[int, ...]:
        """The columns of its values."""
        return tuple(self.columns[c.key] for c in self.form.value_columns if c.key in self.columns)

    @property
    def rows(self) -> range:
        """The rows of its headings."""
        return range(self.top, self.bottom + 1)

    @property
    def span(self) -> range:
        """The columns from its first to its last."""
        return range(min(self.columns.values()), max(self.columns.values()) + 1)

    @property
    def naming(self) -> tuple[int, ...]:
        """The columns of the rows' numbers and names."""
        return (self.columns["tt"], self.name) if "tt" in self.columns else (self.name,)

    @property
    def complete(self) -> bool:
        """Whether every required column is there."""
        return is_complete(self.form, self.columns)

    def has_row(self, row: int) -> bool:
        """Whether what stands in a row could be of its table: a name, and something else beside a number."""
        others = (column for key, column in self.columns.items() if key != "tt" and column != self.name)
        return self.sheet.own(row, self.name) is not None and any(
            self.sheet.own(row, column) for column in others
        )

    def meets(self, other: Header) -> bool:
        """Whether two headers have columns in common, or one has some between those of the other."""
        return self.span.start < other.span.stop and other.span.start < self.span.stop

    def goes_on_beside(self, lower: Header) -> bool:
        """Whether the table has rows beside the headings of a lower one."""
        return not self.meets(lower) and any(map(self.has_row, range(lower.top, lower.bottom + 2)))

    def is_level_with(self, other: Header) -> bool:
        """Whether two headers have a row in common."""
        return self.top <= other.bottom and other.top <= self.bottom


def promising(sheet: Sheet, headings: Headings, row: int) -> bool:
    """Whether a row has two texts that could be headings, so that a header may begin here."""
    *words, last = sheet.words(row, bare=not headings.wordy) or [""]
    found = sum(map(headings.promising, words))
    # A remark ends most rows, and is a text of its own: it is not asked where it could not tip the balance.
    return found >= _LEAST_HEADINGS or (found == _LEAST_HEADINGS - 1 and headings.promising(last))


def headers_in(sheet: Sheet, headings: Headings, rows: Sequence[int], end: int = BEYOND) -> list[Header]:
    """The headers that stand one below the other in a sheet, above row `end`; each begins in one of the `rows`.

    Raises ReadError S103 where they are more than any workbook has, or looking for them takes too long.
    """
    found: list[Header] = []
    for row in rows:
        if found and row <= found[-1].bottom:
            continue
        sheet.check_time()
        header = _best_header(sheet, headings, row, end)
        if header and not header.complete:
            lower = (
                _best_header(sheet, headings, other, end) for other in rows if row < other <= header.bottom
            )
            if other := next((other for other in lower if other and _outdoes(other, header)), None):
                header = _best_header(sheet, headings, row, other.top)
        if header and header.aside:
            header = _without_rows_beside(sheet, headings, header, end)
        if header:
            found.append(header)
            if len(found) > MAX_TABLES:
                raise too_many_tables()
    return found


def _outdoes(lower: Header, header: Header) -> bool:
    """Whether a header in the lower rows of another is a form's own, and what else the other names has nothing below.

    A few years of a chart above the headings of a table are none of its headings.
    """
    further = set(header.columns.values()) - set(lower.columns.values())
    below = range(header.bottom + 1, header.bottom + 1 + _FIRST_ROWS)
    return lower.complete and not any(lower.sheet.own(row, column) for row in below for column in further)


def _without_rows_beside(sheet: Sheet, headings: Headings, header: Header, end: int) -> Header:
    """The header without first rows that only what stands beside it has, or that are of its title."""
    lower = (_best_header(sheet, headings, row, end) for row in range(header.top + 1, header.bottom + 1))
    same = [other for other in lower if other and dict(other.columns) == dict(header.columns)]
    return same[-1] if same else header


def _best_header(sheet: Sheet, headings: Headings, row: int, end: int) -> Header | None:
    """The reading of the rows from here on, as far as none has a name, that names most columns of one form."""
    mentioned: frozenset[str] | None = None
    best: Header | None = None
    for bottom, stacks in _growing(sheet, headings, row, end):
        if best and not best.unknown and _has_name(best, bottom, headings):
            break
        forms = frozenset[str]().union(*map(headings.naming_rows, _worded(stacks)))
        if not forms:
            continue
        # Few of the rows that look like headings come as far as this.
        mentioned = forms_above(sheet, headings, row) if mentioned is None else mentioned
        header = _header(sheet, headings, (row, bottom), _shown(sheet, stacks), forms, mentioned)
        if header and (best is None or _is_better(header, best)):
            best = header
    return best and _with_lower_headings(sheet, headings, best, end)


def _has_name(header: Header, row: int, headings: Headings) -> bool:
    """Whether a row below some headings has a text over names that is no heading: it is a row of the table."""
    cell = header.sheet.own(row, header.name)
    return cell is not None and not headings.fit(header.form, header.sheet.shown(cell))


def _is_better(taller: Header, header: Header) -> bool:
    """Whether headings with a further row make more of a table.

    What is complete lacks nothing of the rows below; and what they show to be another's was never the table's.
    """
    if header.complete and not taller.complete:
        return taller.mentioned > header.mentioned and taller.score > header.score + 1e-9
    beside = {label.ref.column for label in taller.aside}
    if taller.form is header.form and beside.intersection(header.columns.values()):
        return len(taller.columns) >= len(header.columns)
    return taller.score > header.score + 1e-9


def _growing(sheet: Sheet, headings: Headings, top: int, end: int) -> Iterator[tuple[int, Stacks]]:
    """The headings from a row on, of one row, of two and of more, as far as there is anything in the last of them.

    They end above a figure that stands below a heading, where beside it there are no further headings.
    """
    stacks: dict[int, tuple[str | Cell, ...]] = {}
    closed: set[int] = set()
    for bottom in range(top, min(top + _TALLEST_HEADER, end)):
        heads = sheet.heads(bottom)
        figures = {column for column, cell in heads.items() if headings.wordy and sheet.bare(cell)}
        if figures.intersection(stacks):
            closed |= figures.intersection(stacks)
            if not any(
                column not in closed and headings.promising(sheet.heading(cell))
                for column, cell in heads.items()
            ):
                return
        for column, cell in heads.items():
            if column in closed:
                continue
            if text := cell if column in figures else sheet.heading(cell):
                stacks[column] = (*stacks.get(column, ()), text)
        if bottom in sheet.grid.rows:
            yield bottom, stacks


def _shown(sheet: Sheet, stacks: Stacks) -> dict[int, tuple[str, ...]]:
    """The heading texts over each column that has any, top to bottom, the columns in order."""
    return {
        column: tuple(
            filter(None, (text if isinstance(text, str) else sheet.shown(text) for text in stacks[column]))
        )
        for column in sorted(stacks)[:_WIDEST_TABLE]
    }


def _worded(stacks: Stacks) -> Iterator[tuple[str, ...]]:
    """The heading texts over the columns that have no bare figure."""
    for stack in stacks.values():
        texts = tuple(text for text in stack if isinstance(text, str))
        if len(texts) == len(stack):
            yield texts


def _with_lower_headings(sheet: Sheet, headings: Headings, header: Header, end: int) -> Header:
    """The header with the rows below that only divide its headings further: `Cả năm`, `Quý I` under a year."""
    for bottom, stacks in _growing(sheet, headings, header.top, end):
        if bottom <= header.bottom:
            continue
        if bottom != header.bottom + 1 or not _divides(sheet, header, bottom):
            break
        shown, form = _shown(sheet, stacks), frozenset({header.form.code})
        if not any(header.form.code in headings.naming_rows(stack) for stack in shown.values()):
            break
        mentioned = form if header.mentioned else frozenset[str]()
        taller = _header(sheet, headings, (header.top, bottom), shown, form, mentioned)
        # Of a year that is divided into quarters alone no column is the year's.
        kept = {
            c.key for c in header.form.columns if c.role not in ("baseline", "year")
        } & header.columns.keys()
        if taller is None or not kept <= taller.columns.keys():
            break
        header = taller
    return header


def _divides(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a row below a header names no row of its own and has words alone, each part of a heading above."""
    cells = sheet.cells(row)
    if not cells or header.name in cells:
        return False
    for column, cell in cells.items():
        text = sheet.shown(cell)
        if not text:
            continue
        above, beside = sheet.anchor(header.bottom, column), sheet.anchor(header.bottom, column + 1)
        bare = column + 1 in cells and not sheet.text(header.bottom, column + 1)
        parted = above[1] != column or above == beside or bare or not sheet.text(header.bottom, column)
        if not _WORDS.search(text) or not (parted or text.startswith("(")):
            return False
    return True


def _header(
    sheet: Sheet,
    headings: Headings,
    rows: tuple[int, int],
    shown: Texts,
    forms: frozenset[str],
    mentioned: frozenset[str],
) -> Header | None:
    """The headings in some rows, the first and the last, as those of the form of which they name most columns."""
    top, bottom = rows
    # Files made from one another have the same headings; they are read once.
    place = (forms, mentioned, bottom - top, sheet.lefts(bottom), tuple(shown.items()))
    if place not in headings.readings:
        headings.readings.keep(place, readings(headings, place))
    likeliest = headings.readings[place]
    if not likeliest:
        return None
    reading = likeliest[0] if len(likeliest) == 1 else _told_by_rows(sheet, headings, bottom, likeliest)
    taken = range(min(reading.columns.values()), max(reading.columns.values()) + 1)
    unknown, aside = (
        tuple(Label(sheet.ref(bottom, column), shown[column][-1]) for column in columns)
        for columns in (reading.unknown, reading.aside)
    )
    unknown = tuple(
        label
        for label, column in zip(unknown, reading.unknown, strict=True)
        if column in taken
        or any(map(headings.promising, shown[column]))
        or not any(_is_of_rows(sheet, headings, (row, column), taken) for row in range(top, bottom + 1))
    )
    form = headings.schema.forms[reading.form]
    return Header(
        sheet, form, top, bottom, reading.columns, unknown, aside, reading.score, reading.form in mentioned
    )


def _is_of_rows(sheet: Sheet, headings: Headings, place: tuple[int, int], taken: range) -> bool:
    """Whether what stands beside headings in a row is no heading: a row with figures there, a title above another."""
    row, column = place
    for way in (count(column, -1), count(column + 1)):
        for beside in way:
            cell = sheet.own(row, beside)
            if cell is None or beside in taken:
                break
            if sheet.bare(cell):
                return True
    below = sheet.own(row + 1, column)
    return below is not None and headings.begins(sheet.shown(below))


def _told_by_rows(sheet: Sheet, headings: Headings, bottom: int, likeliest: Sequence[Reading]) -> Reading:
    """The reading of headings by which most of the first rows below are rows of the catalogue, the first of equals."""
    rows = list(islice(sheet.rows_from(bottom + 1), _TELLING_ROWS))
    return max(likeliest, key=lambda reading: _listed(sheet, headings, rows, reading))


def _listed(sheet: Sheet, headings: Headings, rows: Sequence[int], reading: Reading) -> int:
    columns = headings.schema.forms[reading.form].columns
    name = next(reading.columns[column.key] for column in columns if column.role == "name")
    return sum(headings.lists(reading.form, sheet.text(row, name)) for row in rows)
