"""The appendix sheets: the official form, to print; beside it, outside the print area, what was checked.

Drawn from the form's columns alone: any appendix of any template comes out the same way.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from wardxl.model import Amount, Column, Consolidated, Kind, Period, Status, Target, Value
from wardxl.workbook import beside, textfit
from wardxl.workbook.context import Context, number
from wardxl.workbook.paper import Page, choose
from wardxl.workbook.places import Appendix, Line
from wardxl.workbook.styles import (
    FORM,
    FORM_BOLD,
    FORM_SIZE,
    STATUS,
    WORK_BOLD,
    Font,
    number_format,
    shown_decimals,
)

_CENTRED = frozenset({"tt", "unit", "baseline", "total", "year", "target", "period", "number"})
_DASHES = frozenset("-–—−")
_FIGURE = re.compile(r"[-–−]?\d(?:[\d., \u00a0\u2009]*\d)?")
_SMALLEST = 8
#: A figure shrunk further than this to fit its cell is hard to read in print.
_LEAST_SCALE = Decimal("0.7")
_NOTE = {"author": "wardxl", "width": 260, "height": 70}


def draw(ctx: Context) -> None:
    """Add the sheets of all appendices, in the template's order."""
    for appendix in ctx.places.appendices.values():
        _draw_one(ctx, appendix)


