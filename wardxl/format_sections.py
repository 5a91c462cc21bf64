"""Number formats of spreadsheets taken apart: which section shows a figure, and what stands around its digits.

The grammar is ECMA-376 part 1, 18.8.31: up to four sections divided by `;` (above zero, below, zero, text),
each perhaps with a condition `[>=1000]`; `0 # ?` stand for digits, `,` groups or hides thousands, `%`
multiplies by a hundred, `_x` leaves room, `*x` fills, `\\x` and quotes are literal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache


class SectionKind(Enum):
    """What a section makes of a figure; CLOCK: hours, minutes, seconds of a day; ELAPSED: without end (`[h]:mm`)."""

    NUMBER = "number"
    GENERAL = "general"
    SCIENTIFIC = "scientific"
    FRACTION = "fraction"
    DATE = "date"
    CLOCK = "clock"
    ELAPSED = "elapsed"
    TEXT = "text"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a format, taken apart.

    `parts` holds what is shown in order: literal text as it stands, `\\0` in the place of the figure;
    `inner` what stands between its digits (`00"/"00`), as the number of digits to the right and the text.
    `whole` and `fraction` are the digit signs before and after the point (or those around the `/`).
    """

    kind: SectionKind
    parts: tuple[str, ...]
    whole: str = ""
    fraction: str = ""
    percents: int = 0
    thousands: int = 0
    grouped: bool = False
    exponent: str = ""
    condition: tuple[str, Decimal] | None = None
    inner: tuple[tuple[int, str], ...] = ()

    @property
    def decimals(self) -> int:
        """The decimals shown of the raw figure; below zero where thousands are hidden."""
        return len(self.fraction) - 3 * self.thousands


#: Stands for the figure among the parts of a section.
FIGURE = "\0"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|_(?P<room>.)"
    r"|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|Standard)"
    r"|(?P<exponent>[Ee][+-](?=[0#?]))"
    r"|(?P<noon>AM/PM|A/P)"
    r"|(?P<end>;)"
    r"|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]*\.?[0-9]+(?:[Ee][+-]?[0-9]+)?)$")
