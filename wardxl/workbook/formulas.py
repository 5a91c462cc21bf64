"""Figures and cells as they stand in formulas."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wardxl import rounding
from wardxl.model import Amount

_SIX = Decimal("0.000001")


def literal(value: Decimal) -> str:
    """Write a figure into a formula."""
    return format(value.normalize(), "f") if value else "0"


def filled(amounts: Sequence[Amount | None]) -> tuple[Amount, list[Amount]]:
    """Fill gaps with zeros that are printed like the row's other figures, for the tolerance."""
    known = [amount for amount in amounts if amount]
    model = max(known, key=lambda amount: rounding.half_step(amount))
    full = [amount or model._replace(value=Decimal()) for amount in amounts]
    return full[0], full[1:]


def printed_cell(cell: str, amount: Amount, stored: bool) -> str:
    """A cell in a formula: as stored, or rounded to what is printed where that is what the rules add up."""
    if stored:
        return cell
    shift = amount.factor.normalize()
    if shift.as_tuple().digits == (1,):
        return f"ROUND({cell},{amount.decimals - int(shift.adjusted())})"
    factor = literal(amount.factor)
    return f"ROUND({cell}/{factor},{amount.decimals})*{factor}"


def cut_bounds(
    whole: Amount, terms: Sequence[Amount], factor: Decimal, weight: int
) -> tuple[Decimal, Decimal]:
    """Between which differences the figures agree if all of them were cut off instead of rounded."""
    total = rounding.cut_interval(whole, factor)
    below, above = rounding.printed(whole) - total.low, total.high - rounding.printed(whole)
    low, high = -above * weight, below * weight
    for term in terms:
        cut = rounding.cut_interval(term, factor)
        low += cut.low - rounding.printed(term)
        high += cut.high - rounding.printed(term)
    return low / weight, high / weight


def ranges(cells: Sequence[str]) -> list[str]:
    """Join neighbouring plain cells of one row or column into ranges, for a formula that people can read."""
    joined: list[list[str]] = []
    for cell in cells:
        if joined and cell.isalnum() and joined[-1][-1].isalnum() and _next_to(joined[-1][-1], cell):
            joined[-1].append(cell)
        else:
            joined.append([cell])
    return [group[0] if len(group) == 1 else f"{group[0]}:{group[-1]}" for group in joined]


def _next_to(first: str, second: str) -> bool:
    (column, row), (other, below) = _split(first), _split(second)
    return (row == below and other == column + 1) or (column == other and below == row + 1)


def _split(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(cell[len(letters) :])


def six(value: Decimal) -> Decimal:
    """Round as the formulas do, to six decimals."""
    return value.quantize(_SIX) if abs(value) < Decimal(10) ** 15 else value
