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


PLAN = ["2026", "2027", "2028", "2029", "2030"]
TALL: dict[str, tuple[list[list[object]], tuple[Area, ...]]] = {
    "the plan over its parts over the years": (
        [
            ["TT", "Nội dung", "ĐVT", "KẾ HOẠCH PHÁT TRIỂN KINH TẾ - XÃ HỘI"],
            [None, None, None, "Giai đoạn 2026-2030", "Trong đó"],
            [*[None] * 4, "Kế hoạch từng năm"],
            [*[None] * 4, *PLAN],
        ],
        (Area(1, 4, 1, 9), Area(2, 4, 4, 4), Area(2, 5, 2, 9), Area(3, 5, 3, 9)),
    ),
    "a title in the first row": (
        [
            ["BIỂU KẾ HOẠCH"],
            ["TT", "Nội dung", "ĐVT", "KH 2026-2030", "Kế hoạch từng năm"],
            [*[None] * 4, "Chia ra"],
            [*[None] * 4, *PLAN],
        ],
        (Area(1, 1, 1, 9), Area(2, 4, 4, 4), Area(2, 5, 2, 9), Area(3, 5, 3, 9)),
    ),
    "three rows": (
        [
            ["TT", "Nội dung", "ĐVT", "Kế hoạch 5 năm 2026 - 2030"],
            [None, None, None, "Tổng số", "Kế hoạch từng năm"],
            [*[None] * 4, *PLAN],
        ],
        (Area(1, 4, 1, 9), Area(2, 4, 3, 4), Area(2, 5, 2, 9)),
    ),
}


@pytest.mark.parametrize("units", [False, True])
@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("case", TALL)
def test_headings_in_many_rows(case: str, merged: bool, units: bool) -> None:
    """Up to four rows of headings and one of units below."""
    heads, merges = TALL[case]
    below: list[list[object]] = [[None, None, None, *["(tỷ đồng)"] * 6]] if units else []
    first = len(heads) + len(below) + 1
    table = only([*heads, *below, *([*row[:3], *row[4:]] for row in ROWS)], merges if merged else ())
    assert (table.form.code, table.body) == ("I", (first, first + 1))
    assert dict(table.columns) == {
        "tt": 1,
        "name": 2,
        "unit": 3,
        "total": 4,
        **dict(zip(PLAN, range(5, 10), strict=True)),
    }


FIRST = "Thu ngân sách Nhà nước trên địa bàn"
TARGET = next(iter(HEADINGS.schema.rows_of("1"))).name


@pytest.mark.parametrize(
    ("headings", "name", "form"),
    [
        # The headings fit one form better than the other, whatever its rows are called.
        (["TT", "Nội dung", "Đơn vị tính", "KH 2026-2030"], "Chỉ tiêu khác", "I"),
        (["TT", "Chỉ tiêu", "Đơn vị", "Giai đoạn 2026-2030", "Chủ trì tham mưu"], "Chỉ tiêu khác", "1"),
        # The names of the rows decide.
        (["TT", "Chỉ tiêu", "Đơn vị", "KH 2026-2030", "Chủ trì tham mưu"], FIRST, "I"),
        (["TT", "Nội dung", "Đơn vị tính", "KH 2026-2030"], TARGET, "1"),
        (["TT", "Chỉ tiêu", "Đơn vị", "Thực hiện", *PLAN], TARGET, "1"),
        (["TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu", *PLAN], FIRST, "I"),
    ],
)
def test_headings_that_may_be_of_two_forms(headings: list[object], name: str, form: str) -> None:
    assert only([headings, [1, name, "%", *range(5, len(headings) + 2)]]).form.code == form


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


def test_a_signature_that_a_merged_area_covers_ends_the_table() -> None:
    """Columns inserted by a program leave the merged areas where they were, the texts behind their first cells."""
    signed: list[list[object]] = [
        [None] * 9 + ["Từ Liêm, ngày 5 tháng 3 năm 2026"],
        [None, "Nơi nhận:"],
        [None, "- Lưu: VT."],
    ]
    rows = [HEAD_I, ["1", "Thu nhập bình quân", "Tỷ đồng", 1, 2, 3, 4, 5, 6, 7], *signed]
    (table,) = locate(Sheet(grid(rows, merges=[Area(3, 9, 3, 10)]), "a.xlsx"), HEADINGS)
    assert table.body == (2,)
