"""The charts of `Tổng quan`: each answers one question, has a title, a unit and a text for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wardxl.model import Consolidated, Kind, Relation, Row, Status
from wardxl.workbook.context import Context
from wardxl.workbook.places import OVERVIEW, Appendix, a1, quoted
from wardxl.workbook.styles import (
    AXIS_LINE,
    CHART_FONT,
    CHART_TITLE,
    GRID_LINE,
    SERIES,
    STATUS,
    TOTAL_LINE,
)

_ORDER = (Status.OK, Status.UNCHECKED, Status.MISSING, Status.WARNING, Status.ERROR)
_ROW_PIXELS = 20


def place(ctx: Context, sheet: Any, top: int, below: int, last: int) -> int:
    """Place the charts: departments to the right of their table, the others below; return the last row."""
    data = below + 22
    by_department = _department_table(ctx, sheet, data + 1)
    by_appendix = _appendix_table(ctx, sheet, by_department[1] + 3)
    row = below + 2
    if by_department[1] > by_department[0]:
        height = 22 * (len(ctx.result.departments) + 2) + 16
        chart = _stacked(ctx, "bar", by_department, "Tình trạng số liệu theo đơn vị (số dòng)", "")
        chart.set_plotarea({"layout": {"x": 0.37, "y": 0.13, "width": 0.6, "height": 0.72}})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        text = "Biểu đồ thanh: số dòng của mỗi đơn vị theo tình trạng hợp lệ, cần xem, sai, chưa có, chưa kiểm tra."
        _insert(sheet, chart, top - 1, 9, 6 * 86 - 14, max(height, 250), text)
    block = _block(ctx)
    if block:
        appendix, whole, parts = block
        chart = _by_source(ctx, appendix, whole, parts)
        text = f"Biểu đồ cột chồng: {whole.name} theo từng thành phần và từng năm; đường kẻ là số chung."
        _insert(sheet, chart, row, 1, 8 * 86 - 14, 380, text)
    if by_appendix[1] > by_appendix[0]:
        chart = _stacked(ctx, "bar", by_appendix, "Tình trạng số liệu theo phụ lục (số dòng)", "")
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        text = "Biểu đồ thanh: số dòng của mỗi phụ lục theo tình trạng."
        _insert(sheet, chart, row, 9 if block else 1, 6 * 86 - 14, 380, text)
    return row + 19


def _insert(sheet: Any, chart: Any, row: int, at: int, width: int, height: int, text: str) -> None:
    chart.set_size({"width": width, "height": height})
    options = {"x_offset": 8, "y_offset": 2, "object_position": 2, "description": text}
    sheet.insert_chart(row, at, chart, options)


# ── The figures behind the charts ─────────────────────────────────────────────────────────


def _head(ctx: Context, sheet: Any, row: int, title: str) -> None:
    ctx.text(sheet, row - 1, 1, title, ctx.styles("work", "heading"))
    for at in range(2, 4 + len(_ORDER)):
        sheet.write_blank(row - 1, at, None, ctx.styles("work", "heading"))
    head = ctx.styles("work", "head")
    sheet.merge_range(row, 1, row, 3, "", head)
    for place, status in enumerate(_ORDER):
        ctx.text(sheet, row, 4 + place, STATUS[status].word, head)
    sheet.set_row(row, 30)


def _department_table(ctx: Context, sheet: Any, top: int) -> tuple[int, int]:
    """Rows by status of each department, live; a row that two departments lead counts with both."""
    _head(ctx, sheet, top, "Số liệu của biểu đồ: số dòng của mỗi đơn vị theo tình trạng")
    row = top
    statuses: dict[str, list[tuple[str, Status]]] = {}
    for code, items in ctx.result.appendices.items():
        appendix = ctx.places.appendices[code]
        for item in _counted(items):
            cell = f"{quoted(appendix.sheet)}!{a1(appendix.row_at[item.row.code], appendix.status_column)}"
            for name in dict.fromkeys((*item.row.leads, *item.leads)):
                statuses.setdefault(name, []).append((cell, item.status))
    for standing in ctx.result.departments:
        row += 1
        own = statuses.get(standing.name, [])
        _name(ctx, sheet, row, standing.name)
        for at, status in enumerate(_ORDER, start=4):
            count = sum(found is status for _, found in own)
            sheet.write_number(row, at, count, ctx.styles("work", "line", "center"))
    return top, row


def _counted(items: Sequence[Consolidated]) -> list[Consolidated]:
    """The rows that hold something to send; headings only group."""
    return [item for item in items if item.row.kind is not Kind.HEADING]


def _appendix_table(ctx: Context, sheet: Any, top: int) -> tuple[int, int]:
    """Rows by status of each appendix, live."""
    _head(ctx, sheet, top, "Số liệu của biểu đồ: số dòng của mỗi phụ lục theo tình trạng")
    row = top
    for code, appendix in ctx.places.appendices.items():
        items = ctx.result.appendices.get(code, ())
        row += 1
        _name(ctx, sheet, row, appendix.sheet)
        first = a1(appendix.body, appendix.status_column, fixed=True)
        last = a1(max(appendix.last, appendix.body), appendix.status_column, fixed=True)
        for at, status in enumerate(_ORDER, start=4):
            mark = STATUS[status].symbol.replace("?", "~?")
            formula = f'=COUNTIF({quoted(appendix.sheet)}!{first}:{last},"{mark}*")'
            count = sum(item.status is status for item in items)
            sheet.write_formula(row, at, formula, ctx.styles("work", "line", "center"), count)
    return top, row


def _name(ctx: Context, sheet: Any, row: int, name: str) -> None:
    style = ctx.styles("work", "line")
    sheet.merge_range(row, 1, row, 3, "", style)
    ctx.text(sheet, row, 1, name, style)


# ── Charts ────────────────────────────────────────────────────────────────────────────────


def _stacked(ctx: Context, kind: str, area: tuple[int, int], title: str, unit: str) -> Any:
    """Stack the statuses of a table, in the palette's looks, with the counts written on them."""
    top, last = area
    chart = ctx.book.add_chart({"type": kind, "subtype": "stacked"})
    for place, status in enumerate(_ORDER):
        look = STATUS[status]
        series: dict[str, Any] = {
            "name": [OVERVIEW, top, 4 + place],
            "categories": [OVERVIEW, top + 1, 1, last, 1],
            "values": [OVERVIEW, top + 1, 4 + place, last, 4 + place],
            "fill": {"color": look.fill},
            "border": {"color": look.ink, "width": 0.75},
            "gap": 45,
            "data_labels": {"value": True, "num_format": "0;;", "font": {**CHART_FONT, "color": look.ink}},
        }
        if status is Status.UNCHECKED:
            series["pattern"] = {
                "pattern": "light_upward_diagonal",
                "fg_color": look.ink,
                "bg_color": look.fill,
            }
            del series["fill"]
        chart.add_series(series)
    frame(chart, title, unit, bars=True)
    return chart


