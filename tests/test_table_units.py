"""Units stated once for a whole table or for a column: which rows they are about, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from grids import grid

from wardxl import schema as schemas
from wardxl.intake import check_grids
from wardxl.lexicon import lexicon
from wardxl.model import Area, CellKind, Column, Grid, Problem, Style, Submission

WORDS = lexicon(schemas.load())
LAND, INSURED, INCOME = "Thu tiền sử dụng đất", "Tỷ lệ dân số tham gia BHYT", "Thu nhập bình quân"
YEARS = range(2026, 2031)
HEAD = ["TT", "Nội dung", "KH 2026-2030", *(f"Năm {year}" for year in YEARS)]
WITH_UNITS = [*HEAD[:2], "Đơn vị tính", *HEAD[2:]]
#: 6 tỷ in five years, these in triệu.
MILLIONS: list[object] = [1000, 1100, 1200, 1300, 1400]
BILLIONS: list[object] = [1, Decimal("1.1"), Decimal("1.2"), Decimal("1.3"), Decimal("1.4")]
RATES: list[object] = [100, 96, 97, 98, 99, 100]


def submit(found: Grid) -> Submission:
    submission, faults = check_grids([found], WORDS, "a.xlsx")
    assert faults == ()
    return submission


def check(*rows: list[object], merges: tuple[Area, ...] = ()) -> Submission:
    return submit(grid(rows, merges=merges))


def values(submission: Submission, row: int = 0) -> list[str]:
    """The figures of a row in the catalogue's unit, in the order of the columns."""
    amounts = [value.amount for value in submission.records[row].values.values()]
    return [f"{amount.value.normalize():f}" if amount else "" for amount in amounts]


def said(submission: Submission) -> list[tuple[str, str, str]]:
    """Code, cell and row of what is said."""
    return [
        (problem.code, problem.ref.a1 if problem.ref else "", problem.row or "")
        for problem in submission.problems
    ]


def one(submission: Submission, code: str) -> Problem:
    (problem,) = [problem for problem in submission.problems if problem.code == code]
    return problem


# ── A unit for a column ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "heads",
    [
        [["TT", "Nội dung", "KH 2026-2030 (tỷ đồng)", *(f"Năm {year} (triệu đồng)" for year in YEARS)]],
        [["TT", "Nội dung", "KH 2026-2030, tỷ đồng", *(f"Năm {year} - tr.đ" for year in YEARS)]],
        [["TT", "Nội dung", "KH 2026-2030", *(f"Năm {year} (ĐVT: trđ)" for year in YEARS)]],
        [HEAD, [None, None, "(tỷ đồng)", *["(triệu đồng)"] * 5]],
        [HEAD, [None, None, "tỷ đồng", *["triệu đồng"] * 5]],
        [HEAD, [None, None, None, *["Tr.đồng"] * 5]],
        [["ĐVT: tỷ đồng"], ["TT", "Nội dung", "KH 2026-2030", *(f"{year} (triệu đồng)" for year in YEARS)]],
    ],
    ids=["brackets", "behind", "ĐVT", "two rows", "line of units", "half a line", "and above"],
)
def test_years_in_another_unit_than_the_total(heads: list[list[object]]) -> None:
    """U302 for the years alone; all of the row ends in the catalogue's unit, and the sum is right."""
    found = check(*heads, ["1", LAND, 6, *MILLIONS])
    assert values(found) == ["6", "1", "1.1", "1.2", "1.3", "1.4"]
    row = len(heads) + 1
    assert said(found) == [("U302", f"D{row}", "I.1.2")]
    assert [ref.a1 for ref in one(found, "U302").cells] == [f"{column}{row}" for column in "DEFGH"]


def test_a_heading_merged_over_the_years() -> None:
    found = check(
        [*HEAD[:2], "KH 2026-2030 (tỷ đồng)", "Kế hoạch từng năm (triệu đồng)"],
        [None, None, None, *YEARS],
        ["1", LAND, 6, *MILLIONS],
        merges=(Area(1, 4, 1, 8), Area(1, 1, 2, 1), Area(1, 2, 2, 2), Area(1, 3, 2, 3)),
    )
    assert values(found) == ["6", "1", "1.1", "1.2", "1.3", "1.4"]


def test_one_year_in_another_unit() -> None:
    found = check([*HEAD[:3], "Năm 2026 (triệu đồng)", *HEAD[4:]], ["1", LAND, 6, 1000, *BILLIONS[1:]])
    assert values(found)[:3] == ["6", "1", "1.1"]
    assert said(found) == [("U302", "D2", "I.1.2")]


def test_a_columns_unit_beats_the_rows() -> None:
    """Where it is of the row's kind; a rate whose cell says `%` is not in đồng because of a heading, nor in doubt."""
    head = [*WITH_UNITS[:3], "KH 2026-2030 (tỷ đồng)", *(f"Năm {year} (triệu đồng)" for year in YEARS)]
    found = check(head, ["1", LAND, "Tỷ đồng", 6, *MILLIONS], ["2", INSURED, "%", *RATES])
    assert values(found)[:2] == ["6", "1"]
    assert said(found) == [("U302", "E2", "I.1.2")]


