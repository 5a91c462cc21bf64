"""A timeline beside any form that has a column of periods: a column per half-year of the plan, a bar per task."""

from __future__ import annotations

from typing import Any

from wardxl.model import Period, Schema, Status
from wardxl.workbook.context import Context
from wardxl.workbook.places import Appendix, a1
from wardxl.workbook.styles import STATUS, TODAY

_ONGOING = "thường xuyên"
BAR = "■"


def draw(ctx: Context, sheet: Any, appendix: Appendix, at: int) -> int:
    """Draw the timeline from column `at` on; return the first free column.

    `Từ` and `Đến` follow the period's text by formula where it is as simple as `2026 - 2028`; the bars follow these
    two columns, so that somebody who corrects a period sees the bar move. 2026,5 is the middle of 2026.
    """
    keys = [column.key for column in appendix.columns if column.role == "period"]
    if not keys:
        return at
    schema = ctx.result.schema
    halves = [year + half for year in range(schema.start, schema.end + 1) for half in (0.0, 0.5)]
    start, first = at + 1, at + 3
    last = first + len(halves) - 1
    sheet.set_column(at, at, 2)
    sheet.set_column(start, start + 1, 8)
    sheet.set_column(first, last, 7)
    head = ctx.styles("work", "head")
    ctx.text(sheet, appendix.head, start, "Từ", head)
    ctx.text(sheet, appendix.head, start + 1, "Đến", head)
    for place, half in enumerate(halves):
        name = f'"{"II" if half % 1 else "I"}/{int(half)}"'
        sheet.write_number(appendix.head, first + place, half, ctx.styles("work", "head", num_format=name))
    for line in appendix.lines:
        if line.item is None:
            continue
        value = line.item.record.values.get(keys[0]) if line.item.record else None
        content = value.content if value else None
        span = reading(content, schema) if isinstance(content, Period) else ("", "")
        _ends(
            ctx,
            sheet,
            appendix,
            line.at,
            appendix.column_at[keys[0]],
            start,
            span,
            value.shown if value else "",
        )
        _bars(ctx, sheet, appendix, line.at, start, first, halves, span)
    if appendix.lines:
        _paint(ctx, sheet, appendix, first, last)
    return last + 1


def reading(period: Period, schema: Schema) -> tuple[float | str, float | str]:
    """The beginning and the last year (or the middle of it) of a period; '' where it has none."""
    begin = period.start if period.start is not None else schema.start if period.ongoing else None
    end = period.end if period.end is not None else schema.end if period.ongoing else None
    if begin is None or end is None:
        return "", ""
    late = 0.5 if period.first and period.first[1] > 6 else 0.0
    early = 0.5 if period.last and period.last[1] <= 6 else 0.0
    return begin + late, end + early


def _by_text(text: str, schema: Schema) -> tuple[float | str, float | str]:
    """What the formulas of `_ends` make of a period's text."""
    plain = " ".join(text.split())
    if _ONGOING in plain.casefold():
        return float(schema.start), float(schema.end)
    begin, end = plain[:4], plain[-4:]
    digits = all(part.isascii() and part.isdigit() and len(part) == 4 for part in (begin, end))
    return (float(begin), float(end)) if digits else ("", "")


def _ends(
    ctx: Context,
    sheet: Any,
    appendix: Appendix,
    row: int,
    period: int,
    start: int,
    span: tuple[float | str, float | str],
    shown: str,
) -> None:
    box, schema = ctx.styles("work", "box", "center"), ctx.result.schema
    cell = a1(row, period)
    live = not shown or ("" not in span and _by_text(shown, schema) == span)
    for place, (side, limit) in enumerate((("LEFT", schema.start), ("RIGHT", schema.end))):
        if live:
            own = f'IFERROR(VALUE({side}(TRIM({cell}),4)),"")'
            formula = f'=IF(ISNUMBER(SEARCH("{_ONGOING}",{cell})),{limit},{own})'
            sheet.write_formula(row, start + place, formula, box, span[place])
        elif isinstance(span[place], float | int):
            sheet.write_number(row, start + place, span[place], box)
        else:
            sheet.write_blank(row, start + place, None, box)


def _bars(
    ctx: Context,
    sheet: Any,
    appendix: Appendix,
    row: int,
    start: int,
    first: int,
    halves: list[float],
    span: tuple[float | str, float | str],
) -> None:
    style = ctx.styles("work", "line", "center")
    begin, end = "$" + a1(row, start), "$" + a1(row, start + 1)
    for place, half in enumerate(halves):
        head = a1(appendix.head, first + place).rstrip("0123456789") + f"${appendix.head + 1}"
        inside = f"AND({begin}<={head},{head}<IF({end}=INT({end}),{end}+1,{end}))"
        formula = f'=IF(AND(ISNUMBER({begin}),ISNUMBER({end})),IF({inside},"{BAR}",""),"")'
        sheet.write_formula(row, first + place, formula, style, BAR if _covers(span, half) else "")


def _covers(span: tuple[float | str, float | str], half: float) -> bool:
    begin, end = span
    if isinstance(begin, str) or isinstance(end, str):
        return False
    return begin <= half < (end + 1 if end == int(end) else end)


def _paint(ctx: Context, sheet: Any, appendix: Appendix, first: int, last: int) -> None:
    bar = {"type": "cell", "criteria": "==", "value": f'"{BAR}"'}
    done = ctx.styles.paint(STATUS[Status.OK])
    sheet.conditional_format(appendix.body, first, appendix.last, last, bar | {"format": done})
    letters = a1(0, first).rstrip("0123456789")
    today = f"={letters}${appendix.head + 1}=YEAR(TODAY())+IF(MONTH(TODAY())>6,0.5,0)"
    options = {"type": "formula", "criteria": today}
    sheet.conditional_format(
        appendix.head,
        first,
        appendix.head,
        last,
        options | {"format": ctx.styles.paint(TODAY, mark='"▼ nay"')},
    )
    sheet.conditional_format(
        appendix.body, first, appendix.last, last, options | {"format": ctx.styles.edges(TODAY)}
    )
