"""What a row is to reach: `85-90`, `≥95`, `tối thiểu 80%`, `Giảm 0,1%/năm`, `Đạt`.

A text is cut into words of a small grammar, and every word must be one; what follows the figure is its
unit. Statuses (`Đạt`, `Duy trì …`) have no figure to compare and stay as they are.

    target := [verb] bound [trở lên | trở xuống] | [từ] [verb] bound đến|- bound | status
    bound  := [≥ | > | ≤ | < | tối thiểu | trên | dưới | …] number [unit] [/năm]
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from wardxl import numerals
from wardxl.model import Target
from wardxl.text import LONGEST_PHRASE, clean

_END = r"(?![^\W_])"
_YEAR = r"(?:19|20|21)\d\d(?!\d)"

#: The words of the grammar, each with the letter that stands for it in a phrase; the first that fits counts.
_WORDS: tuple[tuple[str, str], ...] = (
    ("G", rf"(?:≥|>=|=>|≧|⩾|lớn hơn hoặc bằng{_END})"),
    ("L", rf"(?:≤|<=|=<|≦|⩽|nhỏ hơn hoặc bằng{_END})"),
    (
        "G",
        r"(?:không (?:dưới|thấp hơn|nhỏ hơn|ít hơn|kém hơn|kém)|tối thiểu|ít nhất|thấp nhất)"
        rf"(?: là| phải| từ)?{_END}",
    ),
    (
        "L",
        r"(?:không (?:vượt quá|quá|trên|cao hơn|lớn hơn|nhiều hơn|vượt)|tối đa|nhiều nhất|cao nhất)"
        rf"(?: là)?{_END}",
    ),
    (">", rf">|(?:lớn hơn|cao hơn|nhiều hơn|trên|hơn|vượt){_END}"),
    ("<", rf"<|(?:nhỏ hơn|thấp hơn|ít hơn|dưới|chưa đến|chưa tới){_END}"),
    ("U", rf"(?:trở lên|đổ lên){_END}|\+"),
    ("D", rf"(?:trở xuống|đổ xuống){_END}"),
    ("", rf"(?:(?:đến|tới|vào|trong)(?: hết| cuối)? )?năm {_YEAR}[,:]?"),
    ("", rf"so với .*|hoặc bằng{_END}|\((?!%)[^()]*\)"),
    ("", rf"/ ?(?:1 )?năm{_END}|(?:bình quân )?(?:mỗi|hằng|hàng|một) năm{_END}|bình quân(?: năm)?{_END}"),
    ("-", rf"-|÷|(?:đến|tới){_END}"),
    ("F", rf"từ{_END}"),
    (",", rf"và{_END}"),
    (
        "V",
        r"(?:phấn đấu|hoàn thành|đạt được|đạt|giảm còn|giảm xuống|giảm|tăng thêm|tăng|còn|duy trì|giữ vững|"
        rf"giữ|bằng|ước|khoảng|xấp xỉ|gần|mức|tỷ lệ|tỉ lệ|là|ở){_END}|[=~≈]",
    ),
    ("N", r"\d{1,3}(?: \d{3})+(?:,\d+)?(?![\d.,]*\d)|\d+(?:[.,]\d+)*"),
    ("%", rf"%|\(%\)|‰|phần trăm{_END}|điểm (?:%|phần trăm){_END}"),
    # The mark of a footnote.
    ("", r"\*+|[†‡]+|[¹²³⁰-⁹]+|\[\d{1,2}\]"),
    ("W", r"[^\W\d_¹²³⁰-⁹]+(?:(?<=[mM])[23²³])?(?![^\W_¹²³⁰-⁹])\.?|/"),
    ("", r"[ .;:]"),
)
_COMPILED = tuple((letter, re.compile(pattern)) for letter, pattern in _WORDS)
_SAME_SIGN = str.maketrans({**dict.fromkeys("‐‑‒–—―−－", "-"), "＞": ">", "＜": "<", "％": "%"})

#: How a statement begins that says in words what is to be so.
_STATUS = re.compile(
    r"(?:không đạt|chưa đạt|đạt|(?:chưa |không |cơ bản )?hoàn thành|duy trì|giữ vững|giữ gìn|ổn định|"
    r"tiếp tục|bảo đảm|đảm bảo|không để|không phát sinh|không xảy ra|không có|không còn|không|có|xóa|xoá|"
    r"công nhận|được công nhận|thực hiện|theo (?:chỉ tiêu|kế hoạch|quyết định|quy định|chuẩn)|vượt|đúng|"
    rf"kịp thời|giảm|tăng|nâng cao|nâng|phấn đấu|tốt|khá|xếp loại){_END}"
)
#: Statements of which figures are part (`Duy trì không có hộ nghèo theo chuẩn 2022 - 2025`).
_STATEMENT = re.compile(
    r"(?:duy trì|giữ vững|tiếp tục|bảo đảm|đảm bảo|không để|không phát sinh|không có|không còn|hoàn thành|"
    rf"đạt chuẩn|đạt mức độ|thực hiện|theo|xếp loại|được công nhận|công nhận){_END}"
)
_OF_SO_MANY = re.compile(r"\d+/\d+ [^\W\d_]{2}[^\d]*")


@lru_cache(maxsize=4096)
def parse(text: str) -> Target | str | None:
    """Read a target.

    Returns a `Target` with its bounds as typed (`90-85` has low 90, high 85: a rule reports it), in
    the unit typed; the text itself when it is a status; None when it cannot be read.
    """
    shown = clean(text)
    folded = shown.casefold().translate(_SAME_SIGN)
    bounds = _bounds(folded, shown)
    if bounds is not None:
        return bounds[0]
    if not re.search(r"\d", folded):
        return shown if _STATUS.match(folded) else None
    spoken = len(re.findall(r"[^\W\d_]{2,}", folded))
    if _OF_SO_MANY.fullmatch(folded) or (_STATEMENT.match(folded) and spoken >= 4):
        return shown
    return None


def unit_of(text: str) -> str:
    """Return the unit typed with a target's figure (`%`, `triệu đồng`), '' where there is none."""
    shown = clean(text)
    bounds = _bounds(shown.casefold().translate(_SAME_SIGN), shown)
    return bounds[1] if bounds else ""


