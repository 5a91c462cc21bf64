"""Lists of other things and the figures of charts by an appendix: none of their cells is taken for one of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from blocks import HEADINGS, MODELS, TARGETS, TASKS, YEARS, Rows, tables
from openpyxl import Workbook, load_workbook
from running import Report, found, run, sources, tu_liem, values
from source import TU_LIEM_FINDINGS, VALUE_COLUMNS, lines, meaning

import wardxl
from wardxl.model import Finding

LISTS: dict[str, Rows] = {
    "things": [["STT", "Nội dung", "Số lượng"], [1, "Máy tính", 12], [2, "Bàn ghế", 40]],
    "people": [
        ["STT", "Họ và tên", "Chức vụ"],
        [1, "Nguyễn Văn An", "Chủ tịch"],
        [2, "Trần Bình", "Ủy viên"],
    ],
    "works": [
        ["STT", "Tên công trình", "Kinh phí", "Ghi chú"],
        [1, "Trường mầm non Hoa Sữa", 45.5, None],
        [2, "Đường vào khu đô thị", 120, "Chuyển tiếp"],
    ],
    "a title above": [["DANH SÁCH KÈM THEO"], ["TT", "Danh mục", "Diện tích", "Vốn"], [1, "Chợ A", 9, 30]],
    "units": [["STT", "Nội dung", "Đơn vị", "Số lượng", "Ghi chú"], [1, "Máy tính", "Cái", 12, None]],
}
CHARTS: dict[str, Rows] = {
    "names that are no headings": [
        ["Biểu đồ", 2026, 2027, 2028, 2029, 2030],
        ["Thu NS", 9.9, 8.4, 8.9, 9.4, 9.9],
    ],
    "no heading over names": [
        [None, *(f"Năm {year}" for year in range(2026, 2031))],
        ["Cột 1", 1, 2, 3, 4, 5],
        ["Cột 2", 6, 7, 8, 9, 1],
    ],
    "names of rows": [
        ["Nội dung", "2026", "2027", "2028", "2029", "2030"],
        ["Thu ngân sách Nhà nước trên địa bàn", 9923.5, 8410.6, 8881.5, 9373.9, 9908.4],
    ],
}
LEADS_REVENUE = "Phòng Kinh tế, Hạ tầng và Đô thị"
#: The row and the column of a block's first cell, from the table's first row, last row and last column and a gap.
PLACES = {
    "below": lambda top, bottom, right, gap: (bottom + 1 + gap, 1),
    "below, one column further": lambda top, bottom, right, gap: (bottom + 1 + gap, 2),
    "right, in the row of the headings": lambda top, bottom, right, gap: (top, right + 1 + gap),
    "right, lower": lambda top, bottom, right, gap: (top + 2, right + 1 + gap),
    "right, higher": lambda top, bottom, right, gap: (top - 1, right + 1 + gap),
}


def put(path: Path, block: Rows, place: str, gap: int) -> None:
    """Type a block into a sheet by the appendix that is there."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    top = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value in ("TT", "I"))
    first, left = PLACES[place](top, sheet.max_row, sheet.max_column, gap)
    for row, cells in enumerate(block, first):
        for column, value in enumerate(cells, left):
            if value is not None:
                sheet.cell(row, column).value = value
    book.save(path)


def all_read(report: Report, written: dict[tuple[str, str], str]) -> None:
    """The 27 rows, each value from where it was written, with the findings of the document."""
    assert values(report, "I") == {
        line.code: {column: meaning(line, column) for column in VALUE_COLUMNS["I"]} for line in lines("I")
    }
    assert sources(report) == written
    assert sorted(one for one in found(report) if one[0] != "S116") == sorted(TU_LIEM_FINDINGS)


@pytest.mark.parametrize("gap", [0, 1])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("block", [*LISTS, *CHARTS])
def test_the_six_files_with_another_table(block: str, place: str, gap: int, tmp_path: Path) -> None:
    rows = LISTS.get(block) or CHARTS[block]
    look = {"signer": "", "headings": 1 + len(place) % 3, "repeat_after": (5,)}
    written = tu_liem(tmp_path, layout=look)
    for path in sorted(tmp_path.glob("*.xlsx")):
        # Whose table does not have a row, would send it by a chart.
        if block != "names of rows" or path.stem == LEADS_REVENUE:
            put(path, rows, place, gap)
    all_read(run(tmp_path), written)


# ── What is said of it ──

HEAD = YEARS[0]
LAND, INSURED = "Thu tiền sử dụng đất", "Tỷ lệ dân số tham gia BHYT"
OWN: Rows = [HEAD, [1, LAND, "Tỷ đồng", 9, 15, 1, 2, 3, 4, 5]]


