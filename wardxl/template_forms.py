"""The blank forms of the template: each appendix as the office prints it, its rows there, its values to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from wardxl.model import Column, Consolidated, Form, Kind, Row, Schema, Status
from wardxl.result import Result
from wardxl.schema_fields import decimal_of
from wardxl.text import clean
from wardxl.workbook import textfit
from wardxl.workbook.paper import Page, choose
from wardxl.workbook.places import Appendix, Line, a1, settle
from wardxl.workbook.styles import FORM, FORM_BOLD, Font, Styles

#: Where figures are typed: faint, so that ink on it reads as on paper.
TO_FILL = {"bg_color": "#F3F8FC", "locked": False}
CENTRED = frozenset({"tt", "unit", "baseline", "resolution", "total", "year", "target", "period", "number"})
FIGURES = frozenset({"baseline", "total", "year", "number"})
_AS_TEXT = frozenset({Kind.TEXT, Kind.FRACTION, Kind.STATUS})
LEAST_HEIGHT = 19.5

HINTS = {
    "target": ("Chỉ tiêu", "Ghi một mức (95), một khoảng (85-90), ≥95, > 90, không quá 5, hoặc Đạt."),
    "period": (
        "Thời gian thực hiện",
        "Ghi 2026, 2026-2028, Quý II/2026, 06/2026 - 12/2027 hoặc Thường xuyên.",
    ),
    "fraction": ("Tỷ số", "Ghi số đã làm trên số phải làm và tên gọi, ví dụ 03/03 đồ án."),
}


def draw_forms(book: Any, styles: Styles, schema: Schema) -> None:
    """Add a sheet for each appendix of the schema, in order."""
    blank = Result(
        schema,
        (),
        (),
        (),
        {
            code: tuple(
                Consolidated(row, Status.MISSING, None, row.leads, "", {}) for row in schema.rows_of(code)
            )
            for code in schema.forms
        },
    )
    known = {(figure.row, figure.column): figure.value for figure in schema.known}
    for layout in settle(blank).appendices.values():
        sheet = book.add_worksheet(layout.form.sheet_name)
        draw_form(sheet, styles, layout, known)


def draw_form(sheet: Any, styles: Styles, layout: Appendix, known: Mapping[tuple[str, str], str]) -> None:
    """Draw one blank form; `known` figures (by row and column) stand in it already."""
    page = choose(layout.form)
    for at, width in enumerate(page.widths):
        sheet.set_column(at, at, width)
    draw_title(sheet, styles, layout, page)
    draw_headings(sheet, styles, layout, page)
    for line in layout.lines:
        if line.item is None:
            draw_leading_text(sheet, styles, layout, line)
        else:
            _draw_row(sheet, styles, layout, page, line, line.item.row, known)
    set_up_page(sheet, layout, page)


def draw_title(sheet: Any, styles: Styles, layout: Appendix, page: Page) -> None:
    """Write the title block, each line over the whole width."""
    last = len(layout.columns) - 1
    lines = [(text, "title" if at else "appendix") for at, text in enumerate(layout.title)]
    if layout.form.attached:
        lines.append((layout.form.attached, "attached"))
    room = sum(map(textfit.points, page.widths)) - 10
    for row, (text, style) in enumerate(lines):
        made = styles("form", style, "wrap")
        if last:
            sheet.merge_range(row, 0, row, last, "", made)
        sheet.write_string(row, 0, text, made)
        sheet.set_row(row, 20 * textfit.count_lines(text, room, Font(FORM.name, 14, True)))
    sheet.set_row(len(lines), 9)


def draw_headings(sheet: Any, styles: Styles, layout: Appendix, page: Page) -> None:
    """Write the headings, and below them the numbers of the columns where the form is wide."""
    made = styles("form", "bold", "center", "wrap", "grid")
    for at, column in enumerate(layout.columns):
        sheet.write_string(layout.head, at, column.heading, made)
    cells = [
        (column.heading, width, FORM_BOLD) for column, width in zip(layout.columns, page.widths, strict=True)
    ]
    sheet.set_row(layout.head, textfit.height(cells, 26) + 4)
    if layout.numbered:
        for at in range(len(layout.columns)):
            sheet.write_number(layout.head + 1, at, at + 1, styles("form", "numbering", "grid"))
        sheet.set_row(layout.head + 1, 15)


def draw_leading_text(sheet: Any, styles: Styles, layout: Appendix, line: Line) -> None:
    """A section's name over the whole width, or `Trong đó:` in the name column."""
    last = len(layout.columns) - 1
    for at in range(last + 1):
        sheet.write_blank(line.at, at, None, styles("form", "grid"))
    if line.depth:
        made = styles("form", "grid", "italic", indent=line.depth)
        sheet.write_string(line.at, layout.column_of_role("name") or 0, line.text, made)
    else:
        made = styles("form", "grid", "bold", "italic", "left")
        if last:
            sheet.merge_range(line.at, 0, line.at, last, "", made)
        sheet.write_string(line.at, 0, line.text, made)
    sheet.set_row(line.at, LEAST_HEIGHT)


