"""`Tổng quan` of the summary over wards: what stands out, and charts of it."""

from __future__ import annotations

from typing import Any

from wardxl.model import Relation, Row, Severity, Status
from wardxl.workbook.charts import frame
from wardxl.workbook.styles import (
    SERIES,
    STATUS,
    TOTAL_LINE,
)
from wardxl.workbook.wards_context import OVERVIEW, RANKING, RATES, SUMS, WARDS, WardsContext

_COLUMNS, _WIDTH = 14, 11.5
_MOST = 12
_ORDER = (Status.OK, Status.UNCHECKED, Status.MISSING, Status.WARNING, Status.ERROR)
_TABLE = 12


def draw(ctx: WardsContext) -> None:
    """Draw the sheet; rows come in order, because they go to disk as they are written."""
    sheet = ctx.sheets[OVERVIEW]
    sheet.set_column(0, 0, 1.5)
    sheet.set_column(1, _COLUMNS, _WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 1)
    sheet.activate()
    _banner(ctx, sheet)
    _tiles(ctx, sheet, 3)
    last = _worst(ctx, sheet, _TABLE - 2)
    _money(ctx, sheet, last + 3)


def _banner(ctx: WardsContext, sheet: Any) -> None:
    schema, tally = ctx.tally.schema, ctx.tally
    sheet.set_row(0, 27)
    sheet.write_string(0, 1, f"Tổng hợp {len(tally.wards)} phường", ctx.styles("work", "banner"))
    text = (
        f"Kế hoạch {schema.start}–{schema.end}, so với năm {schema.baseline_year} · "
        f"{sum(line.files for line in tally.wards)} tệp · số liệu đến ngày {ctx.today:%d/%m/%Y}"
    )
    sheet.write_string(1, 1, text, ctx.styles("work", "soft"))
    sheet.write_string(2, 1, _left_out(ctx), ctx.styles("work", "soft"))


def _left_out(ctx: WardsContext) -> str:
    """What of the wards' figures is not in the sums, said in one line; '' where all is."""
    tally = ctx.tally
    parts = []
    if refused := [line.ward for line in tally.wards if line.refused]:
        parts.append(f"{len(refused)} phường không xử lý được (trang {WARDS}, cột Ghi chú)")
    if tally.foreign_units:
        parts.append(f"{tally.foreign_units} số có đơn vị tính không quy đổi được, không cộng")
    if tally.foreign_rows:
        parts.append(f"{tally.foreign_rows} dòng ngoài danh mục chung, chỉ có ở trang Dữ liệu")
    if ctx.left_off:
        parts.append(f"{ctx.left_off} dòng không còn chỗ ở trang Dữ liệu, xem tệp của từng phường")
    return "! " + "; ".join(parts) + "." if parts else ""


def _tiles(ctx: WardsContext, sheet: Any, top: int) -> None:
    lines = ctx.tally.wards
    full = sum(line.filled == line.rows and line.rows > 0 for line in lines)
    wrong = sum(line.found.get(Severity.ERROR, 0) > 0 for line in lines)
    late = sum(line.sent < line.due for line in lines)
    rows = sum(line.rows for line in lines)
    share = sum(line.filled for line in lines) / rows if rows else 0
    errors, warnings = (
        sum(line.found.get(severity, 0) for line in lines) for severity in (Severity.ERROR, Severity.WARNING)
    )
    tiles: list[tuple[float, str, str, str]] = [
        (len(lines), "phường", "soft", "#,##0"),
        (share, "số dòng đã có số liệu", "soft", "0%"),
        (full, "✓ phường đủ số liệu", Status.OK.value, "#,##0"),
        (late, "! phường còn đơn vị chưa nộp", Status.WARNING.value if late else Status.OK.value, "#,##0"),
        (wrong, "✗ phường có lỗi", Status.ERROR.value if wrong else Status.OK.value, "#,##0"),
        (errors, "✗ lỗi", Status.ERROR.value if errors else Status.OK.value, "#,##0"),
        (warnings, "! cảnh báo", Status.WARNING.value if warnings else Status.OK.value, "#,##0"),
    ]
    for line, part in ((top, "tile"), (top + 1, "caption")):
        sheet.set_row(line, 30 if part == "tile" else 28)
        for place, (value, caption, style, number_format) in enumerate(tiles):
            at = 1 + place * 2
            if part == "tile":
                look = ctx.styles("work", part, style, num_format=number_format)
                sheet.merge_range(line, at, line, at + 1, "", look)
                sheet.write_number(line, at, value, look)
            else:
                sheet.merge_range(line, at, line, at + 1, caption, ctx.styles("work", part, style))


def _worst(ctx: WardsContext, sheet: Any, top: int) -> int:
    """The wards that need most help, as a table and a chart beside it; returns the last row used."""
    standing = list(ctx.tally.standing())
    chosen = list(reversed(standing[-_MOST:]))
    title = "Các phường cần đôn đốc nhất" if len(standing) > _MOST else "Các phường"
    for at in range(1, 9):
        sheet.write_blank(top, at, None, ctx.styles("work", "heading"))
    sheet.write_url(top, 1, f"internal:'{WARDS}'!A1", ctx.styles("work", "heading"), title)
    head = ctx.styles("work", "head")
    sheet.set_row(top + 1, 30)
    sheet.merge_range(top + 1, 1, top + 1, 3, "Phường", head)
    for at, status in enumerate(_ORDER, start=4):
        sheet.write_string(top + 1, at, STATUS[status].word, head)
    row = top + 1
    for _, line in chosen:
        row += 1
        style = ctx.styles("work", "line")
        sheet.merge_range(row, 1, row, 3, line.ward, style)
        for at, status in enumerate(_ORDER, start=4):
            sheet.write_number(row, at, line.statuses.get(status, 0), ctx.styles("work", "line", "center"))
    if chosen:
        _statuses(ctx, sheet, top, row, [line for _, line in chosen])
    return max(row, top + 18)


