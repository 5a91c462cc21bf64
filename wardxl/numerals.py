"""Numbers as people type them: Vietnamese `46.497,8`, foreign `46,497.8`, and what stands around them.

Grammar (what fits nothing of it is no number, and no guess is made):

    cell      = dash [unit] | [before] figure [after]     dash: a lone - – —, an exact zero
    figure    = [sign] digits | "(" digits ")"            in brackets negative, as in accounts
    digits    = 1234 | 1.234.567[,8] | 1,234,567[.8] | 1 234 567[,8 or .8] | 12,5 | 12.5 | 1,2E+04
    before    = ≥ > ~ khoảng trên …                       kept in `qualifier`
    after     = {note} [unit] {note}                      note: * ** ¹ (1) [1] (ước) trở lên …, kept there too

Groups have three digits after a first one of one to three that is not 0. `1.234` and `34,255` can be
thousands or decimals: both readings are given, the Vietnamese one first. The sign touches the digits (`- 5`
may be a list), a figure stays on one line, and fractions, ranges and dates (`03/03`, `85-90`) are no numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from wardxl.exact import EXACT, decimals_used, plain, to_15_digits
from wardxl.formats import decimals_of, is_date, is_percent, shown, vietnamese
from wardxl.text import LONGEST_PHRASE

__all__ = [
    "Notation",
    "Numeral",
    "Reading",
    "decide",
    "decimals_of",
    "decimals_used",
    "is_date",
    "is_percent",
    "parse",
    "shown",
    "to_15_digits",
    "vietnamese",
]

Notation = Literal["plain", "vi", "us"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a figure: its value, the decimals typed, and the notation it is in then.

    `plain` has neither comma nor dot (so `1234`, `46 497` and a dash), `vi` groups by dots or has a decimal
    comma, `us` the other way round.
    """

    value: Decimal
    decimals: int
    notation: Notation


@dataclass(frozen=True, slots=True)
class Numeral:
    """A typed number: its possible readings, the likelier first, and the unit and qualifier beside it.

    A percentage has the value as written: `96,5 %` is 96.5 with the unit `%`. `dash` marks an exact zero.
    """

    readings: tuple[Reading, ...]
    unit: str = ""
    qualifier: str = ""
    dash: bool = False


# ── The grammar ───────────────────────────────────────────────────────────────────────────

_DASHES = "-‐‑‒–—―−"
_BLANKS = str.maketrans(
    dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
    # What an East Asian keyboard types twice as wide.
    | {chr(ord(sign) + 0xFEE0): sign for sign in "0123456789.,%+-()<>=~*/"}
)
_LINES = re.compile(r"\s*[\r\n\v\f\u0085\u2028\u2029]\s*")

_DIGITS = r"""
    [1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?(?![\d.,])
  | [1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\d.,])
  | [1-9]\d{0,2}(?:[ ]\d{3})+(?:[.,]\d+)?(?![\d.,]|[ ]\d)
  | \d*[.,]\d+(?:[Ee][+-]?\d{1,3})?(?![\d.,])
  | \d+(?:[Ee][+-]\d{1,3})?(?![\d.,])
"""
_FIGURE = re.compile(
    rf"(?P<sign>[{_DASHES}+])?(?P<digits>{_DIGITS})|\((?P<bracketed>{_DIGITS})\)", re.VERBOSE | re.ASCII
)

# No figure of a ward is that long; what is longer is something else.
_LONGEST = 40

