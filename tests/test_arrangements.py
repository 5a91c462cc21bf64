"""The same rows in other arrangements: several appendices on one sheet, one appendix over several files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, permutations
from pathlib import Path

import pytest
from departments_forms import Places, write_book, write_form
from layouts import Layout, Part
from running import Report, accounts, found, likened, run, sources, values
from source import (
    TABLES,
    TU_LIEM_FINDINGS,
    TU_LIEM_NAMES,
    VALUE_COLUMNS,
    YEN_HOA_NAMES,
    by_first_lead,
    lines,
    meaning,
)

BARE = {"attached": "", "signer": ""}


def all_of_tu_liem(report: Report, written: dict[tuple[str, str], str]) -> None:
    """All figures of Từ Liêm, from where they were written, and its findings."""
    assert values(report, "I") == {
        line.code: {column: meaning(line, column) for column in VALUE_COLUMNS["I"]} for line in lines("I")
    }
    assert {key: place for key, place in sources(report).items() if key[0].startswith("I.")} == written
    assert sorted(found(report)) == sorted(TU_LIEM_FINDINGS)
    assert likened(report) <= TU_LIEM_NAMES | YEN_HOA_NAMES


def named(file: str, places: Places) -> dict[tuple[str, str], str]:
    return {key: f"{file}!{place.sheet}!{place.cell}" for key, place in places.items()}


@pytest.mark.parametrize("headings", [1, 2, 3])
@pytest.mark.parametrize("signer", ["", "TM. ỦY BAN NHÂN DÂN"])
def test_all_appendices_on_one_sheet(headings: int, signer: str, tmp_path: Path) -> None:
    layout = Layout(sheet="Tổng", headings=headings, attached="", signer=signer)
    places = write_book(
        tmp_path / "tất cả.xlsx", [Part(lines(appendix), layout, "as written") for appendix in TABLES]
    )
    report = run(tmp_path)
    written = named("tất cả.xlsx", places)
    all_of_tu_liem(report, {key: place for key, place in written.items() if key[0].startswith("I.")})
    assert sources(report) == written
    (sent,) = report["submissions"]
    assert sent["department"] is None
    assert [table["appendix"] for table in sent["tables"]] == list(TABLES)


def in_full(report: Report) -> None:
    """Every value cell that was read is used, and used once."""
    for cells in accounts(report).values():
        assert cells["read"] == cells["consolidated"] > 0
        assert cells["agreed"] == cells["superseded"] == cells["reported"] == 0


@pytest.mark.parametrize("gap", [0, 1, 2])
@pytest.mark.parametrize("headings", [1, 2, 3])
@pytest.mark.parametrize("offset", [0, 1, 4])
def test_all_appendices_side_by_side(offset: int, headings: int, gap: int, tmp_path: Path) -> None:
    """Each appendix with its own title above and signature below, the long beside the short."""
    parts = [
        Part(
            lines(appendix),
            Layout(
                sheet="Tổng", headings=headings, abreast=True, left=gap, top=number % 2 * offset, attached=""
            ),
            "as written",
        )
        for number, appendix in enumerate(TABLES)
    ]
    places = write_book(tmp_path / "tất cả.xlsx", parts)
    report = run(tmp_path)
    written = named("tất cả.xlsx", places)
    all_of_tu_liem(report, {key: place for key, place in written.items() if key[0].startswith("I.")})
    assert sources(report) == written
    assert sorted(table["appendix"] for table in report["submissions"][0]["tables"]) == sorted(TABLES)
    in_full(report)


#: What stands beside the table before it, the first on each floor of the sheet excepted.
FLOORS = {
    "two above two": (False, True, False, True),
    "two above one above one": (False, True, False, False),
    "one above three": (False, False, True, True),
}


@pytest.mark.parametrize("shape", FLOORS)
@pytest.mark.parametrize("order", list(permutations(TABLES)), ids="".join)
def test_all_appendices_on_floors(order: Sequence[str], shape: str, tmp_path: Path) -> None:
    """Tables side by side above others that begin at other columns, with titles and signatures or without."""
    place = list(permutations(TABLES)).index(tuple(order))
    look = (
        {},
        {"signer": "", "headings": 2},
        {"signer": "", "block": False, "title": (), "left": 1},
        {"headings": 3, "left": 1},
    )[place % 4]
    parts = [
        Part(lines(appendix), Layout(sheet="Tổng", abreast=beside, attached="", **look), "as written")
        for appendix, beside in zip(order, FLOORS[shape], strict=True)
    ]
    places = write_book(tmp_path / "tất cả.xlsx", parts)
    report = run(tmp_path)
    written = named("tất cả.xlsx", places)
    all_of_tu_liem(report, {key: place for key, place in written.items() if key[0].startswith("I.")})
    assert sources(report) == written
    in_full(report)


@pytest.mark.parametrize(
    "look", [{}, {"headings": 2}, {"headings": 3, "repeat_after": (4,)}, {"block": False, "title": ()}]
)
@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("blocks", [2, 3])
@pytest.mark.parametrize("appendix", ["I", "2"])
def test_one_appendix_in_blocks_side_by_side(
    appendix: str, blocks: int, gap: int, look: dict[str, object], tmp_path: Path
) -> None:
    """Rows 1 to 10 on the left, 11 to 20 beside them: nothing is lost, nothing counts twice."""
    rows = lines(appendix)
    tops = [at for at, line in enumerate(rows) if not line.parent]
    cuts = [tops[len(tops) * number // blocks] for number in range(blocks)]
    parts = [
        Part(rows[start:end], Layout(sheet="Biểu", abreast=True, left=gap, **{**BARE, **look}), "as written")
        for start, end in zip(cuts, [*cuts[1:], len(rows)], strict=True)
    ]
    places = write_book(tmp_path / "bieu.xlsx", parts)
    report = run(tmp_path)
    assert sources(report) == named("bieu.xlsx", places)
    assert [finding for finding in found(report) if finding[0] in ("S112", "C605", "C607", "C609")] == []
    in_full(report)


def test_departments_as_sheets_of_one_workbook(tmp_path: Path) -> None:
    """Six sheets, each a department's; the file as a whole is nobody's."""
    looks = cycle([{"headings": 1}, {"headings": 2, "years": "number"}, {"headings": 3, "left": 2}])
    parts = [
        Part(rows, Layout(sheet=department[:25], department=department, **look))
        for (department, rows), look in zip(by_first_lead(lines("I")).items(), looks, strict=False)
    ]
    places = write_book(tmp_path / "so lieu cac don vi.xlsx", parts)
    report = run(tmp_path)
    all_of_tu_liem(report, named("so lieu cac don vi.xlsx", places))
    assert report["submissions"][0]["department"] is None


def test_one_appendix_spread_over_several_files(tmp_path: Path) -> None:
    """A department sends its rows in two files; neither takes the other's place."""
    written: dict[tuple[str, str], str] = {}
    for department, rows in by_first_lead(lines("I")).items():
        cut = 4 if len(rows) > 4 else len(rows)
        for number, part in enumerate((rows[:cut], rows[cut:]), 1):
            if part:
                file = f"{department} ({number}).xlsx"
                places = write_form(
                    tmp_path / file, part, layout=Layout(department=department, renumber=True)
                )
                written |= named(file, places)
    report = run(tmp_path)
    all_of_tu_liem(report, written)
    assert len(report["submissions"]) == 8
    assert all(cells["read"] == cells["consolidated"] for cells in accounts(report).values())


