"""Find the appendices' tables in a sheet: headings, columns, where the body ends, what stands above.

Nothing is assumed of sheet names or row numbers. A table is known by its headings; the title block only tips
the balance between forms whose headings are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wardxl.closing import closes, ends, without_office
from wardxl.headings import Headings
from wardxl.model import Form, Label
from wardxl.sheet import Sheet
from wardxl.text import key

_TALLEST_HEADER = 3
_WIDEST_TABLE = 100
_TITLE_BONUS = 1.5
_TITLE_ROWS = 25
_APPENDIX = re.compile(r"^phụ lục\s*(?:số\s*)?0*([ivx]+|\d+)\b")
_OPENING = re.compile(
    r"^(cộng hòa xã hội chủ nghĩa|độc lập - tự do|(ubnd|ủy ban nhân dân) (phường|xã|quận|thành phố)\b.{0,30}$)"
)
# Not the number of an appendix, a form or a document: `Phụ lục 2 nhiệm vụ`, `Kế hoạch số 12 …`.
_COUNT = re.compile(
    r"(?<![\w.,/-])(?<!phụ lục )(?<!phụ biểu )(?<!biểu )(?<!bảng )(?<!mẫu )(?<!số )(\d{1,3}) "
    r"(?:chỉ tiêu|nhiệm vụ|mô hình|nội dung|đề án|dự án)(?!\w)"
)
_UNIT_ABOVE = re.compile(r"^\(?\s*(?:đơn vị tính|đơn vị|đvt)\s*:\s*(.+?)\s*\)?$", re.IGNORECASE)
# A row of column numbers: what stands in the name's column, and in all.
_NAME_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?([=+\-*/:()\d\s]*)")
# A word, as figures, fractions and dashes have none.
_WORDS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Located:
    """One table: its form, where its columns are, which rows may hold its body, and what stands above it.

    `foreign_years` are years in its headings that are none of the plan's; `unknown` the headings of columns
    the form does not have, `unit` the unit stated above the table, `declared` a number of rows stated there.
    """

    form: Form
    header_row: int
    columns: Mapping[str, int]
    body: tuple[int, ...]
    title: tuple[Label, ...]
    unknown: tuple[Label, ...] = ()
    foreign_years: frozenset[int] = frozenset()
    unit: Label | None = None
    declared: tuple[int, Label] | None = None


@dataclass(frozen=True, slots=True)
class _Header:
    form: Form
    top: int
    bottom: int
    columns: Mapping[str, int]
    unknown: tuple[Label, ...]
    score: float


def locate(sheet: Sheet, headings: Headings) -> list[Located]:
    """Return the tables of a sheet, in order from top to bottom."""
    headers = list(_headers(sheet, headings))
    groups: list[list[_Header]] = []
    for header in headers:
        if groups and _continues(sheet, groups[-1][-1], header):
            groups[-1].append(header)
        else:
            groups.append([header])
    tables: list[Located] = []
    last = 0
    for number, group in enumerate(groups):
        end = groups[number + 1][0].top if number + 1 < len(groups) else None
        title = _title(sheet, last, group[0].top)
        tables.append(_table(sheet, headings, group, title, end))
        last = max(tables[-1].body, default=group[-1].bottom)
    return tables


def _headers(sheet: Sheet, headings: Headings) -> Iterator[_Header]:
    rows = sheet.rows
    skip_to = 0
    for index, row in enumerate(rows):
        if row < skip_to or not _promising(sheet, headings, row):
            continue
        header = _best_header(sheet, headings, rows, index)
        if header:
            yield header
            skip_to = header.bottom + 1


def _promising(sheet: Sheet, headings: Headings, row: int) -> bool:
    hits = 0
    texts = sheet.words(row) if headings.wordy else (text for _, text in sheet.texts(row))
    for text in texts:
        if headings.promising(text):
            hits += 1
            if hits == 2:
                return True
    return False


def _best_header(sheet: Sheet, headings: Headings, rows: Sequence[int], index: int) -> _Header | None:
    """The reading of the rows from here on, and of up to three rows, that names most columns of one form."""
    row = rows[index]
    mentioned = _forms_above(sheet, headings, row)
    best: _Header | None = None
    for bottom in rows[index : index + _TALLEST_HEADER]:
        if bottom - row >= _TALLEST_HEADER:
            break
        stacks = _stacks(sheet, row, bottom)
        for form in headings.schema.forms.values():
            header = _read_header(sheet, headings, form, row, bottom, stacks, form.code in mentioned)
            if header and (best is None or header.score > best.score + 1e-9):
                best = header
    return best and _with_lower_headings(sheet, headings, best, form_above=best.form.code in mentioned)


def _with_lower_headings(sheet: Sheet, headings: Headings, header: _Header, *, form_above: bool) -> _Header:
    """The header with the rows below that only divide its headings further: `Cả năm`, `Quý I` under a year."""
    for bottom in range(header.bottom + 1, header.top + _TALLEST_HEADER):
        if not _divides(sheet, header, bottom):
            break
        stacks = _stacks(sheet, header.top, bottom)
        taller = _read_header(sheet, headings, header.form, header.top, bottom, stacks, form_above)
        if taller is None or not set(header.columns) <= set(taller.columns):
            break
        header = taller
    return header


def _divides(sheet: Sheet, header: _Header, row: int) -> bool:
    """Whether a row below a header names no row of its own and has words alone, each part of a heading above."""
    cells = sheet.grid.rows.get(row, {})
    name = next(header.columns[column.key] for column in header.form.columns if column.role == "name")
    if not cells or name in cells:
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


def _stacks(sheet: Sheet, top: int, bottom: int) -> dict[int, list[str]]:
    """The heading texts over each column that has any, top to bottom, the columns in order."""
    cells = {column for row in range(top, bottom + 1) for column in sheet.grid.rows.get(row, {})}
    covered = {
        column
        for area in sheet.grid.merges
        if area.top <= bottom and area.bottom >= top and area.right - area.left < _WIDEST_TABLE
        for column in range(area.left, area.right + 1)
    }
    columns = sorted(cells | covered)[:_WIDEST_TABLE]
    return {column: stack for column in columns if (stack := _stack(sheet, top, bottom, column))}


def _read_header(
    sheet: Sheet,
    headings: Headings,
    form: Form,
    top: int,
    bottom: int,
    stacks: Mapping[int, Sequence[str]],
    mentioned: bool,
) -> _Header | None:
    if not headings.names_rows(form, stacks.values()):
        return None
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
        if loser is not None and sheet.anchor(bottom, loser) != sheet.anchor(
            bottom, taken[fit.column.key][1]
        ):
            unknown.append(loser)
    columns = {name: column for name, (_, column) in taken.items()}
    if not any(column.role == "name" and column.key in columns for column in form.columns) or _begins_in_body(
        sheet, headings, form, top, bottom, columns
    ):
        return None
    if not (
        _recognised(form, columns, mentioned)
        or (mentioned and _lacks_values(headings, form, columns, stacks))
    ):
        return None
    required = [column.key for column in form.columns if column.required]
    missing = sum(1 for name in required if name not in columns)
    score = sum(quality for name, (quality, _) in taken.items() if name != "tt")
    score += _TITLE_BONUS * mentioned - 0.5 * missing - 0.05 * (bottom - top)
    ordered = {column.key: columns[column.key] for column in form.columns if column.key in columns}
    labels = tuple(Label(sheet.ref(bottom, column), stacks[column][-1]) for column in unknown)
    return _Header(form, top, bottom, ordered, labels, score)


def _stack(sheet: Sheet, top: int, bottom: int, column: int) -> list[str]:
    """The heading texts over one column, top to bottom, a merged heading once."""
    seen: set[tuple[int, int]] = set()
    stack: list[str] = []
    for row in range(top, bottom + 1):
        anchor = sheet.anchor(row, column)
        if anchor not in seen and anchor[0] >= top:
            seen.add(anchor)
            if text := sheet.text(row, column):
                stack.append(text)
    return stack


def _recognised(form: Form, columns: Mapping[str, int], mentioned: bool) -> bool:
    """A table is the form's when it names rows and has something of what makes the form."""
    name = next((column.key for column in form.columns if column.role == "name"), None)
    if name is None or name not in columns:
        return False
    others = [
        column
        for column in form.columns
        if column.key in columns and column.role not in ("tt", "name", "note")
    ]
    telling = [column for column in others if column.required or column.holds_values]
    return bool(telling) and (mentioned or len(others) >= 2 or any(column.required for column in telling))


