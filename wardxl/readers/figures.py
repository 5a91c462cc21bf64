"""Figures of libraries and binary formats as the stored digits that `Cell.value` holds."""

from __future__ import annotations

from decimal import Decimal
from math import isinf

from wardxl.model import Cell, CellKind


def digits(value: float) -> str:
    """The shortest digits that stand for a stored number: 46497.8, 12, 1E-05; '' for what is no number."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = repr(value).upper()
    return text.removesuffix(".0")


def within_range(stored: str) -> str:
    """The digits of a figure that a spreadsheet can hold; 0 for one nearer to nothing, '' for one beyond."""
    value = float(stored)
    if not value and Decimal(stored):
        return "0"
    return "" if isinf(value) else stored


def number_cell(stored: str, formula: str = "") -> Cell:
    """A cell of stored digits; what is no number (not a number, infinite) is the error that Excel shows for it."""
    return Cell(CellKind.NUMBER, stored, 0, formula) if stored else Cell(CellKind.ERROR, "#NUM!", 0, formula)