def _draw_row(
    sheet: Any,
    styles: Styles,
    layout: Appendix,
    page: Page,
    line: Line,
    row: Row,
    known: Mapping[tuple[str, str], str],
) -> None:
    slant = ("italic",) if line.depth else ()
    described = {"tt": line.number, "name": row.name, "unit": row.unit, "lead": "; ".join(row.leads)}
    measured: list[tuple[str, float, Font]] = []
    for at, (column, width) in enumerate(zip(layout.columns, page.widths, strict=True)):
        parts = ("form", "grid", "wrap", "center" if column.role in CENTRED else "left")
        text = described.get(column.role, "")
        if column.holds_values:
            text = known.get((row.code, column.key), "")
            _draw_value(sheet, styles, line.at, at, column, row, text, parts)
        elif column.role == "tt" and text.isdecimal():
            sheet.write_number(line.at, at, int(text), styles(*parts))
        else:
            indent = {"indent": line.depth} if column.role == "name" and line.depth else {}
            made = styles(*parts, *slant, **indent)
            sheet.write_string(line.at, at, text, made) if text else sheet.write_blank(
                line.at, at, None, made
            )
            width = max(1.0, width - 1.4 * len(indent) * line.depth)
        measured.append((text, width, FORM))
    sheet.set_row(line.at, textfit.height(measured, LEAST_HEIGHT))
    if row.kind in (Kind.NUMBER, Kind.COUNT):
        for first, last in stretches(layout.form):
            sheet.data_validation(line.at, first, line.at, last, figure_check(a1(line.at, first), row))
    for at, column in enumerate(layout.columns):
        hint = HINTS.get("fraction" if row.kind is Kind.FRACTION and column.role in FIGURES else column.role)
        if hint:
            sheet.data_validation(line.at, at, line.at, at, {"validate": "any", **hint_of(*hint)})


def _draw_value(
    sheet: Any,
    styles: Styles,
    at_row: int,
    at: int,
    column: Column,
    row: Row,
    text: str,
    parts: tuple[str, ...],
) -> None:
    if row.kind is Kind.HEADING:
        sheet.write_blank(at_row, at, None, styles(*parts))
        return
    shape = number_format(column, row)
    made = styles(*parts, **TO_FILL, **({"num_format": shape} if shape else {}))
    figure = decimal_of(clean(text).removesuffix("%")) if column.role in FIGURES and shape != "@" else None
    if figure is not None:
        sheet.write_number(at_row, at, float(figure), made)
    elif text:
        sheet.write_string(at_row, at, text, made)
    else:
        sheet.write_blank(at_row, at, None, made)


def number_format(column: Column, row: Row) -> str:
    """Return the number format of a value cell to fill in, '' for Excel's own.

    Text where Excel would make dates or numbers of what is typed (fractions, ranges, periods). A percentage is
    left to Excel's own format: there `96,5` and `96,5%` are both taken for what they say.
    """
    if column.role in ("target", "period", "product", "effect", "text"):
        return "@"
    if column.role not in FIGURES:
        return ""
    if row.kind in _AS_TEXT:
        return "@"
    if row.kind is Kind.COUNT:
        return "#,##0"
    return "" if "%" in row.unit else "#,##0.0##" if column.role == "number" else "#,##0.0"


def stretches(form: Form) -> Iterator[tuple[int, int]]:
    """First and last of neighbouring columns that hold figures."""
    start: int | None = None
    for at, column in enumerate(form.columns):
        if column.role in FIGURES:
            start = at if start is None else start
        elif start is not None:
            yield start, at - 1
            start = None
    if start is not None:
        yield start, len(form.columns) - 1


def figure_check(cell: str, row: Row) -> dict[str, Any]:
    """A check that warns and lets pass: a dash is a zero, and who knows better may insist."""
    tests = [f"ISNUMBER({cell})"]
    says = ["số nguyên" if row.kind is Kind.COUNT else "số"]
    if row.kind is Kind.COUNT:
        tests.append(f"INT({cell})={cell}")
    if row.minimum is not None:
        tests.append(f"{cell}>={row.minimum:f}")
        says.append(f"từ {_figure(row.minimum)}")
    if row.maximum is not None:
        tests.append(f"{cell}<={row.maximum:f}")
        says.append(f"đến {_figure(row.maximum)}")
    unit = f" ({row.unit})" if row.unit else ""
    percent = "; 96,5% gõ là 96,5" if "%" in row.unit else ""
    wanted = f"Ghi {' '.join(says)}{unit}{percent}; không phát sinh ghi dấu “-”."
    return {
        "validate": "custom",
        "value": f'=OR({cell}="-",AND({",".join(tests)}))',
        "error_type": "warning",
        "error_title": "Xem lại số liệu",
        "error_message": wanted,
        **hint_of(row.code, wanted),
    }


def hint_of(title: str, message: str) -> dict[str, Any]:
    """The part of a data validation that shows a hint on entry."""
    return {"input_title": title[:32], "input_message": message[:255]}


def _figure(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def set_up_page(sheet: Any, layout: Appendix, page: Page) -> None:
    """Set up paper, margins, repeated headings and what stays in view."""
    last = len(layout.columns) - 1
    sheet.set_landscape() if page.landscape else sheet.set_portrait()
    sheet.set_paper(page.paper)
    sheet.set_margins(left=page.left, right=page.right, top=page.top, bottom=page.bottom)
    sheet.set_header(f'&C&"{FORM.name},Regular"&13&P', {"margin": page.header, "scale_with_doc": False})
    sheet.first_page_bare = True
    sheet.set_start_page(1)
    sheet.print_area(0, 0, layout.last, last)
    sheet.repeat_rows(layout.head, layout.body - 1)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_zoom(page.zoom)
    name = layout.column_of_role("name")
    sheet.freeze_panes(layout.body, 0 if name is None else name + 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{a1(layout.last, last)}"})
