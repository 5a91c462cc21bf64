"""The cells of a department's form that are filled in: how they look, what stands in them, what is checked on entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wardxl.model import Column, Form, Kind, Row, Schema
from wardxl.schema_fields import decimal_of
from wardxl.template_forms import FIGURES, HINTS, TO_FILL, figure_check, hint_of, number_format, stretches
from wardxl.text import clean
from wardxl.units import UnitTable
from wardxl.workbook.places import a1, quoted

#: What a status usually says; any other words may be typed.
STATUSES = ("Đạt", "Không đạt", "Hoàn thành", "Chưa hoàn thành", "Duy trì")
_CHECKED = frozenset({Kind.NUMBER, Kind.COUNT})
_WORDS = frozenset({"target", "period", "product", "effect", "text", "resolution"})
_RESOLUTION = ("Chỉ tiêu Nghị quyết", "Ghi số hoặc chữ như trong Nghị quyết; không có thì để trống.")
_IN_WORDS = ("Ghi bằng chữ hoặc số", "Dòng này ghi được cả chữ và số; chưa có thì để trống.")
_TO_COMPARE = "Số đã biết: {value}. Nếu khác thì ghi số đúng và giải thích ở cột Ghi chú."

Known = Mapping[tuple[str, str], str]


@dataclass(slots=True)
class Lists:
    """The drop-down lists of a workbook; they stand on a hidden sheet, because a name may hold a comma."""

    sheet: str
    first: int
    found: dict[tuple[str, ...], int] = field(default_factory=dict)

    def place(self, choices: Sequence[str]) -> str:
        """The range where a list stands, for a data validation."""
        at = self.first + self.found.setdefault(tuple(choices), len(self.found))
        top, bottom = a1(0, at, fixed=True), a1(len(choices) - 1, at, fixed=True)
        return f"={quoted(self.sheet)}!{top}:{bottom}"

    def write(self, sheet: Any) -> None:
        """Write all lists to their sheet."""
        for choices, number in self.found.items():
            for row, choice in enumerate(choices):
                sheet.write_string(row, self.first + number, choice)


def unit_choices(row: Row, schema: Schema, units: UnitTable) -> tuple[str, ...]:
    """The units that a row may be given in: its own first, then those that convert into it."""
    own = units.find(row.unit) if row.unit else None
    if own is None:
        return ()
    others = (unit for unit in schema.units if unit != own and units.factor(unit, own) is not None)
    return (row.unit, *(unit.symbol for unit in others))


def lead_choices(row: Row, schema: Schema) -> tuple[str, ...]:
    """The leads that a row may name: the catalogue's together first, then every department."""
    together = "; ".join(row.leads)
    names = (department.name for department in schema.departments)
    return tuple(dict.fromkeys(name for name in (together, *names) if name))


def is_input(column: Column, row: Row, form: Form, choices: Mapping[str, Sequence[str]]) -> bool:
    """Whether a cell of an own row is filled in: values and notes, a unit or lead where there is a choice."""
    if column.holds_values:
        return row.kind is not Kind.HEADING
    if column.role == "note":
        return True
    return len(choices.get(column.role, ())) > 1


def shape(column: Column, row: Row) -> str:
    """The number format of an input cell, '' for Excel's own.

    Text wherever a fraction, a range, a period or words may be typed, so that Excel makes no dates of them.
    """
    return "@" if column.role in _WORDS or column.role == "note" else number_format(column, row)


def write_input(
    sheet: Any, styles: Any, at: tuple[int, int], column: Column, row: Row, text: str, parts: tuple[str, ...]
) -> None:
    """Write one input cell with the figure that stands in it from the start, if any."""
    form = shape(column, row)
    made = styles(*parts, **TO_FILL, **({"num_format": form} if form else {}))
    figure = decimal_of(clean(text).removesuffix("%")) if column.role in FIGURES and form != "@" else None
    if figure is not None:
        sheet.write_number(*at, float(figure), made)
    elif text:
        sheet.write_string(*at, text, made)
    else:
        sheet.write_blank(*at, None, made)


def add_checks(
    sheet: Any,
    at: int,
    row: Row,
    form: Form,
    known: Known,
    choices: Mapping[str, Sequence[str]],
    lists: Lists,
) -> None:
    """Add the hints, drop-downs and number checks of an own row; no cell has two."""
    for place, column in enumerate(form.columns):
        check = _check(column, row, choices, lists)
        if check:
            sheet.data_validation(at, place, at, place, check)
    if row.kind not in _CHECKED:
        return
    for first, last in _between(form, row, known):
        sheet.data_validation(at, first, at, last, figure_check(a1(at, first), row))
    for place, column in enumerate(form.columns):
        if column.role in FIGURES and (value := known.get((row.code, column.key))):
            check = figure_check(a1(at, place), row)
            hint = hint_of(row.code, _TO_COMPARE.format(value=value))
            sheet.data_validation(at, place, at, place, {**check, **hint})


def _between(form: Form, row: Row, known: Known) -> Iterator[tuple[int, int]]:
    """The stretches of figure columns, interrupted by figures known beforehand."""
    for first, last in stretches(form):
        start = first
        for place in range(first, last + 2):
            stop = place > last or (row.code, form.columns[place].key) in known
            if stop and start < place:
                yield start, place - 1
            start = place + 1 if stop else start


def _check(
    column: Column, row: Row, choices: Mapping[str, Sequence[str]], lists: Lists
) -> dict[str, Any] | None:
    if offered := choices.get(column.role):
        return {
            "validate": "list",
            "source": lists.place(offered),
            "error_title": column.heading[:32],
            "error_message": "Hãy chọn trong danh sách, hoặc bấm Hủy để giữ như cũ.",
            **hint_of(column.heading, "Bấm mũi tên bên phải ô để chọn trong danh sách."),
        }
    if not column.holds_values or row.kind is Kind.HEADING:
        return None
    if column.role == "target" and row.kind is Kind.STATUS:
        return {
            "validate": "list",
            "source": lists.place(STATUSES),
            "error_type": "warning",
            "error_title": "Xem lại kết quả",
            "error_message": "Thường ghi một kết quả trong danh sách; vẫn giữ cách ghi này?",
            **hint_of("Kết quả", "Chọn trong danh sách, hoặc ghi kết quả khác bằng chữ."),
        }
    if column.role == "resolution":
        return {"validate": "any", **hint_of(*_RESOLUTION)}
    if column.role in FIGURES:
        if row.kind is Kind.FRACTION:
            return {"validate": "any", **hint_of(*HINTS["fraction"])}
        return None if row.kind in _CHECKED else {"validate": "any", **hint_of(*_IN_WORDS)}
    hint = HINTS.get(column.role)
    return {"validate": "any", **hint_of(*hint)} if hint else None
