"""How people type one and the same figure: `96,5%` as a formatted 0.965, as 96.5 under %, as text …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from source import FIGURE, Line

#: What goes into a cell: the value that openpyxl writes, and its number format.
Typed = tuple[str | int | float, str]

NBSP = "\u00a0"


@dataclass(frozen=True)
class Figure:
    """A figure of the documents: its value, the digits after the comma, whether `%` is written behind it."""

    value: Decimal
    decimals: int
    percent: bool
    count: bool
    text: str


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _places(decimals: int) -> str:
    return "." + "0" * decimals if decimals else ""


def formatted(figure: Figure) -> Typed:
    """0.965 with `0.0%`; 46497.8 with `#,##0.0`."""
    if figure.percent:
        return _number(figure.value / 100), "0" + _places(figure.decimals) + "%"
    return _number(figure.value), "#,##0" + _places(figure.decimals)


def plain(figure: Figure) -> Typed:
    """96.5 in a cell without format."""
    return _number(figure.value), "General"


def thousands(figure: Figure) -> Typed:
    """96.5 with `#,##0.0`, one format for the whole table; counts with `#,##0`."""
    return _number(figure.value), "#,##0" if figure.count else "#,##0.0"


def text(figure: Figure) -> Typed:
    """`96,5%` and `46.497,8`, letter by letter as in the document, in text cells."""
    return figure.text, "@"


def bare_text(figure: Figure) -> Typed:
    """`96,5`: text without the sign that the unit column already has."""
    return figure.text.removesuffix("%").strip(), "General"


def spaced_text(figure: Figure) -> Typed:
    """`46 497,8` and `96,5 %`, with spaces that do not break the line."""
    return figure.text.replace(".", NBSP).replace("%", NBSP + "%"), "General"


def as_written(figure: Figure) -> Typed:
    """A number cell for a bare figure, text where a sign stands behind it."""
    return text(figure) if figure.percent else plain(figure)


def zero_for_dash(figure: Figure) -> Typed:
    """Like `formatted`, but a dash is typed as 0."""
    return formatted(figure)


_MIXED: tuple[Callable[[Figure], Typed], ...] = (formatted, text, plain, bare_text, thousands)

#: Every way to type the figures; `mixed` changes from cell to cell.
TYPINGS: dict[str, Callable[[Figure], Typed]] = {
    "percent": formatted,
    "plain": plain,
    "thousands": thousands,
    "text": text,
    "bare text": bare_text,
    "spaced text": spaced_text,
    "as written": as_written,
    "zero for dash": zero_for_dash,
}
NAMES = (*TYPINGS, "mixed")


def typed(line: Line, column: str, typing: str, turn: int = 0) -> Typed:
    """Write one value cell in the given way; words and dashes stay what they are.

    `turn` picks the way of a cell when the typing is `mixed`.
    """
    words = line.text(column)
    if words == "-" and typing == "zero for dash":
        return 0, "General"
    if column == "period" and words.isdigit() and typing != "text":
        return int(words), "General"
    bare = words.removesuffix("%").strip()
    if line.kind not in ("number", "count", "fraction", "target") or not FIGURE.fullmatch(bare):
        return words, "@" if typing == "text" else "General"
    figure = Figure(
        value=Decimal(bare.replace(".", "").replace(",", ".")),
        decimals=len(bare.partition(",")[2]),
        percent=words.endswith("%"),
        count=line.kind == "count",
        text=words,
    )
    way = _MIXED[turn % len(_MIXED)] if typing == "mixed" else TYPINGS[typing]
    return way(figure)