# Words that hedge a figure: how sure it is, or that it is a bound; never its sign. `tăng 5` and `giảm 5` are
# changes, not figures, and are left as words.
_ESTIMATED = "ước tính|ước đạt|ước thực hiện|ước khoảng|ước|dự kiến|tạm tính|sơ bộ"
_HEDGES = (
    "không (?:ít hơn|nhiều hơn|vượt quá|thấp hơn|cao hơn|quá|dưới|trên)|tối thiểu|tối đa|ít nhất|nhiều nhất"
    "|cao nhất|thấp nhất|khoảng|xấp xỉ|gần|hơn|trên|dưới|từ|chừng|độ|tầm|còn|chỉ|đạt|phấn đấu|duy trì"
    f"|giữ vững|bình quân|{_ESTIMATED}"
)
_WORD_ENDS = r"(?![^\W\d_])"
_BEFORE = re.compile(rf"(?:(?:[~≈≃≅±≥≤><=≧≦⩾⩽]+|(?:{_HEDGES}){_WORD_ENDS})[ :]*)+", re.IGNORECASE)
_AFTER = re.compile(rf"(?:trở lên|trở xuống|trở đi|hoặc hơn|{_ESTIMATED}){_WORD_ENDS}", re.IGNORECASE)
_MARK = re.compile(r"\*+|\(\*+\)|[†‡]+|[¹²³⁰-⁹]+|\[[^\[\]]*\]|\((?:[^()]|\([^()]*\))*\)")
# A unit in words, at most six of them; digits only in m2, km3 and the like, or as the one of `đồng/1 ha`. Raised
# ones count as letters with Python, and are the marks of footnotes.
_UNIT_WORD = r"[^\W\d_¹²³⁰-⁹]+(?:(?<=[mM])[23²³])?"
_UNIT = re.compile(
    rf"(?:[%‰$€₫]|{_UNIT_WORD})(?:[ ]?(?:\.?/|\.)[ ]?(?:1[ ]?)?{_UNIT_WORD}|[ ]{_UNIT_WORD}|[ ]?%){{0,5}}\.?"
)
_BRACKET = re.compile("[(（]")
_BRACKETED_SIGN = re.compile(r"\(\s*([%‰])\s*\)")


def parse(text: str, is_unit: Callable[[str], bool] | None = None) -> Numeral | None:
    """Read a number as typed, with the unit and the qualifier beside it; None where it is no number.

    text: the cell as it stands, line breaks and all: a figure does not go on over a line break, while a
    blank may group thousands. is_unit: says whether a text is the name of a unit; with it a unit in brackets
    (`12 (triệu đồng)`) is told from a remark (`12 (đã giao)`), which it is taken for otherwise.
    """
    if len(text) > LONGEST_PHRASE:
        return None
    if is_unit is None or not _BRACKET.search(text):
        return _parsed_alone(text)
    return _parsed(text, is_unit)


@lru_cache(maxsize=16384)
def _parsed_alone(text: str) -> Numeral | None:
    return _parsed(text, None)


def _parsed(text: str, is_unit: Callable[[str], bool] | None) -> Numeral | None:
    line = _LINES.sub("\n", unicodedata.normalize("NFC", text).translate(_BLANKS)).strip()
    line = re.sub(" {2,}", " ", line)
    if line[:1] in ("'", "’", "‘", "ʼ"):
        line = line[1:].lstrip()
    if not line:
        return None
    if line[0] in _DASHES and (len(line) == 1 or line[1:].strip() in _PERCENT_SIGNS):
        return Numeral((Reading(Decimal(0), 0, "plain"),), unit=line[1:].strip(), dash=True)
    before = _BEFORE.match(line)
    start = before.end() if before else 0
    figure = _FIGURE.match(line, start)
    if figure is None or figure.end() - figure.start() > _LONGEST:
        return None
    around = _after(line[figure.end() :], is_unit)
    if around is None:
        return None
    unit, notes = around
    qualifiers = [before[0].strip(" :")] if before else []
    digits = figure["digits"] or figure["bracketed"]
    negative = bool(figure["bracketed"]) or (figure["sign"] or "+") != "+"
    if figure["bracketed"]:
        qualifiers.append("( )")
    return Numeral(_readings(digits, negative), unit, " ".join([*qualifiers, *notes]))


