"""`Nguồn số liệu`: where each figure comes from, the values that were not taken included."""

from __future__ import annotations

from wardxl import frame
from wardxl.model import Amount, Fate
from wardxl.workbook import tables
from wardxl.workbook.context import Context, number
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
    for line, source in enumerate(frame.sources(ctx.result), start=1):
        first.setdefault((source.appendix, source.item.row.code), line)
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
        row, ref, content = source.item.row, source.ref, source.content
        style, number_style = (text, figure) if taken else (lost, lost_figure)
        texts = (
            (0, source.appendix),
            (2, row.name),
            (3, ctx.column_title(source.appendix, source.column)),
            (5, row.unit),
            (6, source.shown),
            (7, source.department),
            (8, ref.file),
            (9, ref.sheet),
            (11, frame.FATE_WORDS[source.fate]),
            (12, source.reason),
        )
        ctx.texts(sheet, line, texts, style)
        if isinstance(content, Amount):
            sheet.write_number(line, 4, number(content.value), number_style)
        here = ctx.places.link_to_cell(source.appendix, row.code, source.column or None)
        ctx.link(sheet, line, 1, here, row.code, link)
        there = ctx.source_link(ref.file, ref.sheet, ref.a1)
        ctx.link(sheet, line, 10, there, ref.a1, link if there else style)
    tables.finish(sheet, line, len(_HEADINGS), frozen=2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:M{line + 1}"})
