"""`Nguồn số liệu`: where each figure comes from, the values that were not taken included."""

from __future__ import annotations

from wardxl import frame
from wardxl.model import Amount, Fate
from wardxl.workbook import tables
from wardxl.workbook.context import Context
from wardxl.workbook.places import SOURCES

_HEADINGS: tuple[tables.Heading, ...] = (
    ("Phụ lục", 9),
    ("Mã dòng", 10),
    ("Nội dung", 68),
    ("Cột", 38),
    ("Giá trị", 13),
    ("Đơn vị tính", 14),
    ("Như trong tệp", 24),
    ("Đơn vị gửi", 36),
    ("Tệp", 38),
    ("Trang", 16),
    ("Ô", 8),
    ("Kết quả", 14),
    ("Lý do", 40),
)


def rows(ctx: Context) -> dict[tuple[str, str], int]:
    """Find the first line of each consolidated row in this sheet, from 0, before it is drawn."""
    first: dict[tuple[str, str], int] = {}
    for number, source in enumerate(frame.sources(ctx.result)):
        first.setdefault((source.appendix, source.item.row.code), number + 1)
    return first


def draw(ctx: Context) -> None:
    """Add the sheet."""
    sheet = ctx.sheet(SOURCES)
    tables.head(ctx, sheet, _HEADINGS)
    text, figure = ctx.styles("work", "line", "pad"), ctx.styles("work", "line", "figure")
    lost, lost_figure = (
        ctx.styles("work", "line", "pad", "soft", "italic"),
        ctx.styles("work", "line", "figure", "soft"),
    )
    link = ctx.styles("work", "line", "pad", "link")
    line = 0
    for line, source in enumerate(frame.sources(ctx.result), start=1):
        taken = source.fate is Fate.CONSOLIDATED
        content = source.content
        values = (
            source.appendix,
            None,
            source.item.row.name,
            ctx.column_title(source.appendix, source.column),
            content.value if isinstance(content, Amount) else None,
            source.item.row.unit,
            source.shown,
            source.department or "",
            None,
            source.ref.sheet,
            None,
            frame.FATE_WORDS[source.fate],
            source.reason,
        )
        style = (text, figure) if taken else (lost, lost_figure)
        tables.cells(ctx, sheet, line, values, *style)
        code = source.item.row.code
        here = ctx.places.link_to_cell(source.appendix, code, source.column or None)
        ctx.link(sheet, line, 1, here, code, link)
        there = ctx.source_link(source.ref.file, source.ref.sheet, source.ref.a1)
        ctx.text(sheet, line, 8, source.ref.file, style[0])
        ctx.link(sheet, line, 10, there, source.ref.a1, link if there else style[0])
    tables.finish(sheet, line, len(_HEADINGS), frozen=2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:M{line + 1}"})
