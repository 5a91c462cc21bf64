"""Which unit the figures of a row are in, and what is said where it is not the catalogue's."""

from __future__ import annotations

from wardxl import row_problems, stated_units
from wardxl.lexicon import Lexicon
from wardxl.locate import Located
from wardxl.model import Label, Problem, Row
from wardxl.raw_cells import RowUnit
from wardxl.sheet import Sheet


def unit_in_headings(sheet: Sheet, located: Located, lexicon: Lexicon) -> Label | None:
    """The unit that the headings over the names and the values state: `Năm 2026 (triệu đồng)`."""
    top = located.header_row
    rows = [row for row in sheet.rows if top <= row < min(located.body, default=top + 1)]
    wanted = [column.key for column in located.form.columns if column.role == "name" or column.holds_values]
    headings = [
        Label(sheet.ref(row, place), sheet.text(row, place))
        for row in rows
        for key in wanted
        if (place := located.columns.get(key))
    ]
    return stated_units.in_headings(headings, lexicon.units)


def unit_elsewhere(
    row: Row, name: Label, located: Located, in_headings: Label | None, lexicon: Lexicon
) -> Label | None:
    """The unit of a row whose unit cell is blank or missing: behind its name, above the table or in its headings."""
    units = lexicon.units
    if name.text != row.name and (unit := stated_units.behind(name.text, units)):
        return Label(name.ref, unit)
    if located.unit and not any(
        column.role == "unit" and column.key in located.columns for column in located.form.columns
    ):
        return located.unit
    # A cell left blank and a heading speak only of the rows that they can be true of.
    wanted = lexicon.row_units.get(row.code)
    for label in (located.unit, in_headings):
        named = units.named(label.text) if label else ()
        if named and (wanted is None or any(units.factor(unit, wanted) is not None for unit in named)):
            return label
    return None


def settle_unit(row: Row, label: Label | None, lexicon: Lexicon) -> tuple[RowUnit, Problem | None]:
    """Settle the unit of a row: U301 unknown, U302 converted, U303 of another kind."""
    units, wanted = lexicon.units, lexicon.row_units.get(row.code)
    if wanted is None or label is None:
        return RowUnit(wanted or (units.find(label.text) if label else None)), None
    named = units.named(label.text)
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
