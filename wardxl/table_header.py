"""Where the headers of tables are in a sheet, and which column each of their headings names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wardxl.headings import Headings, Place, Reading
from wardxl.model import Cell, Form, Label
from wardxl.readers.limits import MAX_TABLES, too_many_tables
from wardxl.sheet import Sheet
from wardxl.title_block import forms_above

#: A row number beyond all rows.
BEYOND = 1 << 30
TALLEST_HEADER = 3
#: In so many rows below its headings a table shows whether it has anything in a column.
_FIRST_ROWS = 5
_WIDEST_TABLE = 100
_LEAST_HEADINGS = 2
_TITLE_BONUS = 1.5
# A word, as figures, fractions and dashes have none.
_WORDS = re.compile(r"[^\W\d_]{2}")

#: By column its headings, top to bottom; a bare figure, which is none where no heading is one, as its cell.
Stacks = Mapping[int, tuple[str | Cell, ...]]
#: By column the texts of its headings.
Texts = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """The headings of one table, and the part of the sheet that they were read in.

    `mentioned`: the title above names the form. `unknown` are headings of columns that the form does not have.
    """

    sheet: Sheet
    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[Label, ...]
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
        return _is_complete(self.form, self.columns)

    def has_row(self, row: int) -> bool:
        """Whether what stands in a row could be of its table: a name, and something else beside a number."""
        others = (column for key, column in self.columns.items() if key != "tt" and column != self.name)
        return self.sheet.own(row, self.name) is not None and any(
            self.sheet.own(row, column) for column in others
        )

    def meets(self, other: Header) -> bool:
        """Whether two headers have columns in common, or one has some between those of the other."""
        return self.span.start < other.span.stop and other.span.start < self.span.stop

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


def _best_header(sheet: Sheet, headings: Headings, row: int, end: int) -> Header | None:
    """The reading of the rows from here on, and of up to three rows, that names most columns of one form."""
    mentioned: frozenset[str] | None = None
    best: Header | None = None
    for bottom, stacks in _growing(sheet, headings, row, end):
        forms = frozenset[str]().union(*map(headings.naming_rows, _worded(stacks)))
        if not forms:
            continue
        # Few of the rows that look like headings come as far as this.
        mentioned = forms_above(sheet, headings, row) if mentioned is None else mentioned
        header = _header(sheet, headings, (row, bottom), _shown(sheet, stacks), forms, mentioned)
        if header and (best is None or header.score > best.score + 1e-9):
            best = header
    return best and _with_lower_headings(sheet, headings, best, end)


def _growing(sheet: Sheet, headings: Headings, top: int, end: int) -> Iterator[tuple[int, Stacks]]:
    """The headings from a row on, of one row, of two and of three, as far as there is anything in the last of them.

    They end above a figure that stands below a heading.
    """
    stacks: dict[int, tuple[str | Cell, ...]] = {}
    for bottom in range(top, min(top + TALLEST_HEADER, end)):
        for column, cell in sheet.heads(bottom).items():
            figure = headings.wordy and sheet.bare(cell)
            if figure and column in stacks:
                return
            if text := cell if figure else sheet.heading(cell):
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
        headings.readings.keep(place, _best_reading(headings, place))
    reading = headings.readings[place]
    if reading is None:
        return None
    labels = tuple(Label(sheet.ref(bottom, column), shown[column][-1]) for column in reading.unknown)
    form = headings.schema.forms[reading.form]
    return Header(sheet, form, top, bottom, reading.columns, labels, reading.score, reading.form in mentioned)


def _best_reading(headings: Headings, place: Place) -> Reading | None:
    forms, mentioned, further, lefts, items = place
    best: Reading | None = None
    sure: Reading | None = None
    for code, form in headings.schema.forms.items():
        if code in forms:
            reading = _read(headings, form, dict(items), dict(lefts), further, code in mentioned)
            if reading and (best is None or reading.score > best.score + 1e-9):
                best = reading
            if reading and code in mentioned and _is_complete(form, reading.columns):
                sure = reading if sure is None or reading.score > sure.score + 1e-9 else sure
    # What the title names and has all its columns is not half of another form with a stray block of years beside it.
    if sure and best and best.form not in mentioned:
        return best if _is_complete(headings.schema.forms[best.form], best.columns) else sure
    return best


def _is_complete(form: Form, columns: Mapping[str, int]) -> bool:
    """Whether every required column is there."""
    return all(column.key in columns for column in form.columns if column.required)


def _read(
    headings: Headings, form: Form, stacks: Texts, lefts: Mapping[int, int], further: int, mentioned: bool
) -> Reading | None:
    """Read headings as those of a form; None where they are not. `further`: rows of headings beyond the first."""
    taken: dict[str, tuple[float, int]] = {}
    unknown: list[int] = []
    for column, stack in stacks.items():
        fit = headings.fit_stack(form, stack)
        if fit is None:
            unknown.append(column)
            continue
        rival = taken.get(fit.column.key)
        if rival is None or fit.quality > rival[0]:
            taken[fit.column.key] = (fit.quality, column)
            loser = rival[1] if rival else None
        else:
            loser = column
        if loser is not None:
            winner = taken[fit.column.key][1]
            if lefts.get(loser, loser) != lefts.get(winner, winner):
                unknown.append(loser)
    columns = {name: column for name, (_, column) in taken.items()}
    name = next((columns[c.key] for c in form.columns if c.role == "name" and c.key in columns), None)
    # A row above a repeated heading was taken for its first line: it has a row's name over `Nội dung`.
    if name is None or any(headings.fit(form, text) is None for text in stacks[name]):
        return None
    if not (
        _recognised(form, columns, mentioned)
        or (mentioned and _lacks_values(headings, form, columns, stacks))
    ):
        return None
    missing = sum(1 for column in form.columns if column.required and column.key not in columns)
    score = sum(quality for key, (quality, _) in taken.items() if key != "tt")
    score += _TITLE_BONUS * mentioned - 0.5 * missing - 0.05 * further
    ordered = {column.key: columns[column.key] for column in form.columns if column.key in columns}
    return Reading(form.code, ordered, tuple(unknown), score)


def _recognised(form: Form, columns: Mapping[str, int], mentioned: bool) -> bool:
    """A table is the form's when it names rows and has something of what makes the form."""
    others = [
        column
        for column in form.columns
        if column.key in columns and column.role not in ("tt", "name", "note")
    ]
    telling = [column for column in others if column.required or column.holds_values]
    return bool(telling) and (mentioned or len(others) >= 2 or any(column.required for column in telling))


def _lacks_values(headings: Headings, form: Form, columns: Mapping[str, int], stacks: Texts) -> bool:
    """Whether a table below the form's own title is the form without the column it is filled in for.

    It has two describing columns, or numbers its rows and calls them as no other form does (`MÔ HÌNH`).
    """
    roles = {column.role: columns[column.key] for column in form.columns if column.key in columns}
    if len(roles.keys() - {"tt", "name", "note"}) > 1:
        return True
    named = stacks[roles["name"]][-1]
    others = (other for other in headings.schema.forms.values() if other is not form)
    return "tt" in roles and not any(headings.fit(other, named) for other in others)