def test_one_unit_in_all_headings_beats_the_rows_as_well() -> None:
    """Nobody writes it into every heading of a table whose figures are in another: converted, and both are said."""
    head = [*WITH_UNITS[:3], "KH 2026-2030 (triệu đồng)", *(f"Năm {year} (triệu đồng)" for year in YEARS)]
    found = check(head, ["1", LAND, "Tỷ đồng", 6000, *MILLIONS], ["2", INSURED, "%", *RATES])
    assert values(found)[:2] == ["6", "1"]
    assert values(found, 1)[:2] == ["100", "96"]
    assert said(found) == [("U302", "D2", "I.1.2")]


def test_decimals_are_those_typed_before_the_conversion() -> None:
    """DOMAIN 2: years to the million, the total to the tenth of a billion; each column's General by itself."""
    found = check(
        ["TT", "Nội dung", "KH 2026-2030 (tỷ đồng)", *(f"Năm {year} (triệu đồng)" for year in YEARS)],
        ["1", LAND, Decimal("6.5"), *MILLIONS],
    )
    amounts = [value.amount for value in found.records[0].values.values()]
    assert [(amount.decimals, str(amount.step)) for amount in amounts if amount] == [
        (1, "0.1"),
        *[(0, "0.001")] * 5,
    ]
    assert "Y401" in {problem.code for problem in found.problems}


def test_readings_are_near_in_the_catalogues_unit() -> None:
    """`1.234` triệu beside 1,2 tỷ is a thousand and more."""
    head = [*HEAD[:3], "Năm 2026 (triệu đồng)", *HEAD[4:]]
    found = check(head, ["1", LAND, Decimal("6.234"), "1.234", *BILLIONS[1:]])
    assert values(found)[1] == "1.234"
    assert "V203" not in {problem.code for problem in found.problems}


def test_a_column_of_another_kind() -> None:
    """U303 where no row of the table is of that kind; the figure is held against no range and no other figure."""
    found = check([*HEAD[:3], "Năm 2026 (hộ)", *HEAD[4:]], ["1", INSURED, 100, 1500, *RATES[2:]])
    assert said(found) == [("U303", "D2", "I.3")]


def test_a_remark_that_could_be_a_unit() -> None:
    """Plans are counted as well, but `(kế hoạch)` beside a year is what the heading says."""
    head = ["TT", "Nội dung", "KH 2026-2030 (chỉ tiêu)", *(f"Năm {year} (kế hoạch)" for year in YEARS)]
    found = check(head, ["1", LAND, 6, *BILLIONS])
    assert values(found)[:2] == ["6", "1"]
    assert said(found) == []


def test_a_column_whose_own_heading_states_its_unit() -> None:
    """The form asks for `Vốn (triệu đồng)` whatever the row is measured in: nothing is converted."""
    form = WORDS.schema.forms["I"]
    capital = Column("capital", "number", "Vốn (triệu đồng)")
    schema = replace(
        WORDS.schema,
        forms={**WORDS.schema.forms, "I": replace(form, columns=(*form.columns, capital))},
    )
    table = grid([[*HEAD, "Vốn (triệu đồng)"], ["1", LAND, 6, *BILLIONS, 500], ["2", INSURED, *RATES, 70]])
    found, faults = check_grids([table], lexicon(schema), "a.xlsx")
    assert faults == ()
    assert [values(found, row)[-1] for row in (0, 1)] == ["500", "70"]
    assert said(found) == []


def test_counts_in_thousands_are_no_exact_counts() -> None:
    found = check(
        ["TT", "Nội dung", "Đơn vị tính", "KH 2026-2030"],
        ["1", "Công nhận mới", "Trường", 12],
        ["2", "Số người tham gia", "nghìn người", Decimal("12.5")],
    )
    assert [problem.code for problem in found.problems if problem.code == "V208"] == []


# ── A unit for the whole table ────────────────────────────────────────────────────────────


def test_rows_of_another_kind_below_a_unit_for_all() -> None:
    """One quiet finding where the unit is stated; no figure is converted."""
    found = check(
        ["ĐVT: Tỷ đồng"],
        HEAD,
        ["1", LAND, 6, *BILLIONS],
        ["2", INSURED, *RATES],
        ["3", INCOME, 12, 8, 9, 10, 11, 12],
    )
    assert values(found, 1) == ["100", "96", "97", "98", "99", "100"]
    assert said(found) == [("U305", "A1", "")]
    assert one(found, "U305").expected == "%; Triệu đồng/người/tháng"


@pytest.mark.parametrize("typed", ["96%", "96 %", "đạt 96%"])
def test_rows_that_show_their_unit_follow_it(typed: str) -> None:
    found = check(["ĐVT: Tỷ đồng"], HEAD, ["1", LAND, 6, *BILLIONS], ["2", INSURED, *[typed] * 6])
    assert values(found, 1) == ["96"] * 6
    assert not {code for code, _, _ in said(found)} - {"V211"}