def figures_of(text: str) -> tuple[numerals.Numeral, ...]:
    """Return the figures of a target in order, each with every way to read it."""
    words = _cut(clean(text).casefold().translate(_SAME_SIGN)) or []
    numbers = (numerals.parse(word) for letter, word in words if letter == "N")
    return tuple(numeral for numeral in numbers if numeral is not None)


def _cut(text: str) -> list[tuple[str, str]] | None:
    """Cut a text into words of the grammar, each with its letter; None when one is not of it."""
    if len(text) > LONGEST_PHRASE:
        return None
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        word = next(((kind, match) for kind, form in _COMPILED if (match := form.match(text, at))), None)
        if word is None:
            return None
        letter, match = word
        # A dash with a figure right behind it, and nothing or a bound before, is a minus.
        if letter == "-" and (not found or found[-1][0] in "GL<>V") and match[0] == "-":
            number = re.compile(r"-\d+(?:,\d+)?").match(text, at)
            if number is None:
                return None
            letter, match = "N", number
        if letter:
            found.append((letter, match[0]))
        at = match.end()
    return found


def _number(text: str, percent: bool) -> Decimal | None:
    """The value of one figure in Vietnamese notation; None when it may be two of a percentage."""
    numeral = numerals.parse(text)
    if numeral is None or numeral.dash or not numeral.readings:
        return None
    readings = sorted(numeral.readings, key=lambda reading: reading.notation == "us")
    return None if percent and len({reading.value for reading in readings}) > 1 else readings[0].value


def _units(words: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], set[str]] | None:
    """Take the units (what follows a figure) out of the words; None when a word stands elsewhere."""
    rest: list[tuple[str, str]] = []
    units: list[str] = []
    fresh = False
    for letter, word in words:
        if letter not in "%W":
            rest.append((letter, word))
            fresh = False
        elif not rest or rest[-1][0] != "N" or (fresh and letter == "%"):
            return None
        elif fresh:
            units[-1] += word if word == "/" or units[-1].endswith("/") else f" {word}"
        else:
            units.append(word)
            fresh = True
    if any(len(unit.split()) > 5 or unit.startswith("/") for unit in units):
        return None
    # What follows a percent sign says of what: `95% số hộ dân`.
    return rest, {"%" if re.match(r"\(?%|phần trăm", unit) else unit for unit in units}


def _bounds(folded: str, shown: str) -> tuple[Target, str] | None:
    """Read a target with figures, and the unit typed with them; None when it is not one."""
    words = _cut(folded)
    parted = _units(words) if words else None
    if parted is None:
        return None
    rest, units = parted
    if len(units) > 1:
        return None
    unit = next(iter(units), "")
    phrase = re.sub(r"V+", "", "".join(letter for letter, _ in rest))
    figures = [_number(word, "%" in unit) for letter, word in rest if letter == "N"]
    if not figures or any(figure is None for figure in figures):
        return None
    low, high = figures[0], figures[-1]
    if re.fullmatch(r"N", phrase):
        target = Target(low, low, shown)
    elif re.fullmatch(r"F?G?NU?|FG", phrase) and phrase != "N":
        target = Target(low, None, shown)
    elif re.fullmatch(r"F?>NU?", phrase):
        target = Target(low, None, shown, low_open=True)
    elif re.fullmatch(r"F?L?ND|LN", phrase):
        target = Target(None, high, shown)
    elif re.fullmatch(r"<ND?", phrase):
        target = Target(None, high, shown, high_open=True)
    elif re.fullmatch(r"F?[G>]?N(-[L<]?|,[L<])N", phrase):
        target = Target(low, high, shown, low_open=">" in phrase, high_open="<" in phrase)
    else:
        return None
    return target, unit