_ELAPSED = re.compile(r"(h+|m+|s+)$", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?$", re.DOTALL)
_TRUE = {
    "<": lambda value, bound: value < bound,
    ">": lambda value, bound: value > bound,
    "<=": lambda value, bound: value <= bound,
    ">=": lambda value, bound: value >= bound,
    "=": lambda value, bound: value == bound,
    "<>": lambda value, bound: value != bound,
}
_DIGITS = "0#?"
_DAY_LETTERS = frozenset("ydbeg")
_CLOCK_LETTERS = frozenset("hs")
_DATE_LETTERS = _DAY_LETTERS | _CLOCK_LETTERS | {"m"}


@lru_cache(maxsize=4096)
def sections_of(number_format: str) -> tuple[Section, ...]:
    """The sections of a number format, at least one."""
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(number_format or "General"):
        name = match.lastgroup or ""
        if name == "end":
            sections.append([])
        else:
            sections[-1].append((name, match[name]))
    return tuple(_section(tokens) for tokens in sections)


def _section(tokens: Sequence[tuple[str, str]]) -> Section:
    signs = "".join(text for name, text in tokens if name == "other")
    condition = None
    elapsed = False
    for name, text in tokens:
        if name == "bracket":
            if found := _CONDITION.match(text.strip()):
                condition = (found[1], Decimal(found[2]))
            elapsed = elapsed or bool(_ELAPSED.match(text))
    if any(name == "general" for name, _ in tokens):
        return Section(SectionKind.GENERAL, _literals(tokens, "general"), condition=condition)
    # Seconds may have decimals; any other digit sign makes it a number, whatever letters stand around it.
    digits = any(sign in _DIGITS for sign in re.sub(r"[sS]+[.,]0+", "s", signs))
    letters = {sign.lower() for sign in signs}
    noon = any(name == "noon" for name, _ in tokens)
    if elapsed:
        return Section(SectionKind.ELAPSED, (), condition=condition)
    if (noon or letters & _DATE_LETTERS) and not digits:
        # `m` alone is a month, beside hours or seconds it is minutes.
        clock = (noon or letters & _CLOCK_LETTERS) and not letters & _DAY_LETTERS
        return Section(SectionKind.CLOCK if clock else SectionKind.DATE, (), condition=condition)
    if "@" in signs:
        return Section(SectionKind.TEXT, (), condition=condition)
    if not digits:
        return Section(
            SectionKind.LITERAL, _literals(tokens, ""), percents=signs.count("%"), condition=condition
        )
    return _numeric(tokens, signs.count("%"), condition)


def _shows(name: str, text: str) -> str:
    """Return what a token that is not part of the figure shows."""
    if name == "room":
        return " "
    if name == "bracket":
        currency = _CURRENCY.match(text)
        return currency[1] if currency else ""
    return "" if name == "fill" else text


def _literals(tokens: Sequence[tuple[str, str]], figure: str) -> tuple[str, ...]:
    return tuple(FIGURE if name == figure else _shows(name, text) for name, text in tokens)


def _numeric(
    tokens: Sequence[tuple[str, str]], percents: int, condition: tuple[str, Decimal] | None
) -> Section:
    """Take apart a section with digit signs: which of them stand where, and what stands around them."""
    parts: list[str] = []
    before, after, exponent = "", "", ""
    inner: list[tuple[int, str, int]] = []
    where = "whole"
    slash = any(name == "other" and text == "/" for name, text in tokens)
    for name, text in tokens:
        sign = text if name == "other" else ""
        begun = FIGURE in parts
        if name == "exponent":
            where, exponent = "exponent", text[1]
        elif sign == "," and begun and where in ("whole", "decimals"):
            # Between digits it groups; after the last one it hides thousands: told apart below.
            before, after = (before + sign, after) if where == "whole" else (before, after + sign)
        elif sign == "." and where == "whole":
            where = "decimals"
            parts.extend(() if begun else (FIGURE,))
        elif sign == "/" and begun:
            where = "denominator"
        elif sign and (sign in _DIGITS or (where == "denominator" and sign.isdigit())):
            parts.extend(() if begun else (FIGURE,))
            if where == "whole":
                before += sign
            elif where == "exponent":
                exponent += sign
            else:
                after += sign
        elif sign == " " and slash and begun and where == "whole":
            before += sign
        else:
            if begun and where == "whole":
                inner.append((len(before.replace(",", "")), _shows(name, text), len(parts)))
            parts.append(_shows(name, text))
    if slash:
        return Section(SectionKind.FRACTION, tuple(parts), before, after, percents, condition=condition)
    whole, fraction = before.rstrip(","), after.rstrip(",")
    thousands = len(before) - len(whole) + len(after) - len(fraction)
    digits = whole.replace(",", "")
    between = [(len(digits) - left, text, part) for left, text, part in inner if left < len(digits)]
    for _, _, part in between:
        parts[part] = ""
    return Section(
        SectionKind.SCIENTIFIC if exponent else SectionKind.NUMBER,
        tuple(parts),
        digits,
        fraction.replace(",", ""),
        percents,
        thousands,
        "," in whole,
        exponent,
        condition,
        tuple((right, text) for right, text, _ in between if text),
    )


def pick(number_format: str, value: Decimal) -> tuple[Section, bool]:
    """Return the section that shows the value, and whether a minus must be put before it."""
    sections = sections_of(number_format)
    if len(sections) == 1 and sections[0].condition is None:
        return sections[0], value < 0
    numeric = sections[:3]
    if len(numeric) > 1 and numeric[-1].kind is SectionKind.TEXT:
        numeric = numeric[:-1]
    last = len(numeric) - 1
    for place, section in enumerate(numeric):
        if section.condition is not None:
            sign, bound = section.condition
            if _TRUE[sign](value, bound):
                below_zero_only = (sign == "<" and bound <= 0) or (sign in ("<=", "=") and bound < 0)
                return section, value < 0 and not (below_zero_only and place > 0)
        elif place == last:
            own_sign = last > 0 and (numeric[0].condition is None or place == 1)
            return section, value < 0 and not (own_sign and last == 1)
        elif place == 0:
            if value > 0 or (value == 0 and last == 1):
                return section, False
        elif value < 0:
            return section, False
    return numeric[last], value < 0
