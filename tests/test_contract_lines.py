"""Lines of the contract that a clerk's own files bring up; each test quotes its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from running import run

from wardxl.matching import RowMatcher
from wardxl.model import Row
from wardxl.schema import load

SCHEMA = load(None)
PLAN = ("Nội dung", "KH 2026-2030", "Năm 2026", "Năm 2027", "Năm 2028", "Năm 2029", "Năm 2030")
WHOLE, PART, OTHER = (SCHEMA.rows[code].name for code in ("I.1", "I.1.1", "I.1.2"))
TASKS = ("Nhiệm vụ", "Thời gian thực hiện", "Sản phẩm")


def checked(folder: Path, *tables: Sequence[Sequence[object]]) -> dict[str, Any]:
    """Save tables, one below the other on a sheet, and read them; what is missing is not judged for a file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for table in tables:
        for row in table:
            sheet.append(list(row))
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / "bieu.xlsx")
    return run([folder / "bieu.xlsx"])


def said(report: Mapping[str, Any], *codes: str) -> list[tuple[str, str | None]]:
    """The findings as code and cell, of some codes or of all but what is missing."""
    return [
        (finding["code"], finding["cell"])
        for finding in report["findings"]
        if (finding["code"] in codes if codes else finding["code"][:3] != "C60")
    ]


def status(report: Mapping[str, Any], code: str) -> str:
    """The status of a row."""
    return next(
        row["status"] for rows in report["appendices"].values() for row in rows if row["code"] == code
    )


# ── Status of rows ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ([60, 12, 12, 12, 12, 12], "ok"),
        ([60, 12, None, 12, 12, 12], "unchecked"),
        ([60, 12, "chưa rõ", 12, 12, 12], "unchecked"),
    ],
)
def test_a_whole_is_unchecked_where_a_part_is_wanting(
    tmp_path: Path, part: list[object], wanted: str
) -> None:
    """ "`unchecked` (a value that a sum or range check of the row needs was unreadable or blank)"."""
    report = checked(
        tmp_path,
        [PLAN, (WHOLE, 110, 22, 22, 22, 22, 22), (PART, 50, 10, 10, 10, 10, 10), (OTHER, *part)],
    )
    assert status(report, "I.1") == wanted
    assert status(report, "I.1.1") == "ok"


def test_a_row_is_unchecked_where_the_table_lacks_a_year(tmp_path: Path) -> None:
    """ "`unchecked` (a value that a sum or range check of the row needs was unreadable or blank)"."""
    report = checked(tmp_path, [PLAN[:-1], (OTHER, 60, 12, 12, 12, 12)])
    assert said(report, "S106") == [("S106", "A1")]
    assert status(report, "I.1.2") == "unchecked"


# ── Tables without their column ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "heading", "row", "column"),
    [
        ("PHỤ LỤC 1", ("STT", "Chỉ tiêu", "Đơn vị", "Chủ trì tham mưu"), "1.2.6", "target"),
        ("PHỤ LỤC 2", ("STT", "Nhiệm vụ", "Chủ trì tham mưu", "Sản phẩm"), "2.3", "period"),
        ("PHỤ LỤC 3", ("STT", "MÔ HÌNH"), "3.6", "lead"),
    ],
)
def test_a_table_below_its_title_lacks_a_column(
    tmp_path: Path, title: str, heading: tuple[str, ...], row: str, column: str
) -> None:
    """S106: "a table lacks a required column (the rest of it is read all the same)"."""
    report = checked(tmp_path, [(None, title), (), heading, (1, SCHEMA.rows[row].name)])
    (finding,) = [finding for finding in report["findings"] if finding["code"] == "S106"]
    assert (finding["cell"], finding["column"]) == ("B3", column)
    assert report["submissions"][0]["state"] == "accepted"


def test_two_headings_that_any_table_has_make_no_appendix(tmp_path: Path) -> None:
    """S105: "no appendix was recognised in the workbook"."""
    report = checked(tmp_path, [(None, "PHỤ LỤC 3"), (), ("STT", "Họ và tên"), (1, "Nguyễn Văn A")])
    assert said(report) == [("S105", None)]


# ── The number of rows that a heading states ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "wrong"),
    [
        ("DANH MỤC 2 NHIỆM VỤ TRỌNG TÂM", False),
        ("DANH MỤC 3 NHIỆM VỤ TRỌNG TÂM NĂM 2026", True),
        ("DANH MỤC NHIỆM VỤ TRỌNG TÂM (03 nhiệm vụ)", True),
        ("Gồm 3 nhiệm vụ", True),
        ("PHỤ LỤC 3 NHIỆM VỤ TRỌNG TÂM", False),
        ("BIỂU SỐ 3 NHIỆM VỤ TRỌNG TÂM", False),
        ("NĂM 2026 NHIỆM VỤ TRỌNG TÂM", False),
        ("CÓ 3 NHIỆM VỤ CHUNG VÀ 4 NHIỆM VỤ RIÊNG", False),
    ],
)
def test_the_number_of_rows_stated_in_a_heading(tmp_path: Path, title: str, wrong: bool) -> None:
    """C609: "the number of rows stated in a heading ("20 nhiệm vụ") is not the number found"."""
    rows = [(SCHEMA.rows[code].name, "2026-2028", "Đề án") for code in ("2.1", "2.2")]
    report = checked(tmp_path, [(title,), (), TASKS, *rows])
    assert said(report, "C609") == ([("C609", "A1")] if wrong else [])


