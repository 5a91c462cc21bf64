"""Find the appendices' tables in a sheet: headings, columns, where the body ends, what stands above.

Nothing is assumed of sheet names or row numbers. A table is known by its headings; the title block only tips
the balance between forms whose headings are alike. Tables stand one below the other, and side by side.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from wardxl import stated_units
from wardxl.closing import closes, ends, is_note, resumes, without_office
from wardxl.floors import headers
from wardxl.headings import Headings
from wardxl.model import Form, Label
from wardxl.other_tables import Heads, OtherTable, heads
from wardxl.sheet import Sheet
from wardxl.table_header import Header
from wardxl.title_block import (
    declared,
    names_appendix,
    title_of,
    without_title_below,
    without_title_of_another,
)

#: In so many rows below a table a note may state the unit of all of it.
_ROWS_BELOW = 10
#: More texts than this in a row are no line of a title.
_WIDEST_LINE = 2
_LONGEST_NUMBER = len("(10)")
# A row of column numbers: what stands in the name's column, and in all.
_NAME_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?([=+\-*/:()\d\s]*)")
_LONE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Located:
    """One table: its form, where its columns are, which rows may hold its body, and what stands above it.

    `sheet` is the sheet as far as it is the table's: with tables side by side, its columns only. `foreign_years` are
    years in its headings that are none of the plan's; `unknown` the headings of columns the form does not have,
    `unit` the unit stated above the table, `declared` a number of rows stated there; `others` stand beside or below it
    under headings of their own.
    """

    sheet: Sheet
    form: Form
    header_row: int
    columns: Mapping[str, int]
    body: tuple[int, ...]
    title: tuple[Label, ...]
    unknown: tuple[Label, ...] = ()
    foreign_years: frozenset[int] = frozenset()
    unit: Label | None = None
    declared: tuple[int, Label] | None = None
    others: tuple[OtherTable, ...] = ()

    @property
    def span(self) -> range:
        """The columns from its first to its last."""
        return range(min(self.columns.values()), max(self.columns.values()) + 1)


def locate(sheet: Sheet, headings: Headings) -> list[Located]:
    """Return the tables of a sheet, in order from top to bottom, those that begin in one row from left to right."""
    groups = _grouped(headers(sheet, headings), headings)
    tables: list[Located] = []
    ends_at: list[int] = []
    for number, group in enumerate(groups):
        part, top = _part(group), group[0].top
        above = [end for end, table in zip(ends_at, tables, strict=True) if table.sheet.meets(part)]
        below = (
            other[0].top
            for other in groups[number + 1 :]
            if _part(other).meets(part) and not group[0].goes_on_beside(other[0])
        )
        last = max(above, default=0)
        title = title_of(part, last, top)
        # What stands above tables side by side is often typed over one of them only.
        unit = stated_units.above(title, headings.units)
        if unit is None and part is not sheet:
            unit = stated_units.above(title_of(sheet, last, top), headings.units)
        tables.append(_table(headings, group, title, unit, next(below, None)))
        ends_at.append(max(tables[-1].body, default=group[-1].bottom))
    return [_with_own_headings(_with_own_count(table, tables), tables) for table in tables]


def _grouped(found: Sequence[Header], headings: Headings) -> list[list[Header]]:
    """The headers of each table, the first of them and those that only repeat it."""
    groups: list[list[Header]] = []
    for header in found:
        above = next((group for group in reversed(groups) if group[0].meets(header)), None)
        if above and _continues(above[-1], header, headings):
            above.append(header)
        else:
            groups.append([header])
    return groups


def _continues(earlier: Header, later: Header, headings: Headings) -> bool:
    """Whether a header only repeats the one before it, at a page break: nothing between them begins another table."""
    if earlier.form.code != later.form.code or dict(earlier.columns) != dict(later.columns):
        return False
    between = range(earlier.bottom + 1, later.top)
    if any(names_appendix(earlier.sheet, row, earlier.span) for row in between):
        return False
    rows = [row for row in earlier.sheet.rows if row in between]
    return _unit_line(earlier.sheet, rows, headings) is None


def _part(group: Sequence[Header]) -> Sheet:
    """The part of the sheet that a table is in: beside a lower one, less than where it begins."""
    return min((header.sheet for header in group), key=lambda sheet: sheet.right - sheet.left)


def _unit_line(sheet: Sheet, rows: Sequence[int], headings: Headings) -> int | None:
    """The first of the lines of text at the end of some rows that states a unit, `(ĐVT: triệu đồng)`."""
    found = None
    for row in reversed(rows):
        texts = sheet.texts(row)
        if len(texts) > _WIDEST_LINE:
            break
        if any(stated_units.states(text, headings.units) for _, text in texts):
            found = row
    return found


def _unit_below(sheet: Sheet, body: Sequence[int], values: Sequence[int], headings: Headings) -> Label | None:
    """The unit that a note below the last row with values states: `Ghi chú: Đơn vị tính: triệu đồng`."""
    last = next((row for row in reversed(body) if any(sheet.own(row, column) for column in values)), None)
    if last is None or last == sheet.rows[-1]:
        return None
    first = bisect_right(sheet.rows, last)
    lines = [
        Label(sheet.ref(row, column), text)
        for row in sheet.rows[first : first + _ROWS_BELOW]
        if len(sheet.cells(row)) <= _WIDEST_LINE
        for column, text in sheet.texts(row)
    ]
    said = [line for line in lines if stated_units.states(line.text, headings.units)]
    return stated_units.above(said, headings.units)


def _table(
    headings: Headings,
    group: Sequence[Header],
    title: tuple[Label, ...],
    unit: Label | None,
    end: int | None,
) -> Located:
    first = group[0]
    sheet, name, values, naming = _part(group), first.name, first.values, first.naming
    span = first.span
    header_rows = {row for header in group for row in header.rows}
    body: list[int] = []
    below: list[int] = []
    others: list[OtherTable] = []
    another: list[int] | None = None
    ended = noted = False
    for row in islice(sheet.rows, bisect_right(sheet.rows, first.bottom), None):
        if row in header_rows:
            another, ended = None, False
            continue
        if end is not None and row >= end:
            break
        if another is not None:
            another.append(row)
            continue
        if ended and not noted:
            continue
        # Most rows have a figure and are asked no further.
        figured = _has_figure(sheet, row, values)
        whose = None if figured else heads(sheet, row, span, first.form, first.columns, headings)
        if whose is Heads.OTHERS:
            another = []
            others.append(OtherTable(_labels(sheet, row), another))
            body = without_title_of_another(sheet, body, name)
        if whose:
            continue
        if ended and resumes(sheet, row, values, name):
            ended = False
            body += below
        elif not figured and ends(sheet, row, values, naming):
            noted = is_note(sheet, row) and (noted or not ended)
            body = body if ended else without_office(sheet, body, name)
            ended, below = True, []
            continue
        if not _numbers_columns(sheet, name, span, row):
            (below if ended else body).append(row)
    if end is not None:
        title_from = _unit_line(sheet, body, headings) or end
        body = [row for row in body if row < title_from]
        body = without_title_below(sheet, body, end, name, values, span)
    elif unit is None and another is None:
        unit = _unit_below(sheet, body, values, headings)
    if first.aside:
        last = len(sheet.rows) if end is None else bisect_left(sheet.rows, end)
        others.append(OtherTable(first.aside, sheet.rows[bisect_right(sheet.rows, first.bottom) : last]))
    plan = {headings.schema.baseline_year, *range(headings.schema.start, headings.schema.end + 1)}
    years = {year for label in first.unknown for year in _lone_year(label.text)}
    return Located(
        sheet=sheet,
        form=first.form,
        header_row=first.top,
        columns=first.columns,
        body=tuple(body),
        title=title,
        unknown=first.unknown,
        foreign_years=frozenset(years - plan),
        unit=unit,
        declared=declared(title),
        others=tuple(others),
    )


def _has_figure(sheet: Sheet, row: int, values: Sequence[int]) -> bool:
    """Whether a bare figure stands in a column of values: the row is one of the table's."""
    cells = sheet.grid.rows.get(row, {})
    return any(column in cells and sheet.bare(cells[column]) for column in values)


