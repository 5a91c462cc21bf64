"""The samples in `inputs/` are those that `make_samples.py` makes, and hold what the contract counts."""

from __future__ import annotations

from pathlib import Path

import make_samples
import pytest
from counting import value_cells
from make_samples import COLLECTIVE, INPUTS, SAMPLES
from openpyxl import load_workbook
from source import by_first_lead, lines

#: "Từ Liêm's six files … hold 56, 96, 12, 7, 7 and 7."
HELD = dict(zip([sample.file for sample in SAMPLES], (56, 96, 12, 7, 7, 7), strict=True))


def _cells(path: Path) -> dict[str, dict[str, tuple[object, str]]]:
    book = load_workbook(path)
    return {
        sheet.title: {
            cell.coordinate: (cell.value, cell.number_format)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def test_samples_are_current(tmp_path: Path) -> None:
    made = make_samples.write_all(tmp_path)
    assert {path.name for path in INPUTS.glob("*.xlsx")} == {path.name for path in made}
    for path in made:
        assert _cells(INPUTS / path.name) == _cells(path), f"{path.name}: run python tests/make_samples.py"


def test_samples_are_made_alike_every_time(tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in make_samples.write_all(tmp_path / "a")}
    second = {path.name: path.read_bytes() for path in make_samples.write_all(tmp_path / "b")}
    assert first == second


@pytest.mark.parametrize(("file", "count"), HELD.items())
def test_sample_holds_the_cells_that_the_contract_counts(file: str, count: int) -> None:
    assert value_cells(INPUTS / file) == count


def test_collective_sample_holds_three_appendices() -> None:
    """21 targets, 20 tasks with period, product and effect, 9 models without values."""
    assert value_cells(INPUTS / COLLECTIVE) == 21 + 20 * 3


def test_each_sample_holds_only_the_rows_its_department_leads_first() -> None:
    groups = by_first_lead(lines("I"))
    assert [len(groups[sample.department]) for sample in SAMPLES] == [8, 14, 2, 1, 1, 1]


def test_collective_sample_is_typed_as_the_clerks_do() -> None:
    cells = _cells(INPUTS / COLLECTIVE)
    shown = [(value, fmt) for sheet in cells.values() for value, fmt in sheet.values()]
    assert shown.count((1, "0%")) == 1
    assert shown.count(("100%", "@")) == 2
    assert (2026, "General") in shown
    assert ("2026- 2030", "General") in shown
    assert ("Phòng Văn hóa - Xã hội\nTrạm Y tế phường", "General") in shown
    assert ("≥95", "General") in shown
