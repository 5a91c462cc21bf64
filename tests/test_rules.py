"""The rules: every one by its case file, all of them by the registry, and what the engine promises.

A case file `tests/rules/CODE.md` holds blocks. A block begins with `#: Okay` or with what must be found, such as
`#: Y401 E2` or `#: Y401 E2, H503 F3`: exactly these findings and no others. What follows in words says why. The
pipe table is the sheet: its first line is row 1, its first column is A (the line of dashes does not count).

    46.497,8        text, as typed
    =9923.5         a number in a cell of format General
    =0.965 0.0%     a number and its format
                    an empty cell

A line `#! formula` replaces the template's formulas in the block, `#! CODE tolerance` sets a rule's tolerance, and
`#! chỉ phụ lục N` makes a template of that appendix alone.
Findings without a cell (`C601`, `C602`) are named by row, appendix or department.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

import wardxl.rules
from wardxl import schema as schemas
from wardxl.codes import STAGE_CODES, Code
from wardxl.findings import catalogue, settle
from wardxl.model import (
    Better,
    Cell,
    CellKind,
    FiveYear,
    Formula,
    Grid,
    Kind,
    Problem,
    Record,
    Relation,
    Row,
    RuleSetting,
    Schema,
    Severity,
    Style,
)
from wardxl.pipeline import check_grids
from wardxl.report import rules_markdown
from wardxl.rules import RULES, Collection, Context, run_collection

CASES = Path(__file__).parent / "rules"
#: Modules of the package that hold no rules but what rules are made of.
_ONLY = "chỉ phụ lục "
MACHINERY = {"engine", "registry", "saying", "shapes"}

#: Rows of kinds that the shipped catalogue has none of.
MORE_ROWS = (
    Row("T.1", "I", "Điểm hài lòng trung bình", unit="Điểm số", kind=Kind.NUMBER, five_year=FiveYear.MEAN),
    Row(
        "T.2", "I", "Số cơ sở giáo dục ngoài công lập", unit="Cơ sở", kind=Kind.COUNT, five_year=FiveYear.SUM
    ),
    Row(
        "T.2.1",
        "I",
        "Trường mầm non tư thục",
        unit="Cơ sở",
        kind=Kind.COUNT,
        five_year=FiveYear.SUM,
        parent="T.2",
        relation=Relation.SOME,
    ),
    Row(
        "T.2.2",
        "I",
        "Nhóm trẻ độc lập",
        unit="Cơ sở",
        kind=Kind.COUNT,
        five_year=FiveYear.SUM,
        parent="T.2",
        relation=Relation.SOME,
    ),
    Row("T.3", "I", "Vốn đầu tư công", unit="Tỷ đồng", kind=Kind.NUMBER, five_year=FiveYear.SUM),
    Row(
        "T.4",
        "I",
        "Số hộ sử dụng nước sạch",
        unit="Hộ",
        kind=Kind.NUMBER,
        five_year=FiveYear.NONE,
        better=Better.UP,
    ),
)


@cache
def shipped() -> Schema:
    schema = schemas.load(None)
    return replace(schema, rows={**schema.rows, **{row.code: row for row in MORE_ROWS}})


@dataclass(frozen=True)
class Case:
    """A block of a case file."""

    code: str
    line: int
    expected: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    formulas: tuple[str, ...]
    tolerances: tuple[tuple[str, str], ...]
    appendix: str = ""


def read_cases(path: Path) -> Iterator[Case]:
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("#: ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        header = lines[start].removeprefix("#: ").strip()
        expected = () if header == "Okay" else tuple(part.strip() for part in header.split(","))
        block = lines[start + 1 : end]
        orders = [line.removeprefix("#! ").strip() for line in block if line.startswith("#! ")]
        tolerances = [order.split(" ") for order in orders if re.fullmatch(r"[A-Z]\d{3} [\d,]+", order)]
        appendix = "".join(order.removeprefix(_ONLY) for order in orders if order.startswith(_ONLY))
        formulas = [order for order in orders if re.search("[=≤≥≈]", order)]
        rows = [
            tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
            for line in block
            if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line)
        ]
        yield Case(
            path.stem,
            start + 1,
            expected,
            tuple(rows),
            tuple(formulas),
            tuple((code, value) for code, value in tolerances),
            appendix,
        )


def all_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("[A-Z][0-9]*.md")) for case in read_cases(path)]


def sheet(table: tuple[tuple[str, ...], ...]) -> Grid:
    """Make the sheet that a table is."""
    styles = [Style()]
    rows: dict[int, dict[int, Cell]] = {}
    for number, line in enumerate(table, start=1):
        cells: dict[int, Cell] = {}
        for column, text in enumerate(line, start=1):
            if match := re.fullmatch(r"=(\S+)(?: (.+))?", text):
                style = Style(match[2] or "General")
                if style not in styles:
                    styles.append(style)
                cells[column] = Cell(CellKind.NUMBER, match[1], styles.index(style))
            elif text:
                cells[column] = Cell(CellKind.TEXT, text)
        if cells:
            rows[number] = cells
    return Grid("Bảng", rows, tuple(styles))


@cache
def schema_of(formulas: tuple[str, ...], tolerances: tuple[tuple[str, str], ...], appendix: str) -> Schema:
    schema = shipped()
    if formulas:
        schema = replace(schema, formulas=tuple(Formula("", text) for text in formulas))
    if appendix:
        rows = {row.code: row for row in schema.rows_of(appendix)}
        schema = replace(schema, forms={appendix: schema.forms[appendix]}, rows=rows, formulas=())
    settings = dict(schema.rules)
    for code, tolerance in tolerances:
        setting = settings.get(code, RuleSetting(code))
        settings[code] = replace(setting, tolerance=Decimal(tolerance.replace(",", ".")))
    return replace(schema, rules=settings)


@cache
def findings_of(case: Case) -> tuple[list[str], list[str]]:
    """What is found, as `CODE place`, and the messages of the case file's own code."""
    schema = schema_of(case.formulas, case.tolerances, case.appendix)
    submission = check_grids([sheet(case.table)], schema, file="bang.xlsx")
    problems = list(submission.problems)
    if RULES[case.code].scope is Collection:
        records = {record.row.code: record for record in submission.records}
        problems, faults = run_collection(Collection([submission], records, schema))
        problems = [problem for problem in problems if problem.code == case.code]
        assert not faults
    findings = settle(problems, schema)
    said = [
        f"{finding.code} {finding.cell or finding.row or finding.appendix or finding.department}"
        for finding in findings
    ]
    return said, [finding.message for finding in findings if finding.code == case.code]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.code}:{case.line}") for case in all_cases()])
