"""Blocks of years that only repeat figures of a file, as a chart is drawn from: no second table of the appendix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wardxl import row_problems
from wardxl.locate import Located
from wardxl.model import Label, Problem, Schema
from wardxl.normalise import Normalised


def figures_of_charts(
    tables: Sequence[Located], parts: Sequence[Normalised], schema: Schema
) -> Mapping[int, Problem]:
    """By its place each table that is none but the figures of a chart, with what is said of it (S116).

    It has names and values alone, lacks a column that the appendix must have, and has no row of the catalogue that a
    whole table of the file has not. Where no table of the file is whole, none is a chart's.
    """
    whole = [(table, part) for table, part in zip(tables, parts, strict=True) if not _lacks(table)]
    if not whole:
        return {}
    read = {record.row.code for _, part in whole for record in part.records}
    return {
        place: row_problems.other_table(table.form, _headings(table), ())
        for place, (table, part) in enumerate(zip(tables, parts, strict=True))
        if _lacks(table)
        and _is_bare(table)
        and all(record.row.code in read or record.row.code not in schema.rows for record in part.records)
    }


def _lacks(table: Located) -> bool:
    return any(column.required and column.key not in table.columns for column in table.form.columns)


def _is_bare(table: Located) -> bool:
    """Whether nothing describes the rows but their names: no number, unit, lead or note."""
    columns = (column for column in table.form.columns if column.key in table.columns)
    return all(column.role == "name" or column.holds_values for column in columns)


def _headings(table: Located) -> list[Label]:
    row = table.header_row
    columns = sorted(table.columns.values())
    return [Label(table.sheet.ref(row, column), table.sheet.text(row, column)) for column in columns]
