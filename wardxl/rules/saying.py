"""What rules have in common: how a place, a figure and a difference are said, and how a Problem is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from wardxl.exact import plain, rounded
from wardxl.model import Amount, Problem, Record, Ref, Severity, Value
from wardxl.numerals import vietnamese
from wardxl.rounding import printed
from wardxl.rules.registry import Context
from wardxl.text import clean

#: How many cells of a long list a message names before it says "and others".
MOST_NAMED = 6


def problem(
    code: str,
    record: Record,
    value: Value | None,
    message: str,
    *,
    ref: Ref | None = None,
    column: str | None = None,
    related: Iterable[Ref] = (),
    cells: Iterable[Ref] = (),
    expected: str | None = None,
    severity: Severity | None = None,
) -> Problem:
    """Fill in a Problem at a value cell of a record, or at `ref` and `column` where the cell is a label."""
    place = ref or (value.ref if value else None)
    others = tuple(dict.fromkeys(cell for cell in cells if cell != place))
    return Problem(
        code,
        message,
        ref=place,
        file=place.file if place else None,
        cells=(place, *others) if place and others else (),
        related=tuple(dict.fromkeys(cell for cell in related if cell != place and cell not in others)),
        appendix=record.row.appendix,
        row=record.row.code,
        column=value.column if value else column,
        department=record.department,
        found=(value.shown or None) if value else None,
        expected=expected,
        severity=severity,
    )


def span(context: Context) -> str:
    """The plan's years: `2026-2030`."""
    return f"{context.schema.start}-{context.schema.end}"


def title(column: str, record: Record, context: Context) -> str:
    """Name a column in mid-sentence: `năm 2027`, `cả giai đoạn 2026-2030`, `kết quả năm 2025`."""
    form = context.schema.forms.get(record.row.appendix)
    known = form.column(column) if form else None
    match known.role if known else column:
        case "year":
            return f"năm {column}"
        case "total":
            return f"cả giai đoạn {span(context)}"
        case "baseline":
            return f"kết quả năm {context.schema.baseline_year}"
        case "resolution":
            return "chỉ tiêu Nghị quyết"
    return f"“{clean(known.heading)}”" if known else f"“{column}”"


def figure_of(column: str, record: Record, context: Context) -> str:
    """Name a column's figure at the beginning of a sentence: `Số cả giai đoạn 2026-2030`, `Năm 2027`."""
    where = title(column, record, context)
    return capital(f"số {where}" if column == "total" else where)


def as_stored(value: Value) -> str:
    """What a cell shows, with what is stored in it where that is not the same."""
    amount = value.amount
    if amount is None or printed(amount) == amount.value:
        return value.shown
    return f"{value.shown} (trong ô lưu {vietnamese(amount.value / amount.factor)})"


def capital(text: str) -> str:
    """Begin a sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def decimals(amounts: Iterable[Amount], like: Amount) -> int | None:
    """The decimals to write a figure computed from `amounts` with, in the unit of `like`.

    None (as many as needed) where units differ, since a printed digit then has no place of its own.
    """
    known = list(amounts)
    if any(amount.factor != like.factor for amount in known):
        return None
    return max([0, like.decimals, *(amount.decimals for amount in known)])


def written(figure: Decimal, like: Value, amounts: Iterable[Amount] = ()) -> str:
    """Write a figure in the catalogue's unit as a clerk would in the cell `like`: its unit, its decimals, its %."""
    amount = like.amount
    if amount is None:
        return vietnamese(figure)
    text = vietnamese(figure / amount.factor, decimals(amounts, amount))
    return f"{text}%" if "%" in like.shown else text


def times(factor: Decimal) -> str:
    """Write how many times: whole from ten on, else to one decimal."""
    return vietnamese(plain(rounded(factor, 0 if factor >= 10 else 1)))


def several(words: Sequence[str]) -> str:
    """Join words the Vietnamese way: `a`, `a và b`, `a, b và c`; a long list is cut with its count."""
    if len(words) > MOST_NAMED:
        return f"{', '.join(words[:MOST_NAMED])} và {len(words) - MOST_NAMED} chỗ khác"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} và {words[-1]}"


def added(terms: Iterable[tuple[Record, Value]], like: Value) -> str:
    """Write figures as a sum: `7.436,6 + 947,0`, negative ones taken away: `12,5 - 4,4`.

    A figure in another unit than that of `like` has its unit beside it.
    """
    text = ""
    for record, value in terms:
        # A dash among plus signs would read as a minus.
        shown = value.shown if any(character.isalnum() for character in value.shown) else "0"
        negative = bool(text) and shown[:1] == "-" and shown[1:2].isdigit()
        text += (" - " if negative else " + " if text else "") + (shown[1:] if negative else shown)
        amount, other = value.amount, like.amount
        if amount and other and amount.value and amount.factor != other.factor:
            typed = record.unit_of(value.column)
            text += f" {typed.text if typed else record.row.unit}".rstrip()
    return text


def quoted(name: str, most: int = 60) -> str:
    """Quote a row's name, cut at a word where it is long."""
    text = clean(name)
    if len(text) > most:
        text = text[:most].rsplit(" ", 1)[0].rstrip(",;:-– ") + " …"
    return f"“{text}”"


def arrived_last(blamed: Value, usual: Value, record: Record, context: Context) -> str:
    """Say, where a mix of files puts the finding at another cell than usual, that this figure came last."""
    if blamed is usual:
        return ""
    return f" Số nhận sau cùng là {title(blamed.column, record, context)} ({blamed.shown})."
