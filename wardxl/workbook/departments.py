"""`Đơn vị nộp`: how each department stands, and what became of every file."""

from __future__ import annotations

from collections import Counter
from typing import Any

from wardxl.model import Severity, Standing, State, Status
from wardxl.workbook import textfit
from wardxl.workbook.context import Context
from wardxl.workbook.places import DEPARTMENTS
from wardxl.workbook.styles import STATUS, WORK

_DEPARTMENTS = (
    ("Đơn vị", 38.0),
    ("Tình trạng", 20.0),
    ("Số dòng phải gửi", 12.0),
    ("Đã gửi", 10.0),
    ("Còn thiếu", 10.0),
    ("Đang mâu thuẫn", 12.0),
    ("Sai", 9.0),
    ("Cần xem", 9.0),
    ("Các dòng còn thiếu", 40.0),
    ("Tệp đã nộp", 44.0),
)
_FILES = (
    "Tệp",
    "Tình trạng",
    "Số ô đọc được",
    "Được lấy",
    "Trùng khớp",
    "Đã bị thay",
    "Không lấy",
    "Số vấn đề",
    "Đơn vị (để trống: tệp của nhiều đơn vị)",
    "Bảng tìm thấy",
)
STATES = {
    State.ACCEPTED: "✓ đã nhận",
    State.DUPLICATE: "– trùng tệp khác",
    State.SUPERSEDED: "– đã có tệp mới thay",
    State.UNREADABLE: "✗ không đọc được",
    State.SKIPPED: "– bỏ qua",
}


def standing_label(standing: Standing) -> str:
    """Say with symbol and word how a department stands."""
    if standing.state == "submitted":
        return f"{STATUS[Status.OK].symbol} đã nộp"
    if standing.state == "missing":
        return f"{STATUS[Status.ERROR].symbol} chưa nộp"
    return f"{STATUS[Status.MISSING].symbol} không phải nộp"


def weights(ctx: Context, name: str) -> tuple[int, int]:
    """Count a department's errors and warnings that are still open."""
    severities = Counter(f.severity for f in ctx.result.findings if f.department == name and f.open)
    return severities[Severity.ERROR], severities[Severity.WARNING]


def department_row(number: int) -> int:
    """The row of a department in this sheet, from 0."""
    return number + 1


def draw(ctx: Context) -> None:
    """Add the sheet: the departments, and below them the files."""
    sheet = ctx.sheet(DEPARTMENTS)
    head = ctx.styles("work", "head")
    text, centre = ctx.styles("work", "line", "pad", "wrap"), ctx.styles("work", "line", "center")
    for at, (heading, width) in enumerate(_DEPARTMENTS):
        sheet.set_column(at, at, width)
        ctx.text(sheet, 0, at, heading, head)
    sheet.set_row(0, 30)
    last = 0
    for number, standing in enumerate(ctx.result.departments):
        last = row = department_row(number)
        errors, warnings = weights(ctx, standing.name)
        missing = ", ".join(standing.missing)
        files = ", ".join(standing.files)
        label = standing_label(standing)
        ctx.text(sheet, row, 0, standing.name, text)
        ctx.text(sheet, row, 1, label, ctx.styles("work", "line", "pad", "bold", *_fill(label)))
        counts = (standing.due, standing.sent, standing.missing, standing.contested)
        for at, codes in enumerate(counts, start=2):
            sheet.write_number(row, at, len(codes), centre)
        sheet.write_number(
            row, 6, errors, ctx.styles("work", "line", "center", *(("error",) if errors else ()))
        )
        fill = ("warning",) if warnings else ()
        sheet.write_number(row, 7, warnings, ctx.styles("work", "line", "center", *fill))
        ctx.text(sheet, row, 8, missing, text)
        ctx.text(sheet, row, 9, files, text)
        sheet.set_row(
            row, textfit.height([(standing.name, 38, WORK), (missing, 40, WORK), (files, 44, WORK)], 16)
        )
    _files(ctx, sheet, last + 3)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _files(ctx: Context, sheet: Any, top: int) -> None:
    ctx.text(sheet, top - 1, 0, "Các tệp", ctx.styles("work", "heading"))
    for at, heading in enumerate(_FILES):
        ctx.text(sheet, top, at, heading, ctx.styles("work", "head"))
    sheet.set_row(top, 30)
    text, centre = ctx.styles("work", "line", "pad", "wrap"), ctx.styles("work", "line", "center")
    found = Counter(finding.file for finding in ctx.result.findings if finding.open)
    for row, submission in enumerate(ctx.result.submissions, start=top + 1):
        url = ctx.source_link(submission.file)
        style = ctx.styles("work", "line", "pad", "wrap", "link") if url else text
        ctx.link(sheet, row, 0, url, submission.file, style)
        label = STATES[submission.state]
        if submission.superseded_by:
            label += f": {submission.superseded_by}"
        ctx.text(sheet, row, 1, label, ctx.styles("work", "line", "pad", "wrap", "bold", *_fill(label)))
        account = submission.account
        counts = (
            account.read,
            account.consolidated,
            account.agreed,
            account.superseded,
            account.reported,
            found[submission.file],
        )
        for at, count in enumerate(counts, start=2):
            sheet.write_number(row, at, count, centre)
        ctx.text(sheet, row, 8, submission.department or "", text)
        forms = ctx.result.schema.forms
        tables = "; ".join(
            f"{forms[t.appendix].sheet_name if t.appendix in forms else t.appendix}: "
            f"trang {t.sheet}, {t.rows} dòng"
            for t in submission.tables
        )
        ctx.text(sheet, row, 9, tables, text)
        sizes = [(submission.file, 38.0, WORK), (label, 20.0, WORK), (tables, 44.0, WORK)]
        sheet.set_row(row, textfit.height([*sizes, (submission.department or "", 40.0, WORK)], 16))


def _fill(label: str) -> tuple[str, ...]:
    return next(
        (("bold", status.value) for status, look in STATUS.items() if label.startswith(look.symbol)), ()
    )
