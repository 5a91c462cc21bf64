"""Where a table's headings end and where its body ends, on sheets as clerks lay them out."""

from __future__ import annotations

import pytest
from grids import HEAD_I, grid

from wardxl import schema
from wardxl.headings import Headings
from wardxl.likeness import bare
from wardxl.locate import Located, locate
from wardxl.model import Area
from wardxl.sheet import Sheet

HEADINGS = Headings(schema.load(None))
ROWS = [
    [1, "Thu ngân sách Nhà nước trên địa bàn", "Tỷ đồng", 9, 15, 1, 2, 3, 4, 5],
    [2, "Thu nhập bình quân", None, 10, 13, 11, 11, 12, 12, 13],
]


def only(rows: list[list[object]], merges: tuple[Area, ...] = ()) -> Located:
    (table,) = locate(Sheet(grid(rows, merges=merges), "a.xlsx"), HEADINGS)
    return table


@pytest.mark.parametrize("merged", [True, False])
def test_headings_divided_further_below(merged: bool) -> None:
    """`Cả năm`, `Quý I` … under one year: the year is its first column, the row no row of the body."""
    top = [*HEAD_I[:6], None, None, *HEAD_I[6:]]
    below = [*[None] * 5, "Cả năm", "Quý I", "Quý II", *[None] * 4]
    body = [[*row[:6], 7, 8, *row[6:]] for row in ROWS]
    merges = (Area(1, 6, 1, 8),) if merged else ()
    table = only([top, below, *body], merges)
    assert table.body == (3, 4)
    assert (table.columns["2026"], table.columns["2027"]) == (6, 9)
    assert [label.text for label in table.unknown] == ["Quý I", "Quý II"]


def test_headings_without_accents() -> None:
    """As row names and departments may be typed; a heading is no other by its accents."""
    table = only([[bare(str(heading)) for heading in HEAD_I], *ROWS])
    assert table.columns == only([HEAD_I, *ROWS]).columns
    assert not table.unknown


def test_remarks_below_headings() -> None:
    table = only([HEAD_I, [*[None] * 4, "(tổng số)", "(đã giao)"], *ROWS])
    assert table.body == (3, 4)


@pytest.mark.parametrize(
    "first",
    [
        [None, None, None, None, "Tỷ đồng", 1],
        [None, "Trong đó:", None, None, None, "(đã giao)"],
        [None, None, None, None, "Đạt", "Đạt"],
    ],
)
def test_a_row_of_the_body_is_no_heading(first: list[object]) -> None:
    assert only([HEAD_I, first, *ROWS]).body == (2, 3, 4)


@pytest.mark.parametrize(
    "numbers",
    [
        list(range(1, 11)),
        ["A", "B", "C", *range(1, 8)],
        ["a", "b", "c", *range(1, 8)],
        [f"({number})" for number in range(1, 11)],
        ["1", "2", "3", "4", "5=6+7+8+9+10", "6", "7", "8", "9", "10"],
    ],
)
def test_column_numbers(numbers: list[object]) -> None:
    assert only([HEAD_I, numbers, *ROWS]).body == (3, 4)


@pytest.mark.parametrize(
    "below",
    [
        [[None, "Nơi nhận:", *[None] * 5, "TRƯỞNG PHÒNG"]],
        [[None, "LẬP BIỂU", *[None] * 5, "LÃNH ĐẠO ĐƠN VỊ"], [None, "Nguyễn Văn A", *[None] * 5, "Lê B"]],
        [[*[None] * 6, "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ"], [*[None] * 6, "TRƯỞNG PHÒNG"]],
        [
            [*[None] * 6, "Từ Liêm, ngày 05 tháng 3 năm 2026"],
            [None, "Người lập", *[None] * 4, "CHÁNH VĂN PHÒNG"],
        ],
    ],
)
def test_a_signature_ends_the_table(below: list[list[object]]) -> None:
    assert only([HEAD_I, *ROWS, *below]).body == (2, 3)


def test_a_row_with_figures_never_ends_it() -> None:
    rows = [
        *ROWS,
        [None, "Xác nhận của người dân", None, None, 5, 1],
        [None, "Chủ tịch", None, None, "12", "4"],
    ]
    assert only([HEAD_I, *rows]).body == (2, 3, 4, 5)
