"""Floors of tables side by side, each floor parted at columns of its own: every table is read as it would be alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from blocks import (
    LONG,
    MODELS,
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
from hypothesis import example, given
from hypothesis import strategies as st

TITLES = {id(TASKS): "PHỤ LỤC 2", id(MODELS): "PHỤ LỤC 3", id(TARGETS): "PHỤ LỤC 1", id(YEARS): "PHỤ LỤC I"}
#: How many tables stand on each floor, from top to bottom.
SHAPES = {
    "two above two": (2, 2),
    "two above one": (2, 1),
    "one above two": (1, 2),
    "three above one": (3, 1),
    "one above three": (1, 3),
}


def floors(tables_on: Sequence[Sequence[Rows]], *, gap: int, between: int) -> list[Placed]:
    """Tables from left to right on each floor, with so many empty columns and so many empty rows between them."""
    placed: list[Placed] = []
    top = 1
    for floor in tables_on:
        left = 1
        for rows in floor:
            placed.append((rows, top, left))
            left += wide(rows) + gap
        top += max(map(len, floor)) + between
    return placed


def shaped(shape: Sequence[int], order: Sequence[Rows]) -> list[Sequence[Rows]]:
    """Tables in their order on floors of so many tables each."""
    ends = [sum(shape[: floor + 1]) for floor in range(len(shape))]
    return [order[end - count : end] for end, count in zip(ends, shape, strict=True)]


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_two_floors(order: Sequence[int], shape: str, title: bool, gap: int) -> None:
    forms = [(YEARS, TARGETS, TASKS, MODELS)[place] for place in order]
    blocks = [titled([TITLES[id(rows)]], rows) if title else rows for rows in forms]
    placed = floors(shaped(SHAPES[shape], blocks), gap=gap, between=sum(order[:2]) % 3)
    assert [seen(table) for table in tables(abreast(*placed))] == alone(*placed)


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_signatures_below_each_table(order: Sequence[int], gap: int) -> None:
    """What stands above the lower tables is not compared: the signatures of the upper ones end above them."""
    forms = [[*(YEARS, TARGETS, TASKS, MODELS)[place], *SIGNED] for place in order]
    placed = floors([forms[:2], forms[2:]], gap=gap, between=1)
    assert [seen(table)[:4] for table in tables(abreast(*placed))] == [table[:4] for table in alone(*placed)]


@given(
    st.permutations([YEARS, TARGETS, TASKS, MODELS, TWO_LEVELS]),
    st.lists(st.integers(1, 3), min_size=2, max_size=3).filter(lambda shape: sum(shape) <= 5),
    st.integers(0, 2),
    st.integers(0, 2),
)
# What a wider table above left standing over the lowest one was taken for the first line of its title.
@example([TASKS, MODELS, TARGETS, TWO_LEVELS, YEARS], [1, 3, 1], 2, 0)
def test_any_floors(order: list[Rows], shape: list[int], gap: int, between: int) -> None:
    placed = floors(shaped(shape, order), gap=gap, between=between)
    assert [seen(table) for table in tables(abreast(*placed))] == alone(*placed)


UNSIGNED: Rows = [
    ["Từ Liêm, ngày 5 tháng 3 năm 2026"],
    [None, "NGƯỜI LẬP", None, "CHỦ TỊCH"],
    [None, "Trần C", None, "Lê B"],
]


@pytest.mark.parametrize("signature", [SIGNED, UNSIGNED], ids=["receivers", "a date"])
@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("order", list(permutations(range(4), 2)), ids=str)
def test_a_signature_in_the_row_of_the_headings_beside(
    order: Sequence[int], gap: int, signature: Rows
) -> None:
    """What stands below a table is no heading of the one that begins lower, right of it."""
    left, right = ((YEARS, TARGETS, TASKS, MODELS)[place] for place in order)
    signed = [*left, *signature]
    aside = max(wide(left) + gap, wide(signed))
    for line in range(len(left), len(signed) + 1):
        placed = ((signed, 1, 1), (right, line + 1, 1 + aside))
        found = [(table[:4], table[5]) for table in map(seen, tables(abreast(*placed)))]
        assert found == [(table[:4], table[5]) for table in alone(*placed)], line


def below(rows: Rows, top: int) -> int:
    """The row where a table begins that stands below one from row `top` on, after an empty row."""
    return top + len(rows) + 1


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
@pytest.mark.parametrize("later", [(2, 0), (0, 2)], ids=["the right one later", "the left one later"])
def test_the_lower_tables_begin_in_different_rows(
    later: tuple[int, int], order: Sequence[int], gap: int
) -> None:
    forms = [(YEARS, TARGETS, [*TASKS, *TASKS[1:]], [*MODELS, *MODELS[1:]])[place] for place in order]
    upper = floors([forms[:2]], gap=gap, between=0)
    top = below(max(forms[:2], key=len), 1)
    left, right = forms[2:]
    placed = [*upper, (left, top + later[1], 1), (right, top + later[0], 1 + wide(left) + gap)]
    assert [seen(table) for table in tables(abreast(*placed))] == alone(*placed)


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_long_table_beside_three(side: str, order: Sequence[int], gap: int) -> None:
    forms = [(YEARS, TARGETS, MODELS)[place] for place in order]
    most = max(map(wide, forms))
    column, other = (1, wide(LONG) + 1 + gap) if side == "left" else (most + 1 + gap, 1)
    placed, top = [(LONG, 1, column)], 1
    for rows in forms:
        placed.append((rows, top, other))
        top = below(rows, top)
    assert [seen(table) for table in tables(abreast(*placed))] == alone(*placed)
