"""Any permutation and decoration of a form reads back to the same figures, places and findings."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from departments_forms import write_form
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import OVER, YEAR_HEADINGS, Layout
from running import found, run, sources, values
from source import COLUMNS, TU_LIEM_FINDINGS, VALUE_COLUMNS, Line, by_first_lead, lines, meaning
from typings import NAMES

GROUPS = by_first_lead(lines("I"))
#: The columns that stand for the rest of a row wherever they stand; without them a form is none.
OPTIONAL = ("tt", "unit", "lead")


def _subset(names: tuple[str, ...], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names), max_size=most)


@st.composite
def layouts(draw: st.DrawFn, department: str) -> Layout:
    """The habits of any clerk of a department."""
    without = draw(_subset(OPTIONAL, 2))
    merge = draw(st.booleans())
    fields: dict[str, Any] = {
        "sheet": draw(st.sampled_from(["PL1", "Sheet1", "Biểu 01-KH", "2026-2030"])),
        "other_sheets": draw(st.sampled_from([(), ("Công văn",), ("Bìa", "Ghi chú")])),
        "top": draw(st.integers(0, 12)),
        "left": draw(st.integers(0, 5)),
        "block": draw(st.booleans()),
        "department": department,
        "renumber": draw(st.booleans()),
        "headings": draw(st.sampled_from(list(OVER))),
        "years": draw(st.sampled_from(["document", *YEAR_HEADINGS])),
        "column_numbers": draw(st.sampled_from(["", "document", "all", "brackets", "letters"])),
        "repeat_after": tuple(sorted(draw(st.frozensets(st.integers(1, 13), max_size=2)))),
        # Years that share a cell stand beside one another; otherwise columns stand anywhere.
        "order": COLUMNS["I"] if merge else tuple(draw(st.permutations(COLUMNS["I"]))),
        "without": without,
        "spacers": frozenset() if merge else draw(_subset(COLUMNS["I"], 3)),
        "merge_equal_years": merge,
        "in_which": draw(st.booleans()),
        "mark": draw(st.sampled_from(["document", "-", "+", "*", "a)", "1.1", "indent", "nothing"])),
        "mark_in_name": draw(st.booleans()),
        "totals": draw(st.sampled_from(["", "label"])),
        "signer": draw(st.sampled_from(["", "TRƯỞNG PHÒNG"])),
    }
    return Layout(**fields)


@st.composite
def forms(draw: st.DrawFn) -> tuple[tuple[Line, ...], Layout, str]:
    """A department's rows with a layout and a typing."""
    department = draw(st.sampled_from(list(GROUPS)))
    return GROUPS[department], draw(layouts(department)), draw(st.sampled_from(NAMES))


@settings(max_examples=25)
@given(forms())
def test_any_layout_reads_back(form: tuple[tuple[Line, ...], Layout, str]) -> None:
    rows, layout, typing = form
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "so lieu.xlsx"
        places = write_form(path, rows, layout=layout, typing=typing)
        report = run([path])
    read = values(report, "I")
    for line in rows:
        expected = {column: meaning(line, column) for column in VALUE_COLUMNS["I"]}
        assert read[line.code] == expected, line.code
    written = {key: f"so lieu.xlsx!{place.sheet}!{place.cell}" for key, place in places.items()}
    assert {key: source for key, source in sources(report).items() if key in written} == written
    codes = {line.code for line in rows}
    assert sorted(finding for finding in found(report) if finding[0] != "C601") == sorted(
        finding for finding in TU_LIEM_FINDINGS if finding[1] in codes
    )
