"""How much room a text takes, so that no text on paper is cut.

Spreadsheet programs do not fit the height of rows we write, so it is computed: the text is broken at
its blanks into lines that fit the column, by the widths of the letters (of Times New Roman and Arial and of the
fonts that stand in for them, in thousandths of the font size; a Vietnamese letter is as wide as its base).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from wardxl.workbook.styles import FORM_FONT, Font

# fmt: off
_SERIF = (
    250,333,408,500,500,833,778,180,333,333,500,564,250,333,250,278,500,500,500,500,500,500,500,500,500,500,278,278,
    564,564,564,444,921,722,667,667,722,611,556,722,722,333,389,722,611,889,722,722,556,722,667,556,611,722,722,944,
    722,722,611,333,278,333,469,500,333,444,500,444,500,444,333,500,500,278,278,500,278,778,500,500,500,500,333,389,
    278,500,500,722,500,500,444,480,200,480,541)
_SERIF_BOLD = (
    250,333,555,500,500,1000,833,278,333,333,500,570,250,333,250,278,500,500,500,500,500,500,500,500,500,500,333,333,
    570,570,570,500,930,722,667,722,722,667,611,778,778,389,500,778,667,944,722,778,611,778,722,556,667,722,722,1000,
    722,722,667,333,278,333,581,500,333,500,556,444,556,444,333,500,556,278,333,556,278,833,556,500,556,556,444,389,
    333,556,500,722,500,500,444,394,220,394,520)
_SANS = (
    278,278,355,556,556,889,667,191,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,556,556,556,278,278,
    584,584,584,556,1015,667,667,722,722,667,611,778,722,278,500,667,556,833,722,778,667,778,722,667,611,722,667,944,
    667,667,611,278,278,278,469,556,333,556,556,500,556,556,278,556,556,222,222,500,222,833,556,556,556,556,333,500,
    278,556,500,722,500,500,500,334,260,334,584)
_SANS_BOLD = (
    278,333,474,556,556,889,722,238,333,333,389,584,278,333,278,278,556,556,556,556,556,556,556,556,556,556,333,333,
    584,584,584,611,975,722,722,722,722,667,611,778,722,278,556,722,611,833,722,778,667,778,722,667,611,722,667,944,
    667,667,611,333,278,333,584,556,333,556,611,556,611,556,333,611,611,278,278,556,278,889,611,611,611,611,389,556,
    333,611,556,778,556,556,500,389,280,389,584)
# fmt: on

_OTHERS = {
    "đ": 556,
    "Đ": 722,
    "ơ": 560,
    "Ơ": 778,
    "ư": 640,
    "Ư": 800,
    "–": 556,
    "“": 500,
    "”": 500,
    "≥": 549,
    "≤": 549,
}
_WIDE = 1000
#: Programs lay text out on whole pixels and with other fonts than ours: what is computed is widened by this.
_GENEROUS = 1.06
#: Points of padding and border on both sides of a cell together.
_PADDING = 6.0
#: What one step of indent takes of a cell's width, in digits of the standard font.
INDENT = 1.4
#: The highest a row can be in a spreadsheet, in points.
TALLEST = 409.0


def points(width: float) -> float:
    """Convert a column's width (in digits of the standard font) into points."""
    return (int(width * 7 + 0.5) + 5) * 0.75


def digits(size: float) -> float:
    """Convert points into a column's width."""
    return max(0.0, (size / 0.75 - 5) / 7)


@lru_cache(maxsize=8192)
def _measure(word: str, serif: bool, bold: bool) -> int:
    table = (_SERIF_BOLD if bold else _SERIF) if serif else (_SANS_BOLD if bold else _SANS)
    total = 0
    for letter in word:
        special = _OTHERS.get(letter)
        if special is None and letter > "~":
            base = unicodedata.normalize("NFD", letter)
            if len(base) > 2 and base[1] == "\u031b":
                special = _OTHERS.get(unicodedata.normalize("NFC", base[:2]), _WIDE)
            elif " " < base[0] <= "~":
                letter = base[0]
            else:
                special = 0 if unicodedata.combining(letter) else _WIDE
        total += special if special is not None else table[ord(letter) - 32] if letter >= " " else 0
    return total


def text_width(text: str, font: Font) -> float:
    """Measure a text on one line, in points."""
    return _measure(text, font.name == FORM_FONT, font.bold) * font.size / 1000 * _GENEROUS


@lru_cache(maxsize=8192)
def count_lines(text: str, room: float, font: Font) -> int:
    """Count the lines a text takes where `room` points are free; a word that is too long is broken."""
    blank = text_width(" ", font)
    lines = 0
    for paragraph in text.split("\n"):
        lines += 1
        used = 0.0
        for word in paragraph.split(" "):
            size = text_width(word, font)
            if used and used + blank + size > room:
                lines += 1
                used = 0.0
            if size > room:
                pieces = int(size / max(room - font.size, font.size))
                lines += pieces
                used = room
            else:
                used += size + (blank if used else 0.0)
    return lines


def line_height(font: Font) -> float:
    """Tell the height of a line in points, with room for two marks above a capital (`Ế`)."""
    return font.size * 1.32


def height(cells: Iterable[tuple[str, float, Font]], least: float = 0.0) -> float:
    """Find the height, in points, of a row of wrapped cells: (text, column width, font) each."""
    tallest = least
    for text, width, font in cells:
        if text:
            lines = count_lines(text, points(width) - _PADDING, font)
            tallest = max(tallest, lines * line_height(font) + 3)
    return min(round(tallest * 4 + 0.499) / 4, TALLEST)


def fits(text: str, width: float, font: Font) -> bool:
    """Whether the highest possible row holds the whole text."""
    return count_lines(text, points(width) - _PADDING, font) * line_height(font) + 3 <= TALLEST
