"""`Vấn đề`: one line per finding, in the order in which a clerk works through them."""

from __future__ import annotations

import json
from typing import Any

from wardxl import decisions
from wardxl.model import Decision, Finding, Ruling, Severity
from wardxl.workbook import textfit
from wardxl.workbook.context import Context
from wardxl.workbook.places import PROBLEMS, a1
from wardxl.workbook.styles import SEVERITY, WORK

#: The columns that `previous` reads back, found by their headings; the last says which finding a line is.
DECISION, EXPLANATION, BY, WHEN, KEY = (
    "Quyết định",
    "Giải trình",
    "Người quyết định",
    "Ngày quyết định",
    "Khóa",
)
_ROW, _STATE = "Mã dòng", "Tình trạng"
#: Heading and width of the columns, in order.
COLUMNS = (
    ("Số", 6.0),
    ("Mức độ", 13.0),
    ("Mã", 8.0),
    ("Đơn vị", 24.0),
    ("Phụ lục", 9.0),
    (_ROW, 10.0),
    ("Nội dung", 34.0),
    ("Cột", 18.0),
    ("Đang ghi", 16.0),
    ("Lẽ ra", 16.0),
    ("Vấn đề và việc cần làm", 60.0),
    (_STATE, 20.0),
    (DECISION, 18.0),
    (EXPLANATION, 34.0),
    (BY, 18.0),
    (WHEN, 14.0),
    ("Ô tổng hợp", 18.0),
    ("Tệp nguồn", 26.0),
    ("Trang", 14.0),
    ("Ô nguồn", 10.0),
    ("Ô liên quan", 26.0),
    (KEY, 12.0),
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
    sheet.set_column(_AT[KEY], _AT[KEY], None, None, {"hidden": True})
    decision = _AT[DECISION]
    sheet.data_validation(
        1,
        decision,
        last,
        decision,
        {
            "validate": "list",
            "source": [decisions.ACCEPT],
            "show_error": False,
            "input_title": "Quyết định",
            "input_message": "Để trống, “chấp nhận”, hoặc (khi hai số mâu thuẫn) số được chọn. Ghi lý do ở cột "
            "Giải trình. Lần sau chạy với --previous và tệp này.",
        },
    )
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, last, _AT[WHEN])
    sheet.set_footer("&C&P/&N")
    sheet.ignore_errors({"number_stored_as_text": f"A1:V{last + 1}"})


def _line(ctx: Context, sheet: Any, number: int, finding: Finding) -> None:
    row = ctx.places.finding_row(number)
    look = SEVERITY[finding.severity]
    mute = () if finding.open else ("soft", "italic")
    plain = ctx.styles("work", "line", "pad", "wrap", "top", *mute)
    centre = ctx.styles("work", "line", "top", "center", *mute)
    link = ctx.styles("work", "line", "pad", "wrap", "top", "link", *mute)
    spots = ctx.places.spots[number]
    appendix, code, column = spots[0] if spots else (finding.appendix, finding.row, finding.column)
    # The code of an added row is its name over again: it must not make the line higher.
    codes = ctx.styles("work", "line", "pad", "top", *mute)
    name = _name(ctx, appendix, code) or ("" if code or appendix else finding.file or "")
    more = f" (và {len(finding.cells) - 1} ô khác)" if len(finding.cells) > 1 else ""
    texts = {
        "Mã": finding.code,
        "Đơn vị": finding.department or "",
        "Phụ lục": appendix or "",
        _ROW: code or "",
        "Nội dung": name,
        "Cột": ctx.column_title(appendix, finding.column or column),
        "Đang ghi": finding.found or "",
        "Lẽ ra": finding.expected or "",
        "Vấn đề và việc cần làm": finding.message,
        "Trang": finding.sheet or "",
        "Ô liên quan": ", ".join(_brief(str(ref), finding.file) for ref in finding.related),
        _STATE: state(finding),
    }
    sheet.write_number(row, _AT["Số"], number + 1, centre)
    weight = mute or ("bold", finding.severity.value)
    severity = ctx.styles("work", "line", "top", *weight)
    ctx.text(sheet, row, _AT["Mức độ"], look.label, severity)
    for heading, text in texts.items():
        ctx.text(sheet, row, _AT[heading], text, plain if heading != _ROW else codes)
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
    typed = _typed(finding.decision)
    box = ctx.styles("work", "input", "pad", "wrap", "top", "text", *mute)
    for heading, text in typed.items():
        ctx.text(sheet, row, _AT[heading], text, box)
    mark = json.dumps([*decisions.key_of(finding), finding.figures], ensure_ascii=False)
    ctx.text(sheet, row, _AT[KEY], mark, ctx.styles("work"))
    widths = dict(COLUMNS)
    measured = texts | typed | {_ROW: "", "Tệp nguồn": finding.file or "", "Ô nguồn": cell}
    cells = [(text, widths[heading] - textfit.INDENT, WORK) for heading, text in measured.items()]
    sheet.set_row(row, textfit.height(cells, 15.0))


def _typed(decision: Decision | None) -> dict[str, str]:
    """What people typed earlier, to stand there again; a decision that is open again has to be made again."""
    if decision is None:
        return dict.fromkeys((DECISION, EXPLANATION, BY, WHEN), "")
    again = decision.ruling is Ruling.REOPENED
    own = ("", decision.explanation, "", "") if again else (
        decision.text, decision.explanation, decision.by, decision.when
    )  # fmt: skip
    return dict(zip((DECISION, EXPLANATION, BY, WHEN), own, strict=True))


def state(finding: Finding) -> str:
    """Say in words whether a finding is still to be worked on."""
    decision = finding.decision
    match decision.ruling if decision else None:
        case Ruling.ACCEPTED:
            return "✓ đã chấp nhận"
        case Ruling.CHOSEN if decision:
            return f"✓ đã chọn {decision.text}"
        case Ruling.REOPENED if decision:
            before = ", ".join(part for part in (decision.text, decision.by, decision.when) if part)
            return f"mở lại vì số đã đổi (trước đây: {before})"
        case Ruling.UNUSED if decision:
            remedy = f"ghi “{decisions.ACCEPT}”, hoặc đơn vị sửa số trong tệp rồi gửi lại"
            if finding.code in decisions.CONFLICTS:
                remedy = f"ghi “{decisions.ACCEPT}” hoặc một số đọc được; hai dòng của một ô phải ghi cùng số"
            return f"chưa dùng được “{decision.text}”: {remedy}"
    return "để biết" if finding.severity is Severity.INFO else "cần xử lý"


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
