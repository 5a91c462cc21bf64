"""Figures of libraries and binary formats as the stored digits that `Cell.value` holds."""

from __future__ import annotations


def digits(value: float) -> str:
    """The shortest digits that stand for a stored number: 46497.8, 12, 1E-05; '' for what is no number."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = repr(value).upper()
    return text.removesuffix(".0")
