"""The tables of the summary over wards: each ward, sums, spreads, rankings, findings."""

from __future__ import annotations

from typing import Any

from wardxl.model import Row, Severity, Status
from wardxl.tally import WardLine
from wardxl.workbook.styles import SEVERITY, STATUS
from wardxl.workbook.wards_context import FINDINGS, RANKING, RATES, SUMS, WARDS, WardsContext, columns_of

_STATUSES = (Status.OK, Status.UNCHECKED, Status.MISSING, Status.WARNING, Status.ERROR)
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_MOST_NAMES = 3
_MOST_LINKS = 65_000


def draw(ctx: WardsContext) -> None:
    """Draw all of them."""
    _wards(ctx)
    _sums(ctx)
    _rates(ctx)
    _ranking(ctx)
    _findings(ctx)


def _wards(ctx: WardsContext) -> None:
    """One line per ward, best first; totals below are live and follow the filter."""
    headings = [
        ("Thứ hạng", 9.0), ("Phường", 30.0), ("Đầy đủ", 10.0), ("Dòng có số liệu", 11.0), ("Tổng số dòng", 11.0),
        ("Đơn vị đã nộp", 11.0), ("Đơn vị phải nộp", 11.0), ("Tệp", 8.0), ("Tệp không đọc được", 11.0),
        *((f"{STATUS[status].label} (dòng)", 12.0) for status in _STATUSES),
        *((SEVERITY[severity].label, 11.0) for severity in _SEVERITIES),
        ("Ghi chú", 50.0),
    ]  # fmt: skip
    sheet = ctx.head(WARDS, headings)
    share = ctx.styles("work", "line", num_format="0%")
    row = 0
    for row, (place, line) in enumerate(ctx.tally.standing(), start=1):
        statuses = [line.statuses.get(status, 0) for status in _STATUSES]
        found = [line.found.get(severity, 0) for severity in _SEVERITIES]
        cells = [place, "", line.completeness, line.filled, line.rows, line.sent, line.due, line.files, line.unread,
                 *statuses, *found, line.refused]  # fmt: skip
        ctx.line(sheet, row, cells, {2: share, **_painted(ctx, statuses, found)})
        _name(ctx, sheet, row, line)
    if row:
        _totals(ctx, sheet, row, len(headings))
        sheet.autofilter(0, 0, row, len(headings) - 1)
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": STATUS[Status.OK].fill, "min_type": "num",
               "min_value": 0, "max_type": "num", "max_value": 1}  # fmt: skip
        sheet.conditional_format(1, 2, row, 2, bar)


def _painted(ctx: WardsContext, statuses: list[int], found: list[int]) -> dict[int, Any]:
    """Counts that somebody must act on are filled as their status is."""
    first = 9
    looks = {
        first + at: ctx.styles("work", "line", "count", status.value)
        for at, (status, count) in enumerate(zip(_STATUSES, statuses, strict=True))
        if count and status in (Status.WARNING, Status.ERROR)
    }
    first += len(_STATUSES)
    return looks | {
        first + at: ctx.styles("work", "line", "count", severity.value)
        for at, (severity, count) in enumerate(zip(_SEVERITIES, found, strict=True))
        if count and severity is not Severity.INFO
    }


def _name(ctx: WardsContext, sheet: Any, row: int, line: WardLine) -> None:
    target = ctx.links.get(line.ward)
    if target and row < _MOST_LINKS:
        sheet.write_url(row, 1, f"external:{target}", ctx.styles("work", "line", "link"), line.ward)
    else:
        sheet.write_string(row, 1, line.ward, ctx.styles("work", "line"))


def _totals(ctx: WardsContext, sheet: Any, last: int, width: int) -> None:
    """Sums of what the filter shows."""
    lines = ctx.tally.wards
    bold = ctx.styles("work", "line", "bold", "count")
    counts = [
        sum(line.filled for line in lines), sum(line.rows for line in lines), sum(line.sent for line in lines),
        sum(line.due for line in lines), sum(line.files for line in lines), sum(line.unread for line in lines),
        *(sum(line.statuses.get(status, 0) for line in lines) for status in _STATUSES),
        *(sum(line.found.get(severity, 0) for line in lines) for severity in _SEVERITIES),
    ]  # fmt: skip
    sheet.write_string(last + 1, 1, "Cộng", ctx.styles("work", "line", "bold"))
    share = ctx.styles("work", "line", "bold", num_format="0%")
    whole = counts[0] / counts[1] if counts[1] else 0
    sheet.write_formula(last + 1, 2, f"=IF(E{last + 2}=0,0,D{last + 2}/E{last + 2})", share, whole)
    for at, count in enumerate(counts, start=3):
        letter = chr(ord("A") + at)
        sheet.write_formula(last + 1, at, f"=SUBTOTAL(109,{letter}2:{letter}{last + 1})", bold, count)


