"""What stands beside the table of a department's form, outside the print area: what is lacking, whether sums fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wardxl.form_cells import areas, row_cells
from wardxl.form_id import BESIDE, PART_BESIDE, PARTS_BESIDE
from wardxl.form_sums import Live, compared, part_sums, parts_of, year_sums
from wardxl.model import Column, Kind, Row, Schema, Status
from wardxl.workbook.places import Appendix, a1
from wardxl.workbook.styles import STATUS, Styles

_NONE = f"{STATUS[Status.MISSING].symbol} chưa điền"
_LACKING = f"{STATUS[Status.WARNING].symbol} thiếu"
_FULL = f"{STATUS[Status.OK].symbol} đủ"
_HINT = (
    "Chỉ điền vào các ô nền nhạt. Số phần trăm gõ 96,5; không phát sinh gõ dấu “-”; chưa có số liệu thì để trống. "
    "Phần bên phải này để tự kiểm tra, không in."
)
_WIDE, _NARROW = 22, 13


def draw(
    sheet: Any,
    styles: Styles,
    layout: Appendix,
    schema: Schema,
    rows: Sequence[Row],
    known: Mapping[tuple[str, str], str],
) -> None:
    """Draw the columns beside one appendix of a form; `rows` are filled in, `known` stands there from the start."""
    held = {row.code: row_cells(row, layout, known) for row in rows}
    total = next((column.key for column in layout.columns if column.role == "total"), "")
    years = layout.form.years
    summed = [row for row in rows if total and years and compared(row, schema)]
    wholes = [row for row in rows if total and years and parts_of(row, schema, held)]
    at = layout.status_column
    sheet.set_column(at - 1, at - 1, 2)
    sheet.write_string(0, at, _HINT, styles("work", "soft"))
    if any(_asked_for(column, row) for row in rows for column in layout.columns):
        _head(sheet, styles, layout, at, 16, BESIDE[0])
        for row in rows:
            _filled(sheet, styles, layout, at, row, known)
        _paint(sheet, styles, layout, at)
        at += 1
    if summed:
        for place, title in enumerate(BESIDE[1:], at):
            _head(sheet, styles, layout, place, _NARROW if place > at else _WIDE, title)
        for row in summed:
            line = layout.row_at[row.code]
            sums = year_sums(held[row.code], total, years, schema)
            _write(sheet, styles, line, at, sums.verdict(a1(line, at + 2), a1(line, at + 3)))
            for place, live in enumerate((sums.computed, sums.difference, sums.tolerance), at + 1):
                _write(sheet, styles, line, place, live, "figure")
        _paint(sheet, styles, layout, at)
        at += len(BESIDE) - 1
    if wholes:
        _head(sheet, styles, layout, at, _WIDE, PARTS_BESIDE)
        place_of = {key: at + 1 + place for place, key in enumerate((total, *years))}
        for key, place in place_of.items():
            column = layout.form.column(key)
            _head(sheet, styles, layout, place, _NARROW, PART_BESIDE + (column.heading if column else key))
        for row in wholes:
            line = layout.row_at[row.code]
            if parts := part_sums(row, held, total, years, schema):
                places = [place_of[key] for key in parts.differences]
                _write(sheet, styles, line, at, parts.verdict(",".join(areas(line, places))))
                for place, live in zip(places, parts.differences.values(), strict=True):
                    _write(sheet, styles, line, place, live, "figure")
                    cell = a1(line, place)
                    test = f"=AND(ISNUMBER({cell}),{parts.beyond(cell)})"
                    options = {
                        "type": "formula",
                        "criteria": test,
                        "format": styles.paint(STATUS[Status.ERROR]),
                    }
                    sheet.conditional_format(line, place, line, place, options)
        _paint(sheet, styles, layout, at)


def _head(sheet: Any, styles: Styles, layout: Appendix, at: int, width: float, title: str) -> None:
    sheet.set_column(at, at, width)
    sheet.write_string(layout.head, at, title, styles("work", "head"))


def _write(sheet: Any, styles: Styles, line: int, at: int, live: Live, *parts: str) -> None:
    made = styles("work", "box", *parts)
    if live.array:
        sheet.write_array_formula(line, at, line, at, f"{{={live.formula}}}", made, live.value)
    else:
        sheet.write_formula(line, at, f"={live.formula}", made, live.value)


def _filled(
    sheet: Any,
    styles: Styles,
    layout: Appendix,
    at: int,
    row: Row,
    known: Mapping[tuple[str, str], str],
) -> None:
    """Say how many of the cells that the form asks for are still blank."""
    wanted = [column.key for column in layout.columns if _asked_for(column, row)]
    if not wanted:
        return
    line = layout.row_at[row.code]
    count = f"COUNTA({','.join(areas(line, [layout.column_at[key] for key in wanted]))})"
    lacking = f'"{_LACKING} "&({len(wanted)}-{count})&" ô"'
    formula = f'IF({count}=0,"{_NONE}",IF({count}<{len(wanted)},{lacking},"{_FULL}"))'
    given = sum((row.code, key) in known for key in wanted)
    now = f"{_LACKING} {len(wanted) - given} ô" if given else _NONE
    _write(sheet, styles, line, at, Live(formula, _FULL if given == len(wanted) else now))


def _asked_for(column: Column, row: Row) -> bool:
    if row.kind in (Kind.NUMBER, Kind.COUNT):
        return column.role in ("total", "year")
    if row.kind in (Kind.TARGET, Kind.STATUS):
        return column.role == "target"
    return row.kind is Kind.TASK and column.role in ("period", "product")


def _paint(sheet: Any, styles: Styles, layout: Appendix, at: int) -> None:
    for look in STATUS.values():
        options = {"type": "text", "criteria": "begins with", "value": look.symbol}
        sheet.conditional_format(layout.body, at, layout.last, at, options | {"format": styles.paint(look)})
