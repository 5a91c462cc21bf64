"""A few years with their figures, as for a chart, above or beside the headings of a table: none is a heading of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from blocks import MODELS, TARGETS, TASKS, TWO_LEVELS, YEARS, Rows, abreast, seen, tables, titled, wide
from grids import HEAD_I

from wardxl.model import Area

PLAN = (2026, 2027, 2028, 2029, 2030)


def chart(name: str | None, height: int, years: Sequence[object] = PLAN) -> Rows:
    """A name over what is drawn, or none, and the years; below them the figures."""
    return [[name, *years], *([f"Cột {row}", *range(row, row + 5)] for row in range(1, height))]


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
    assert [table.columns[str(year)] for year in PLAN] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("name", [None, "Tên"])
def test_figures_beside_the_headings(name: str | None, gap: int) -> None:
    """Years beside the title, their figures beside the headings and the first rows."""
    rows = titled(["PHỤ LỤC 1"], TARGETS)
    (found,) = tables(abreast((chart(name, 3), 1, wide(rows) + 1 + gap), (rows, 1, 1)))
    assert seen(found)[:4] == seen(tables([list(row) for row in rows])[0])[:4]


#: A table with its title; `Thực hiện` last: nothing stands between it and years that follow.
BESIDE: dict[str, tuple[Rows, str]] = {
    "I": (YEARS, "PHỤ LỤC I"),
    "I in two rows": (TWO_LEVELS, "PHỤ LỤC I"),
    "1": (TARGETS, "PHỤ LỤC 1"),
    "1 without leads": ([row[:4] for row in TARGETS], "PHỤ LỤC 1"),
    "2": (TASKS, "PHỤ LỤC 2"),
    "3": (MODELS, "PHỤ LỤC 3"),
}
WRITTEN = (PLAN, tuple(f"Năm {year}" for year in PLAN))


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("name", [None, "Tên", "Nội dung", "Chỉ tiêu"])
@pytest.mark.parametrize("form", BESIDE)
def test_years_in_the_row_of_the_headings(form: str, name: str | None, side: str) -> None:
    """Whether exact or not, the years beside a table take neither the place of its own nor that of its form."""
    rows, title = BESIDE[form]
    # Years right next to years, with nothing over or between them, may be columns of the table.
    gaps = (1, 2) if side == "right" and name is None and form.startswith("I") else (0, 1, 2)
    for lines, gap, height, off, years in product([[], [title]], gaps, (1, 2, 8), (-2, -1, 0, 1), WRITTEN):
        table, block = titled(lines, rows), chart(name, height, years)
        top = 4 + len(lines)
        if side == "right":
            aside = 0
            placed = abreast((table, 4, 1), (block, top + off, wide(rows) + 1 + gap))
        else:
            aside = wide(block) + gap
            placed = abreast((block, top + off, 1), (table, 4, 1 + aside))
        (alone,) = tables([list(row) for row in table])
        code, _, columns, body, *_ = seen(alone, 3, aside)
        found = [(other.form.code, dict(other.columns), other.body[: len(body)]) for other in tables(placed)]
        assert (code, columns, body) in found, (lines, gap, height, off, years)


@pytest.mark.parametrize("line", ["GIAI ĐOẠN 2026 - 2030", "KẾ HOẠCH 5 NĂM 2026-2030", "Năm 2026"])
@pytest.mark.parametrize("width", [1, 2, 10])
def test_a_line_of_the_title_in_the_row_of_a_chart_is_no_heading(line: str, width: int) -> None:
    """What is merged over a whole table, or stands far from all other headings, is over no column of values."""
    chart: list[list[object]] = [["Nội dung", *range(2026, 2031)], ["Thu ngân sách Nhà nước", 1, 2, 3, 4, 5]]
    sheet = abreast(([[line], ["(Kèm theo Công văn)"]], 1, 1), (chart, 1, 18), (YEARS, 4, 1))
    merges = [Area(row, 1, row, width) for row in (1, 2)] if width > 1 else []
    found = tables(sheet, merges)
    assert [table.header_row for table in found] == [1, 4]
    assert sorted(found[0].columns.values()) == list(range(18, 24))
    assert dict(found[1].columns) == dict(tables([[]] * 3 + [list(row) for row in YEARS])[0].columns)
