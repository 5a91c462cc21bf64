"""Which unit the figures of a row are in, and what is said where it is not the catalogue's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wardxl import numerals, row_problems, stated_units, targets
from wardxl.figures import Figure
from wardxl.formats import words_beside
from wardxl.headings import PLAN_WORDS
from wardxl.lexicon import Lexicon
from wardxl.locate import Located
from wardxl.model import CellKind, Column, Label, Problem, Row, Unit
from wardxl.raw_cells import PERCENT, RawCell, RowUnit
from wardxl.sheet import Sheet
from wardxl.text import key
from wardxl.units import UnitTable

#: More texts than this in a row are no line of its own.
_WIDEST_LINE = 2
#: Roles of columns whose figures are in a unit; those of the plan, of which one says as much as the others.
_MEASURED_ROLES = frozenset({"baseline", "resolution", "total", "year", "target", "number"})
_PLAN_ROLES = frozenset({"total", "year", "target", "number"})


def units_in_headings(located: Located, lexicon: Lexicon) -> tuple[Label | None, Mapping[str, Label]]:
    """The unit that the headings state for all rows, and by column those that some state for their own figures."""
    sheet, units = located.sheet, lexicon.units
    top, body = located.header_row, min(located.body, default=located.header_row + 1)
    # The lowest heading is the nearest to the figures.
    rows = [row for row in reversed(sheet.rows) if top <= row < body]
    columns: dict[str, Label] = {}
    further = [label for label in located.unknown if stated_units.states(label.text, units)]
    for column, place in _measured(located, units):
        for row in rows:
            unit = stated_units.in_heading(sheet.text(row, place), units)
            # `(kế hoạch)` says what a heading says, though plans are counted as well.
            if unit and not PLAN_WORDS.issuperset(key(unit).split()):
                columns[column.key] = Label(sheet.ref(row, place), unit)
                break
    for column in located.form.columns:
        if column.role in ("name", "unit") and (at := located.columns.get(column.key)):
            further += [
                Label(sheet.ref(row, at), text)
                for row in rows
                if stated_units.in_heading(text := sheet.text(row, at), units)
            ]
    return over_plan(columns, located, units) or stated_units.in_headings(further, units), columns


def _measured(located: Located, units: UnitTable) -> Iterator[tuple[Column, int]]:
    """The columns of figures in the rows' units, with their places: not those whose unit the form's heading states."""
    for column in located.form.columns:
        place = located.columns.get(column.key)
        if place and column.role in _MEASURED_ROLES and not stated_units.in_heading(column.heading, units):
            yield column, place


def over_plan(columns: Mapping[str, Label], located: Located, units: UnitTable) -> Label | None:
    """The one unit that all columns of the plan state, which is that of the table; None where they state several."""
    plan = [column.key for column, _ in _measured(located, units) if column.role in _PLAN_ROLES]
    named = {units.named(columns[name].text) if name in columns else () for name in plan}
    return columns[plan[0]] if len(named) == 1 and () not in named else None


def line_of_unit(sheet: Sheet, number: int, lexicon: Lexicon) -> Label | None:
    """The unit that a line of its own states for the rows below it: `(ĐVT: triệu đồng)`, or one unit in every cell."""
    units = lexicon.units
    texts = sheet.texts(number)
    if len(texts) > _WIDEST_LINE:
        column, text = texts[0]
        named = units.named(text)
        alike = named and all(units.named(other) == named for _, other in texts)
        return Label(sheet.ref(number, column), text) if alike else None
    line = [Label(sheet.ref(number, column), text) for column, text in texts]
    return next(
        (stated_units.above([label], units) for label in line if stated_units.states(label.text, units)), None
    )


def line_of_units(located: Located, number: int, lexicon: Lexicon) -> Mapping[str, Label]:
    """By column the units that a line of nothing else states for the figures below it: `tỷ đồng`, `triệu đồng`, …"""
    sheet = located.sheet
    keys = {place: column.key for column, place in _measured(located, lexicon.units)}
    texts = sheet.texts(number)
    if not all(column in keys and lexicon.units.named(text) for column, text in texts):
        return {}
    return {keys[column]: Label(sheet.ref(number, column), text) for column, text in texts}


def fitting(text: str, wanted: Unit | None, units: UnitTable) -> Unit | None:
    """The unit that a text names which can be that of figures in another; any it names where that is not known."""
    named = units.named(text)
    return next((unit for unit in named if wanted is None or units.factor(unit, wanted) is not None), None)


def shown_in(raws: Iterable[RawCell], units: UnitTable) -> Label | None:
    """The unit that the cells of a row show themselves: `12%` typed, the number formats `0.0%` and `0.0" tỷ"`."""
    for raw in raws:
        if (text := _shown_beside(raw)) and units.find(text):
            return Label(raw.ref, text)
    return None


def bare_figures(raws: Iterable[RawCell], units: UnitTable) -> list[RawCell]:
    """The cells of a row that hold figures of which nothing in the cell tells the unit; zeros have none."""
    return [
        raw
        for raw in raws
        if raw.cell is not None
        and raw.column.role in _MEASURED_ROLES
        and (raw.seen.value if isinstance(raw.seen, Figure) else _typed(raw))
        and units.find(_shown_beside(raw)) is None
    ]


def _typed(raw: RawCell) -> bool:
    """Whether a text is a figure, or the bounds of a target."""
    numeral = numerals.parse(raw.shown)
    if numeral is not None:
        return not numeral.dash
    return raw.column.role == "target" and bool(targets.figures_of(raw.shown))


def _shown_beside(raw: RawCell) -> str:
    """The words of a unit beside a figure, typed or written by the number format."""
    if isinstance(raw.seen, Figure):
        return PERCENT if raw.seen.percent else words_beside(raw.seen.number_format)
    if raw.cell is None or raw.cell.kind is not CellKind.TEXT:
        return ""
    if raw.column.role == "target":
        return targets.unit_of(raw.seen)
    numeral = numerals.parse(raw.cell.value)
    return numeral.unit if numeral else ""


def settle_unit(row: Row, label: Label | None, lexicon: Lexicon) -> tuple[RowUnit, Problem | None]:
    """Settle the unit of a row: U301 unknown, U302 converted, U303 of another kind."""
    units, wanted = lexicon.units, lexicon.row_units.get(row.code)
    if wanted is None or label is None:
        return RowUnit(wanted or (units.find(label.text) if label else None)), None
    if units.find(label.text) is wanted:
        return RowUnit(wanted), None
    named = units.named(label.text) or units.named(stated_units.behind(label.text, units))
    if not named:
        return RowUnit(wanted), row_problems.unknown_unit(row, label)
    # Of `triệu đồng, %` above a table the one of the row's kind is its unit.
    typed = next((unit for unit in named if units.factor(unit, wanted) is not None), named[0])
    factor = units.factor(typed, wanted)
    if typed == wanted:
        return RowUnit(wanted), None
    if factor is None:
        return RowUnit(typed), row_problems.wrong_unit(row, label)
    return RowUnit(typed, factor), row_problems.converted_unit(row, label, factor)
