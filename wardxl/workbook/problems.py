"""`Vấn đề`: one line per finding, in the order in which a clerk works through them."""

from __future__ import annotations

from typing import Any

from wardxl.model import Finding
from wardxl.workbook import textfit
from wardxl.workbook.context import Context
from wardxl.workbook.places import PROBLEMS, a1
from wardxl.workbook.styles import SEVERITY, WORK

#: Heading and width of the columns, in order. `decisions.py` finds its own by these headings.
COLUMNS = (
    ("Số", 6.0),
    ("Mức độ", 13.0),
    ("Mã", 8.0),
    ("Đơn vị", 24.0),
    ("Phụ lục", 9.0),
    ("Mã dòng", 10.0),
    ("Nội dung", 34.0),
    ("Cột", 18.0),
    ("Đang ghi", 16.0),
    ("Lẽ ra", 16.0),
    ("Vấn đề và việc cần làm", 60.0),
    ("Quyết định", 18.0),
    ("Giải trình", 34.0),
    ("Ô tổng hợp", 18.0),
    ("Tệp nguồn", 26.0),
    ("Trang", 14.0),
    ("Ô nguồn", 10.0),
    ("Ô liên quan", 26.0),
)
_AT = {heading: place for place, (heading, _) in enumerate(COLUMNS)}


def draw(ctx: Context) -> None:
    """Add the sheet."""
    sheet = ctx.sheet(PROBLEMS)
    head = ctx.styles("work", "head")
    for at, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        ctx.text(sheet, 0, at, heading, head)
    sheet.set_row(0, 30)
    findings = ctx.result.findings
    for number, finding in enumerate(findings):
        _line(ctx, sheet, number, finding)
    last = max(len(findings), 1)
    if not findings:
        ctx.text(sheet, 1, _AT["Vấn đề và việc cần làm"], "Không có vấn đề nào.", ctx.styles("work", "bold"))
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 3)
    decision = _AT["Quyết định"]
    sheet.data_validation(
        1,
        decision,
        last,
        decision,
        {
            "validate": "list",
            "source": ["chấp nhận"],
            "error_type": "information",
            "error_title": "Quyết định",
            "error_message": "Ghi “chấp nhận”, hoặc ghi giá trị được chọn, hoặc để trống.",
            "input_title": "Quyết định",
            "input_message": "Để trống, “chấp nhận”, hoặc giá trị được chọn. Ghi lý do ở cột Giải trình.",
        },
    )
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last, _AT["Giải trình"])
    sheet.set_footer("&C&P/&N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:R{last + 1}"})


def _line(ctx: Context, sheet: Any, number: int, finding: Finding) -> None:
    row = ctx.places.finding_row(number)
    look = SEVERITY[finding.severity]
    plain = ctx.styles("work", "line", "wrap", "top")
    centre = ctx.styles("work", "line", "top", "center")
    link = ctx.styles("work", "line", "wrap", "top", "link")
    spots = ctx.places.spots[number]
    appendix, code, column = spots[0] if spots else (finding.appendix, finding.row, finding.column)
    name = _name(ctx, appendix, code)
    more = f" (và {len(finding.cells) - 1} ô khác)" if len(finding.cells) > 1 else ""
    texts = {
        "Mã": finding.code,
        "Đơn vị": finding.department or "",
        "Phụ lục": appendix or "",
        "Mã dòng": code or "",
        "Nội dung": name,
        "Cột": ctx.column_title(appendix, finding.column or column),
        "Đang ghi": finding.found or "",
        "Lẽ ra": finding.expected or "",
        "Vấn đề và việc cần làm": finding.message,
        "Trang": finding.sheet or "",
        "Ô liên quan": ", ".join(_brief(str(ref), finding.file) for ref in finding.related),
        "Giải trình": "",
    }
    sheet.write_number(row, _AT["Số"], number + 1, centre)
    severity = ctx.styles("work", "line", "top", "bold", finding.severity.value)
    ctx.text(sheet, row, _AT["Mức độ"], look.label, severity)
    for heading, text in texts.items():
        ctx.text(sheet, row, _AT[heading], text, plain)
    url, label = "", ""
    if spots:
        place = ctx.places.appendices[spots[0][0]]
        label = f"{place.sheet} ▸ {a1(*place.cell(spots[0][1], spots[0][2]))}"
        url = ctx.places.link_to_cell(*spots[0])
    ctx.link(sheet, row, _AT["Ô tổng hợp"], url, label, link)
    source = ctx.source_link(finding.file, finding.sheet, finding.cell)
    ctx.link(sheet, row, _AT["Tệp nguồn"], source, finding.file or "", link if source else plain)
    cell = (finding.cell or "") + more
    ctx.link(sheet, row, _AT["Ô nguồn"], source if finding.cell else "", cell, link if source else plain)
    ctx.text(sheet, row, _AT["Quyết định"], "", ctx.styles("work", "input", "wrap", "top"))
    ctx.text(sheet, row, _AT["Giải trình"], "", ctx.styles("work", "input", "wrap", "top"))
    widths = dict(COLUMNS)
    cells = [(text, widths[heading], WORK) for heading, text in texts.items()]
    cells += [(finding.file or "", widths["Tệp nguồn"], WORK), (cell, widths["Ô nguồn"], WORK)]
    sheet.set_row(row, textfit.height(cells, 15.0))


def _name(ctx: Context, appendix: str | None, code: str | None) -> str:
    if code is None:
        return ""
    known = ctx.result.schema.rows.get(code)
    if known:
        return known.name
    items = ctx.result.appendices.get(appendix or "", ())
    return next((item.row.name for item in items if item.row.code == code), "")


def _brief(ref: str, file: str | None) -> str:
    """Leave the file out where it is the finding's own."""
    return ref.removeprefix(f"{file}!") if file else ref
