"""`Quy tắc`: what is checked, how the template sets each rule, and how often it spoke this time."""

from __future__ import annotations

from collections import Counter

from wardxl import findings
from wardxl.workbook import tables, textfit
from wardxl.workbook.context import Context
from wardxl.workbook.places import RULES
from wardxl.workbook.styles import SEVERITY, WORK

_HEADINGS: tuple[tables.Heading, ...] = (
    ("Mã", 8),
    ("Tên", 24),
    ("Bật", 7),
    ("Mức độ", 14),
    ("Dung sai", 10),
    ("Nội dung", 100),
    ("Số vấn đề lần này", 12),
)


def draw(ctx: Context) -> None:
    """Add the sheet."""
    sheet = ctx.sheet(RULES)
    tables.head(ctx, sheet, _HEADINGS)
    found = Counter(finding.code for finding in ctx.result.findings)
    text = ctx.styles("work", "line", "pad", "wrap", "top")
    figure = ctx.styles("work", "line", "top", "figure", "center")
    row = 0
    for row, code in enumerate(findings.catalogue().values(), start=1):
        setting = ctx.result.schema.rules.get(code.code)
        severity = (setting.severity if setting else None) or code.severity
        enabled = setting is None or setting.enabled
        values = (
            code.code,
            code.name,
            "có" if enabled else "không",
            None,
            setting.tolerance if setting else None,
            code.summary,
            found[code.code],
        )
        tables.cells(ctx, sheet, row, values, text, figure)
        look = ctx.styles("work", "line", "pad", "top", severity.value if enabled else "soft")
        ctx.text(sheet, row, 3, SEVERITY[severity].label, look)
        sheet.set_row(row, textfit.height([(code.summary, 100, WORK)], 15.0))
    tables.finish(sheet, row, len(_HEADINGS), frozen=1)
