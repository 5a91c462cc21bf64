"""A row that comes back beyond measure: compared with the first, accounted for, and not kept."""

from __future__ import annotations

import pytest
from grids import HEAD_I, grid

from wardxl import schema as schemas
from wardxl.merge import merge
from wardxl.model import Account, Area, Submission
from wardxl.pipeline import check_grids

SCHEMA = schemas.load()
NAME = "Thu nhập bình quân"
FIGURES = [10, 60, 10, 11, 12, 13, 14]


def line(*figures: object) -> list[object]:
    return [1, NAME, None, *figures]


def sent(*lines: list[object]) -> Submission:
    return check_grids([grid([HEAD_I, *lines])], SCHEMA)


def account(submission: Submission) -> Account:
    return merge([submission], SCHEMA).submissions[0].account


def test_the_same_row_a_thousand_times_is_accounted_for() -> None:
    """CONTRACT section 3: `read = consolidated + agreed + superseded + reported`; nothing is dropped in silence."""
    submission = sent(*[line(*FIGURES)] * 1_000)
    assert submission.tables[0].rows == 1_000
    assert len(submission.records) < 100
    assert account(submission) == Account(consolidated=7, agreed=7 * 999)
    assert not [problem for problem in submission.problems if problem.code == "C605"]


def test_what_differs_far_below_is_under_a_finding() -> None:
    """C605: "the same row twice in one file with different values" — the cell in row 202 too."""
    other = [*FIGURES[:-1], 99]
    submission = sent(*[line(*FIGURES)] * 200, line(*other))
    (problem,) = [problem for problem in submission.problems if problem.code == "C605"]
    assert problem.ref is not None
    assert (problem.ref.a1, problem.found, problem.expected) == ("J202", "99", "14")
    assert [ref.a1 for ref in problem.related] == ["J2"]
    assert account(submission) == Account(consolidated=7, agreed=7 * 199 + 6, reported=1)


@pytest.mark.parametrize("unread", ["chưa rõ", "12 hộ"])
def test_what_cannot_be_read_far_below_is_reported(unread: str) -> None:
    submission = sent(*[line(*FIGURES)] * 200, line(*FIGURES[:-1], unread))
    said = [problem for problem in submission.problems if problem.ref and problem.ref.a1 == "J202"]
    assert [problem.code for problem in said] in (["V202"], ["V209"])
    assert account(submission).reported == 1


def test_a_figure_that_none_had_before_is_taken_however_late_it_comes() -> None:
    """ "a blank never replaces a figure"."""
    submission = sent(*[line(*FIGURES[:-1])] * 200, line(*FIGURES))
    merged = merge([submission], SCHEMA)
    (row,) = merged.rows.values()
    amount = row.record.amount("2030")
    assert amount is not None
    assert amount.value == 14
    assert account(submission) == Account(consolidated=7, agreed=6 * 200)


def test_a_value_merged_over_years_is_one_cell() -> None:
    rows = [HEAD_I, *[line(10, 60, 10, None, None, None, None)] * 100]
    merges = [Area(number, 6, number, 10) for number in range(2, 102)]
    submission = check_grids([grid(rows, merges=merges)], SCHEMA)
    found = account(submission)
    assert found.read == 3 * 100
    assert found == Account(consolidated=3, agreed=3 * 99)


def test_rows_repeated_in_another_wards_file_are_all_reported() -> None:
    title = ["UBND PHƯỜNG YÊN HÒA"]
    submission = check_grids([grid([title, HEAD_I, *[line(*FIGURES)] * 100])], SCHEMA)
    found = account(submission)
    assert (found.reported, found.read) == (700, 700)


def test_a_row_on_every_sheet_is_counted_over_the_whole_file() -> None:
    """A thousand small tables cost no more than one of a thousand rows; each still tells how many rows it has."""
    grids = [grid([HEAD_I, *[line(*FIGURES)] * 4], sheet=f"Tổ {number}") for number in range(100)]
    submission = check_grids(grids, SCHEMA)
    assert [table.rows for table in submission.tables] == [4] * 100
    assert len(submission.records) < 100
    assert account(submission) == Account(consolidated=7, agreed=7 * 399)


@pytest.mark.parametrize("count", [60, 149, 400])
def test_what_is_wrong_in_every_row_is_said_of_every_cell(count: int) -> None:
    submission = sent(*[line(*FIGURES[:-1], "chưa rõ")] * count)
    said = [problem for problem in submission.problems if problem.code == "V202"]
    cells = [ref.a1 for problem in said for ref in problem.cells or (problem.ref,) if ref]
    assert sorted(cells) == sorted(f"J{number}" for number in range(2, count + 2))
    assert len(said) <= 200