def _lacks_values(
    headings: Headings, form: Form, columns: Mapping[str, int], stacks: Mapping[int, Sequence[str]]
) -> bool:
    """Whether a table below the form's own title is the form without the column it is filled in for.

    It has two describing columns, or numbers its rows and calls them as no other form does (`MÔ HÌNH`).
    """
    roles = {column.role: columns[column.key] for column in form.columns if column.key in columns}
    if "name" not in roles:
        return False
    if len(roles.keys() - {"tt", "name", "note"}) > 1:
        return True
    named = stacks[roles["name"]][-1]
    others = (other for other in headings.schema.forms.values() if other is not form)
    return "tt" in roles and not any(headings.fit(other, named) for other in others)


def _begins_in_body(
    sheet: Sheet, headings: Headings, form: Form, top: int, bottom: int, columns: Mapping[str, int]
) -> bool:
    """Whether a row above a repeated heading was taken for its first line: it has a row's name over `Nội dung`."""
    name = next(columns[column.key] for column in form.columns if column.role == "name")
    return any(headings.fit(form, text) is None for text in _stack(sheet, top, bottom, name))


def _forms_above(sheet: Sheet, headings: Headings, row: int) -> frozenset[str]:
    """The appendices that the rows above name, as `Phụ lục 2` or by their title."""
    found: set[str] = set()
    titles = headings.titles
    for above in range(row - 1, max(0, row - _TITLE_ROWS), -1):
        texts = [key(text) for _, text in sheet.texts(above)]
        if len(texts) > 4:
            break
        for text in texts:
            if match := _APPENDIX.match(text):
                found |= {code for code in headings.schema.forms if code.casefold() == match[1]}
            elif text in titles:
                found.add(titles[text])
    return frozenset(found)