def _statuses(ctx: WardsContext, sheet: Any, top: int, last: int, lines: list[Any]) -> None:
    chart = ctx.book.add_chart({"type": "bar", "subtype": "stacked"})
    names = [line.ward for line in lines]
    for place, status in enumerate(_ORDER):
        look = STATUS[status]
        chart.add_series(
            {
                "name": look.word,
                "categories": [OVERVIEW, top + 2, 1, last, 1],
                "categories_data": names,
                "values": [OVERVIEW, top + 2, 4 + place, last, 4 + place],
                "values_data": [line.statuses.get(status, 0) for line in lines],
                "fill": {"color": look.fill},
                "border": {"color": look.ink, "width": 0.75},
                "gap": 45,
            }
        )
    frame(chart, "Số dòng theo tình trạng (các phường ở bảng bên)", "Số dòng", bars=True)
    _insert(sheet, chart, top, 9, "Biểu đồ thanh: số dòng của từng phường theo tình trạng.")


def _whole(ctx: WardsContext) -> tuple[Row, list[Row]] | None:
    """The first sum with parts that are summed as well."""
    tally = ctx.tally
    for row in tally.additive():
        parts = [
            part for part in tally.schema.parts_of(row.code, Relation.PART) if tally.total(part.code, "total")
        ]
        if parts and tally.total(row.code, "total"):
            return row, parts
    return next(((row, []) for row in tally.additive() if tally.total(row.code, "total")), None)


def _money(ctx: WardsContext, sheet: Any, top: int) -> None:
    """The first sum over wards, year by year, with what it is made of."""
    found = _whole(ctx)
    if found is None:
        return
    whole, parts = found
    years = ctx.tally.schema.forms[whole.appendix].years
    unit = f" ({whole.unit})" if whole.unit else ""
    for at in range(1, 9):
        sheet.write_blank(top, at, None, ctx.styles("work", "heading"))
    sheet.write_url(
        top,
        1,
        f"internal:'{SUMS}'!A1",
        ctx.styles("work", "heading"),
        f"{whole.name}{unit}, các phường cộng lại",
    )
    head = ctx.styles("work", "head")
    sheet.merge_range(top + 1, 1, top + 1, 3, "Nội dung", head)
    for at, year in enumerate(years, start=4):
        sheet.write_string(top + 1, at, year, head)
    series: list[tuple[Row, list[float]]] = []
    for number, row in enumerate([whole, *parts], start=2):
        style = ctx.styles("work", "line", "wrap")
        sheet.merge_range(top + number, 1, top + number, 3, row.name, style)
        values = []
        for at, year in enumerate(years, start=4):
            total = ctx.tally.total(row.code, year)
            values.append(float(total[0]) if total else 0.0)
            sheet.write_number(top + number, at, values[-1], ctx.styles("work", "line", "figure"))
        series.append((row, values))
    _years(ctx, sheet, top, list(years), series)
    below = top + len(series) + 3
    for text, target in (
        ("Thấp nhất, trung vị, cao nhất của các tỷ lệ", RATES),
        ("Xếp hạng các phường", RANKING),
    ):
        sheet.write_url(below, 1, f"internal:'{target}'!A1", ctx.styles("work", "link"), text)
        below += 1


def _years(
    ctx: WardsContext, sheet: Any, top: int, years: list[str], series: list[tuple[Row, list[float]]]
) -> None:
    (whole, totals), parts = series[0], series[1:]
    span = [OVERVIEW, top + 1, 4, top + 1, 3 + len(years)]
    chart = ctx.book.add_chart({"type": "column", "subtype": "stacked"})
    for place, (row, values) in enumerate(parts or [(whole, totals)]):
        at = top + 2 + (place + 1 if parts else 0)
        fill, line = SERIES[place % len(SERIES)]
        chart.add_series(
            {"name": row.name, "categories": span, "categories_data": years,
             "values": [OVERVIEW, at, 4, at, 3 + len(years)], "values_data": values,
             "fill": {"color": fill}, "border": {"color": line, "width": 0.75}, "gap": 60}
        )  # fmt: skip
    if parts:
        line_chart = ctx.book.add_chart({"type": "line"})
        line_chart.add_series(
            {"name": whole.name, "categories": span, "categories_data": years,
             "values": [OVERVIEW, top + 2, 4, top + 2, 3 + len(years)], "values_data": totals,
             "line": TOTAL_LINE, "marker": {"type": "diamond", "size": 7, "fill": {"color": TOTAL_LINE["color"]}}}
        )  # fmt: skip
        chart.combine(line_chart)
    frame(chart, f"{whole.name}, các phường cộng lại", whole.unit or "Giá trị")
    _insert(sheet, chart, top, 9, f"Biểu đồ cột: {whole.name} của các phường cộng lại, từng năm.")


def _insert(sheet: Any, chart: Any, row: int, at: int, text: str) -> None:
    chart.set_size({"width": 6 * 86 - 14, "height": 360})
    sheet.insert_chart(
        row, at, chart, {"x_offset": 8, "y_offset": 2, "object_position": 2, "description": text}
    )