def _labels(sheet: Sheet, row: int) -> tuple[Label, ...]:
    return tuple(Label(sheet.ref(row, column), text) for column, text in sheet.texts(row))


def _with_own_count(table: Located, tables: Sequence[Located]) -> Located:
    """The table without a number of rows that is stated above others beside it: said once, of one form's rows."""
    if table.declared is None:
        return table
    sharing = [other for other in tables if other.declared == table.declared]
    if sharing[0] is table and all(
        other.form is table.form for other in tables if table.declared[1] in other.title
    ):
        return table
    return replace(table, declared=None)


def _with_own_headings(table: Located, tables: Sequence[Located]) -> Located:
    """The table without what stands in the row of its headings but below another table: the other's signature."""
    if not table.unknown:
        return table
    above = [other.span for other in tables if other.header_row < table.header_row]
    unknown = tuple(
        label for label in table.unknown if not any(_is_below(label, span, table) for span in above)
    )
    return replace(table, unknown=unknown) if len(unknown) < len(table.unknown) else table


def _is_below(heading: Label, above: range, table: Located) -> bool:
    """Whether a heading aside of a table is over a column of another above, or ends that one and has nothing below."""
    column = heading.ref.column
    if column in table.span:
        return False
    between = above.stop <= column < table.span.start or table.span.stop <= column < above.start
    empty = closes(heading.text) or not any(table.sheet.own(row, column) for row in table.body)
    return column in above or (between and empty)


def _lone_year(text: str) -> set[int]:
    years = {int(year) for year in _LONE_YEAR.findall(text)}
    return years if len(years) == 1 else set()


def _numbers_columns(sheet: Sheet, name: int, span: range, row: int) -> bool:
    """Whether a row only numbers the columns of a table: `1 2 3 … 8`, `(1) (2)`, `A B 1 2`."""
    text = sheet.text(row, name)
    if len(text) > _LONGEST_NUMBER or not _NAME_NUMBER.fullmatch(text):
        return False
    texts = [text for column, text in sheet.texts(row) if column in span]
    return len(texts) > 1 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)