def said(folder: Path, rows: Rows) -> tuple[list[Finding], list[str]]:
    """What is found of one sheet, blanks and what is missing left out, and the codes of the rows that were read."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(folder / "a.xlsx")
    result = wardxl.consolidate([folder / "a.xlsx"])
    kept = [finding for finding in result.findings if finding.code[:2] in ("C6", "S1")]
    codes = [record.row.code for submission in result.submissions for record in submission.records]
    return [finding for finding in kept if finding.code not in ("C601", "C602")], codes


def brief(findings: Sequence[Finding]) -> list[tuple[str, str, str | None]]:
    return [(finding.code, str(finding.severity), finding.cell) for finding in findings]


@pytest.mark.parametrize("between", [0, 1])
def test_what_is_left_aside_is_said_once(tmp_path: Path, between: int) -> None:
    findings, codes = said(tmp_path, [*OWN, *[[]] * between, *LISTS["things"]])
    assert codes == ["I.1.2"]
    assert brief(findings) == [("S116", "info", f"A{3 + between}")]
    assert findings[0].found == "STT, Nội dung, Số lượng"


def test_a_list_without_figures_is_not_spoken_of(tmp_path: Path) -> None:
    findings, codes = said(tmp_path, [*OWN, *LISTS["people"]])
    assert (brief(findings), codes) == ([], ["I.1.2"])


def test_a_row_of_the_catalogue_below_other_headings_is_warned_of(tmp_path: Path) -> None:
    """Values are never lost in silence: who typed them there is told to put them into the appendix."""
    findings, codes = said(tmp_path, [*OWN, *LISTS["things"], [3, INSURED, 96.5]])
    assert codes == ["I.1.2"]
    assert brief(findings) == [("S116", "warning", "A3")]
    assert f"“{INSURED}”" in findings[0].message


@pytest.mark.parametrize(
    "again",
    [
        HEAD,
        HEAD[:2],
        ["STT", "Nội dung", "ĐVT"],
        ["STT", "Các nội dung chính", *HEAD[2:]],
        [None, "Nội dung", *HEAD[2:]],
        [*[None] * 5, 2026, 2027, 2028, 2029, 2030],
    ],
)
def test_the_tables_own_headings_again_end_nothing(tmp_path: Path, again: list[Any]) -> None:
    findings, codes = said(tmp_path, [*OWN, again, [2, INSURED, "%", 95, 99, 95, 96, 97, 98, 99]])
    assert (brief(findings), codes) == ([], ["I.1.2", "I.3"])


def test_the_table_goes_on_below_its_headings(tmp_path: Path) -> None:
    rows = [*OWN, *LISTS["things"], HEAD, [2, INSURED, "%", 95, 99, 95, 96, 97, 98, 99]]
    findings, codes = said(tmp_path, rows)
    assert (brief(findings), codes) == ([("S116", "info", "A3")], ["I.1.2", "I.3"])


CHART_HEAD = ["Nội dung", 2026, 2027, 2028, 2029, 2030]


@pytest.mark.parametrize("figures", [[1, 2, 3, 4, 5], [1, 2, 3, 4, 6]])
def test_figures_of_a_chart_are_no_second_row(tmp_path: Path, figures: list[int]) -> None:
    """Neither a row twice (C605) nor another unknown row, whether the figures are the table's or not."""
    chart = [CHART_HEAD, [LAND, *figures], ["Thu khác", 1, 1, 1, 1, 1]]
    findings, codes = said(tmp_path, [*OWN, [], *chart])
    assert (brief(findings), codes) == ([("S116", "info", "A4")], ["I.1.2"])


@pytest.mark.parametrize(
    ("table", "code"),
    [
        # A row that no whole table has is a row of the appendix, whatever columns lack.
        ([CHART_HEAD, [INSURED, 95, 96, 97, 98, 99]], "I.3"),
        # What has numbers and units is drawn up as a table.
        ([["TT", *CHART_HEAD], [1, LAND, 1, 2, 3, 4, 5]], "I.1.2"),
    ],
)
def test_a_table_that_lacks_a_column_is_read(tmp_path: Path, table: Rows, code: str) -> None:
    findings, codes = said(tmp_path, [*OWN, [], *table])
    assert codes == ["I.1.2", code]
    assert "S106" in [finding.code for finding in findings]


def test_where_nothing_else_is_there_it_is_the_table(tmp_path: Path) -> None:
    findings, codes = said(tmp_path, [CHART_HEAD, [LAND, 1, 2, 3, 4, 5]])
    assert (codes, [finding.code for finding in findings]) == (["I.1.2"], ["S106"])


def test_a_plan_without_years_lacks_them(tmp_path: Path) -> None:
    """An untitled table with `KH 2026-2030` alone is Phụ lục I: S106 names the years."""
    findings, codes = said(tmp_path, [["TT", "Nội dung", "ĐVT", "KH 2026-2030"], [1, LAND, "Tỷ đồng", 15]])
    assert codes == ["I.1.2"]
    (lacking,) = (finding for finding in findings if finding.code == "S106")
    assert lacking.expected == "Năm 2026 (Đã giao), Năm 2027, Năm 2028, Năm 2029, Năm 2030"


# ── Where rows of other forms look like headings ──


@pytest.mark.parametrize("rows", [TARGETS, TASKS, MODELS], ids=["1", "2", "3"])
@pytest.mark.parametrize("list_", LISTS)
def test_lists_below_the_other_forms(rows: Rows, list_: str) -> None:
    (alone,) = tables([list(row) for row in rows])
    (table,) = tables([list(row) for row in (*rows, *LISTS[list_])])
    assert (table.form.code, table.columns, table.body) == (alone.form.code, alone.columns, alone.body)


@pytest.mark.parametrize(
    "row",
    [
        ["I", "Chỉ tiêu kinh tế"],
        [None, "Trong đó:"],
        ["TT", None, None],
        [2, "Nội dung", "Văn phòng"],
        ["-", "Nội dung chỉnh trang", "Văn phòng", "2026, 2027, 2028"],
        [None, "Xây dựng", "Văn phòng", "2026", "Năm 2027"],
    ],
)
def test_rows_that_are_no_headings(row: list[Any]) -> None:
    (table,) = tables([*(list(line) for line in TASKS), row, [4, "Việc thứ tư", "Văn phòng", "2027"]])
    assert table.body == (2, 3, 4, 5, 6)


def test_every_heading_of_a_list_is_named() -> None:
    (table,) = tables([list(row) for row in (*YEARS, *LISTS["works"])])
    ((label, *others),) = (other.headings for other in table.others)
    assert (label.ref.a1, [other.text for other in others]) == (
        "A4",
        ["Tên công trình", "Kinh phí", "Ghi chú"],
    )
    assert HEADINGS.begins(label.text)
