"""A few years with their figures, as for a chart, above the headings of a table: none of them is a heading of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from blocks import MODELS, TARGETS, TASKS, Rows, abreast, seen, tables, titled, wide
from grids import HEAD_I

YEARS = (2026, 2027, 2028, 2029, 2030)


def chart(name: str | None, height: int) -> Rows:
    """A name over what is drawn, or none, and the years; below them the figures."""
    return [[name, *YEARS], *([f"Cột {row}", *range(row, row + 5)] for row in range(1, height))]


@pytest.mark.parametrize("title", [[], ["PHỤ LỤC 1"]])
@pytest.mark.parametrize("name", [None, "Tên", "Nội dung", "Chỉ tiêu"])
@pytest.mark.parametrize("place", ["above", "aside", "aside, after an empty column"])
@pytest.mark.parametrize("height", [1, 2])
@pytest.mark.parametrize("between", [0, 1])
@pytest.mark.parametrize("rows", [TARGETS, TASKS, MODELS], ids=["1", "2", "3"])
def test_years_of_a_chart(
    rows: Rows, between: int, height: int, place: str, name: str | None, title: Sequence[str]
) -> None:
    left = {"above": 1, "aside": wide(rows) + 1, "aside, after an empty column": wide(rows) + 2}[place]
    top = 1 + height + between
    found = tables(abreast((chart(name, height), 1, left), (titled(title, rows), top, 1)))
    (alone,) = tables([list(row) for row in titled(title, rows)])
    form, _, columns, body, *_ = seen(alone, down=top - 1)
    assert (form, columns, body) in [(table.form.code, dict(table.columns), table.body) for table in found]


def test_years_above_the_other_headings() -> None:
    """Headings that stand in two rows, the years in the upper one, are of one table: its rows have figures there."""
    upper = [*[None] * 4, *HEAD_I[4:]]
    lower = [*HEAD_I[:3], "Chủ trì tham mưu", *[None] * 6]
    rows = [upper, lower, [1, "Thu ngân sách", "Tỷ đồng", "Văn phòng", 15, 1, 2, 3, 4, 5]]
    (table,) = tables(rows)
    assert (table.form.code, table.body) == ("I", (3,))
    assert [table.columns[str(year)] for year in YEARS] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("name", [None, "Tên"])
def test_figures_beside_the_headings(name: str | None, gap: int) -> None:
    """Years beside the title, their figures beside the headings and the first rows."""
    rows = titled(["PHỤ LỤC 1"], TARGETS)
    (found,) = tables(abreast((chart(name, 3), 1, wide(rows) + 1 + gap), (rows, 1, 1)))
    assert seen(found)[:4] == seen(tables([list(row) for row in rows])[0])[:4]
