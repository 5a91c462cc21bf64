"""What a schema looks like to those who read by it: lookups built once, used for every file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from wardxl.headings import Headings
from wardxl.matching import DepartmentFinder, RowMatcher
from wardxl.model import Row, Schema, Unit
from wardxl.stated_units import is_unit
from wardxl.text import words
from wardxl.units import UnitTable, unit_table


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The schema's lookups. `sections` maps, per appendix, the key of a section's title to the title;
    `row_units` the unit of each catalogue row that has one."""

    schema: Schema
    headings: Headings
    matchers: Mapping[str, RowMatcher]
    departments: DepartmentFinder
    units: UnitTable
    sections: Mapping[str, Mapping[str, str]]
    row_units: Mapping[str, Unit]
    parents: frozenset[str]


def section_key(title: str) -> str:
    """Return the key by which titles of sections are compared: their words, whatever signs stand between."""
    return " ".join(words(title))


def lexicon(schema: Schema) -> Lexicon:
    """Build the lookups of a schema."""
    units = unit_table(schema.units)
    found = {row.code: units.find(row.unit) for row in schema.rows.values() if row.unit}
    return Lexicon(
        schema=schema,
        headings=Headings(schema),
        matchers={code: _matcher(schema.rows_of(code), schema.units) for code in schema.forms},
        departments=DepartmentFinder(schema.departments),
        units=units,
        sections={
            code: {section_key(row.section): row.section for row in schema.rows_of(code) if row.section}
            for code in schema.forms
        },
        row_units={code: unit for code, unit in found.items() if unit},
        parents=frozenset(row.parent for row in schema.rows.values() if row.parent),
    )


# Wards that share a template differ in names only: what does not hang on them is built once for all.


@lru_cache(maxsize=16)
def _matcher(rows: tuple[Row, ...], units: tuple[Unit, ...]) -> RowMatcher:
    return RowMatcher(rows, partial(is_unit, units=unit_table(units)))
