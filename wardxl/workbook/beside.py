"""What stands to the right of a form, outside the print area: status, live checks, findings, sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wardxl.model import Column, Consolidated, Finding, Relation, Ruling, Status
from wardxl.workbook import targets, timeline
from wardxl.workbook.checks import Verdict, status_formula
from wardxl.workbook.context import Context, number
from wardxl.workbook.live import Plan, RowPlan
from wardxl.workbook.places import SOURCES, Appendix, a1, internal
from wardxl.workbook.styles import STATUS, Look


def fill_of(ctx: Context, appendix: Appendix, item: Consolidated, column: Column) -> tuple[str, ...]:
    """The fill of a value cell under a finding that no formula judges; () where there is none."""
    fills = ctx.plans[appendix.form.code].rows[item.row.code].fills
    weight = fills.get(column.key)
    return (weight.value,) if weight else ()


def draw(ctx: Context, sheet: Any, appendix: Appendix) -> None:
    """Draw the columns beside one appendix."""
    plan = ctx.plans[appendix.form.code]
    _headings(ctx, sheet, appendix, plan)
    for line in appendix.lines:
        if line.item:
            _row(ctx, sheet, appendix, plan, line.at, line.item)
    at = targets.draw(ctx, sheet, appendix, plan.next)
    timeline.draw(ctx, sheet, appendix, at)
    _paint(ctx, sheet, appendix, plan)


def headings(appendix: Appendix, plan: Plan) -> list[tuple[int, float, str]]:
    """Place, width and heading of the columns beside an appendix."""
    columns = plan.columns
    texts: list[tuple[int | None, float, str]] = [
        (plan.status, 19, "Trạng thái"),
        (columns.year_verdict, 20, "Các năm so với 5 năm"),
        (columns.part_verdict, 20, "Các phần so với chung"),
        (plan.other, 19, "Vấn đề khác (máy ghi khi tổng hợp)"),
        (plan.count, 9, "Số vấn đề"),
        (plan.codes, 18, "Mã vấn đề"),
        (plan.source, 46, "Nguồn (tệp, trang, ô)"),
        (columns.method, 17, "Cách tính số 5 năm"),
        (columns.computed, 12, "Tính từ các năm"),
        (columns.difference, 11, "Chênh lệch"),
        (columns.tolerance, 11, "Sai số làm tròn cho phép"),
    ]
    form = appendix.form
    for key, at in columns.part_difference.items():
        heading = form.column(key)
        texts.append((at, 16, f"Chung trừ các phần: {heading.heading if heading else key}"))
    for key, at in columns.part_tolerance.items():
        heading = form.column(key)
        texts.append((at, 16, f"Sai số cho phép: {heading.heading if heading else key}"))
    return [(at, width, text) for at, width, text in texts if at is not None]


def _headings(ctx: Context, sheet: Any, appendix: Appendix, plan: Plan) -> None:
    head, row, texts = ctx.styles("work", "head"), appendix.head, headings(appendix, plan)
    sheet.set_column(plan.status - 1, plan.status - 1, 2)
    for place, width, text in texts:
        sheet.set_column(place, place, width)
        ctx.text(sheet, row, place, text, head)
    for at in (plan.source + 1, min(plan.columns.part_difference.values(), default=0) - 1):
        if at > plan.source and at < plan.next and at not in {place for place, _, _ in texts}:
            sheet.set_column(at, at, 2)


def _row(ctx: Context, sheet: Any, appendix: Appendix, plan: Plan, row: int, item: Consolidated) -> None:
    own = plan.rows[item.row.code]
    label = STATUS[item.status].label
    box = ctx.styles("work", "box", "pad", "bold")
    verdicts = [
        at for at in (plan.columns.year_verdict, plan.columns.part_verdict, plan.other) if at is not None
    ]
    if own.live:
        formula = status_formula(a1(row, verdicts[0]), a1(row, verdicts[-1]))
        sheet.write_formula(row, plan.status, "=" + formula, box, label)
    else:
        ctx.text(sheet, row, plan.status, label, box)
    if plan.other is not None:
        other = STATUS[own.other if own.other is not None and own.live else item.status].label
        ctx.text(sheet, row, plan.other, other, ctx.styles("work", "box", "pad"))
    _checks(ctx, sheet, plan, row, own)
    _findings(ctx, sheet, appendix, plan, row, item)
    _source(ctx, sheet, appendix, plan, row, item)


def _checks(ctx: Context, sheet: Any, plan: Plan, row: int, own: RowPlan) -> None:
    at, box, figure = plan.columns, ctx.styles("work", "box", "pad"), ctx.styles("work", "box", "figure")
    year, part = own.year, own.part
    if at.year_verdict is not None:
        _verdict(sheet, row, at.year_verdict, year.verdict if year and own.live else None, box)
    if at.part_verdict is not None:
        _verdict(sheet, row, at.part_verdict, part.verdict if part and own.live else None, box)
    if year and at.method is not None and at.computed is not None and at.difference is not None:
        ctx.text(sheet, row, at.method, year.method, box)
        _formula(sheet, row, at.computed, year.computed, figure)
        _formula(sheet, row, at.difference, year.difference, figure)
        sheet.write_number(row, at.tolerance, number(year.tolerance), figure)
    if part:
        for key, difference in part.differences.items():
            _formula(sheet, row, at.part_difference[key], difference, figure)
            sheet.write_number(row, at.part_tolerance[key], number(part.tolerances[key]), figure)


def _verdict(sheet: Any, row: int, at: int, verdict: Verdict | None, style: Any) -> None:
    if verdict:
        sheet.write_formula(row, at, "=" + verdict.formula, style, verdict.value)
    else:
        sheet.write_blank(row, at, None, style)


def _formula(sheet: Any, row: int, at: int, formula: tuple[str, Decimal | None], style: Any) -> None:
    text, value = formula
    sheet.write_formula(row, at, "=" + text, style, "" if value is None else number(value))


def _findings(ctx: Context, sheet: Any, appendix: Appendix, plan: Plan, row: int, item: Consolidated) -> None:
    numbers = tuple(ctx.places.findings_of.get((appendix.form.code, item.row.code), ()))
    box = ctx.styles("work", "box", "center")
    if not numbers:
        sheet.write_number(row, plan.count, 0, box)
        sheet.write_blank(row, plan.codes, None, ctx.styles("work", "box"))
        return
    found = [ctx.result.findings[at] for at in numbers]
    count = sum(finding.open for finding in found)
    first = next((at for at in numbers if ctx.result.findings[at].open), numbers[0])
    linked = ctx.styles("work", "box", "link", "center")
    tip = "Mở dòng đầu tiên của các vấn đề này ở trang Vấn đề"
    ctx.link(sheet, row, plan.count, ctx.places.link_to_finding(first), str(count), linked, tip)
    sheet.write_number(row, plan.count, count, linked)
    codes = ", ".join(dict.fromkeys(_code(finding) for finding in found))
    ctx.text(sheet, row, plan.codes, codes, ctx.styles("work", "box", "pad", "wrap"))


def _code(finding: Finding) -> str:
    """A finding's code, and what was decided of it where that settles it."""
    decision = finding.decision
    if finding.open or decision is None:
        return finding.code
    said = f"chọn {decision.text}" if decision.ruling is Ruling.CHOSEN else "chấp nhận"
    return f"{finding.code} (đã {said})"


