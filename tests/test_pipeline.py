"""The order of the stages, where it shows: what is judged only when everything that came is at hand."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from wardxl import pipeline, schema


def extract(folder: Path) -> Path:
    """One department's extract of the tasks, under the heading of the whole appendix."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["CÔNG AN PHƯỜNG"])
    sheet.append(["PHỤ LỤC 2"])
    sheet.append(["DANH MỤC NHIỆM VỤ TRỌNG TÂM"])
    sheet.append(["(20 nhiệm vụ)"])
    sheet.append(["TT", "Nhiệm vụ", "Chủ trì tham mưu", "Thời gian thực hiện", "Sản phẩm", "Hiệu quả"])
    sheet.append([1, "Tăng cường PCCC", "Công an phường", "Thường xuyên", "Kế hoạch PCCC", "An toàn dân cư"])
    path = folder / "cong an phuong.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("complete", [True, False])
def test_an_extract_alone_promises_no_number_of_rows(complete: bool, tmp_path: Path) -> None:
    """C609: “for one department's extract compared with the consolidated appendix”, so not before there is one."""
    result = pipeline.run([extract(tmp_path)], schema.load(), complete=complete)
    assert [f.code for f in result.findings if f.code == "C609"] == (["C609"] if complete else [])