def _block(ctx: Context) -> tuple[Appendix, Row, Sequence[Row]] | None:
    """The first whole whose parts add up to it, with figures for the years: what the money chart shows."""
    for code, appendix in ctx.places.appendices.items():
        if not appendix.form.years:
            continue
        for item in ctx.result.appendices.get(code, ()):
            parts = ctx.result.schema.parts_of(item.row.code, Relation.PART)
            drawn = [part for part in parts if part.code in appendix.row_at]
            if drawn and item.record and any(item.record.amount(year) for year in appendix.form.years):
                return appendix, item.row, drawn
    return None


def _by_source(ctx: Context, appendix: Appendix, whole: Row, parts: Sequence[Row]) -> Any:
    years = [appendix.column_at[year] for year in appendix.form.years]
    categories = [appendix.sheet, appendix.head, years[0], appendix.head, years[-1]]
    chart = ctx.book.add_chart({"type": "column", "subtype": "stacked"})
    name = appendix.column_of_role("name") or 0
    for place, part in enumerate(parts):
        row = appendix.row_at[part.code]
        fill, line = SERIES[place % len(SERIES)]
        chart.add_series(
            {
                "name": [appendix.sheet, row, name],
                "categories": categories,
                "values": [appendix.sheet, row, years[0], row, years[-1]],
                "fill": {"color": fill},
                "border": {"color": line, "width": 0.75},
                "gap": 60,
                "data_labels": {"value": True, "font": {**CHART_FONT, "color": line}},
            }
        )
    row = appendix.row_at[whole.code]
    total = ctx.book.add_chart({"type": "line"})
    total.add_series(
        {
            "name": [appendix.sheet, row, name],
            "categories": categories,
            "values": [appendix.sheet, row, years[0], row, years[-1]],
            "line": TOTAL_LINE,
            "marker": {"type": "diamond", "size": 7, "fill": {"color": TOTAL_LINE["color"]}},
            "data_labels": {"value": True, "position": "above", "font": {**CHART_FONT, "bold": True}},
        }
    )
    chart.combine(total)
    span = f"{appendix.form.years[0]}–{appendix.form.years[-1]}"
    unit = f" ({whole.unit})" if whole.unit else ""
    frame(chart, f"{whole.name} theo nguồn, {span}{unit}", whole.unit or "Giá trị")
    return chart


def frame(chart: Any, title: str, unit: str, *, bars: bool = False) -> None:
    """Give a chart its title, axes, unit and legend; bars are read from the top, as the table beside them."""
    chart.set_title({"name": title, "name_font": CHART_TITLE, "overlay": False})
    names: dict[str, Any] = {"num_font": CHART_FONT, "line": AXIS_LINE, "major_tick_mark": "none"}
    values: dict[str, Any] = {
        "num_font": CHART_FONT,
        "num_format": "#,##0",
        **({"name": unit, "name_font": CHART_FONT} if unit else {}),
        "major_gridlines": {"visible": True, "line": GRID_LINE},
        "line": {"none": True},
        "min": 0,
    }
    if bars:
        # XlsxWriter calls the axis that lies flat x, whatever stands on it.
        chart.set_x_axis(values | {"label_position": "high"})
        chart.set_y_axis(names | {"reverse": True, "interval_unit": 1, "major_gridlines": {"visible": False}})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
    chart.set_legend({"position": "bottom", "font": CHART_FONT})
    chart.set_chartarea({"border": {"none": True}})
