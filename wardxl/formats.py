"""Number formats of spreadsheets: what they make of a figure, and how many decimals a person sees.

Formats are stored the US way and shown by the machine's region, here always the Vietnamese one.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from wardxl.exact import EXACT, plain, rounded, to_15_digits
from wardxl.format_sections import FIGURE, Section, SectionKind, pick, sections_of

_FIGURE_ALONE = (FIGURE,)
#: Sections that show the figure itself, as far as it is taken for one.
_AS_STORED = frozenset(
    {SectionKind.GENERAL, SectionKind.TEXT, SectionKind.DATE, SectionKind.CLOCK, SectionKind.ELAPSED}
)
_HUNDRED = Decimal(100)
#: The most characters that General shows of a figure with decimals.
_GENERAL_WIDTH = 11


# ── What others ask ───────────────────────────────────────────────────────────────────────


def decimals_of(number_format: str, value: Decimal) -> int | None:
    """Count the decimals that a number format shows of a raw value.

    Of a percentage those of the percentage (`0.0%` → 1); `#,##0,` hides thousands and gives -3. A section
    that shows no digit for this value (`"-"` for zero) counts as the first one does; `0.##` as 2, since a
    third decimal is rounded there. None for General, text, dates, fractions and scientific notation: there
    the row decides.
    """
    section, _ = pick(number_format, value)
    if section.kind is SectionKind.LITERAL or (not value and not _shows_digit(section)):
        section = sections_of(number_format)[0]
    return section.decimals if section.kind is SectionKind.NUMBER else None


def _shows_digit(section: Section) -> bool:
    return section.kind is not SectionKind.NUMBER or "0" in section.whole + section.fraction


def is_percent(number_format: str, value: Decimal | None = None) -> bool:
    """Whether a number format shows percentages (`%` that is neither quoted nor escaped).

    With a value: whether the section that shows this value does.
    """
    if value is not None:
        return pick(number_format, value)[0].percents > 0
    return any(
        section.percents for section in sections_of(number_format) if section.kind is not SectionKind.LITERAL
    )


@lru_cache(maxsize=512)
def words_beside(number_format: str) -> str:
    """The text that a number format writes beside a figure as stored: `tỷ` of `0.0" tỷ"`; '' for none.

    What stands beside a figure with hidden thousands (`0.0,," triệu"`) is not about the stored one.
    """
    section = sections_of(number_format)[0]
    return "" if section.thousands else "".join(part for part in section.parts if part != FIGURE).strip()


def is_date(number_format: str) -> bool:
    """Whether a number format shows dates or times of day; elapsed time (`[h]:mm`) is none."""
    return sections_of(number_format)[0].kind in (SectionKind.DATE, SectionKind.CLOCK)


@lru_cache(maxsize=512)
def shows_figure_alone(number_format: str) -> bool:
    """Whether a number format shows any figure as it is: as no percentage, no time, and with no word beside it."""
    return not (is_percent(number_format) or is_elapsed(number_format) or words_beside(number_format))


def is_elapsed(number_format: str) -> bool:
    """Whether a number format shows elapsed time (`[h]:mm`); the figure is then a number of days."""
    return sections_of(number_format)[0].kind is SectionKind.ELAPSED


def is_clock(number_format: str) -> bool:
    """Whether a number format shows a time of day and no day (`h:mm`)."""
    return sections_of(number_format)[0].kind is SectionKind.CLOCK


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
    first, *others = sections_of(number_format)
    if others or first.condition is not None:
        return None
    return first.percents > 0, first.decimals if first.kind is SectionKind.NUMBER else None


def shown(raw: Decimal, number_format: str) -> str:
    """Write a stored figure as a person with Vietnamese settings sees it under its number format.

    `shown(Decimal("0.965"), "0.0%")` is `96,5%`. Fill characters and room are closed up to single blanks.
    """
    if not raw.is_finite():
        return str(raw)
    raw = to_15_digits(raw)
    return _shown(raw, *pick(number_format, raw))


# ── Writing figures ───────────────────────────────────────────────────────────────────────


def _shown(raw: Decimal, section: Section, minus: bool) -> str:
    if section.kind in _AS_STORED:
        figure = _general(abs(raw))
    elif section.kind is SectionKind.LITERAL:
        figure = ""
    else:
        value = abs(EXACT.multiply(raw, _HUNDRED**section.percents) if section.percents else raw)
        if section.kind is SectionKind.SCIENTIFIC:
            figure = _scientific(value, section)
        elif section.kind is SectionKind.FRACTION:
            figure = _as_fraction(value, section)
        else:
            hidden = section.thousands
            figure = _number(value.scaleb(-3 * hidden, EXACT) if hidden else value, section)
    parts = section.parts or _FIGURE_ALONE
    if parts == _FIGURE_ALONE:
        text = figure.strip()
    else:
        text = " ".join("".join(figure if part == FIGURE else part for part in parts).split())
    return f"-{text}" if minus and text else text


def _grouped(whole: str) -> str:
    if len(whole) < 4:
        return whole
    first = len(whole) % 3 or 3
    return ".".join((whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))))


def _number(value: Decimal, section: Section) -> str:
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


def _scientific(value: Decimal, section: Section) -> str:
    width = max(1, len(section.whole))
    power = value.adjusted() // width * width if value else 0
    mantissa = rounded(value.scaleb(-power, EXACT), len(section.fraction))
    if mantissa >= Decimal(10) ** width:
        power += width
        mantissa = rounded(value.scaleb(-power, EXACT), len(section.fraction))
    sign = "-" if power < 0 else ("+" if section.exponent[0] == "+" else "")
    digits = str(abs(power)).rjust(section.exponent.count("0"), "0")
    return f"{format(mantissa, 'f').replace('.', ',')}E{sign}{digits}"


def _as_fraction(value: Decimal, section: Section) -> str:
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
