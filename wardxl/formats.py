"""Number formats of spreadsheets: what they make of a figure, and how many decimals a person sees.

The grammar is ECMA-376 part 1, 18.8.31: up to four sections divided by `;` (above zero, below, zero, text),
each perhaps with a condition `[>=1000]`; `0 # ?` stand for digits, `,` groups or hides thousands, `%`
multiplies by a hundred, `_x` leaves room, `*x` fills, `\\x` and quotes are literal. Formats are stored the
US way and shown by the machine's region, here always the Vietnamese one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from wardxl.exact import EXACT, plain, rounded, to_15_digits


class _Kind(Enum):
    NUMBER = "number"
    GENERAL = "general"
    SCIENTIFIC = "scientific"
    FRACTION = "fraction"
    DATE = "date"
    TEXT = "text"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class _Section:
    """One section of a format, taken apart.

    `parts` holds what is shown in order: literal text as it stands, `\\0` in the place of the figure;
    `inner` what stands between its digits (`00"/"00`), as the number of digits to the right and the text.
    `whole` and `fraction` are the digit signs before and after the point (or those around the `/`).
    """

    kind: _Kind
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
        return len(self.fraction) - 3 * self.thousands


_FIGURE = "\0"
_FIGURE_ALONE = (_FIGURE,)
_HUNDRED = Decimal(100)
#: The most characters that General shows of a figure with decimals.
_GENERAL_WIDTH = 11
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
_DATE_LETTERS = "ymdhsbeg"


# ── Taking a format apart ─────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def _sections(number_format: str) -> tuple[_Section, ...]:
    sections: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(number_format or "General"):
        name = match.lastgroup or ""
        if name == "end":
            sections.append([])
        else:
            sections[-1].append((name, match[name]))
    return tuple(_section(tokens) for tokens in sections)


def _section(tokens: Sequence[tuple[str, str]]) -> _Section:
    signs = "".join(text for name, text in tokens if name == "other")
    condition = None
    elapsed = False
    for name, text in tokens:
        if name == "bracket":
            if found := _CONDITION.match(text.strip()):
                condition = (found[1], Decimal(found[2]))
            elapsed = elapsed or bool(_ELAPSED.match(text))
    if any(name == "general" for name, _ in tokens):
        return _Section(_Kind.GENERAL, _literals(tokens, "general"), condition=condition)
    # Seconds may have decimals; any other digit sign makes it a number, whatever letters stand around it.
    digits = any(sign in _DIGITS for sign in re.sub(r"[sS]+[.,]0+", "s", signs))
    noon = any(name == "noon" for name, _ in tokens)
    has_date = noon or any(sign.lower() in _DATE_LETTERS for sign in signs)
    if elapsed or (has_date and not digits):
        return _Section(_Kind.DATE, (), exponent="elapsed" if elapsed else "", condition=condition)
    if "@" in signs:
        return _Section(_Kind.TEXT, (), condition=condition)
    if not digits:
        return _Section(_Kind.LITERAL, _literals(tokens, ""), percents=signs.count("%"), condition=condition)
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
    return tuple(_FIGURE if name == figure else _shows(name, text) for name, text in tokens)


def _numeric(
    tokens: Sequence[tuple[str, str]], percents: int, condition: tuple[str, Decimal] | None
) -> _Section:
    """Take apart a section with digit signs: which of them stand where, and what stands around them."""
    parts: list[str] = []
    before, after, exponent = "", "", ""
    inner: list[tuple[int, str, int]] = []
    where = "whole"
    slash = any(name == "other" and text == "/" for name, text in tokens)
    for name, text in tokens:
        sign = text if name == "other" else ""
        begun = _FIGURE in parts
        if name == "exponent":
            where, exponent = "exponent", text[1]
        elif sign == "," and begun and where in ("whole", "decimals"):
            # Between digits it groups; after the last one it hides thousands: told apart below.
            before, after = (before + sign, after) if where == "whole" else (before, after + sign)
        elif sign == "." and where == "whole":
            where = "decimals"
            parts.extend(() if begun else (_FIGURE,))
        elif sign == "/" and begun:
            where = "denominator"
        elif sign and (sign in _DIGITS or (where == "denominator" and sign.isdigit())):
            parts.extend(() if begun else (_FIGURE,))
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
        return _Section(_Kind.FRACTION, tuple(parts), before, after, percents, condition=condition)
    whole, fraction = before.rstrip(","), after.rstrip(",")
    thousands = len(before) - len(whole) + len(after) - len(fraction)
    digits = whole.replace(",", "")
    between = [(len(digits) - left, text, part) for left, text, part in inner if left < len(digits)]
    for _, _, part in between:
        parts[part] = ""
    return _Section(
        _Kind.SCIENTIFIC if exponent else _Kind.NUMBER,
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


def _pick(number_format: str, value: Decimal) -> tuple[_Section, bool]:
    """Return the section that shows the value, and whether a minus must be put before it."""
    sections = _sections(number_format)
    if len(sections) == 1 and sections[0].condition is None:
        return sections[0], value < 0
    numeric = sections[:3]
    if len(numeric) > 1 and numeric[-1].kind is _Kind.TEXT:
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


# ── What others ask ───────────────────────────────────────────────────────────────────────


def decimals_of(number_format: str, value: Decimal) -> int | None:
    """Count the decimals that a number format shows of a raw value.

    Of a percentage those of the percentage (`0.0%` → 1); `#,##0,` hides thousands and gives -3. A section
    that shows no digit for this value (`"-"` for zero) counts as the first one does; `0.##` as 2, since a
    third decimal is rounded there. None for General, text, dates, fractions and scientific notation: there
    the row decides.
    """
    section, _ = _pick(number_format, value)
    if section.kind is _Kind.LITERAL or (not value and not _shows_digit(section)):
        section = _sections(number_format)[0]
    return section.decimals if section.kind is _Kind.NUMBER else None


def _shows_digit(section: _Section) -> bool:
    return section.kind is not _Kind.NUMBER or "0" in section.whole + section.fraction


def is_percent(number_format: str, value: Decimal | None = None) -> bool:
    """Whether a number format shows percentages (`%` that is neither quoted nor escaped).

    With a value: whether the section that shows this value does.
    """
    if value is not None:
        return _pick(number_format, value)[0].percents > 0
    return any(section.percents for section in _sections(number_format) if section.kind is not _Kind.LITERAL)


def is_date(number_format: str) -> bool:
    """Whether a number format shows dates or times of day; elapsed time (`[h]:mm`) is none."""
    first = _sections(number_format)[0]
    return first.kind is _Kind.DATE and not first.exponent


def vietnamese(value: Decimal, decimals: int | None = None) -> str:
    """Write a figure the Vietnamese way: `46.497,8`. Without `decimals` as many as it needs.

    Half is rounded away from zero; negative decimals round to tens, hundreds, thousands.
    """
    value = plain(value) if decimals is None else rounded(value, decimals)
    digits = format(value, "f") if value else format(abs(value), "f")
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    whole, _, fraction = digits.partition(".")
    return sign + _grouped(whole) + (f",{fraction}" if fraction else "")


@lru_cache(maxsize=512)
def always(number_format: str) -> tuple[bool, int | None] | None:
    """Whether a format shows percentages and with how many decimals, where that hangs on no value; else None."""
    first, *others = _sections(number_format)
    if others or first.condition is not None:
        return None
    return first.percents > 0, first.decimals if first.kind is _Kind.NUMBER else None


def shown(raw: Decimal, number_format: str) -> str:
    """Write a stored figure as a person with Vietnamese settings sees it under its number format.

    `shown(Decimal("0.965"), "0.0%")` is `96,5%`. Fill characters and room are closed up to single blanks.
    """
    if not raw.is_finite():
        return str(raw)
    raw = to_15_digits(raw)
    return _shown(raw, *_pick(number_format, raw))


# ── Writing figures ───────────────────────────────────────────────────────────────────────


def _shown(raw: Decimal, section: _Section, minus: bool) -> str:
    if section.kind in (_Kind.GENERAL, _Kind.TEXT, _Kind.DATE):
        figure = _general(abs(raw))
    elif section.kind is _Kind.LITERAL:
        figure = ""
    else:
        value = abs(EXACT.multiply(raw, _HUNDRED**section.percents) if section.percents else raw)
        if section.kind is _Kind.SCIENTIFIC:
            figure = _scientific(value, section)
        elif section.kind is _Kind.FRACTION:
            figure = _as_fraction(value, section)
        else:
            hidden = section.thousands
            figure = _number(value.scaleb(-3 * hidden, EXACT) if hidden else value, section)
    parts = section.parts or _FIGURE_ALONE
    if parts == _FIGURE_ALONE:
        text = figure.strip()
    else:
        text = " ".join("".join(figure if part == _FIGURE else part for part in parts).split())
    return f"-{text}" if minus and text else text


def _grouped(whole: str) -> str:
    if len(whole) < 4:
        return whole
    first = len(whole) % 3 or 3
    return ".".join((whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))))


def _number(value: Decimal, section: _Section) -> str:
    digits = format(rounded(value, len(section.fraction)), "f")
    whole, _, fraction = digits.partition(".")
    least = section.whole.count("0")
    if len(whole) < least or whole[0] == "0":
        whole = whole.lstrip("0").rjust(least, "0")
    kept = len(fraction)
    while kept and fraction[kept - 1] == "0" and section.fraction[kept - 1] != "0":
        kept -= 1
    whole = _grouped(whole) if section.grouped else whole
    for right, text in section.inner:
        place = max(0, len(whole) - right)
        whole = whole[:place] + text + whole[place:]
    # The point stands in the format itself, so `0.#` shows `5,` for 5; we leave that off.
    return whole + (f",{fraction[:kept]}" if kept else "")


def _general(value: Decimal) -> str:
    """Write a figure under General: eleven characters at most, but whole numbers in full."""
    digits = format(value, "f")
    if len(digits) < _GENERAL_WIDTH or "." not in digits:
        return digits.replace(".", ",")
    whole = len(format(rounded(value, 0), "f"))
    value = plain(rounded(value, max(0, 10 - whole))) if value >= Decimal("0.0001") else plain(value)
    return format(value, "f").replace(".", ",")


def _scientific(value: Decimal, section: _Section) -> str:
    width = max(1, len(section.whole))
    power = value.adjusted() // width * width if value else 0
    mantissa = rounded(value.scaleb(-power, EXACT), len(section.fraction))
    if mantissa >= Decimal(10) ** width:
        power += width
        mantissa = rounded(value.scaleb(-power, EXACT), len(section.fraction))
    sign = "-" if power < 0 else ("+" if section.exponent[0] == "+" else "")
    digits = str(abs(power)).rjust(section.exponent.count("0"), "0")
    return f"{format(mantissa, 'f').replace('.', ',')}E{sign}{digits}"


def _as_fraction(value: Decimal, section: _Section) -> str:
    """Write a figure as `1 1/2`, with the denominator the format gives or of as many digits as it has."""
    exact = Fraction(value)
    whole, rest = divmod(exact, 1) if " " in section.whole else (0, exact)
    if section.fraction.isdigit() and section.fraction.strip("0"):
        below = int(section.fraction)
        above = round(rest * below)
    else:
        near = rest.limit_denominator(10 ** max(1, len(section.fraction)) - 1)
        above, below = near.numerator, near.denominator
    if " " in section.whole and above == below:
        whole, above = whole + 1, 0
    if not above:
        return str(whole)
    return f"{whole} {above}/{below}" if whole else f"{above}/{below}"