# ── Notation of targets ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "code", "low"),
    [
        ("12.5", "V204", 12.5),
        ("≥ 85.5%", "V204", 85.5),
        ("11.5 - 12.5", "V204", 11.5),
        ("12,5", None, 12.5),
        ("11,5-12,5", None, 11.5),
        ("1.234", "V203", None),
    ],
)
def test_foreign_notation_of_a_target_is_said(
    tmp_path: Path, typed: str, code: str | None, low: float | None
) -> None:
    """V204: "`46,497.8` or `12.5` typed as text …; read, but say so"; V203: "two readings are possible"."""
    heading = ("Chỉ tiêu", "Đơn vị", "Thực hiện")
    report = checked(tmp_path, [heading, (SCHEMA.rows["1.2.6"].name, "%", typed)])
    assert said(report) == ([(code, "C2")] if code else [])
    target = next(row for row in report["appendices"]["1"] if row["code"] == "1.2.6")["values"]["target"]
    assert (float(target["low"]) if target else None) == low


# ── What a finding says ───────────────────────────────────────────────────────────────────


def test_a_repeated_row_is_its_departments_finding(tmp_path: Path) -> None:
    """ "`department`" of a finding; C605: "the same row twice in one file with different values"."""
    row = (OTHER, 60, 12, 12, 12, 12, 12)
    report = checked(tmp_path, [("PHÒNG VĂN HÓA - XÃ HỘI",), (), PLAN, row, (OTHER, 60, 12, 12, 12, 12, 15)])
    (finding,) = [finding for finding in report["findings"] if finding["code"] == "C605"]
    assert (finding["cell"], finding["department"]) == ("G5", "Phòng Văn hóa - Xã hội")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Quý IV/2028 - Quý I/2028", "Quý I/2028 - Quý IV/2028"),
        ("2029-2027", "2027 - 2029"),
        ("giai đoạn 2029 - 2027", "2027 - 2029"),
        ("12/2027 đến 06/2026", "06/2026 - 12/2027"),
    ],
)
def test_a_backward_period_is_proposed_the_other_way_round(tmp_path: Path, typed: str, expected: str) -> None:
    """T701: "a period that … runs backwards"; a finding says "what was expected"."""
    report = checked(tmp_path, [TASKS, (SCHEMA.rows["2.4"].name, typed, "Đề án")])
    (finding,) = [finding for finding in report["findings"] if finding["code"] == "T701"]
    assert finding["expected"] == expected


# ── Names ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "ending",
    [
        " trên địa bàn phường Từ Liêm",
        " toàn phường",
        " (toàn phường)",
        " của phường",
        ", trong toàn phường",
        " tại phường Yên Hòa",
    ],
)
def test_a_name_may_say_that_the_ward_is_meant(ending: str) -> None:
    """C608: "the row's name was matched although it is not the same"."""
    known = [row for row in SCHEMA.rows.values() if row.appendix == "I"]
    match = RowMatcher(known).match(SCHEMA.rows["I.3"].name + ending)
    assert match.row is not None
    assert (match.row.code, match.how) == ("I.3", "likeness")


def test_the_ward_in_the_midst_of_a_name_is_part_of_it() -> None:
    """A name that says of which body it speaks keeps it."""
    rows = [
        Row("1", "I", "Cán bộ của phường được bồi dưỡng"),
        Row("2", "I", "Cán bộ tổ dân phố được bồi dưỡng"),
    ]
    match = RowMatcher(rows).match("Cán bộ của phường được bồi dưỡng")
    assert match.row is rows[0]


def test_a_row_numbered_as_the_parent_before_it_is_no_part_of_it(tmp_path: Path) -> None:
    """C607: "a row that is not in the catalogue (kept, at the end of its appendix)"."""
    new = "Số câu lạc bộ thể thao thành lập mới"
    report = checked(
        tmp_path,
        [
            ("TT", *PLAN),
            (2, SCHEMA.rows["I.2"].name),
            ("-", SCHEMA.rows["I.2.2"].name, 10, 2, 2, 2, 2, 2),
            (3, new, 10, 2, 2, 2, 2, 2),
        ],
    )
    assert [row["code"] for row in report["appendices"]["I"] if row["code"].startswith("+")] == [f"+I.{new}"]


def test_a_dash_among_parts_is_written_as_the_zero_it_is(tmp_path: Path) -> None:
    """ "A dash is an exact zero"; a message is read as a sum: `10 + 0`, not `10 + -`."""
    report = checked(
        tmp_path,
        [
            PLAN,
            (WHOLE, 110, 22, 22, 22, 22, 22),
            (PART, 50, 10, 10, 10, 10, 10),
            (OTHER, 60, 12, "-", 12, 12, 12),
        ],
    )
    (finding,) = [finding for finding in report["findings"] if finding["code"] == "H501"]
    assert finding["cell"] == "D2"
    assert "(10 + 0) được 10" in finding["message"]