def test_case(case: Case) -> None:
    said, _ = findings_of(case)
    assert sorted(said) == sorted(case.expected)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_cases_that_pass_and_fail(code: str) -> None:
    """CONTRACT section 4: a rule is one function and one case file, passing and failing."""
    cases = list(read_cases(CASES / f"{code}.md"))
    assert any(not any(place.startswith(code) for place in case.expected) for case in cases), (
        "no table that passes"
    )
    assert any(any(place.startswith(code) for place in case.expected) for case in cases), (
        "no table that fails"
    )


@pytest.mark.parametrize("code", RULES)
def test_the_sample_is_a_message_that_the_rule_gives(code: str) -> None:
    messages = [message for case in read_cases(CASES / f"{code}.md") for message in findings_of(case)[1]]
    assert RULES[code].code.sample in messages


@pytest.mark.parametrize(
    ("code", "lines", "said"),
    [
        ("Y401", ["Vốn đầu tư công|Tỷ đồng|35,2|7,0|7,0|7200|7,0|7,0"], "Năm 2028 nếu là 7,2 thì khớp"),
        (
            "H501",
            [
                "Thu ngân sách Nhà nước trên địa bàn|Tỷ đồng|||9.923,5",
                "Thu từ thuế, phí, lệ phí và thu khác|Tỷ đồng|||7.082,5",
                "Thu tiền sử dụng đất|Tỷ đồng|||2841000",
            ],
            "“Thu tiền sử dụng đất” nếu là 2.841,0 thì khớp",
        ),
    ],
)
def test_a_figure_that_would_fit_has_the_decimals_of_those_beside_it(
    code: str, lines: list[str], said: str
) -> None:
    """One in triệu is typed without any; without any the one in tỷ would be another."""
    heading = "Nội dung|Đơn vị tính|KH 2026-2030|Năm 2026|Năm 2027|Năm 2028|Năm 2029|Năm 2030"
    table = tuple(tuple(line.split("|")) for line in (heading, *lines))
    (message,) = findings_of(Case(code, 0, (), table, (), ()))[1]
    assert said in message


# ── The list of codes ─────────────────────────────────────────────────────────────────────