def _source(ctx: Context, sheet: Any, appendix: Appendix, plan: Plan, row: int, item: Consolidated) -> None:
    values = [value for value in item.record.values.values() if not value.blank] if item.record else []
    refs = [value.ref for value in values] or ([item.record.name.ref] if item.record else [])
    style = ctx.styles("work", "box", "pad", "wrap")
    if not refs:
        sheet.write_blank(row, plan.source, None, style)
        return
    first = refs[0]
    files = list(dict.fromkeys(ref.file for ref in refs))
    more = f" (và {len(files) - 1} tệp khác)" if len(files) > 1 else ""
    decided = any(c.decision for candidates in item.candidates.values() for c in candidates)
    more += "; có số theo quyết định" if decided else ""
    text = f"{first.file} ▸ {first.sheet} ▸ {first.a1}{more}"
    url = ctx.source_link(first.file, first.sheet, first.a1)
    if not url or more:
        line = ctx.places.sources_at.get((appendix.form.code, item.row.code))
        url = internal(SOURCES, line, 0) if line else url
    ctx.link(sheet, row, plan.source, url, text, ctx.styles("work", "box", "pad", "wrap", "link"))


def _paint(ctx: Context, sheet: Any, appendix: Appendix, plan: Plan) -> None:
    """Colour the live cells: statuses and verdicts by their symbol, figures by the verdict on them."""
    first, last = appendix.body, appendix.last
    if last < first:
        return
    for at in (plan.status, plan.columns.year_verdict, plan.columns.part_verdict, plan.other):
        if at is not None:
            paint_statuses(ctx, sheet, first, at, last, at)
    error, warning = STATUS[Status.ERROR], STATUS[Status.WARNING]
    total = next((column.key for column in appendix.columns if column.role == "total"), None)
    if (
        total
        and plan.columns.year_verdict is not None
        and any(row.year and row.live for row in plan.rows.values())
    ):
        column = appendix.column_at[total]
        verdict = "$" + a1(first, plan.columns.year_verdict)
        for look in (error, warning):
            _when(ctx, sheet, (first, column, last, column), f'LEFT({verdict},1)="{look.symbol}"', look)
    for code, row in plan.rows.items():
        if row.year and row.live:
            line = appendix.row_at[code]
            for key, outside in row.year.outside.items():
                formula = (
                    f'AND(LEFT({a1(line, plan.columns.year_verdict or 0)},1)="{error.symbol}",{outside})'
                )
                column = appendix.column_at[key]
                _when(ctx, sheet, (line, column, line, column), formula, error)
        if row.part and row.live:
            _paint_parts(ctx, sheet, appendix, plan, code, row)


