"""`Tổng quan`: the first screen says who is late and which figures do not hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wardxl.model import Consolidated, State, Status
from wardxl.workbook import charts, textfit
from wardxl.workbook.context import Context, to_mend
from wardxl.workbook.departments import department_row, standing_label, weights
from wardxl.workbook.places import DEPARTMENTS, OVERVIEW, PROBLEMS, a1, internal, quoted
from wardxl.workbook.styles import SEVERITY, STATUS, WORK, Look

#: Twelve columns of equal width are the grid on which everything is laid.
_COLUMNS, _WIDTH = 14, 11.5
_TILES = (Status.ERROR, Status.WARNING, Status.MISSING, Status.UNCHECKED, Status.OK)
_MOST = 10


def draw(ctx: Context) -> None:
    """Add the sheet."""
    sheet = ctx.sheet(OVERVIEW)
    sheet.set_column(0, 0, 1.5)
    sheet.set_column(1, _COLUMNS, _WIDTH)
    sheet.hide_gridlines(2)
    _banner(ctx, sheet)
    _tiles(ctx, sheet, 3)
    bottom = _departments(ctx, sheet, 7)
    at = charts.place(ctx, sheet, 7, _findings(ctx, sheet, bottom + 2), _COLUMNS)
    sheet.activate()
    sheet.set_first_sheet()
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, at, _COLUMNS)
    sheet.center_horizontally()
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P/&N")


def _banner(ctx: Context, sheet: Any) -> None:
    schema, submissions = ctx.result.schema, ctx.result.submissions
    accepted = sum(s.state in (State.ACCEPTED, State.SUPERSEDED) for s in submissions)
    heads = f"Kế hoạch {schema.start}–{schema.end}, so với năm {schema.baseline_year}"
    lost = [s for s in submissions if s.state is State.UNREADABLE]
    files = f"tổng hợp từ {accepted} tệp trong {len(submissions)} tệp nhận được"
    if lost:
        files += f" ({len(lost)} tệp không đọc được)"
    ctx.text(sheet, 0, 1, f"{schema.ward} – tổng hợp phụ lục của các đơn vị", ctx.styles("work", "banner"))
    line = f"{heads} · {files} · số liệu đến ngày {ctx.today:%d/%m/%Y}"
    ctx.text(sheet, 1, 1, line, ctx.styles("work", "soft"))
    sheet.set_row(0, 27)
    sheet.set_row(1, 16.5)
    sheet.set_row(2, 6)


def status_ranges(ctx: Context) -> list[tuple[str, list[Consolidated]]]:
    """The status cells of every appendix as a range for formulas, with the rows behind it."""
    found = []
    for code, appendix in ctx.places.appendices.items():
        items = list(ctx.result.appendices.get(code, ()))
        if items:
            top = a1(appendix.body, appendix.status_column, fixed=True)
            bottom = a1(appendix.last, appendix.status_column, fixed=True)
            found.append((f"{quoted(appendix.sheet)}!{top}:{bottom}", items))
    return found


def count_formula(ranges: Sequence[str], status: Status) -> str:
    """Count the rows of a status, live."""
    mark = STATUS[status].symbol.replace("?", "~?")
    return "=" + ("+".join(f'COUNTIF({area},"{mark}*")' for area in ranges) or "0")


def _tiles(ctx: Context, sheet: Any, top: int) -> None:
    """Tiles with the counts of rows by status, live, and of departments that have sent nothing."""
    found = status_ranges(ctx)
    items = [item for _, rows in found for item in rows]
    for place, status in enumerate(_TILES):
        at = 1 + place * 2
        count = sum(item.status is status for item in items)
        formula = count_formula([area for area, _ in found], status)
        caption = f"{STATUS[status].symbol} {STATUS[status].word}"
        _tile(ctx, sheet, top, at, formula, count, f"{caption} (dòng)", STATUS[status])
    late = sum(standing.state == "missing" for standing in ctx.result.departments)
    due = sum(standing.required for standing in ctx.result.departments)
    look = Status.ERROR if late else Status.OK
    symbol = STATUS[look].symbol
    _tile(ctx, sheet, top, 11, "", late, f"{symbol} đơn vị chưa nộp / {due}", STATUS[look])
    weight = len(to_mend(ctx.result.findings))
    _tile(ctx, sheet, top, 13, "", weight, "vấn đề phải xử lý", STATUS[Status.MISSING])
    sheet.set_row(top, 30)
    sheet.set_row(top + 1, 16.5)
    sheet.set_row(top + 2, 8)


def _tile(
    ctx: Context, sheet: Any, row: int, at: int, formula: str, count: int, caption: str, look: Look
) -> None:
    """Draw a number over its caption; it takes its colour only where there is something to count."""
    big, small = ctx.styles("work", "tile", "soft"), ctx.styles("work", "caption", "soft")
    sheet.merge_range(row, at, row, at + 1, "", big)
    sheet.merge_range(row + 1, at, row + 1, at + 1, "", small)
    if formula:
        sheet.write_formula(row, at, formula, big, count)
    else:
        sheet.write_number(row, at, count, big)
    ctx.text(sheet, row + 1, at, caption, small)
    counted = {"type": "formula", "criteria": f"={a1(row, at, fixed=True)}>0"}
    sheet.conditional_format(row, at, row + 1, at + 1, counted | {"format": ctx.styles.paint(look)})


def _departments(ctx: Context, sheet: Any, top: int) -> int:
    """The departments: due, sent, errors, warnings, missing; return the last row."""
    ctx.text(sheet, top - 1, 1, "Các đơn vị", ctx.styles("work", "heading"))
    for at in range(2, 9):
        sheet.write_blank(top - 1, at, None, ctx.styles("work", "heading"))
    sheet.set_row(top - 1, 19.5)
    head = ctx.styles("work", "head")
    sheet.merge_range(top, 1, top, 3, "Đơn vị", head)
    for at, heading in enumerate(("Phải gửi", "Đã gửi", "Sai", "Cần xem", "Còn thiếu"), start=4):
        ctx.text(sheet, top, at, heading, head)
    sheet.set_row(top, 18)
    row = top
    for number, standing in enumerate(ctx.result.departments):
        row = top + 1 + number
        late = ("bold", Status.ERROR.value) if standing.state == "missing" else ()
        link = ctx.styles("work", "line", "link", *late)
        sheet.merge_range(row, 1, row, 3, "", link)
        url = internal(DEPARTMENTS, department_row(number), 0)
        symbol = standing_label(standing).split(" ")[0]
        ctx.link(sheet, row, 1, url, f"{symbol} {standing.name}", link, standing_label(standing))
        errors, warnings = weights(ctx, standing.name)
        counts = (len(standing.due), len(standing.sent), errors, warnings, len(standing.missing))
        fills = ("", "", Status.ERROR if errors else "", Status.WARNING if warnings else "", "")
        for at, (count, fill) in enumerate(zip(counts, fills, strict=True), start=4):
            bold = ("bold", fill.value) if isinstance(fill, Status) else ()
            sheet.write_number(row, at, count, ctx.styles("work", "line", "center", *bold))
        sheet.set_row(row, 16.5)
    return row


def _findings(ctx: Context, sheet: Any, top: int) -> int:
    """The findings to mend first; return the last row."""
    numbers = to_mend(ctx.result.findings)
    heading = ctx.styles("work", "heading")
    rest = len(numbers) - _MOST
    title = f"Cần sửa trước ({_MOST} trong {len(numbers)} vấn đề)" if rest > 0 else "Cần sửa trước"
    for at in range(1, _COLUMNS + 1):
        sheet.write_blank(top, at, None, heading)
    ctx.link(sheet, top, 1, internal(PROBLEMS, 0, 0), title, heading)
    sheet.set_row(top, 19.5)
    row = top
    if not numbers:
        row += 1
        ctx.text(sheet, row, 1, "✓ Không có vấn đề nào phải xử lý.", ctx.styles("work"))
    for number in numbers[:_MOST]:
        row += 1
        finding = ctx.result.findings[number]
        look = SEVERITY[finding.severity]
        label = ctx.styles("work", "line", "bold", finding.severity.value)
        ctx.text(sheet, row, 1, look.label, label)
        link = ctx.styles("work", "line", "link")
        ctx.link(sheet, row, 2, ctx.places.link_to_finding(number), finding.code, link)
        text = ctx.styles("work", "line", "pad", "wrap")
        sheet.merge_range(row, 3, row, 6, "", text)
        ctx.text(sheet, row, 3, _where(ctx, number), text)
        sheet.merge_range(row, 7, row, _COLUMNS, "", text)
        ctx.text(sheet, row, 7, finding.message, text)
        message = (finding.message, _WIDTH * (_COLUMNS - 6) - textfit.INDENT, WORK)
        where = (_where(ctx, number), _WIDTH * 4 - textfit.INDENT, WORK)
        sheet.set_row(row, textfit.height([where, message], 16.5))
    return row


def _where(ctx: Context, number: int) -> str:
    """Name the row and the department, so that the line can be read without opening it."""
    finding, spots = ctx.result.findings[number], ctx.places.spots[number]
    appendix, code = spots[0][:2] if spots else (finding.appendix, finding.row)
    items = ctx.result.appendices.get(appendix or "", ())
    name = next((item.row.name for item in items if item.row.code == code), "")
    # The code of a row that a department added is its name.
    label = name if (code or "").startswith("+") else f"{code} {name}"
    place = label if name else f"Phụ lục {appendix}" if appendix else ""
    return " · ".join(part for part in (place, finding.department or finding.file or "") if part)
