"""What the engine promises: turns, taint, mixed files, crashes; and the golden findings from bare records."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardxl import rules
from wardxl import schema as schemas
from wardxl.model import (
    Amount,
    Fault,
    Kind,
    Label,
    Problem,
    Record,
    Ref,
    RuleSetting,
    Schema,
    Severity,
    Value,
)
from wardxl.numerals import parse, vietnamese

DATA = Path(__file__).parent / "data" / "tu_liem_phu_luc_I.csv"
COLUMNS = ("baseline", "resolution", "total", "2026", "2027", "2028", "2029", "2030")
TAX = ("", "", "39.135,3", "7.082,5", "7.436,6", "7.808,5", "8.198,9", "8.608,8")
LAND = ("", "", "7.362,5", "2.841,0", "974,0", "1.073,0", "1.175,0", "1.299,5")


@cache
def schema() -> Schema:
    return schemas.load(None)


def record(code: str, texts: Sequence[str], *, file: str = "a.xlsx", line: int = 2, note: str = "") -> Record:
    """A row of Phụ lục I as one file has it: columns D to K, the note in M."""
    row = schema().rows[code]
    values = {}
    for place, (column, text) in enumerate(zip(COLUMNS, texts, strict=True), start=4):
        content: Amount | str | None = text or None
        numeral = parse(text) if text and row.kind in (Kind.NUMBER, Kind.COUNT) else None
        if numeral:
            reading = numeral.readings[0]
            exact = numeral.dash or row.kind is Kind.COUNT
            content = Amount(reading.value, reading.decimals, exact=exact)
        values[column] = Value(Ref(file, "PL", line, place), column, text, content)
    label = Label(Ref(file, "PL", line, 2), row.name)
    return Record(row, None, label, values, note=Label(Ref(file, "PL", line, 13), note) if note else None)


def mixed(record: Record, columns: Sequence[str], file: str) -> Record:
    """The same record with some of its values from another file."""
    values = {
        key: value._replace(ref=value.ref._replace(file=file)) if key in columns else value
        for key, value in record.values.items()
    }
    return record._replace(values=values)


def run(*records: Record, given: Schema | None = None, **options: object) -> list[tuple[str, str, str]]:
    problems, faults = rules.run(records, given or schema(), **options)  # type: ignore[arg-type]
    assert not faults
    return [(p.code, p.row or "", p.ref.a1 if p.ref else "") for p in problems]


def switched(code: str, **setting: object) -> Schema:
    changed = replace(schema().rules.get(code, RuleSetting(code)), **setting)  # type: ignore[arg-type]
    return replace(schema(), rules={**schema().rules, code: changed})


def test_the_documents_own_findings_and_no_others() -> None:
    """DOMAIN section 1: "The findings of a correct checker on Từ Liêm's six clean files …, completely"."""
    with DATA.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.reader(file) if not line[1].startswith("Trong đó")][1:]
    codes = [row.code for row in schema().rows_of("I")]
    records = [
        record(code, line[3:11], line=number, note=line[12])
        for number, (code, line) in enumerate(zip(codes, lines, strict=True), start=2)
    ]
    problems, faults = rules.run(records, schema())
    assert not faults
    assert {(p.code, p.row, p.column) for p in problems} == {
        ("Y402", "I.1", "total"),
        ("H502", "I.1", "2030"),
        ("H503", "I.1", "2030"),
        ("Y408", "I.1", "baseline"),
        ("Y407", "I.1", "2027"),
        ("Y407", "I.16", "2026"),
        ("V210", "I.12", "baseline"),
    }
    assert len(problems) == 7
    suspect = next(p for p in problems if p.code == "H503")
    assert (suspect.found, suspect.expected) == ("9.908,4", "9.908,3")
    assert next(p for p in problems if p.code == "Y402").severity is Severity.INFO
    assert "88 lần" in next(p for p in problems if p.code == "Y408").message


# ── Turns and taint ───────────────────────────────────────────────────────────────────────


def test_a_cell_under_an_error_is_not_used_by_clean_rules() -> None:
    """CONTRACT section 4: "a cell under an error is not used by Y407-Y409 and U304"."""
    row = record("I.12", ("12,5%", "85%", "80%", "20%", "33%", "45%", "58%", "70%"))
    assert run(row) == [("Y404", "I.12", "F2")]  # Y409 would say that 80 % stays behind 85 %.


def test_an_error_of_an_earlier_stage_taints_too() -> None:
    row = record("I.3", ("96%", "", "100%", "95,5%", "97,3%", "98,0%", "99,0%", "100,0%"))
    assert run(row) == [("Y407", "I.3", "G2")]
    contested = Problem("C603", "", ref=row.values["2026"].ref)
    assert run(row, problems=[contested]) == []
    remark = Problem("V211", "", ref=row.values["2026"].ref)
    assert run(row, problems=[remark]) == [("Y407", "I.3", "G2")]


def test_what_is_said_already_is_not_said_again() -> None:
    row = record("I.3", ("96%", "", "100%", "95,5%", "97,3%", "98,0%", "99,0%", "100,0%"))
    problems, _ = rules.run([row], schema())
    assert run(row, problems=problems) == []


def test_severity_comes_from_the_template_for_the_taint_as_well() -> None:
    row = record("I.12", ("12,5%", "85%", "80%", "20%", "33%", "45%", "58%", "70%"))
    lighter = switched("Y404", severity=Severity.WARNING)
    assert run(row, given=lighter) == [("Y404", "I.12", "F2"), ("Y409", "I.12", "F2")]


def test_a_rule_that_is_switched_off_neither_speaks_nor_taints() -> None:
    row = record("I.12", ("12,5%", "85%", "80%", "20%", "33%", "45%", "58%", "70%"))
    assert run(row, given=switched("Y404", enabled=False)) == [("Y409", "I.12", "F2")]


def test_the_cell_that_a_block_points_out_is_not_judged_by_its_neighbours() -> None:
    """One fault, one finding: 2.808,5 for 7.808,5 is a step back as well."""
    whole = record("I.1", ("", "", "46.497,8", "9.923,5", "8.410,6", "8.881,5", "9.373,9", "9.908,3"), line=2)
    tax = record("I.1.1", (*TAX[:5], "2.808,5", *TAX[6:]), line=3)
    land = record("I.1.2", LAND, line=4)
    found = run(whole, tax, land)
    assert ("H503", "I.1.1", "I3") in found
    assert not [code for code, row, _ in found if row == "I.1.1" and code in ("Y407", "Y408", "U304", "R801")]


# ── Values of several files ───────────────────────────────────────────────────────────────


def test_mixed_only_keeps_what_meets_between_files() -> None:
    """DESIGN section 2: "after the merge again only on records whose values come from more than one file"."""
    row = record("I.1.2", (*LAND[:2], "7.632,5", *LAND[3:]))
    assert run(row, mixed_only=True) == []
    both = mixed(row, ["total"], "b.xlsx")
    assert run(both, mixed_only=True) == [("Y401", "I.1.2", "F2")]


@pytest.mark.parametrize(
    ("arrival", "cell", "file", "found", "expected"),
    [
        ({"a.xlsx": 1, "b.xlsx": 2}, "F2", "b.xlsx", "7.632,5", "7.362,5"),
        # The year that arrived last would have to be 2.841,0 + 270,0.
        ({"a.xlsx": 2, "b.xlsx": 1}, "G2", "a.xlsx", "2.841,0", "3.111,0"),
    ],
)
def test_the_operand_that_arrived_last_is_named(
    arrival: dict[str, int], cell: str, file: str, found: str, expected: str
) -> None:
    """DESIGN section 2: "the finding's cell is the contributing one that arrived last, the others are `related`"."""
    row = mixed(record("I.1.2", (*LAND[:2], "7.632,5", *LAND[3:])), ["total"], "b.xlsx")
    problems, _ = rules.run([row], schema(), mixed_only=True, arrival=arrival)
    (problem,) = [p for p in problems if p.code == "Y401"]
    assert problem.ref is not None
    assert (problem.ref.a1, problem.ref.file, problem.found, problem.expected) == (
        cell,
        file,
        found,
        expected,
    )
    assert {ref.a1 for ref in (problem.ref, *problem.related)} == {"F2", "G2", "H2", "I2", "J2", "K2"}


def test_a_block_of_two_files_names_the_part_that_arrived_last() -> None:
    whole = record("I.1", ("", "", "46.497,8", "9.923,5", "8.410,6", "8.881,5", "9.373,9", "9.908,3"), line=2)
    tax = record("I.1.1", TAX, line=3)
    land = record("I.1.2", (*LAND[:3], "2.814,0", *LAND[4:]), line=4, file="b.xlsx")
    problems, _ = rules.run([whole, tax, land], schema(), mixed_only=True, arrival={"a.xlsx": 1, "b.xlsx": 2})
    (problem,) = [p for p in problems if p.code == "H501"]
    assert (problem.row, problem.column, problem.found, problem.expected) == (
        "I.1.2",
        "2026",
        "2.814,0",
        "2.841,0",
    )


def test_a_value_merged_over_the_years_is_one_cell() -> None:
    row = record("I.3", ("96%", "", "100%", "120%", "120%", "120%", "120%", "120%"))
    one = {
        key: v._replace(ref=row.values["2026"].ref) if key.isdigit() else v for key, v in row.values.items()
    }
    assert run(row._replace(values=one)) == [("V207", "I.3", "G2")]


# ── Crashes ───────────────────────────────────────────────────────────────────────────────


def test_a_rule_that_crashes_is_a_fault_of_ours_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(record: Record, context: rules.Context) -> Iterator[Problem]:
        yield Problem("Y404", "nói trước khi hỏng", ref=record.name.ref)
        raise ZeroDivisionError("chia cho 0")

    monkeypatch.setitem(rules.RULES, "Y404", replace(rules.RULES["Y404"], check=broken))
    row = record("I.3", ("96%", "", "100%", "95,5%", "97,3%", "98,0%", "99,0%", "100,0%"))
    problems, faults = rules.run([row], schema())
    assert [p.code for p in problems] == ["Y404", "Y407"]
    assert faults == [Fault("Y404 I.3 (a.xlsx!PL!B2)", "ZeroDivisionError: chia cho 0")]


# ── What must always hold ─────────────────────────────────────────────────────────────────

figures = st.decimals(min_value=-9999, max_value=9999, places=4)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(figures, figures), min_size=5, max_size=5), st.integers(0, 3))
def test_an_honest_block_never_gets_an_error(years: list[tuple[Decimal, Decimal]], decimals: int) -> None:
    """Whatever the true figures: rounded for printing, they break no sum beyond what rounding explains."""

    def printed(code: str, values: list[Decimal], line: int) -> Record:
        texts = [vietnamese(value, decimals) for value in (sum(values, Decimal(0)), *values)]
        return record(code, ("", "", *texts), line=line)

    tax, land = [a for a, _ in years], [b for _, b in years]
    whole = [a + b for a, b in years]
    records = [printed("I.1", whole, 2), printed("I.1.1", tax, 3), printed("I.1.2", land, 4)]
    unbounded = {code: replace(row, minimum=None) for code, row in schema().rows.items()}
    problems, faults = rules.run(
        [r._replace(row=unbounded[r.row.code]) for r in records],
        replace(schema(), rows=unbounded, formulas=()),
    )
    assert not faults
    assert not {p.code for p in problems} & {"Y401", "Y403", "H501", "H504", "V207"}


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2),
    st.integers(0, 5),
    st.integers(2, 900).filter(lambda by: by % 10 != 0),
    st.booleans(),
)
def test_one_moved_figure_of_a_block_is_named_with_its_right_figure(
    row: int, column: int, by: int, down: bool
) -> None:
    """The right cell is named whenever the block decides it, and a full block decides every cell of it."""
    block = [
        ("", "", "46.497,9", "9.923,5", "8.410,6", "8.881,5", "9.373,9", "9.908,4"),
        ("", "", "39.135,3", "7.082,5", "7.436,6", "7.808,5", "8.198,9", "8.608,8"),
        ("", "", "7.362,6", "2.841,0", "974,0", "1.073,0", "1.175,0", "1.299,6"),
    ]
    right = block[row][2 + column]
    moved = Decimal(right.replace(".", "").replace(",", ".")) + (-by if down else by)
    texts = [list(texts) for texts in block]
    texts[row][2 + column] = vietnamese(moved, 1)
    codes = ("I.1", "I.1.1", "I.1.2")
    plain = replace(
        schema(), formulas=(), rows={k: replace(r, minimum=None) for k, r in schema().rows.items()}
    )
    problems, _ = rules.run(
        [
            record(code, line, line=2 + place)._replace(row=plain.rows[code])
            for place, (code, line) in enumerate(zip(codes, texts, strict=True))
        ],
        plain,
    )
    (suspect,) = [p for p in problems if p.code == "H503"]
    assert (suspect.row, suspect.column, suspect.expected) == (codes[row], COLUMNS[2 + column], right)
