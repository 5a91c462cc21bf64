"""One appendix of a department's form: its own rows to fill in, all else protected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wardxl import form_beside
from wardxl.form_inputs import (
    Known,
    Lists,
    add_checks,
    is_input,
    lead_choices,
    unit_choices,
    write_input,
)
from wardxl.model import Column, Form, Row, Schema
from wardxl.template_forms import (
    CENTRED,
    LEAST_HEIGHT,
    draw_headings,
    draw_leading_text,
    draw_title,
    set_up_page,
)
from wardxl.units import UnitTable
from wardxl.workbook import textfit
from wardxl.workbook.paper import Page, choose
from wardxl.workbook.places import Appendix, Line
from wardxl.workbook.styles import FORM, Font, Styles

#: What may be done on a protected sheet: nobody needs a password to widen a column.
_ALLOWED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
}


@dataclass(frozen=True, slots=True)
class Issue:
    """What a form is made of: the template, the department, the figures that stand in it, its drop-down lists."""

    schema: Schema
    department: str
    known: Known
    units: UnitTable
    lists: Lists

    def owns(self, row: Row) -> bool:
        """Whether the department leads or co-leads a row, not only needs to see it above its own."""
        return self.department in row.leads


def draw_sheet(book: Any, styles: Styles, layout: Appendix, issue: Issue) -> None:
    """Add the sheet of one appendix."""
    sheet = book.add_worksheet(layout.sheet)
    page = choose(layout.form)
    for at, width in enumerate(page.widths):
        sheet.set_column(at, at, width)
    draw_title(sheet, styles, layout, page)
    draw_headings(sheet, styles, layout, page)
    own: list[Row] = []
    for line in layout.lines:
        if line.item is None:
            draw_leading_text(sheet, styles, layout, line)
            continue
        row = line.item.row
        choices = _choices(row, layout.form, issue) if issue.owns(row) else {}
        _draw_row(sheet, styles, layout, page, line, row, issue, choices)
        if issue.owns(row):
            own.append(row)
            add_checks(sheet, line.at, row, layout.form, issue.known, choices, issue.lists)
    set_up_page(sheet, layout, page)
    form_beside.draw(sheet, styles, layout, issue.schema, own, issue.known)
    sheet.protect("", _ALLOWED)


def _choices(row: Row, form: Form, issue: Issue) -> Mapping[str, Sequence[str]]:
    """The drop-down lists of a row by role: units that convert, and leads where these are all there is to fill in."""
    choices = {"unit": unit_choices(row, issue.schema, issue.units)}
    if not form.value_columns:
        choices["lead"] = lead_choices(row, issue.schema)
    return choices


def _draw_row(
    sheet: Any,
    styles: Styles,
    layout: Appendix,
    page: Page,
    line: Line,
    row: Row,
    issue: Issue,
    choices: Mapping[str, Sequence[str]],
) -> None:
    described = {"tt": line.number, "name": row.name, "unit": row.unit, "lead": "; ".join(row.leads)}
    slant = ("italic",) if line.depth else ()
    measured: list[tuple[str, float, Font]] = []
    for at, (column, width) in enumerate(zip(layout.columns, page.widths, strict=True)):
        parts = ("form", "grid", "wrap", "center" if column.role in CENTRED else "left")
        text = described.get(column.role, "")
        if issue.owns(row) and is_input(column, row, layout.form, choices):
            text = issue.known.get((row.code, column.key), text) if column.holds_values else text
            write_input(sheet, styles, (line.at, at), column, row, text, parts)
        else:
            indent = line.depth if column.role == "name" else 0
            _draw_described(
                sheet,
                styles(*parts, *slant, **({"indent": indent} if indent else {})),
                line.at,
                at,
                column,
                text,
            )
            width = max(1.0, width - 1.4 * indent)
        measured.append((text, width, FORM))
    sheet.set_row(line.at, textfit.height(measured, LEAST_HEIGHT))


def _draw_described(sheet: Any, made: Any, line: int, at: int, column: Column, text: str) -> None:
    """Write a cell that describes the row."""
    if column.role == "tt" and text.isdecimal():
        sheet.write_number(line, at, int(text), made)
    elif text:
        sheet.write_string(line, at, text, made)
    else:
        sheet.write_blank(line, at, None, made)
