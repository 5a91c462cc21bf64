"""Where a table ends: what stands below it in an official document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from wardxl import numerals
from wardxl.model import CellKind
from wardxl.sheet import Sheet
from wardxl.text import LONGEST_PHRASE, key

# What stands under a table in an official document; a row that begins so and has no values ends it.
_ENDINGS = re.compile(
    r"^(nơi nhận|người lập|lập biểu|người tổng hợp|tm\.|kt\.|tl\.|tuq\.|q\.|thủ trưởng"
    r"|chủ tịch|phó chủ tịch|trưởng phòng|phó trưởng phòng|giám đốc|trưởng công an|chỉ huy trưởng|trưởng ban"
    r"|chánh văn phòng|trưởng trạm|xác nhận|lãnh đạo (?:đơn vị|phòng|ban|cơ quan|ubnd|phường)\b|đại diện lãnh đạo"
    r"|.{2,30}, ?ngày \d{1,2}[/.-]\d{1,2}[/.-]\d{4}$|ghi chú\s*:|.{0,40}ngày\s*[\d.…]*\s*tháng\s*[\d.…]*\s*năm)"
)
_NOTE = re.compile(r"^ghi chú\s*:")
_FIGURE = re.compile(r"\d{2}")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_ABBREVIATION = 6
_MOST_ANSWERS = 20_000


def ends(sheet: Sheet, row: int, values: Sequence[int], names: Sequence[int]) -> bool:
    """Whether the table ends here: a signature, a list of recipients, a date line, and no values.

    names: the columns of the rows' numbers and names. A row that has one is a row, whatever is noted beside it.
    """
    cells = sheet.grid.rows.get(row, {})
    for column in values:
        # Most rows have a figure here and are asked no further.
        if (cell := cells.get(column)) and (sheet.bare(cell) or not _signs(sheet.shown(cell))):
            return False
    for column in names:
        if (text := sheet.text(row, column)) and not marks_end(text):
            return False
    return any(marks_end(text) for _, text in sheet.texts(row))


def is_note(sheet: Sheet, row: int) -> bool:
    """Whether what may end a table here is a note, below which the table may go on."""
    return all(_NOTE.match(key(text)) for _, text in sheet.texts(row) if marks_end(text))


def resumes(sheet: Sheet, row: int, values: Sequence[int], name: int) -> bool:
    """Whether a row below a note has a name and a figure: then the note stood in mid-table."""
    text = sheet.text(row, name)
    if not _LETTER.search(text) or marks_end(text):
        return False
    cells = (sheet.own(row, column) for column in values)
    return any(
        cell is not None and (cell.kind is CellKind.NUMBER or numerals.parse(cell.value) is not None)
        for cell in cells
    )


@lru_cache(maxsize=_MOST_ANSWERS)
def marks_end(text: str) -> bool:
    """Whether a text begins as what stands below a table does: a signature, a date, `Nơi nhận:`."""
    # Most of what is asked about is figures: no key need be made of them.
    return bool(_LETTER.search(text) and _ENDINGS.match(key(text[:LONGEST_PHRASE])))


def _signs(text: str) -> bool:
    """Whether a text may stand in a signature block: one of the usual words, or an office in capitals."""
    return marks_end(text) or _is_office(text)


def _is_office(text: str) -> bool:
    return len(text) > _LONGEST_ABBREVIATION and text.isupper() and not _FIGURE.search(text)


def without_office(sheet: Sheet, body: list[int], name: int) -> list[int]:
    """Leave out the office that stands in a line of its own above the signature, in capitals."""
    for last in reversed(range(len(body))):
        texts = sheet.texts(body[last])
        if name in (column for column, _ in texts) or not all(_is_office(text) for _, text in texts):
            return body[: last + 1]
    return []


def closes(text: str) -> bool:
    """Whether a text below a table belongs to its end: a signature, `Nơi nhận:` or one of the receivers."""
    return marks_end(text) or text.startswith(("-", "–", "+"))
