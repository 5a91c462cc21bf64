"""What stands above a table: which appendix it names, its lines, the unit and the number of rows stated there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence

from wardxl.closing import closes
from wardxl.headings import Headings
from wardxl.model import Label
from wardxl.sheet import Sheet
from wardxl.text import key

TITLE_ROWS = 25
#: More cells than this in a row are no title.
_WIDEST_TITLE = 4
#: More cells than this in a row beside another table are no line of a title.
_WIDEST_LINE = 2
# A title has words; a figure, a fraction or a dash has none.
_WORD = re.compile(r"[^\W\d_]{2}")
_APPENDIX = re.compile(r"^phụ lục\s*(?:số\s*)?0*([ivx]+|\d+)\b")
_OPENING = re.compile(
    r"^(cộng hòa xã hội chủ nghĩa|độc lập - tự do|(ubnd|ủy ban nhân dân) (phường|xã|quận|thành phố)\b.{0,30}$)"
)
# Not the number of an appendix, a form or a document: `Phụ lục 2 nhiệm vụ`, `Kế hoạch số 12 …`.
_COUNT = re.compile(
    r"(?<![\w.,/-])(?<!phụ lục )(?<!phụ biểu )(?<!biểu )(?<!bảng )(?<!mẫu )(?<!số )(\d{1,3}) "
    r"(?:chỉ tiêu|nhiệm vụ|mô hình|nội dung|đề án|dự án)(?!\w)"
)


def forms_above(sheet: Sheet, headings: Headings, row: int) -> frozenset[str]:
    """The appendices that the rows above name, as `Phụ lục 2` or by their title."""
    found: set[str] = set()
    titles = headings.titles
    for above in range(row - 1, max(0, row - TITLE_ROWS), -1):
        texts = [key(text) for _, text in sheet.texts(above)]
        if len(texts) > _WIDEST_TITLE:
            break
        for text in texts:
            if match := _APPENDIX.match(text):
                found |= {code for code in headings.schema.forms if code.casefold() == match[1]}
            elif text in titles:
                found.add(titles[text])
    return frozenset(found)


def title_of(sheet: Sheet, last: int, top: int) -> tuple[Label, ...]:
    """The texts above a header, below whatever stands before it: a table, its signature, its receivers."""
    first = max(last + 1, top - TITLE_ROWS)
    rows = sheet.rows[bisect_left(sheet.rows, first) : bisect_left(sheet.rows, top)]
    if last:
        closing = [row for row in rows if any(closes(text) for _, text in sheet.texts(row))]
        rows = [row for row in rows if row > max(closing, default=last)]
    return tuple(
        Label(sheet.ref(row, column), text)
        for row in rows
        for column, text in sheet.texts(row)
        if len(text) > 1
    )


def title_top(sheet: Sheet, top: int, taken: Collection[int] = (), first: int = 1) -> int:
    """The first of the lines of one or two texts above a header's first row.

    Columns that are `taken`, and rows above the `first`, are not looked at.
    """
    title = top
    for row in range(top - 1, max(first - 1, top - TITLE_ROWS), -1):
        texts = [text for column, text in sheet.texts(row) if column not in taken]
        if not texts:
            continue
        if len(texts) > _WIDEST_LINE or not any(map(_WORD.search, texts)):
            break
        title = row
    return title


def names_appendix(sheet: Sheet, row: int, columns: range) -> bool:
    """Whether `Phụ lục …` stands in a row, in some columns."""
    return any(column in columns and _APPENDIX.match(key(text)) for column, text in sheet.texts(row))


def opens(sheet: Sheet, row: int, columns: range) -> bool:
    """Whether a row begins a title block in some columns: the office, the national motto, `Phụ lục …`."""
    texts = (key(text) for column, text in sheet.texts(row) if column in columns)
    return any(_OPENING.match(text) or _APPENDIX.match(text) for text in texts)


def without_title_below(
    sheet: Sheet, body: list[int], end: int, name: int, values: Sequence[int], columns: range
) -> list[int]:
    """Leave out the title block of the table that follows: from its first `Phụ lục …` or lone text on.

    columns: those of the table. What stands beside them is a title of another.
    """
    opening = next((row for row in body if row >= end - TITLE_ROWS and opens(sheet, row, columns)), None)
    if opening is not None:
        return [row for row in body if row < opening]
    cut = len(body)
    for position in range(len(body) - 1, -1, -1):
        if names_appendix(sheet, body[position], columns):
            return body[:position]
        texts = sheet.texts(body[position])
        if len(texts) > 2 or any(sheet.own(body[position], column) for column in values):
            break
        if len(texts) == 1 and not sheet.own(body[position], name):
            cut = position
    return body[:cut] if end - (body[cut] if cut < len(body) else end) <= TITLE_ROWS else body


def without_title_of_another(sheet: Sheet, body: list[int], name: int) -> list[int]:
    """Leave out the lone lines of text at the end of a body that stand above headings of another table."""
    for place in range(len(body), 0, -1):
        texts = sheet.texts(body[place - 1])
        if len(texts) != 1 or texts[0][0] == name or not _WORD.search(texts[0][1]):
            return body[:place]
    return []


def declared(title: Sequence[Label]) -> tuple[int, Label] | None:
    """The one number of rows that the title states: `(20 nhiệm vụ)`, `DANH MỤC 20 NHIỆM VỤ TRỌNG TÂM`."""
    for label in title:
        counts = _COUNT.findall(key(label.text))
        if len(counts) == 1:
            return int(counts[0]), label
    return None
