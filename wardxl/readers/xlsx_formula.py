"""Shared formulas: the master's text moved to the cell that shares it (ECMA-376 18.3.1.40)."""

from __future__ import annotations

import re

from wardxl.model import column_letters
from wardxl.readers.limits import MAX_COLUMN, MAX_ROW

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_TOKENS = re.compile(
    r"""(?P<fixed>"[^"]*"|'[^']*'|\[[^\]]*\])"""
    rf"|(?<![\w.$])(?P<cell>{_CELL})(?![\w.(!])"
    r"|(?<![\w.$])(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!])"
    r"|(?<![\w.$])(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w.(!])"
)
_PARTS = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


def column_number(letters: str) -> int:
    """Turn `AB` into 28 (0 for no letters); any case, any length."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def move(formula: str, rows: int, columns: int) -> str:
    """Move the relative references of a formula; one that leaves the sheet becomes `#REF!`."""

    def moved(match: re.Match[str]) -> str:
        if match["fixed"]:
            return match[0]
        return ":".join(_move_part(part, rows, columns) for part in match[0].split(":"))

    return _TOKENS.sub(moved, formula)


def _move_part(reference: str, rows: int, columns: int) -> str:
    match = _PARTS.fullmatch(reference)
    if match is None:
        return reference
    fixed, letters, fixed_row, digits = match.groups()
    if not letters:
        # A whole row, `$5:$6`: its only dollar sign stands before the digits.
        fixed, fixed_row = "", fixed or fixed_row
    column, row = column_number(letters), int(digits or 0)
    if letters and not fixed:
        column += columns
    if digits and not fixed_row:
        row += rows
    if (letters and not 1 <= column <= MAX_COLUMN) or (digits and not 1 <= row <= MAX_ROW):
        return "#REF!"
    return f"{fixed}{column_letters(column)}{fixed_row}{row if digits else ''}"
