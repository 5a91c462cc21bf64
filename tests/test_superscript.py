"""V211: a raised figure behind another is a footnote's mark in every file format, not one more digit."""

from __future__ import annotations

from pathlib import Path

import pytest
from filling import convert
from xlsxwriter import Workbook

import wardxl

HEAD = ["TT", "Nội dung", "Đơn vị tính", "KH 2026-2030", *(f"Năm {year}" for year in range(2026, 2031))]


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_formats(tmp_path: Path, suffix: str) -> None:
    book = Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    raised, plain = book.add_format({"font_script": 1}), book.add_format({})
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, [1, "Tỷ lệ dân số tham gia BHYT", "%", 100, 96, 97, 98, 99, 100])
    sheet.write_rich_string("E2", plain, "96,5", raised, "1")
    book.close()
    (converted,) = convert([tmp_path / "a.xlsx"], suffix, tmp_path)
    result = wardxl.consolidate([converted])
    (record,) = result.submissions[0].records
    amount = record.amount("2026")
    assert amount is not None
    assert str(amount.value) == "96.5"
    assert [finding.cell for finding in result.findings if finding.code == "V211"] == ["E2"]