def _draw_one(ctx: Context, appendix: Appendix) -> None:
    sheet = ctx.sheet(appendix.sheet)
    page = choose(appendix.form)
    for at, width in enumerate(page.widths):
        sheet.set_column(at, at, width)
    _title(ctx, sheet, appendix)
    _headings(ctx, sheet, appendix, page)
    for line in appendix.lines:
        _line(ctx, sheet, appendix, page, line)
    last = len(appendix.columns) - 1
    _set_up_page(sheet, appendix, page, last)
    beside.draw(ctx, sheet, appendix)
    name = appendix.column_of_role("name")
    sheet.freeze_panes(appendix.body, 0 if name is None else name + 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{appendix.last + 1}"})
    sheet.set_zoom(page.zoom)
    sheet.hide_gridlines(2)


def _set_up_page(sheet: Any, appendix: Appendix, page: Page, last: int) -> None:
    sheet.set_landscape() if page.landscape else sheet.set_portrait()
    sheet.set_paper(page.paper)
    sheet.set_margins(left=page.left, right=page.right, top=page.top, bottom=page.bottom)
    sheet.set_header(f'&C&"{FORM.name},Regular"&13&P', {"margin": page.header, "scale_with_doc": False})
    sheet.first_page_bare = True
    sheet.set_start_page(1)
    sheet.print_area(0, 0, appendix.last, last)
    sheet.repeat_rows(appendix.head, appendix.body - 1)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.print_black_and_white()


def _title(ctx: Context, sheet: Any, appendix: Appendix) -> None:
    last = len(appendix.columns) - 1
    lines = [(text, "appendix" if at == 0 else "title") for at, text in enumerate(appendix.title)]
    if appendix.form.attached:
        lines.append((appendix.form.attached, "attached"))
    room = sum(textfit.points(width) for width in choose(appendix.form).widths)
    for row, (text, style) in enumerate(lines):
        made = ctx.styles("form", style, "wrap")
        if last:
            sheet.merge_range(row, 0, row, last, "", made)
        ctx.text(sheet, row, 0, text, made)
        needed = textfit.count_lines(text, room - 10, Font(FORM.name, 14, True))
        sheet.set_row(row, 20 * needed)
    sheet.set_row(len(lines), 9)


def _headings(ctx: Context, sheet: Any, appendix: Appendix, page: Page) -> None:
    head = ctx.styles("form", "bold", "center", "wrap", "grid")
    for at, column in enumerate(appendix.columns):
        ctx.text(sheet, appendix.head, at, column.heading, head)
    cells = [(c.heading, w, FORM_BOLD) for c, w in zip(appendix.columns, page.widths, strict=True)]
    plan = ctx.plans[appendix.form.code]
    cells += [(text, width, WORK_BOLD) for _, width, text in beside.headings(appendix, plan)]
    sheet.set_row(appendix.head, max(30.0, textfit.height(cells) + 4))
    if appendix.numbered:
        made = ctx.styles("form", "numbering", "grid")
        for at in range(len(appendix.columns)):
            sheet.write_number(appendix.head + 1, at, at + 1, made)
        sheet.set_row(appendix.head + 1, 15)


def _line(ctx: Context, sheet: Any, appendix: Appendix, page: Page, line: Line) -> None:
    if line.item is None:
        _lead_over(ctx, sheet, appendix, line)
        return
    item = line.item
    slant = ("italic",) if line.depth else ()
    fonts: list[tuple[str, float, Font]] = []
    for at, column in enumerate(appendix.columns):
        align = "center" if column.role in _CENTRED else "left"
        parts = ("form", "grid", "wrap", align, *slant)
        text, size = _describe(column, line, item), FORM_SIZE
        value = item.record.values.get(column.key) if item.record and column.holds_values else None
        if value and value.amount:
            # A figure is never broken into lines: one too long for its column is drawn smaller, not as ###.
            parts = ("form", "grid", "shrink", "center", *slant)
        if value is not None:
            text = _text_of(value)
        width = page.widths[at]
        if text and not textfit.fits(text, width, FORM):
            text, size = _squeeze(text, width)
        more: dict[str, Any] = {"font_size": size} if size != FORM_SIZE else {}
        if column.role == "name" and line.depth:
            more["indent"] = line.depth
            width = max(1.0, width - textfit.INDENT * line.depth)
        if column.holds_values:
            parts = (*parts, *_severity(ctx, appendix, item, column))
            _value(ctx, sheet, line.at, at, item, column, value, text, parts, more)
            decided = (c.reason for c in item.candidates.get(column.key, ()) if c.decision)
            if reason := next(decided, ""):
                # A note is seen on the screen and not on paper.
                sheet.write_comment(line.at, at, f"Số {reason}", _NOTE)
        else:
            ctx.text(sheet, line.at, at, text, ctx.styles(*parts, **more))
        fonts.append((text, width, Font(FORM.name, size)))
    if item.status is Status.MISSING and item.record is None and item.row.kind is not Kind.HEADING:
        _not_there(ctx, sheet, appendix, line)
    sheet.set_row(line.at, textfit.height(fonts, 19.5))


def _lead_over(ctx: Context, sheet: Any, appendix: Appendix, line: Line) -> None:
    """Draw a section's name over the whole width, or `Trong đó:` in the name column."""
    name, last = appendix.column_of_role("name") or 0, len(appendix.columns) - 1
    plain = ctx.styles("form", "grid")
    for at in range(last + 1):
        sheet.write_blank(line.at, at, None, plain)
    if line.depth:
        made = ctx.styles("form", "grid", "italic", indent=line.depth)
        ctx.text(sheet, line.at, name, line.text, made)
    else:
        made = ctx.styles("form", "grid", "bold", "italic", "left", "wrap")
        if last:
            sheet.merge_range(line.at, 0, line.at, last, "", made)
        ctx.text(sheet, line.at, 0, line.text, made)
    sheet.set_row(line.at, 19.5)


def _describe(column: Column, line: Line, item: Consolidated) -> str:
    match column.role:
        case "tt":
            return line.number
        case "name":
            return item.row.name
        case "unit":
            return item.row.unit
        case "lead":
            return "; ".join(item.leads or item.row.leads)
        case "note":
            return item.note
        case _:
            return ""


def _text_of(value: Value) -> str:
    """What a person reads in a cell, to measure it and to write it where it is no figure."""
    content = value.content
    if isinstance(content, (Target, Period)):
        return content.text
    return content if isinstance(content, str) else value.shown


def _value(
    ctx: Context,
    sheet: Any,
    row: int,
    at: int,
    item: Consolidated,
    column: Column,
    value: Value | None,
    text: str,
    parts: tuple[str, ...],
    more: dict[str, Any],
) -> None:
    amount = value.amount if value else None
    if value is None or amount is None:
        ctx.text(sheet, row, at, text, ctx.styles(*parts, **more))
        return
    shape = figure_format(amount, value.shown, item.row.unit, column.width)
    sheet.write_number(row, at, number(amount.value), ctx.styles(*parts, num_format=shape, **more))


def figure_format(amount: Amount, shown: str, unit: str, width: Decimal) -> str:
    """Find the number format that shows a figure as its sender typed it, in the catalogue's unit.

    Percentages carry their sign as in the office's documents; a dash stays a dash; a qualifier (`trên`,
    `(1)`) stays beside its figure where the column's width leaves both legible. A longer one would shrink the figure to
    nothing; V211 shows it.
    """
    decimals = max(shown_decimals(amount.step), 0) if not amount.exact else _own_decimals(amount)
    if shown.strip() in _DASHES:
        return number_format(0, dash=True)
    percent = unit.strip("() ") == "%" or shown.rstrip().endswith("%")
    legible = len(shown) <= width / _LEAST_SCALE
    prefix, suffix = _qualifiers(shown) if legible and amount.factor == 1 else ("", "")
    return number_format(decimals, prefix=prefix, suffix=suffix or ("%" if percent else ""))


def _own_decimals(amount: Amount) -> int:
    """The decimals of an exact figure: those it has."""
    exponent = amount.value.normalize().as_tuple().exponent
    return max(amount.decimals, -exponent, 0) if isinstance(exponent, int) and amount.value else 0


def _qualifiers(shown: str) -> tuple[str, str]:
    """What stands before and after the figure: words or marks, kept as they were typed."""
    found = _FIGURE.search(shown)
    if not found:
        return "", ""
    before, after = shown[: found.start()], shown[found.end() :]
    telling = [part for part in (before, after) if part.strip(" %+") and not part.strip().isdigit()]
    return (before, after) if telling else ("", "")


def _severity(ctx: Context, appendix: Appendix, item: Consolidated, column: Column) -> tuple[str, ...]:
    """The fill of a value cell that a finding names, unless a formula beside it decides live."""
    return beside.fill_of(ctx, appendix, item, column)


def _not_there(ctx: Context, sheet: Any, appendix: Appendix, line: Line) -> None:
    """Say across the empty value cells that nobody sent the row; a figure typed there later replaces it."""
    values = [at for at, column in enumerate(appendix.columns) if column.holds_values]
    if not values:
        return
    made = ctx.styles("form", "grid", "across")
    for at in values:
        sheet.write_blank(line.at, at, None, made)
    ctx.text(sheet, line.at, values[0], STATUS[Status.MISSING].label, made)


def _squeeze(text: str, width: float) -> tuple[str, int]:
    """Fit a very long text into the highest row there is: smaller letters, then a cut that says so."""
    for size in range(FORM_SIZE - 1, _SMALLEST - 1, -1):
        if textfit.fits(text, width, Font(FORM.name, size)):
            return text, size
    tail = " … (xem đủ ở trang Nguồn số liệu)"
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if textfit.fits(text[:middle] + tail, width, Font(FORM.name, _SMALLEST)):
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + tail, _SMALLEST