def _after(rest: str, is_unit: Callable[[str], bool] | None) -> tuple[str, list[str]] | None:
    """Take apart what follows a figure: its unit and its notes; None where it is something else."""
    unit = ""
    notes: list[str] = []
    rest = rest.replace("\n", " ")
    while rest := rest.lstrip(" "):
        if not unit and (sign := _BRACKETED_SIGN.match(rest)):
            unit, rest = sign[1], rest[sign.end() :]
        elif (mark := _AFTER.match(rest)) or (mark := _MARK.match(rest)):
            inside = mark[0][1:-1].strip()
            if not unit and mark[0][0] == "(" and is_unit is not None and is_unit(inside):
                unit = inside
            else:
                notes.append(mark[0])
            rest = rest[mark.end() :]
        elif not unit and (found := _unit(rest)):
            unit, rest = found, rest[len(found) :]
        elif unit and rest in (".", ";", ","):
            break
        else:
            return None
    return unit.rstrip(" ."), notes


def _unit(rest: str) -> str:
    """Return the unit that a text begins with, as far as notes that may follow; '' where there is none."""
    found = _UNIT.match(rest)
    if not found:
        return ""
    unit = found[0]
    for match in re.finditer(" ", unit):
        if _AFTER.match(unit, match.end()):
            return unit[: match.start()]
    return unit


@lru_cache(maxsize=16384)
def _readings(digits: str, negative: bool) -> tuple[Reading, ...]:
    """Give every reading of a figure that fits the grammar, the Vietnamese one first."""
    sign = "-" if negative else ""
    spaced = " " in digits
    digits = digits.replace(" ", "")
    mantissa, _, power = digits.upper().partition("E")
    dots, commas = mantissa.count("."), mantissa.count(",")

    def reading(decimal_sign: str, notation: Notation) -> Reading:
        whole, _, fraction = mantissa.partition(decimal_sign)
        whole = whole.replace(".", "").replace(",", "")
        value = Decimal(f"{sign}{whole or '0'}{'.' if fraction else ''}{fraction}")
        if power:
            value = plain(value.scaleb(int(power), EXACT))
        return Reading(value if value else abs(value), len(fraction) - int(power or 0), notation)

    if not dots and not commas:
        return (reading(",", "plain"),)
    if dots and commas:
        vietnamese_order = mantissa.rindex(",") > mantissa.rindex(".")
        return (reading(",", "vi"),) if vietnamese_order else (reading(".", "us"),)
    mark = "." if dots else ","
    grouping: Notation = "vi" if dots else "us"
    decimal: Notation = "us" if dots else "vi"
    if dots + commas > 1:
        return (reading("\0", grouping),)
    whole, _, fraction = mantissa.partition(mark)
    may_group = not spaced and not power and len(fraction) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
    if not may_group:
        return (reading(mark, decimal),)
    both = reading("\0", grouping), reading(mark, decimal)
    return both if dots else both[::-1]


# ── Which reading ─────────────────────────────────────────────────────────────────────────

_NEAR = Decimal(5)
_PERCENT_SIGNS = ("%", "‰")


def decide(
    numeral: Numeral, *, whole: bool, percent: bool, habit: str, neighbours: Sequence[Decimal]
) -> Reading | None:
    """Choose the reading of a numeral; None where nothing decides.

    In this order: by the unit (a count is whole: `1.234 hộ` is 1234; a percentage is never in thousands, so
    `34,255` is 34.255, while `1.234`, then foreign, needs the habit or a neighbour to stand by it); by the
    `habit` of the file, `vi` or `us` ('' if it has none); by nearness: the one reading within a factor of 5
    of a neighbour, where no other reading is. A figure written with `%` is a percentage in any row.
    """
    readings = numeral.readings
    if len(readings) == 1:
        return readings[0]
    if whole:
        return next(reading for reading in readings if not reading.decimals)
    if percent or numeral.unit in _PERCENT_SIGNS:
        decimal = next(reading for reading in readings if reading.decimals)
        if decimal.notation == "vi" or habit == "us":
            return decimal
    elif habit:
        return next((reading for reading in readings if reading.notation == habit), None)
    near = [reading for reading in readings if any(_near(reading.value, other) for other in neighbours)]
    return near[0] if len(near) == 1 else None


def _near(value: Decimal, other: Decimal) -> bool:
    return value * other > 0 and abs(value) <= _NEAR * abs(other) and abs(other) <= _NEAR * abs(value)