def _sums(ctx: WardsContext) -> None:
    """Rows that add up over wards: the sums, and of how many wards each is."""
    tally = ctx.tally
    used = [
        row
        for row in tally.additive()
        if any(tally.total(row.code, name) for name in columns_of(tally.schema))
    ]
    columns = {
        name: heading
        for name, heading in columns_of(tally.schema).items()
        if any(tally.total(row.code, name) for row in used)
    }
    headings = [("Mã dòng", 10.0), ("Nội dung", 50.0), ("Đơn vị tính", 14.0)]
    for heading in columns.values():
        headings += [(heading, 16.0), ("Số phường", 9.0)]
    sheet = ctx.head(SUMS, headings)
    for number, row in enumerate(used, start=1):
        cells: list[object] = [row.code, row.name, row.unit]
        for name in columns:
            cells += tally.total(row.code, name) or ("", "")
        ctx.line(sheet, number, cells)
    sheet.autofilter(0, 0, max(len(used), 1), len(headings) - 1)


def _rates(ctx: WardsContext) -> None:
    """Rows that cannot be added: lowest, median and highest, with the wards at both ends."""
    headings = [("Mã dòng", 10.0), ("Nội dung", 50.0), ("Đơn vị tính", 16.0), ("Cột", 24.0), ("Số phường", 9.0),
                ("Thấp nhất", 13.0), ("Phường thấp nhất", 40.0), ("Trung vị", 13.0), ("Cao nhất", 13.0),
                ("Phường cao nhất", 40.0)]  # fmt: skip
    sheet = ctx.head(RATES, headings)
    number = 0
    for row in ctx.tally.rates():
        for name, heading in columns_of(ctx.tally.schema).items():
            found = ctx.tally.spread(row.code, name)
            if found is None:
                continue
            number += 1
            cells = [row.code, row.name, row.unit, heading, found.count, found.low, _names(found.low_wards),
                     found.median, found.high, _names(found.high_wards)]  # fmt: skip
            ctx.line(sheet, number, cells)
    sheet.autofilter(0, 0, max(number, 1), len(headings) - 1)


def _names(wards: tuple[str, ...]) -> str:
    more = f" và {len(wards) - _MOST_NAMES} phường nữa" if len(wards) > _MOST_NAMES else ""
    return ", ".join(wards[:_MOST_NAMES]) + more


def _ranking(ctx: WardsContext) -> None:
    """Every ward's place in every row, by the plan's total or target."""
    headings = [("Mã dòng", 10.0), ("Nội dung", 50.0), ("Đơn vị tính", 14.0), ("Xếp theo", 22.0), ("Thứ hạng", 10.0),
                ("Phường", 30.0), ("Giá trị", 14.0)]  # fmt: skip
    sheet = ctx.head(RANKING, headings)
    titles = columns_of(ctx.tally.schema)
    number = 0
    rows: list[Row] = [*ctx.tally.additive(), *ctx.tally.rates()]
    order = {code: at for at, code in enumerate(ctx.tally.schema.rows)}
    for row in sorted(rows, key=lambda row: order[row.code]):
        column = ctx.tally.ranked_column(row)
        for place, ward, value in ctx.tally.ranking(row):
            number += 1
            ctx.line(
                sheet, number, [row.code, row.name, row.unit, titles[column or "total"], place, ward, value]
            )
    sheet.autofilter(0, 0, max(number, 1), len(headings) - 1)


def _findings(ctx: WardsContext) -> None:
    """The findings by code: how many, in how many wards."""
    headings = [("Mã", 9.0), ("Tên", 26.0), ("Mức độ", 16.0), ("Số phường", 11.0), ("Số lần", 11.0)]
    sheet = ctx.head(FINDINGS, headings)
    order = {severity: at for at, severity in enumerate(_SEVERITIES)}
    codes = sorted(ctx.tally.codes.items(), key=lambda item: (order[item[1][1]], -item[1][3], item[0]))
    for number, (code, (name, severity, wards, times)) in enumerate(codes, start=1):
        look = SEVERITY[severity]
        cells = [code, name, look.label, wards, times]
        ctx.line(sheet, number, cells, {2: ctx.styles("work", "line", "bold", severity.value)})
    sheet.autofilter(0, 0, max(len(codes), 1), len(headings) - 1)