def _paint_parts(ctx: Context, sheet: Any, appendix: Appendix, plan: Plan, code: str, row: RowPlan) -> None:
    if row.part is None or plan.columns.part_verdict is None:
        return
    at_most = not ctx.result.schema.parts_of(code, Relation.PART)
    line = appendix.row_at[code]
    verdict = a1(line, plan.columns.part_verdict)
    for key in row.part.differences:
        cell, limit = a1(line, plan.columns.part_difference[key]), a1(line, plan.columns.part_tolerance[key])
        beyond = f"ROUND({cell},6)<-{limit}" if at_most else f"ABS(ROUND({cell},6))>{limit}"
        for look in (STATUS[Status.ERROR], STATUS[Status.WARNING]):
            formula = f'AND(ISNUMBER({cell}),LEFT({verdict},1)="{look.symbol}",{beyond})'
            for column in (appendix.column_at[key], plan.columns.part_difference[key]):
                _when(ctx, sheet, (line, column, line, column), formula, look)


def _when(ctx: Context, sheet: Any, area: tuple[int, int, int, int], formula: str, look: Look) -> None:
    options = {"type": "formula", "criteria": "=" + formula, "format": ctx.styles.paint(look)}
    sheet.conditional_format(*area, options)


def paint_statuses(ctx: Context, sheet: Any, top: int, left: int, bottom: int, right: int) -> None:
    """Colour cells by the status symbol with which their text begins."""
    for look in STATUS.values():
        options = {"type": "text", "criteria": "begins with", "value": look.symbol}
        sheet.conditional_format(top, left, bottom, right, options | {"format": ctx.styles.paint(look)})
