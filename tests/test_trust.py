"""What the checks promise, measured: a small slice of `tests/bench/trust.py`, and properties of whole tables.

Tables go the real way, from a sheet to findings. What must be found is worked out by `bench.oracle`, which shares
nothing with the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from bench.catalogue import SPECS, SUBJECTS, schema
from bench.faults import KINDS, Fault
from bench.measure import Tally, check_faulty, check_honest, findings, grid
from bench.oracle import expected, verdicts
from bench.tables import PLAN, YEARS, Line, Shape, Table, Typed, honest, typed, vietnamese
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wardxl.findings import settle
from wardxl.model import Severity
from wardxl.pipeline import check_grids

pytestmark = pytest.mark.slow

SEED = 7
Found = tuple[str, str, str]


def said(table: Table, *codes: str) -> set[Found]:
    """The findings of a table as code, row and column; of all codes, or of those named."""
    return {
        (one.code, one.row or "", one.column or "")
        for one in findings(table)
        if not codes or one.code in codes
    }


def errors(table: Table) -> set[Found]:
    found = settle(check_grids([grid(table)], schema()).problems, schema())
    return {(one.code, one.row or "", one.column or "") for one in found if one.severity is Severity.ERROR}


# ── A slice of the measurement ────────────────────────────────────────────────────────────


def test_honest_tables_get_no_error_and_no_word_of_cutting_off() -> None:
    """Item 2: "a table rounded from true values never gets an error, one cut off never worse than a warning"."""
    tally = Tally()
    for number in range(150):
        tally.add(check_honest(SEED, number))
    assert not tally.failures, tally.failures[0]
    assert all(tally.counts[f"honest {shape}"] > 20 for shape in Shape)


@pytest.mark.parametrize("kind", KINDS)
def test_one_fault_is_found_and_nothing_else(kind: str) -> None:
    """All that rounding or cutting off cannot hide, nothing that is not there, the right cell where it is decided."""
    tally = Tally()
    for number in range(25):
        tally.add(check_faulty(SEED, number, kind))
    assert not tally.failures, tally.failures[0]
    assert tally.counts[f"{kind}: must be found"] > 10
    assert tally.counts[f"{kind}: named rightly"] == tally.counts[f"{kind}: decided"]


# ── Tables written out ────────────────────────────────────────────────────────────────────


def table(figures: Mapping[str, str], units: Mapping[str, str] | None = None) -> Table:
    """A table of text: each row its six figures, the five-year one first; blanks parted by `|` or spaces."""
    lines = {}
    for code, texts in figures.items():
        cells: dict[str, Typed | None] = {}
        for column, text in zip(PLAN, texts.split(), strict=True):
            places = len(text.partition(",")[2])
            value = Fraction(text.replace(".", "").replace(",", ".")) if text != "-" else Fraction(0)
            cells[column] = Typed("s", text, "General", places, value, text == "-" or SPECS[code].count)
        unit = (units or {}).get(code, SPECS[code].unit)
        ways, places_of = dict.fromkeys(PLAN, "text"), dict.fromkeys(PLAN, 0)
        lines[code] = Line(SPECS[code], unit, Fraction(1), ways, places_of, cells)
    return Table(Shape.ROUNDED, lines)


SUSPECTS: list[tuple[str, dict[str, str], set[tuple[str, str]]]] = [
    (
        # 40 + 31 + 20 = 91, not 90: three cells of 2030 could be it, but T.4.2 ends on 30.
        "a last year that its own five-year figure contradicts",
        {
            "T.4": "90 85 86 87 88 90",
            "T.4.1": "40 38 39 39 40 40",
            "T.4.2": "30 28 28 29 29 31",
            "T.4.3": "20 19 19 19 19 20",
        },
        {("T.4.2", "2030")},
    ),
    (
        "a five-year figure that is neither the last year's nor its parts'",
        {
            "T.4": "99 85 86 87 88 90",
            "T.4.1": "40 38 39 39 40 40",
            "T.4.2": "30 28 28 29 29 30",
            "T.4.3": "20 19 19 19 19 20",
        },
        {("T.4", "total")},
    ),
    (
        # 3 + 4 = 7 every year; the mean of 3,0 3,0 5,0 3,0 3,0 is 3,4.
        "a year that the mean and the whole contradict",
        {
            "T.6": "7,0 7,0 7,0 7,0 7,0 7,0",
            "T.6.1": "3,0 3,0 3,0 5,0 3,0 3,0",
            "T.6.2": "4,0 4,0 4,0 4,0 4,0 4,0",
        },
        {("T.6.1", "2028")},
    ),
    (
        # 950 + 20 > 300, and 100 · 4 + 950 is not 500.
        "a part of some of the whole that outgrows it and its own total",
        {
            "T.8": "1.500,0 300,0 300,0 300,0 300,0 300,0",
            "T.8.1": "500,0 100,0 100,0 950,0 100,0 100,0",
            "T.8.2": "100,0 20,0 20,0 20,0 20,0 20,0",
        },
        {("T.8.1", "2028")},
    ),
    (
        # T.1.1 is part of T.1 and the whole of T.1.1.1 to 3: three sums fail, one finding.
        "a row that is a part above and a whole below is named once",
        {
            "T.1": "150,0 30,0 30,0 30,0 30,0 30,0",
            "T.1.1": "100,0 20,0 20,0 28,0 20,0 20,0",
            "T.1.1.1": "50,0 10,0 10,0 10,0 10,0 10,0",
            "T.1.1.2": "25,0 5,0 5,0 5,0 5,0 5,0",
            "T.1.1.3": "25,0 5,0 5,0 5,0 5,0 5,0",
            "T.1.2": "25,0 5,0 5,0 5,0 5,0 5,0",
            "T.1.3": "25,0 5,0 5,0 5,0 5,0 5,0",
        },
        {("T.1.1", "2028")},
    ),
    (
        # The column is off by 0,2 (tolerance 0,15), the row by 0,2 (0,3). Within these the whole or either part
        # could be it, but with 10,0 in T.2.1 everything is exact.
        "a slip that rounding nearly hides, in a block that is exact otherwise",
        {
            "T.2": "100,0 20,0 20,0 20,0 20,0 20,0",
            "T.2.1": "50,0 10,0 10,0 10,2 10,0 10,0",
            "T.2.2": "50,0 10,0 10,0 10,0 10,0 10,0",
        },
        {("T.2.1", "2028")},
    ),
    (
        # The same, but another row is off by 0,1: now nothing tells the cells apart.
        "the same in a block with a rounding of its own",
        {
            "T.2": "100,1 20,0 20,0 20,0 20,0 20,0",
            "T.2.1": "50,0 10,0 10,0 10,2 10,0 10,0",
            "T.2.2": "50,0 10,0 10,0 10,0 10,0 10,0",
        },
        set(),
    ),
    (
        # 200 + 20 > 20 in 2027: T.7, or T.7.1 if it were 0; T.7.2 cannot fall below 0.
        "a whole or a part",
        {
            "T.7": "300 300 20 300 300 300",
            "T.7.1": "200 200 200 200 200 200",
            "T.7.2": "20 20 20 20 20 20",
        },
        set(),
    ),
    (
        # 30 > 20 in 2027, where the other part has nothing: T.7 or T.7.1.
        "two cells that could be it",
        {
            "T.7": "300 300 20 300 300 300",
            "T.7.1": "30 30 30 30 30 30",
            "T.7.2": "0 0 0 0 0 0",
        },
        set(),
    ),
    (
        # Five years of 2 are no 12, and no year of a count of rows without parts is more suspect than another.
        "a row by itself decides nothing",
        {"T.15": "12 2 2 2 2 2"},
        set(),
    ),
]


@pytest.mark.parametrize(
    ("figures", "cells"), [case[1:] for case in SUSPECTS], ids=[case[0] for case in SUSPECTS]
)
def test_the_suspect_cell(figures: dict[str, str], cells: set[tuple[str, str]]) -> None:
    """H503: "the one cell of a block (whole, parts, years, total) whose change mends every failing sum and breaks
    none".
    """
    named = [(one.row, one.column) for one in findings(table(figures)) if one.code == "H503"]
    assert sorted(named) == sorted(cells)


def test_a_unit_of_another_kind_says_nothing_of_the_figures() -> None:
    """One fault, one finding: `Hộ` for `Tấn` is U303; the figures are no counts and may be rounded."""
    figures = {
        "T.6": "7,3 7,3 7,3 7,3 7,3 7,3",
        "T.6.1": "3,1 3,1 3,1 3,1 3,1 3,1",
        "T.6.2": "4,1 4,1 4,1 4,1 4,1 4,1",
    }
    clean = errors(table(figures))
    assert not clean
    assert errors(table(figures, {"T.6.2": "Hộ"})) == {("U303", "T.6.2", "unit")}


# ── Whatever the table ────────────────────────────────────────────────────────────────────

#: A block whose figures may be negative: T.2 = T.2.1 + T.2.2, every row the sum of its years.
BLOCK = SUBJECTS["T.2"]
LEAVES = ("T.2.1", "T.2.2")
WAYS = ("text", "format", "full", "general", "raw")
_TENTHS = st.integers(-99_999, 99_999).map(lambda value: Fraction(value, 1000))
_SMALL = st.integers(-2_000, 2_000).map(lambda value: Fraction(value, 1000))
_VALUES = st.lists(st.one_of(_TENTHS, _SMALL, st.just(Fraction(0))), min_size=5, max_size=5)


@st.composite
def blocks(draw: st.DrawFn, cut: bool) -> Table:
    """Blocks rounded or cut off from true values, every cell typed in its own way."""
    true = {leaf: dict(zip(YEARS, draw(_VALUES), strict=True)) for leaf in LEAVES}
    true["T.2"] = {year: sum((true[leaf][year] for leaf in LEAVES), Fraction(0)) for year in YEARS}
    lines = {}
    for code in BLOCK:
        years = true[code]
        values = {"total": sum(years.values(), Fraction(0)), **years}
        way = draw(st.sampled_from((*WAYS[:4], "mixed", "raw")))
        ways = {
            c: draw(st.sampled_from(("text", "format", "general"))) if way == "mixed" else way for c in PLAN
        }
        if cut:
            ways = {c: "format" if one == "full" else one for c, one in ways.items()}
        places = {c: draw(st.integers(0, 3)) for c in PLAN}
        # Who leaves the format to the spreadsheet types with the decimals of the row.
        most = max(places.values())
        places = {c: most if ways[c] == "general" else places[c] for c in PLAN}
        cells: dict[str, Typed | None] = {
            c: typed(
                values[c], places[c], "dash" if not values[c] and draw(st.booleans()) else ways[c], cut=cut
            )
            for c in PLAN
        }
        lines[code] = Line(SPECS[code], SPECS[code].unit, Fraction(1), ways, places, cells)
    # It shows how this office writes its decimals: without it `1,234` may be thousands.
    lines |= table({"T.90": "12,5 12,5 12,5 12,5 12,5 12,5"}).lines
    return Table(Shape.CUT if cut else Shape.ROUNDED, lines)


@settings(max_examples=60)
@given(blocks(cut=False))
def test_a_rounded_block_is_sound(block: Table) -> None:
    assert not errors(block)
    assert not said(block, "Y403", "H504")


@settings(max_examples=60)
@given(blocks(cut=True))
def test_a_block_cut_off_is_never_worse_than_a_warning(block: Table) -> None:
    assert not errors(block)


@settings(max_examples=100)
@given(blocks(cut=False), st.sampled_from(BLOCK), st.sampled_from(PLAN), st.integers(-99_999, 99_999))
def test_a_figure_moved_beyond_what_can_be_hidden_is_found(
    block: Table, code: str, column: str, steps: int
) -> None:
    """Exactly the sums that can no longer hold are errors: none is missed and no other is blamed."""
    cell = block.lines[code].cells[column]
    assert cell is not None
    places = 3 if cell.places is None else cell.places
    value = cell.stored + Fraction(steps, 10**places)
    moved = Typed("s", vietnamese(value, places), "General", places, value)
    changed = block.put(block.lines[code].put(column, moved))
    must, hints = expected(changed)
    assume(must)
    assert errors(changed) == must
    assert said(changed, "Y403", "H504") == hints


@settings(max_examples=30)
@given(blocks(cut=False), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(block: Table, random: Random) -> None:
    parts = list(LEAVES)
    random.shuffle(parts)
    cell = block.lines["T.2.1"].cells["2028"]
    assert cell is not None
    block = block.put(block.lines["T.2.1"].put("2028", replace(cell, kind="s", text="77,7", places=1)))
    shuffled = Table(block.shape, {code: block.lines[code] for code in ("T.2", *parts, "T.90")})
    assert said(block) == said(shuffled)


def test_the_bench_knows_a_wrong_table_when_it_sees_one() -> None:
    """The measure itself: 10,0 + 10,0 may be 20,1 when rounded; two figures below 10,1 cut off are below 20,2."""
    figures = {"T.2": "100,0 20,0 20,0 {} 20,0 20,0", "T.2.1": "50,0 10,0 10,0 10,0 10,0 10,0"}
    figures["T.2.2"] = figures["T.2.1"]
    outcomes = {}
    for whole in ("20,1", "20,2"):
        block = table({code: row.format(whole) for code, row in figures.items()})
        judged = {
            one.constraint.at: one.outcome for one in verdicts(block)[1] if one.constraint.code == "H501"
        }
        outcomes[whole] = judged["T.2", "2028"]
    assert outcomes == {"20,1": "rounding", "20,2": "wrong"}


def test_a_fault_changes_one_thing() -> None:
    base = honest(Shape.ROUNDED, Random(SEED))
    made: list[Fault] = [fault for kind in KINDS.values() if (fault := kind(base, Random(1)))]
    assert made
    for fault in made:
        different = [
            (code, column)
            for code, line in base.lines.items()
            for column in PLAN
            if line.cells[column] != fault.table.lines[code].cells[column]
        ]
        assert different == ([fault.place] if fault.place else [])


def test_what_binary_arithmetic_leaves_of_a_zero_is_none() -> None:
    """Item 2: "computed cells with float noise": 0.1 + 0.2 - 0.3 in a General cell has no 31 decimals.

    3,0 against 0 + 1,1 + 0,3 + 0,6 + 1,1 = 3,1: one unit of the last digit, which rounding explains.
    """
    stored = (3.0, 0.1 + 0.2 - 0.3, 1.1, 0.3, 0.6, 1.1)
    cells: dict[str, Typed | None] = {
        column: Typed("n", format(number, ".17g"), "General", None, Fraction(0))
        for column, number in zip(PLAN, stored, strict=True)
    }
    line = Line(SPECS["T.2.1"], "Tỷ đồng", Fraction(1), {}, {}, cells)
    (found,) = (one for one in findings(Table(Shape.ADDING, {"T.2.1": line})) if one.code[0] == "Y")
    assert (found.code, found.expected) == ("Y402", "3,1")


def test_negative_figures_are_taken_away_in_a_message() -> None:
    figures = {
        "T.2": "40,0 8,0 8,0 9,0 8,0 8,0",
        "T.2.1": "60,0 12,0 12,0 12,0 12,0 12,0",
        "T.2.2": "-20,0 -4,0 -4,0 -4,0 -4,0 -4,0",
    }
    (found,) = (one for one in findings(table(figures)) if one.code == "H501")
    assert "(12,0 - 4,0) được 8,0" in found.message


def test_figures_in_several_units_are_told_apart_in_a_message() -> None:
    figures = {
        "T.2": "40,0 8,0 8,0 9,0 8,0 8,0",
        "T.2.1": "20,0 4,0 4,0 4,0 4,0 4,0",
        "T.2.2": "20.000,0 4.000,0 4.000,0 4.000,0 4.000,0 -",
    }
    block = table(figures, {"T.2.2": "Triệu đồng"})
    messages = {one.column: one.message for one in findings(block) if one.code == "H501"}
    assert "(4,0 + 4.000,0 Triệu đồng) được 8" in messages["2028"]
    assert "(4,0 + 0) được 4" in messages["2030"]
