"""Tables → the template workbook: sheets that the office edits with care built in, and the blank forms.

The same tables give the same bytes. Codes are text cells, coded values have drop-down lists, headings have
notes; what the office types beside our columns is not ours and is not carried over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from wardxl.model import Schema
from wardxl.outputs import write_whole
from wardxl.schema import known_value, schema_of
from wardxl.schema_fields import number
from wardxl.stamp import PROPERTY, Stamp, stamped
from wardxl.template_forms import draw_forms
from wardxl.template_layout import (
    APPENDICES,
    BETTERS,
    CATALOGUE,
    DEPARTMENTS,
    FIVE_YEARS,
    GUIDE,
    KINDS,
    KNOWN,
    LAYOUTS,
    ORIENTATIONS,
    PAPERS,
    RELATIONS,
    ROLES,
    SETTINGS,
    SEVERITIES,
    UNITS,
    YES_NO,
    Heading,
    SheetLayout,
)
from wardxl.template_tables import (
    SOURCE,
    Line,
    Tables,
    read_csv,
    shipped_tables,
    tables_of_workbook,
)
from wardxl.workbook import textfit
from wardxl.workbook.book import new_book
from wardxl.workbook.places import quoted
from wardxl.workbook.styles import FORM, FORM_FONT, Styles

#: Rows for which drop-downs and text formats are prepared: more than any ward will ever list.
_PREPARED = 2000
_LEAST_HEIGHT = 18.0
_CREATED = datetime(2026, 1, 1)
_FONT = {"font_name": FORM_FONT, "font_size": 12}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d{2})-(\d{2})")
_POINTS = frozenset({"Nhỏ nhất", "Lớn nhất"})

_WORDS: Mapping[str, Mapping[str, object]] = {
    "kinds": KINDS,
    "five_years": FIVE_YEARS,
    "betters": BETTERS,
    "relations": RELATIONS,
    "severities": SEVERITIES,
    "yes_no": YES_NO,
    "papers": PAPERS,
    "orientations": ORIENTATIONS,
}
#: Drop-downs filled from another sheet's first column.
_SHEETS = {"appendices": APPENDICES, "units": UNITS, "departments": DEPARTMENTS}
#: Where the list only helps: further columns have roles of their own, and a row may have several leads.
_OPEN = frozenset({"roles", "departments"})
_BOUNDS = {"Hệ số": (">", 0), "Dung sai": (">=", 0), "Độ rộng": (">", 0)}


def write_template(path: Path, source: Path | None = None) -> Path:
    """Write a template workbook whole or not at all, from another template (`source`) or the package's own.

    Returns where it is: a target that is open in Excel is left alone and the new file gets a name beside it.
    Raises TemplateError with every fault of the source, CannotRun when the folder cannot be written to.
    """
    tables = shipped_tables() if source is None else tables_of_workbook(source)
    content = BytesIO()
    build(tables, content)
    return write_whole(path, lambda temporary: temporary.write_bytes(content.getvalue()))


def build(tables: Tables, target: Path | IO[bytes]) -> None:
    """Build the template workbook of some tables. Raises TemplateError when the tables have faults."""
    schema = schema_of(tables)
    content = BytesIO()
    book = new_book(content, _FONT)
    book.set_size(2400, 1400)
    book.set_properties(
        {
            "title": f"Mẫu phụ lục kế hoạch - {schema.ward}",
            "subject": "Mẫu và danh mục để tổng hợp phụ lục kế hoạch kinh tế - xã hội",
            "author": schema.ward,
            "created": _CREATED,
        }
    )
    book.set_custom_property(PROPERTY, stamped(Stamp.TEMPLATE, _CREATED.replace(tzinfo=UTC)), "text")
    book.set_custom_property("wardxl_version", schema.version)
    styles = Styles(book)
    _draw_guide(book.add_worksheet(GUIDE.name), styles)
    for layout in LAYOUTS:
        _draw_sheet(book.add_worksheet(layout.name), styles, layout, tables, schema)
    draw_forms(book, styles, schema)
    book.close()
    if isinstance(target, Path):
        target.write_bytes(content.getvalue())
    else:
        target.write(content.getvalue())


def _draw_guide(sheet: Any, styles: Styles) -> None:
    _draw_headings(sheet, styles, GUIDE)
    for row, texts in enumerate(read_csv(SOURCE, GUIDE)[1:], 1):
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, _cell(styles, "bold" if at == 0 else "left"))
        sheet.set_row(row, _height(GUIDE, texts))
    sheet.freeze_panes(1, 0)
    _set_up_page(sheet)


def _draw_sheet(sheet: Any, styles: Styles, layout: SheetLayout, tables: Tables, schema: Schema) -> None:
    _draw_headings(sheet, styles, layout)
    lines = tables.of(layout)
    for row, line in enumerate(lines, 1):
        for at, heading in enumerate(layout.headings):
            _draw_cell(sheet, styles, row, at, heading, line, layout)
        sheet.set_row(row, _height(layout, [line.entry(heading.title).text for heading in layout.headings]))
    for at, heading in enumerate(layout.headings):
        check = _check(heading)
        if check:
            sheet.data_validation(1, at, _PREPARED, at, check)
    last = len(layout.headings) - 1
    sheet.autofilter(0, 0, max(len(lines), 1), last)
    sheet.freeze_panes(1, 2 if layout is CATALOGUE else 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:Z{_PREPARED}"})
    _set_up_page(sheet)


def _draw_headings(sheet: Any, styles: Styles, layout: SheetLayout) -> None:
    for at, heading in enumerate(layout.headings):
        sheet.set_column(at, at, heading.width, styles("form", "wrap", "top", *_shape(heading)))
        sheet.write_string(0, at, heading.title, styles("form", "head", font_size=12))
        lines = len(heading.note) // 42 + 2 + heading.note.count("\n")
        sheet.write_comment(
            0,
            at,
            heading.note,
            {"width": 320, "height": 20 * lines, "font_name": FORM_FONT, "font_size": 11, "author": "wardxl"},
        )
    sheet.set_row(0, 36)


def _height(layout: SheetLayout, texts: Sequence[str]) -> float:
    cells = zip(layout.headings, texts, strict=True)
    return textfit.height(((text, heading.width, FORM) for heading, text in cells), _LEAST_HEIGHT)


def _shape(heading: Heading) -> tuple[str, ...]:
    return ("text",) if heading.kind == "text" else ()


def _cell(styles: Styles, *parts: str) -> Any:
    return styles("form", "line", "wrap", "top", *parts)


def _draw_cell(
    sheet: Any, styles: Styles, row: int, at: int, heading: Heading, line: Line, layout: SheetLayout
) -> None:
    text = line.text(heading.title)
    made = _cell(styles, *_shape(heading))
    if not text:
        return
    if layout is KNOWN and heading.title == "Giá trị":
        sheet.write_string(row, at, known_value(line), made)
    elif layout is SETTINGS and heading.title == "Giá trị":
        _draw_setting(sheet, styles, row, at, line.text("Khóa"), text)
    elif heading.kind == "number":
        figure = number(line, heading.title, [], percent_points=heading.title in _POINTS)
        sheet.write_number(row, at, float(figure or 0), _cell(styles, "right"))
    else:
        sheet.write_string(row, at, line.entry(heading.title).text, made)


def _draw_setting(sheet: Any, styles: Styles, row: int, at: int, name: str, text: str) -> None:
    """A year as a number and a day as a date, so that Excel offers what fits; anything else as text."""
    if match := _DAY.fullmatch(text):
        day, month, year, *iso = match.groups()
        when = date(int(year), int(month), int(day)) if year else date(*(int(part) for part in iso))
        sheet.write_datetime(
            row, at, datetime(when.year, when.month, when.day), _cell(styles, "date", "left")
        )
    elif name.startswith("nam_") and text.isdecimal():
        sheet.write_number(row, at, int(text), _cell(styles, "left"))
    else:
        sheet.write_string(row, at, text, _cell(styles))


def _check(heading: Heading) -> dict[str, Any] | None:
    """The drop-down list or number check of a column, with its hint."""
    hint = {"input_title": heading.title[:32], "input_message": _short(heading.note)}
    if heading.choices:
        return {
            "validate": "list",
            "source": _choices(heading.choices),
            "show_error": heading.choices not in _OPEN,
            "error_title": heading.title,
            "error_message": "Chọn một giá trị trong danh sách, hoặc bấm Hủy để giữ giá trị cũ.",
            **hint,
        }
    if heading.kind == "number":
        criteria, bound = _BOUNDS.get(heading.title, (">=", -1e15))
        return {
            "validate": "decimal",
            "criteria": criteria,
            "value": bound,
            "error_title": heading.title,
            "error_message": "Ô này cần một số, ví dụ 12,5; không dùng thì để trống.",
            **hint,
        }
    return {"validate": "any", **hint} if heading.title in ("Mã", "Thuộc", "Tên gọi khác") else None


def _choices(name: str) -> list[str] | str:
    if name == "roles":
        return list(ROLES)
    if name in _SHEETS:
        column = f"{quoted(_SHEETS[name].name)}!$A"
        # Only as far as names go: in a longer range Excel opens the list at its first blank, below them all.
        return f"=OFFSET({column}$2,0,0,MAX(1,COUNTA({column}$2:$A${_PREPARED})),1)"
    return list(_WORDS[name])


def _short(note: str) -> str:
    """A note within the 255 letters that Excel allows a hint."""
    if len(note) <= 255:
        return note
    return note[:254].rsplit(" ", 1)[0] + "…"


def _set_up_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.hide_gridlines(2)