def _continues(sheet: Sheet, earlier: _Header, later: _Header) -> bool:
    """Whether a header only repeats the one before it, at a page break."""
    if earlier.form.code != later.form.code or dict(earlier.columns) != dict(later.columns):
        return False
    between = range(earlier.bottom + 1, later.top)
    return not any(_APPENDIX.match(key(text)) for row in between for _, text in sheet.texts(row))


def _title(sheet: Sheet, last: int, top: int) -> tuple[Label, ...]:
    """The texts above a header, below whatever stands before it: a table, its signature, its receivers."""
    rows = [row for row in sheet.rows if last < row < top and row >= top - _TITLE_ROWS]
    if last:
        closing = [row for row in rows if any(closes(text) for _, text in sheet.texts(row))]
        rows = [row for row in rows if row > max(closing, default=last)]
    return tuple(
        Label(sheet.ref(row, column), text)
        for row in rows
        for column, text in sheet.texts(row)
        if len(text) > 1
    )


def _table(
    sheet: Sheet, headings: Headings, group: Sequence[_Header], title: tuple[Label, ...], end: int | None
) -> Located:
    first = group[0]
    header_rows = {row for header in group for row in range(header.top, header.bottom + 1)}
    name = next(first.columns[column.key] for column in first.form.columns if column.role == "name")
    values = [first.columns[column.key] for column in first.form.value_columns if column.key in first.columns]
    body: list[int] = []
    ended = False
    for row in sheet.rows:
        if row <= first.bottom or row in header_rows:
            ended = ended and row not in header_rows
            continue
        if end is not None and row >= end:
            break
        if not ended and ends(sheet, row, values):
            ended = True
            body = without_office(sheet, body, name)
        if not ended and not _numbers_columns(sheet, row, name):
            body.append(row)
    if end is not None:
        body = _without_title_below(sheet, body, end, name, values)
    plan = {headings.schema.baseline_year, *range(headings.schema.start, headings.schema.end + 1)}
    years = {year for label in first.unknown for year in _lone_year(label.text)}
    return Located(
        form=first.form,
        header_row=first.top,
        columns=first.columns,
        body=tuple(body),
        title=title,
        unknown=first.unknown,
        foreign_years=frozenset(years - plan),
        unit=_unit_above(title),
        declared=_declared(title),
    )


def _lone_year(text: str) -> set[int]:
    years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", text)}
    return years if len(years) == 1 else set()


def _numbers_columns(sheet: Sheet, row: int, name: int) -> bool:
    """Whether a row only numbers the columns: `1 2 3 … 8`, `(1) (2)`, `A B 1 2`."""
    if not _NAME_NUMBER.fullmatch(sheet.text(row, name)):
        return False
    texts = [text for _, text in sheet.texts(row)]
    return len(texts) > 1 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts)


def _without_title_below(
    sheet: Sheet, body: list[int], end: int, name: int, values: Sequence[int]
) -> list[int]:
    """Leave out the title block of the table that follows: from its first `Phụ lục …` or lone text on."""
    opening = next((row for row in body if row >= end - _TITLE_ROWS and _opens(sheet, row)), None)
    if opening is not None:
        return [row for row in body if row < opening]
    cut = len(body)
    for position in range(len(body) - 1, -1, -1):
        texts = [text for _, text in sheet.texts(body[position])]
        if any(_APPENDIX.match(key(text)) for text in texts):
            return body[:position]
        if len(texts) > 2 or any(sheet.own(body[position], column) for column in values):
            break
        if len(texts) == 1 and not sheet.own(body[position], name):
            cut = position
    return body[:cut] if end - (body[cut] if cut < len(body) else end) <= _TITLE_ROWS else body


def _opens(sheet: Sheet, row: int) -> bool:
    """Whether a row begins a title block: the office, the national motto, `Phụ lục …`."""
    return any(_OPENING.match(key(text)) or _APPENDIX.match(key(text)) for _, text in sheet.texts(row))


def _unit_above(title: Sequence[Label]) -> Label | None:
    for label in reversed(title):
        if match := _UNIT_ABOVE.match(label.text):
            return Label(label.ref, match[1])
    return None


def _declared(title: Sequence[Label]) -> tuple[int, Label] | None:
    """The one number of rows that the title states: `(20 nhiệm vụ)`, `DANH MỤC 20 NHIỆM VỤ TRỌNG TÂM`."""
    for label in title:
        counts = _COUNT.findall(key(label.text))
        if len(counts) == 1:
            return int(counts[0]), label
    return None