def test_percentages_by_their_number_format_follow_it() -> None:
    """0,96 under `0.0%` is 96,0 %, whatever stands above the table: no U303, no V209."""
    rate: list[object] = ["2", INSURED, 1, *[Decimal("0.96")] * 4, 1]
    found = grid([["ĐVT: Tỷ đồng"], HEAD, ["1", LAND, 6, *BILLIONS], rate])
    percent = {
        column: cell._replace(style=1) if cell.kind is CellKind.NUMBER else cell
        for column, cell in found.rows[4].items()
    }
    found = replace(found, rows={**found.rows, 4: percent}, styles=(Style(), Style("0.0%")))
    submission = submit(found)
    assert values(submission, 1) == ["100", "96", "96", "96", "96", "100"]
    assert said(submission) == []


def test_a_unit_that_is_true_of_no_row_is_wrong() -> None:
    """U303, as in a column of units."""
    found = check(["ĐVT: hộ"], HEAD, ["1", INSURED, *RATES])
    assert said(found) == [("U303", "A1", "I.3")]
    column = check(["ĐVT: Tỷ đồng"], WITH_UNITS, ["1", INSURED, "hộ", *RATES])
    assert said(column) == [("U303", "C3", "I.3")]


def test_a_unit_that_is_true_of_no_row_is_said_once() -> None:
    """With all figures it is about, of which none is held against a range or a sum."""
    found = check(["ĐVT: hộ"], HEAD, ["1", INSURED, *[150] * 6], ["2", LAND, 6, 9, 9, 9, 9, 9])
    assert said(found) == [("U303", "A1", "")]
    assert len(one(found, "U303").related) == 12


def test_a_blank_in_a_column_of_units_beside_filled_ones() -> None:
    """The unit above is true of the row that says it itself, so it is not wrong."""
    rate: list[object] = ["2", INSURED, None, *RATES]
    found = check(["ĐVT: Tỷ đồng"], WITH_UNITS, ["1", LAND, "Tỷ đồng", 6, *BILLIONS], rate)
    assert said(found) == [("U305", "A1", "")]


def test_rows_without_a_unit_of_their_own_vouch_for_none() -> None:
    schools: list[object] = ["1", "Số trường công lập đạt chuẩn quốc gia"]
    found = check(["ĐVT: hộ"], HEAD, schools, ["2", INSURED, *RATES])
    assert said(found) == [("U303", "A1", "I.3")]


def test_a_unit_that_nobody_knows_is_said_once() -> None:
    found = check(["ĐVT: bó"], HEAD, ["1", LAND, 6, *BILLIONS], ["2", INSURED, *RATES])
    assert said(found) == [("U301", "A1", "I.1.2")]


def test_figures_that_have_no_unit_are_in_no_doubt() -> None:
    """A dash is zero in any unit; words and fractions are in none."""
    found = check(
        ["ĐVT: Tỷ đồng"],
        HEAD,
        ["1", LAND, 6, *BILLIONS],
        ["2", "Công nhận mới", *["-"] * 6],
        ["3", "Giảm số hộ nghèo", None, *["Duy trì không có hộ nghèo"] * 5],
    )
    assert said(found) == []


def test_a_row_that_departments_add_follows_its_own_cells() -> None:
    found = check(["ĐVT: Tỷ đồng"], HEAD, ["1", LAND, 6, *BILLIONS], ["2", "Tỷ lệ hộ khá", *["5%"] * 6])
    assert values(found, 1) == ["5"] * 6
    assert [code for code, _, _ in said(found)] == ["C607"]


def test_a_row_that_departments_add_is_in_one_unit() -> None:
    """V209: the first that its cells show is the row's."""
    found = check(HEAD, ["1", "Thu khác", None, "1 tỷ", "2 triệu", "3 tỷ"])
    assert values(found)[1:4] == ["1", "", "3"]
    assert ("V209", "E2") in {(code, cell) for code, cell, _ in said(found)}


def test_one_unit_in_every_heading_is_that_of_the_table() -> None:
    head = ["TT", "Nội dung", "KH 2026-2030 (triệu đồng)", *(f"Năm {year} (triệu đồng)" for year in YEARS)]
    found = check(head, ["1", LAND, 6000, *MILLIONS], ["2", INSURED, *RATES])
    assert values(found)[:2] == ["6", "1"]
    assert said(found) == [("U302", "C1", "I.1.2"), ("U305", "C1", "")]


def test_a_text_cell_beside_figures_is_no_line_of_units() -> None:
    """`Trường` typed into a value column of a row that has a name is that row's."""
    cells = check(HEAD, ["1", "Công nhận mới", "Trường", 1, 1, 1, 1, 1]).records[0].values
    assert cells["total"].content is None


def test_a_wrong_unit_beside_cells_that_show_the_right_one_is_one_fault() -> None:
    """`One fault, one finding.`"""
    shown = [f"{rate}%" for rate in RATES]
    submission = check(WITH_UNITS, [1, INSURED, "hộ", *shown])
    assert said(submission) == [("U303", "C2", "I.3")]
    assert values(submission) == [str(rate) for rate in RATES]
    other = check(WITH_UNITS, [1, INSURED, "hộ", *(f"{rate} người" for rate in RATES)])
    assert {code for code, _, _ in said(other)} == {"U303", "V209"}
