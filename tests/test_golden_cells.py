"""The workbook of the samples, cell by cell; `python tests/golden_cells.py` writes the golden files anew."""

from __future__ import annotations

import pytest
from golden_cells import FOLDER, dumps, path_of

SHEETS = [
    "Tổng quan", "Phụ lục I", "Phụ lục 1", "Phụ lục 2", "Phụ lục 3",
    "Vấn đề", "Đơn vị nộp", "Nguồn số liệu", "Dữ liệu", "Quy tắc",
]  # fmt: skip


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_cell_by_cell_what_it_was(sheet: str) -> None:
    wanted = path_of(sheet).read_text(encoding="utf-8").splitlines()
    found = dumps()[sheet].splitlines()
    for number, (old, new) in enumerate(zip(wanted, found, strict=False), start=1):
        assert new == old, f"{path_of(sheet).name}, line {number}"
    assert len(found) == len(wanted)


def test_every_sheet_has_its_golden_file_and_no_other() -> None:
    assert list(dumps()) == SHEETS
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(SHEETS)
