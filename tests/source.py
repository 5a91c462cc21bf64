"""The two documents' tables as the tests know them: what was written, and what it means.

Read from `tests/data` alone, without a line of the package: what the package makes of a file is compared with
this.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
YEARS = ("2026", "2027", "2028", "2029", "2030")

#: The columns of each document's table, in its order, by the contract's names.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "I": ("tt", "name", "unit", "baseline", "resolution", "total", *YEARS, "lead", "note"),
    "1": ("tt", "name", "unit", "target", "lead"),
    "2": ("tt", "name", "lead", "period", "product", "effect"),
    "3": ("tt", "name", "lead"),
}
VALUE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "I": ("baseline", "resolution", "total", *YEARS),
    "1": ("target",),
    "2": ("period", "product", "effect"),
    "3": (),
}
TABLES = {
    "I": "tu_liem_phu_luc_I.csv",
    "1": "yen_hoa_phu_luc_1.csv",
    "2": "yen_hoa_phu_luc_2.csv",
    "3": "yen_hoa_phu_luc_3.csv",
}

#: A figure as the documents write it: dots group thousands, a comma cuts off the decimals.
FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d+)?|\d+(?:,\d+)?")

#: One fault found: code, row, column. Row and column are '' where the fault is the whole appendix's.
Found = tuple[str, str, str]

#: What a correct checker finds in Từ Liêm's six files, without what is missing (C602) and without the names
#: that differ (C608): DOMAIN section 1.
TU_LIEM_FINDINGS: frozenset[Found] = frozenset(
    {
        ("Y402", "I.1", "total"),
        ("H502", "I.1", "2030"),
        ("H503", "I.1", "2030"),
        ("Y408", "I.1", "baseline"),
        ("Y407", "I.1", "2027"),
        ("Y407", "I.16", "2026"),
        ("V210", "I.12", "baseline"),
    }
)
#: The document's own slips, which may be reported or be known to the template as other names.
TU_LIEM_NAMES = frozenset({"I.19", "I.21"})
YEN_HOA_NAMES = frozenset({"1.1.2"})


@dataclass(frozen=True)
class Line:
    """One row of a document's table; `cells` by column name, as written there, blanks left out."""

    code: str
    appendix: str
    section: str
    kind: str
    parent: str
    relation: str
    leads: tuple[str, ...]
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What is written in a column, '' for a blank."""
        return self.cells.get(column, "")

    def changed(self, column: str, text: str) -> Line:
        """The same line with another text in one column."""
        return replace(self, cells={**self.cells, column: text})

    @property
    def values(self) -> dict[str, str]:
        """The non-empty value cells."""
        return {column: self.cells[column] for column in VALUE_COLUMNS[self.appendix] if self.text(column)}


def _table(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _is_row(cells: Sequence[str]) -> bool:
    """Whether it is a row of the catalogue, and no section heading or `Trong đó:`."""
    return any(cells[2:]) and bool(cells[1])


@cache
def lines(appendix: str) -> tuple[Line, ...]:
    """The rows of one appendix in the document's order, with their place in the catalogue."""
    _, *catalogue = _table("catalogue.csv")
    entries = [entry for entry in catalogue if entry[1] == appendix]
    _, *body = _table(TABLES[appendix])
    rows = [cells for cells in body if _is_row(cells)]
    assert len(rows) == len(entries)
    return tuple(
        Line(
            code=entry[0],
            appendix=appendix,
            section=entry[2],
            kind=entry[5],
            parent=entry[10],
            relation=entry[11],
            leads=tuple(entry[12].split(" | ")),
            cells={
                column: text for column, text in zip(COLUMNS[appendix], cells, strict=True) if text.strip()
            },
        )
        for entry, cells in zip(entries, rows, strict=True)
    )


def headings(appendix: str) -> dict[str, str]:
    """The headings of the document's table by column name."""
    return dict(zip(COLUMNS[appendix], _table(TABLES[appendix])[0], strict=True))


def by_first_lead(rows: Sequence[Line]) -> dict[str, tuple[Line, ...]]:
    """The rows each department leads first, departments in the order in which they appear."""
    groups: dict[str, list[Line]] = {}
    for line in rows:
        groups.setdefault(line.leads[0], []).append(line)
    return {department: tuple(group) for department, group in groups.items()}


def changed(rows: Sequence[Line], code: str, column: str, text: str) -> tuple[Line, ...]:
    """The rows with one cell written otherwise."""
    assert any(line.code == code for line in rows)
    return tuple(line.changed(column, text) if line.code == code else line for line in rows)


def figure(text: str) -> Decimal | None:
    """The figure a text of the documents stands for; a dash is zero; None for words and blanks."""
    bare = text.strip().removesuffix("%").strip()
    if bare == "-":
        return Decimal(0)
    if not FIGURE.fullmatch(bare):
        return None
    return Decimal(bare.replace(".", "").replace(",", "."))


def meaning(line: Line, column: str) -> Decimal | str | None:
    """What a cell of appendix I must come out as: a figure, a text, or nothing."""
    text = line.text(column)
    if not text:
        return None
    if line.kind == "text":
        return text
    number = figure(text)
    return text if number is None else number
