"""Rows that only their place tells apart, and names that stand where one does not look first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from template_editing import Template

import wardxl
from wardxl.result import Result

HEAD = ["TT", "Nội dung", "Đơn vị tính", "KH 2026-2030", *(f"Năm {year}" for year in range(2026, 2031))]
TARGETS = ["TT", "Chỉ tiêu", "Đơn vị", "Thực hiện", "Chủ trì tham mưu"]
SCHOOLS, LIBRARIES = "Số trường công lập đạt chuẩn quốc gia", "Số thư viện đạt chuẩn"


@pytest.fixture
def twins(tmp_path: Path) -> Path:
    """A template in which `Công nhận mới` and `Tỷ lệ bao phủ BHYT` stand at two places each."""
    template = Template()
    common: dict[str, Any] = {
        "Phụ_lục": "I",
        "Cách_tính_5_năm": "không",
        "Đơn_vị_chủ_trì": "Phòng Văn hóa - Xã hội",
    }
    template.append("Danh mục", Mã="I.30", Nội_dung=LIBRARIES, Kiểu_giá_trị="nhóm", **common)
    template.append(
        "Danh mục",
        Mã="I.30.1",
        Nội_dung="Công nhận mới",
        Kiểu_giá_trị="số",
        Thuộc="I.30",
        Quan_hệ="nhóm",
        **common,
    )
    template.append(
        "Danh mục",
        Mã="1.3.9",
        Phụ_lục="1",
        Mục="Về an ninh quốc phòng",
        Nội_dung="Tỷ lệ bao phủ BHYT",
        Đơn_vị_tính="%",
        Kiểu_giá_trị="chỉ tiêu",
        Đơn_vị_chủ_trì="Công an phường",
    )
    return template.save(tmp_path / "mau.xlsx")


def consolidated(folder: Path, rows: list[list[Any]], template: Path | None = None) -> Result:
    folder.mkdir()
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "a.xlsx")
    return wardxl.consolidate([folder / "a.xlsx"], template)


def sent(result: Result) -> list[str]:
    """The codes of the rows that something was read for, in the order of the file."""
    return [record.row.code for submission in result.submissions for record in submission.records]


def new(figure: int) -> list[Any]:
    return ["-", "Công nhận mới", None, *[figure] * 6]


def test_twins_go_to_their_parents(tmp_path: Path, twins: Path) -> None:
    rows = [HEAD, ["3", LIBRARIES], new(1), ["2", SCHOOLS], new(2)]
    assert sent(consolidated(tmp_path / "in", rows, twins)) == ["I.30", "I.30.1", "I.2", "I.2.3"]


@pytest.mark.parametrize(
    "beside", [["4", "Số nhà văn hóa đạt chuẩn"], ["II", "Văn hóa"], [None, "NHÀ VĂN HÓA"]]
)
def test_a_heading_nobody_knows_ends_what_is_below_the_last_one(
    tmp_path: Path, twins: Path, beside: list[Any]
) -> None:
    """Recognised new houses of culture are no schools: which row is meant is asked (C607), not guessed."""
    result = consolidated(tmp_path / "in", [HEAD, ["2", SCHOOLS], beside, new(1)], twins)
    assert sent(result) == ["I.2", "+I.Công nhận mới"]
    (asked,) = (finding for finding in result.findings if finding.code == "C607")
    assert asked.expected == "I.2.3; I.30.1"
    assert "có 2 dòng tên “Công nhận mới”" in asked.message


def test_an_unknown_row_beside_the_parent_ends_it_as_well(tmp_path: Path, twins: Path) -> None:
    other = ["4", "Số nhà văn hóa đạt chuẩn", None, *[9] * 6]
    result = consolidated(tmp_path / "in", [HEAD, ["2", SCHOOLS], other, new(1)], twins)
    assert sent(result)[-1] == "+I.Công nhận mới"


@pytest.mark.parametrize("line", ["Trong đó:", "TRONG ĐÓ:", "Bao gồm:"])
def test_a_line_that_only_leads_to_the_parts_ends_nothing(tmp_path: Path, twins: Path, line: str) -> None:
    result = consolidated(tmp_path / "in", [HEAD, ["2", SCHOOLS], [None, line], new(1)], twins)
    assert sent(result) == ["I.2", "I.2.3"]


def test_a_sections_title_is_known_whatever_signs_are_in_it(tmp_path: Path, twins: Path) -> None:
    rows = [
        TARGETS,
        ["I", "Phát triển văn hóa - xã hội"],
        [1, "Tỷ lệ bao phủ BHYT", "%", 95],
        ["II", "VỀ AN NINH, QUỐC PHÒNG"],
        [1, "Tỷ lệ bao phủ BHYT", "%", 96],
    ]
    assert sent(consolidated(tmp_path / "in", rows, twins)) == ["1.2.5", "1.3.9"]


@pytest.mark.parametrize("mark", [None, "-", "+"])
@pytest.mark.parametrize("merged", [True, False])
def test_sub_rows_indented_into_a_column_of_their_own(tmp_path: Path, mark: str | None, merged: bool) -> None:
    """`Nội dung` over two columns: rows in the first, sub-rows in the second."""
    folder = tmp_path / "in"
    folder.mkdir()
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([*HEAD[:2], None, *HEAD[2:]])
    sheet.append([1, "Thu ngân sách Nhà nước trên địa bàn", None, "Tỷ đồng", 15, 1, 2, 3, 4, 5])
    sheet.append([None, "Trong đó:"])
    sheet.append([None, mark, "Thu tiền sử dụng đất", "Tỷ đồng", 15, 1, 2, 3, 4, 5])
    if merged:
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("B2:C2")
    book.save(folder / "a.xlsx")
    result = wardxl.consolidate([folder])
    assert sent(result) == ["I.1", "I.1.2"]