@pytest.mark.parametrize("appendix", ["1", "2", "3"])
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_other_appendices_in_other_layouts(appendix: str, turn: int, tmp_path: Path) -> None:
    """Columns in another order, nothing above, the heading repeated, an empty column between."""
    look = (
        {"order": tuple(reversed(tuple(lines(appendix)[0].cells))), "left": 2},
        {"title": (), "block": False, **BARE},
        {"repeat_after": (3, 7), "spacers": frozenset({"lead"}), "column_numbers": "all", "top": 4},
    )[turn]
    places = write_form(
        tmp_path / "bieu.xlsx", lines(appendix), layout=Layout(sheet="Bieu", **look), typing="plain"
    )
    report = run(tmp_path)
    assert sources(report) == named("bieu.xlsx", places)
    assert {row["code"]: row["leads"] for row in report["appendices"][appendix]} == {
        line.code: list(line.leads) for line in lines(appendix)
    }
    assert [finding for finding in found(report) if finding[0] != "C601"] == []


@pytest.mark.parametrize("turn", range(3))
def test_the_order_of_rows_means_nothing(turn: int, tmp_path: Path) -> None:
    """Rows of the top level in any order, sub-rows below their own."""
    for department, rows in by_first_lead(lines("I")).items():
        blocks: list[list[object]] = []
        for line in rows:
            if line.parent:
                blocks[-1].append(line)
            else:
                blocks.append([line])
        mixed = blocks[turn + 1 :: 2] + blocks[turn + 2 :: 2] + blocks[: turn + 1]
        mixed = list({id(block): block for block in mixed}.values())
        assert sum(map(len, mixed)) == len(rows)
        write_form(
            tmp_path / f"{department}.xlsx",
            [line for block in mixed for line in block],  # type: ignore[misc]
            layout=Layout(department=department, renumber=True),
        )
    report = run(tmp_path)
    assert values(report, "I") == {
        line.code: {column: meaning(line, column) for column in VALUE_COLUMNS["I"]} for line in lines("I")
    }
    assert sorted(found(report)) == sorted(TU_LIEM_FINDINGS)
