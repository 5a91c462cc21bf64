"""Tables side by side on one sheet: each is read as it would be alone, and what is no table makes none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from blocks import (
    LEADERLESS,
    LONG,
    MODELS,
    REVERSED,
    SIGNED,
    TARGETS,
    TASKS,
    TWO_LEVELS,
    YEARS,
    Placed,
    Rows,
    abreast,
    alone,
    seen,
    tables,
    titled,
    wide,
)
from grids import HEAD_I, grid
from hypothesis import given
from hypothesis import strategies as st

from wardxl.model import Area

PAIRS = [
    (TASKS, MODELS),
    (MODELS, TASKS),
    (TASKS, TASKS),
    (MODELS, MODELS),
    (TARGETS, TASKS),
    (YEARS, YEARS),
    (YEARS, MODELS),
    (MODELS, YEARS),
    (TARGETS, YEARS),
    (REVERSED, REVERSED),
    (REVERSED, MODELS),
    (LEADERLESS, LEADERLESS),
]


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("offset", [-3, -2, -1, 0, 1, 2, 3])
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_two_tables(left: Rows, right: Rows, gap: int, offset: int) -> None:
    blocks = ((left, 5, 2), (right, 5 + offset, 2 + wide(left) + gap))
    assert [seen(table) for table in tables(abreast(*blocks))] == alone(*blocks)


LAYOUTS: dict[str, Sequence[Placed]] = {
    "a title of its own above each": (
        (titled(["PHỤ LỤC 2", "DANH MỤC NHIỆM VỤ TRỌNG TÂM"], TASKS), 1, 1),
        (titled(["PHỤ LỤC 3", "(2 mô hình)"], MODELS), 1, 7),
    ),
    "titles of different height": (
        (titled(["PHỤ LỤC 2"], TASKS), 1, 1),
        (titled(["UBND PHƯỜNG TỪ LIÊM", "PHỤ LỤC 3", "CÁC MÔ HÌNH TRỌNG TÂM", "(2 mô hình)"], MODELS), 1, 6),
    ),
    "a title beside the last rows of the other": ((LONG, 1, 1), (titled(["PHỤ LỤC 3", ""], MODELS), 10, 7)),
    "signatures below both, the left one longer": (([*LONG, *SIGNED], 2, 1), ([*MODELS, *SIGNED], 2, 6)),
    "signatures below both, the right one longer": (([*MODELS, *SIGNED], 2, 1), ([*LONG, *SIGNED], 2, 6)),
    "a signature beside rows": (([*TASKS, *SIGNED], 1, 1), (LONG, 3, 7)),
    "three": ((TASKS, 1, 1), (TASKS, 1, 6), (TASKS, 1, 11)),
    "three forms, each lower": ((TASKS, 1, 1), (MODELS, 2, 6), (TARGETS, 3, 10)),
    "three forms, each higher": ((TASKS, 3, 1), (MODELS, 2, 6), (TARGETS, 1, 9)),
    "three, the middle one lower": ((TASKS, 1, 1), (MODELS, 3, 7), (YEARS, 1, 11)),
    "four": tuple((MODELS, 4, column) for column in (1, 4, 8, 11)),
    "two headings over the years": ((TWO_LEVELS, 1, 1), (TWO_LEVELS, 1, 10)),
    "two headings over the years, one lower": ((TWO_LEVELS, 1, 1), (TWO_LEVELS, 2, 11)),
    "headings of two rows beside those of one": ((TWO_LEVELS, 1, 1), (MODELS, 2, 10)),
    "headings of one row beside those of two": ((MODELS, 1, 1), (TWO_LEVELS, 1, 4)),
    "the heading again": (([*TASKS, *TASKS], 1, 1), ([*MODELS, *MODELS[1:], *MODELS], 1, 6)),
    "the heading again in the same row": (([*TASKS, *TASKS], 1, 1), ([*TASKS, *TASKS], 1, 7)),
    "the heading again beside the title of the other": (
        ([*TARGETS, *TARGETS], 1, 1),
        (titled(["UBND PHƯỜNG TỪ LIÊM", "PHỤ LỤC 3", "CÁC MÔ HÌNH"], [*MODELS, *MODELS[1:]]), 2, 7),
    ),
    "the heading again behind a row of column numbers": (
        ([TARGETS[0], [1, 2, 3, 4, 5], TARGETS[1], *TARGETS], 1, 1),
        ([MODELS[0], ["(1)", "(2)", "(3)"], *MODELS[1:], *MODELS[1:]], 1, 7),
    ),
    "two, one below the other, beside one": (
        (titled(["PHỤ LỤC 2"], TASKS), 1, 1),
        (LONG, 1, 7),
        (MODELS, 8, 1),
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    assert [seen(table) for table in tables(abreast(*LAYOUTS[layout]))] == alone(*LAYOUTS[layout])


#: Forms in the usual order of columns; those of one that runs backwards are told apart by an empty column only.
USUAL = [TASKS, MODELS, TARGETS, YEARS, TWO_LEVELS, LONG, LEADERLESS, [*TASKS, *SIGNED]]
BLOCKS = st.one_of(
    st.tuples(st.sampled_from(USUAL), st.integers(0, 2)), st.tuples(st.just(REVERSED), st.integers(1, 2))
)


@given(BLOCKS, BLOCKS, st.integers(1, 8), st.integers(1, 8))
def test_any_two_forms(left: tuple[Rows, int], right: tuple[Rows, int], top: int, other: int) -> None:
    """Wherever two forms begin, side by side or the one above and aside of the other."""
    (rows, before), (others, gap) = left, right
    blocks = ((rows, top, 1 + before), (others, other, 1 + before + wide(rows) + gap))
    # A signature above and aside of the other table may be taken for a line of its title, or for a heading.
    certain = 4 if SIGNED[0] in (*rows, *others) else None
    found = [seen(table)[:certain] for table in tables(abreast(*blocks))]
    assert found == [table[:certain] for table in alone(*blocks)]


@given(st.lists(st.tuples(st.sampled_from(USUAL), st.integers(0, 2)), min_size=3, max_size=5))
def test_any_forms_that_begin_in_one_row(forms: list[tuple[Rows, int]]) -> None:
    blocks, column = [], 1
    for rows, gap in forms:
        blocks.append((rows, 3, column + gap))
        column += gap + wide(rows)
    assert [seen(table) for table in tables(abreast(*blocks))] == alone(*blocks)


# ── What stands above, and above or below both ──


@pytest.mark.parametrize("gap", [1, 2])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_list_beside_takes_no_columns_of_a_table(off: int, gap: int) -> None:
    """A list with a number, a name and a unit beside a whole table makes no second one with some of its columns."""
    rows = titled(["PHỤ LỤC I"], WIDE)
    things = [["STT", "Nội dung", "Đơn vị", "Số lượng"], [1, "Máy tính", "Cái", 12], [2, "Bàn ghế", "Bộ", 40]]
    (alone,) = tables([list(row) for row in rows])
    (table,) = tables(
        abreast((rows, 2, 1), (things, 3 + off, wide(rows) + 1 + gap)), (Area(2, 1, 2, wide(rows)),)
    )
    assert (table.columns, table.body[:2]) == (alone.columns, (4, 5))


def test_a_title_belongs_to_the_tables_over_whose_columns_it_stands() -> None:
    rows = [
        ["UBND PHƯỜNG", *[None] * 4, "PHỤ LỤC 3"],
        ["PHỤ LỤC 2"],
        ["(Kèm theo Kế hoạch)"],
        *abreast((TASKS, 1, 1), (MODELS, 1, 6)),
    ]
    merges = (Area(1, 6, 1, 8), Area(2, 1, 2, 5), Area(3, 1, 3, 8))
    left, right = tables(rows, merges)
    assert [label.text for label in left.title] == ["UBND PHƯỜNG", "PHỤ LỤC 2", "(Kèm theo Kế hoạch)"]
    assert [label.text for label in right.title] == ["PHỤ LỤC 3", "(Kèm theo Kế hoạch)"]
    assert [label.ref.a1 for label in right.title] == ["F1", "A3"]


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("place", [0, 9])
def test_a_unit_stated_once(merged: bool, place: int) -> None:
    """The unit above tables side by side is that of all rows, wherever in its line it was typed."""
    without = [[*row[:2], *row[3:]] for row in YEARS]
    line: list[object] = [None] * 18
    line[0 if merged else place] = "(Đơn vị tính: Tỷ đồng)"
    found = tables(
        [line, *abreast((without, 1, 1), (without, 1, 10))], (Area(1, 1, 1, 18),) if merged else ()
    )
    assert [table.unit.text if table.unit else None for table in found] == ["Tỷ đồng", "Tỷ đồng"]


def test_each_its_own_unit() -> None:
    without = [[*row[:2], *row[3:]] for row in YEARS]
    line = ["ĐVT: Tỷ đồng", *[None] * 8, "ĐVT: Triệu đồng"]
    found = tables([line, *abreast((without, 1, 1), (without, 1, 10))])
    assert [table.unit.text if table.unit else None for table in found] == ["Tỷ đồng", "Triệu đồng"]


@pytest.mark.parametrize(("right", "counts"), [(TASKS, [6, None]), (MODELS, [None, None])])
def test_a_count_above_both_is_of_the_appendix(right: Rows, counts: list[int | None]) -> None:
    """`(6 nhiệm vụ)` above both halves of an appendix is stated once; above two appendices it is of neither."""
    rows = [["DANH MỤC 6 NHIỆM VỤ"], *abreast((TASKS, 1, 1), (right, 1, 7))]
    found = tables(rows, (Area(1, 1, 1, 6 + wide(right)),))
    assert [table.declared[0] if table.declared else None for table in found] == counts


WIDE: Rows = [
    [*HEAD_I, "Chủ trì", "Ghi chú"],
    [1, "Thu ngân sách Nhà nước", "Tỷ đồng", 9, 15, 1, 2, 3, 4, 5, "Văn phòng", "-"],
    [2, "Thu nhập bình quân", "Triệu đồng", 10, 13, 11, 11, 12, 12, 13, "Văn phòng", "-"],
]


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("title", [[], ["PHỤ LỤC 2"]])
def test_below_a_table_over_the_whole_width(title: list[str], gap: int) -> None:
    blocks = ((WIDE, 1, 1), (titled(title, TASKS), 6, 1), (titled(title, MODELS), 6, 6 + gap))
    assert [seen(table)[:4] for table in tables(abreast(*blocks))] == [seen[:4] for seen in alone(*blocks)]


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("title", [[], ["PHỤ LỤC I"]])
def test_above_a_table_over_the_whole_width(title: list[str], gap: int) -> None:
    blocks = ((TASKS, 1, 1), (MODELS, 1, 6 + gap), (titled(title, WIDE), 7, 1))
    assert [seen(table) for table in tables(abreast(*blocks))] == alone(*blocks)


@pytest.mark.parametrize("gap", [0, 1])
def test_a_stray_column_right_of_both(gap: int) -> None:
    stray = [["Người nhập"], ["An"], ["Bình"], ["Chi"]]
    left, right = tables(abreast((TASKS, 1, 1), (TASKS, 1, 6), (stray, 1, 11 + gap)))
    assert [[label.text for label in table.unknown] for table in (left, right)] == [[], ["Người nhập"]]


# ── No second table ──

REMARKS: Rows = [[*TASKS[0], "Nội dung"], *([*row, "Theo chương trình của thành phố"] for row in TASKS[1:])]
SINGLE: dict[str, Rows] = {
    "a remark": REMARKS,
    "a remark first": [list(reversed(row)) for row in REMARKS],
    "a description and who helps": [
        ["TT", "Nhiệm vụ", "Chủ trì tham mưu", "Thời gian thực hiện", "Nội dung", "Đơn vị phối hợp"],
        [1, "Xây dựng cơ sở dữ liệu đô thị", "Công an phường", "2026", "Thu thập, làm sạch", "Văn phòng"],
        [2, "Số hóa hồ sơ đất đai", "Văn phòng", "2027", "Quét, nhập liệu", "Công an phường"],
    ],
    "a description before who leads": [
        ["TT", "Nhiệm vụ", "Thời gian thực hiện", "Nội dung", "Chủ trì tham mưu", "Sản phẩm"],
        [1, "Xây dựng cơ sở dữ liệu đô thị", "2026", "Thu thập, làm sạch", "Công an phường", "CSDL"],
        [2, "Số hóa hồ sơ đất đai", "2027", "Quét, nhập liệu", "Văn phòng", "Hồ sơ số"],
    ],
    "targets and outcomes beside": [
        [*HEAD_I, "Chỉ tiêu", "Thực hiện"],
        [*YEARS[1], "9.5", "10"],
        [*YEARS[2], "12", "13"],
    ],
    "a legend": [
        [*TASKS[0], None, "Ghi chú"],
        [*TASKS[1], None, "Màu đỏ: chậm"],
        [*TASKS[2], None, "Màu xanh: đúng hạn"],
    ],
    "an empty column and a remark": [
        [*row[:3], None, *row[3:], None, "Nội dung" if row is TASKS[0] else "Ghi thêm"] for row in TASKS
    ],
    "headings without rows beside": [[*TASKS[0], *MODELS[0]], *TASKS[1:]],
}


@pytest.mark.parametrize("case", SINGLE)
def test_no_second_table(case: str) -> None:
    """One table, with the columns that it has where each further column has a heading of no form."""
    rows = [list(row) for row in SINGLE[case]]
    (table,) = tables(rows)
    assert table.sheet.cells(1) == grid(rows).rows[1]
