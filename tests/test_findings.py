"""Problems → findings: switches, severities, one fault said once, the order of a clerk (CONTRACT section 4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wardxl import schema as schemas
from wardxl.findings import catalogue, settle
from wardxl.model import Finding, Problem, Ref, RuleSetting, Schema, Severity

SCHEMA = schemas.load()
ECONOMY, POLICE = "Phòng Kinh tế, Hạ tầng và Đô thị", "Công an phường"


def problem(
    code: str, row: int = 10, column: int = 5, *, file: str = "a.xlsx", department: str | None = None
) -> Problem:
    return Problem(
        code, "…", ref=Ref(file, "S", row, column), row=f"I.{row}", column="2026", department=department
    )


def with_rule(code: str, **changes: object) -> Schema:
    setting = replace(SCHEMA.rules.get(code, RuleSetting(code)), **changes)  # type: ignore[arg-type]
    return replace(SCHEMA, rules={**SCHEMA.rules, code: setting})


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def test_a_finding_names_its_cell() -> None:
    (finding,) = settle([problem("Y401")], SCHEMA)
    assert (finding.name, finding.severity) == ("year-sum", Severity.ERROR)
    assert (finding.file, finding.sheet, finding.cell, finding.cells) == (
        "a.xlsx",
        "S",
        "E10",
        (Ref("a.xlsx", "S", 10, 5),),
    )


def test_a_code_can_be_switched_off() -> None:
    """“can be switched off or change severity in the template's sheet `Quy tắc`”."""
    assert settle([problem("Y401")], with_rule("Y401", enabled=False)) == ()


def test_a_code_can_change_its_severity() -> None:
    (finding,) = settle([problem("Y401")], with_rule("Y401", severity=Severity.WARNING))
    assert finding.severity is Severity.WARNING


def test_the_template_outweighs_the_rule_itself() -> None:
    """Y402 is info or warning as the rule finds, unless the template says which."""
    said = replace(problem("Y402"), severity=Severity.WARNING)
    assert settle([said], SCHEMA)[0].severity is Severity.WARNING
    assert settle([said], with_rule("Y402", severity=Severity.INFO))[0].severity is Severity.INFO


@pytest.mark.parametrize("cell", [5, 6])
def test_one_fault_one_finding(cell: int) -> None:
    """Where T703 speaks of a cell, V201 is silent about it; elsewhere it speaks."""
    found = settle([problem("V201"), problem("T703", column=cell)], SCHEMA)
    assert codes(found) == (["T703"] if cell == 5 else ["V201", "T703"])


def test_a_habit_is_said_once_for_a_column() -> None:
    """“findings of one code, file and column that repeat over many rows may be one finding with all `cells`”."""
    (finding,) = settle([problem("V204", row) for row in (14, 12, 13, 11)], SCHEMA)
    assert (finding.cell, [ref.a1 for ref in finding.cells]) == ("E11", ["E11", "E12", "E13", "E14"])
    assert len(settle([problem("V204", row) for row in (11, 12, 13)], SCHEMA)) == 3
    assert len(settle([problem("V202", row) for row in (11, 12, 13, 14)], SCHEMA)) == 4


def test_conversions_are_said_once_where_they_are_the_same() -> None:
    """U302: “converted, both shown”; one unit above a table is one cell for many rows."""
    above = [replace(problem("U302", 3), row=f"I.{row}", found="trđ", expected="Tỷ đồng") for row in range(4)]
    (finding,) = settle(above, SCHEMA)
    assert [ref.a1 for ref in finding.cells] == ["E3"]
    assert "Còn 3 dòng khác" in finding.message
    cells = [replace(one, ref=Ref("a.xlsx", "S", row, 3)) for row, one in enumerate(above)]
    others = [replace(one, found="nghìn đồng") for one in cells]
    assert [finding.found for finding in settle([*cells, *others], SCHEMA)] == ["trđ", "nghìn đồng"]


def test_what_is_said_of_a_hundred_cells_of_a_column_is_said_once() -> None:
    found = settle([problem("V202", row) for row in range(11, 111)], SCHEMA)
    assert [(finding.cell, len(finding.cells)) for finding in found] == [("E11", 100)]
    assert "còn 99 ô khác" in found[0].message
    assert len(settle([problem("V202", row) for row in range(11, 110)], SCHEMA)) == 99


def test_order_of_a_clerk() -> None:
    """By department, file, sheet, cell, errors first."""
    given = [
        problem("Y401", file="z.xlsx", department=ECONOMY),
        problem("Y407", 9, file="b.xlsx", department=POLICE),
        problem("Y407", 12, department=ECONOMY),
        problem("Y402", 11, department=ECONOMY),
        problem("Y401", 11, department=ECONOMY),
        Problem("C601", "…"),
    ]
    found = [(f.code, f.file, f.cell) for f in settle(given, SCHEMA)]
    assert found == [
        ("Y401", "a.xlsx", "E11"),
        ("Y402", "a.xlsx", "E11"),
        ("Y407", "a.xlsx", "E12"),
        ("Y401", "z.xlsx", "E10"),
        ("Y407", "b.xlsx", "E9"),
        ("C601", None, None),
    ]
    assert settle(reversed(given), SCHEMA) == settle(given, SCHEMA)


def test_the_catalogue_is_sorted_and_explains() -> None:
    assert list(catalogue())[:2] == ["S101", "S102"]
    assert all(code.summary for code in catalogue().values())
