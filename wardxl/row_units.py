"""Which unit the figures of a row are in, and what is said where it is not the catalogue's."""

from __future__ import annotations

from collections.abc import Sequence

from wardxl import row_problems, stated_units
from wardxl.lexicon import Lexicon
from wardxl.locate import Located
from wardxl.model import Label, Problem, Row
from wardxl.raw_cells import RowUnit
from wardxl.sheet import Sheet

#: More texts than this in a row are no line of its own.
_WIDEST_LINE = 2


def unit_in_headings(sheet: Sheet, located: Located, lexicon: Lexicon) -> Label | None:
    """The unit that the headings over the names, the units and the values state: `Năm 2026 (triệu đồng)`."""
    top, body = located.header_row, min(located.body, default=located.header_row + 1)
    rows = [row for row in sheet.rows if top <= row < body]
    wanted = [c.key for c in located.form.columns if c.role in ("name", "unit") or c.holds_values]
    headings = [
        Label(sheet.ref(row, place), sheet.text(row, place))
        for row in rows
        for key in wanted
        if (place := located.columns.get(key))
    ]
    headings += [label for label in located.unknown if stated_units.states(label.text, lexicon.units)]
    return stated_units.in_headings(headings, lexicon.units)


def unit_elsewhere(
    row: Row, name: Label, located: Located, stated: Sequence[Label | None], lexicon: Lexicon
) -> Label | None:
    """The unit of a row whose unit cell is blank or missing: behind its name, or stated for several rows.

    `stated` is what is said of such rows, the nearest first: it counts where it can be true of the row. Only what
    stands above a table without a column of units is said of every row.
    """
    units = lexicon.units
    if name.text != row.name and (unit := stated_units.behind(name.text, units)):
        return Label(name.ref, unit)
    wanted = lexicon.row_units.get(row.code)
    for label in stated:
        named = units.named(label.text) if label else ()
        if named and (wanted is None or any(units.factor(unit, wanted) is not None for unit in named)):
            return label
    has_column = any(c.role == "unit" and c.key in located.columns for c in located.form.columns)
    return None if has_column else located.unit


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
