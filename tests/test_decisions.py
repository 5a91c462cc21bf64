"""What people wrote into an earlier result is found again by code, row, column and department."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
import result_samples as samples
from openpyxl import Workbook, load_workbook

from wardxl import decisions, workbook
from wardxl.errors import CannotRun


def decided(**typed: tuple[object, str]) -> bytes:
    """A result in which somebody decided: code → decision, explanation."""
    book = load_workbook(BytesIO(workbook.compose(samples.dirty())))
    sheet = book["Vấn đề"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        code = sheet.cell(row, at["Mã"]).value
        if code in typed:
            sheet.cell(row, at["Quyết định"]).value, sheet.cell(row, at["Giải trình"]).value = typed[code]
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_decisions_come_back_by_key() -> None:
    found = decisions.read(decided(Y408=("Chấp nhận ", "đổi phạm vi"), H501=(8410.6, "")), samples.SCHEMA)
    findings = {finding.code: finding for finding in samples.dirty().findings}
    accepted = found[decisions.key_of(findings["Y408"])]
    assert (accepted.accepted, accepted.explanation) == (True, "đổi phạm vi")
    settled = found[decisions.key_of(findings["H501"])]
    assert (settled.accepted, settled.value) == (False, "8410,6")
    assert len(found) == 2


def test_a_finding_whose_figures_have_changed_is_open_again() -> None:
    found = decisions.read(decided(Y408=("chấp nhận", "")), samples.SCHEMA)
    finding = next(f for f in samples.dirty().findings if f.code == "Y408")
    assert found[decisions.key_of(finding)].holds(finding)
    assert not found[decisions.key_of(finding)].holds(replace(finding, found="113,5"))


def test_a_result_without_decisions_has_none() -> None:
    assert decisions.read(workbook.compose(samples.clean()), samples.SCHEMA) == {}


@pytest.mark.parametrize("data", [b"", b"not a workbook", None])
def test_what_is_no_result_of_ours_is_said_so(data: bytes | None) -> None:
    if data is None:
        target = BytesIO()
        Workbook().save(target)
        data = target.getvalue()
    with pytest.raises(CannotRun, match="--previous"):
        decisions.read(data, samples.SCHEMA)