#: CONTRACT section 4: "Wherever a finding comes from … it has its code in the one list below".
CONTRACT = """
S101 unreadable-file error
S102 encrypted-file error
S103 unsafe-file error
S104 foreign-file warning
S105 no-table error
S106 missing-column error
S107 hidden-content warning
S108 formula-without-value error
S109 error-value error
S110 legacy-encoding info
S111 old-form warning
S112 unknown-column info
S113 other-ward error
S114 other-period error
S115 partly-read warning
S116 other-table info/warning
V201 blank warning
V202 not-a-number error
V203 ambiguous-number error
V204 foreign-notation warning
V205 date-for-value error
V206 percent-scale warning
V207 out-of-range error
V208 fractional-count error
V209 unit-in-value error
V210 figure-in-note info
V211 qualified-number warning
V212 struck-through warning
U301 unknown-unit error
U302 converted-unit warning
U303 wrong-unit error
U304 magnitude warning
Y401 year-sum error
Y402 year-sum-rounding info/warning
Y403 year-sum-truncated warning
Y404 last-year error
Y405 each-year error
Y406 year-mean error
Y407 trend warning
Y408 jump warning
Y409 below-resolution warning
H501 part-sum error
H502 part-sum-rounding info
H503 suspect-cell info
H504 part-sum-truncated warning
H505 part-exceeds-whole error
R801 relation error
C601 missing-submission warning
C602 missing-row warning
C603 conflict error
C604 not-the-lead warning
C605 duplicate-row error
C606 superseded info
C607 unknown-row warning
C608 matched-by-likeness info/warning
C609 declared-count error
C610 unknown-department warning
C611 other-lead info
C612 known-figure warning
T701 bad-period error
T702 period-outside-plan warning
T703 incomplete-task warning
T704 bad-target error
T705 reversed-range error
"""


def test_every_code_of_the_contract_is_in_the_catalogue_once_with_its_name_and_severity() -> None:
    wanted = dict(line.split(" ", 1) for line in CONTRACT.split("\n") if line)
    there = {
        code.code: f"{code.name} {code.severity}{'/warning' if code.varies else ''}"
        for code in catalogue().values()
    }
    assert {code: there.get(code) for code in wanted} == wanted
    assert not set(STAGE_CODES) & set(RULES), "a code is born in one place"


def test_codes_are_listed_in_the_order_of_the_contract() -> None:
    """ "More rules are welcome; these are the ones that must be there." """
    wanted = [line.split(" ")[0] for line in CONTRACT.split("\n") if line]
    assert [code for code in catalogue() if code in wanted] == wanted


@pytest.mark.parametrize("code", catalogue().values(), ids=list(catalogue()))
def test_every_code_is_explained(code: Code) -> None:
    """The fault, why it matters, how it is computed, what is skipped, how to mend, how to switch it off."""
    assert code.summary.endswith("."), "the summary is a sentence"
    assert len(re.findall(r"[.!?](?:\s|$)", code.summary)) == 1, "… and only one"
    beginnings = [paragraph.split(":")[0] for paragraph in code.full_explanation.split("\n\n")]
    assert beginnings[0] == "Vì sao"
    assert beginnings[1] in ("Cách tính", "Cách xác định")
    assert beginnings[2:] == ["Bỏ qua", "Cách sửa", "Bật, tắt"]
    assert code.sample
    assert code.code in code.full_explanation


def topics() -> list[ModuleType]:
    names = [module.name for module in iter_modules(wardxl.rules.__path__) if module.name not in MACHINERY]
    return [import_module(f"wardxl.rules.{name}") for name in names]


@pytest.mark.parametrize("module", topics(), ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_generator_of_problems_in_the_modules_of_rules_is_registered(module: ModuleType) -> None:
    """DESIGN section 4: the test for a forgotten decorator."""
    registered = {rule.check for rule in RULES.values()}
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or name.startswith("_"):
            continue
        if function.__annotations__.get("return") == "Iterator[Problem]":
            assert function in registered, f"{name} is not decorated with @rule"


def test_a_code_is_given_once() -> None:
    def again(record: Record, context: Context) -> Iterator[Problem]:
        """Hai lần."""
        yield from ()

    with pytest.raises(ValueError, match="Y401"):
        wardxl.rules.rule("Y401", "year-sum", Severity.ERROR)(again)


def test_the_first_parameter_must_be_a_scope() -> None:
    def wrong(text: str, context: Context) -> Iterator[Problem]:
        """Không có phạm vi."""
        yield from ()

    with pytest.raises(TypeError, match="scope"):
        wardxl.rules.rule("Y499", "wrong", Severity.ERROR)(wrong)


def test_the_document_of_the_rules_is_current() -> None:
    """Write it again with `wardxl rules --format markdown > docs/RULES.md`."""
    document = Path(__file__).parent.parent / "docs" / "RULES.md"
    assert document.read_text(encoding="utf-8") == rules_markdown(catalogue(), schemas.load(None).rules)
