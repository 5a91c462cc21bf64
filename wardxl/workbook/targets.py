"""Targets as numbers, beside any form that has a column of targets: what the program understood of the text."""

from __future__ import annotations

from typing import Any

from wardxl.model import Target
from wardxl.workbook.context import Context, number
from wardxl.workbook.places import Appendix


def draw(ctx: Context, sheet: Any, appendix: Appendix, at: int) -> int:
    """Draw three columns from `at` on; return the first free column."""
    keys = [column.key for column in appendix.columns if column.role == "target"]
    if not keys:
        return at
    start = at + 1
    sheet.set_column(at, at, 2)
    sheet.set_column(start, start + 1, 12)
    sheet.set_column(start + 2, start + 2, 20)
    head = ctx.styles("work", "head")
    for place, text in enumerate(("Cận dưới", "Cận trên", "Được hiểu là")):
        ctx.text(sheet, appendix.head, start + place, text, head)
    box, figure = ctx.styles("work", "box"), ctx.styles("work", "box", "figure", "center")
    for line in appendix.lines:
        value = line.item.record.values.get(keys[0]) if line.item and line.item.record else None
        content = value.content if value else None
        if line.item is None:
            continue
        bounds = (content.low, content.high) if isinstance(content, Target) else (None, None)
        for place, bound in enumerate(bounds):
            if bound is None:
                sheet.write_blank(line.at, start + place, None, figure)
            else:
                sheet.write_number(line.at, start + place, number(bound), figure)
        text = (
            understood(content)
            if isinstance(content, Target)
            else content
            if isinstance(content, str)
            else ""
        )
        ctx.text(sheet, line.at, start + 2, text, box)
    return start + 3


def understood(target: Target) -> str:
    """Say in words how the bounds of a target are meant."""
    if target.low is not None and target.low == target.high:
        return "đúng mức này"
    if target.low is not None and target.high is not None:
        return "trong khoảng"
    if target.low is not None:
        return "lớn hơn" if target.low_open else "ít nhất"
    if target.high is not None:
        return "nhỏ hơn" if target.high_open else "nhiều nhất"
    return ""
