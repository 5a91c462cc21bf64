"""One thing changed by hand in a clean file is found at its own cell, and nothing else because of it."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import pytest
from departments_forms import write_form
from layouts import Layout
from running import found, run, tu_liem, yen_hoa
from source import (
    TU_LIEM_FINDINGS,
    VALUE_COLUMNS,
    Found,
    Line,
    by_first_lead,
    changed,
    lines,
)

SUSPECT = ("H503", "I.1", "2030")

#: row, column, what is typed there instead; findings that come, findings that go.
CASES: list[tuple[str, str, str, set[Found], set[Found]]] = [
    # A wrong year sum: 1 + 3 + 3 + 5 = 12.
    ("I.2.2", "total", "13", {("Y401", "I.2.2", "total")}, set()),
    # A wrong part, two digits swapped: its own years and the whole of that year fail, and both meet in it.
    (
        "I.1.1",
        "2028",
        "7.880,5",
        {("Y401", "I.1.1", "total"), ("H501", "I.1", "2028"), ("H503", "I.1.1", "2028")},
        {SUSPECT},
    ),
    # The same in a year whose whole had a finding of its own: a figure under an error says nothing of trends.
    (
        "I.1.2",
        "2027",
        "947,0",
        {("Y401", "I.1.2", "total"), ("H501", "I.1", "2027"), ("H503", "I.1.2", "2027")},
        {SUSPECT, ("Y407", "I.1", "2027")},
    ),
    # 120 %.
    ("I.3", "2028", "120%", {("V207", "I.3", "2028")}, set()),
    ("I.14", "2027", "120%", {("V207", "I.14", "2027")}, set()),
    ("I.9", "baseline", "-60%", {("V207", "I.9", "baseline")}, set()),
    # Two schools and a half: the sum that needs them is left unmade.
    ("I.2.2", "2028", "2,5", {("V208", "I.2.2", "2028")}, set()),
    # Two hot spots and a half.
    ("I.22", "2028", "2,5", {("V208", "I.22", "2028")}, set()),
    # A five-year rate that is not the last year's.
    ("I.3", "total", "99%", {("Y404", "I.3", "total")}, set()),
    ("I.16", "total", "93%", {("Y404", "I.16", "total")}, set()),
    # A growth rate that is not the same every year.
    ("I.9", "2028", "12,7%", {("Y405", "I.9", "2028")}, set()),
    # A step against the direction, both ways round.
    ("I.12", "2028", "30%", {("Y407", "I.12", "2028")}, set()),
    ("I.17", "2027", "6,3%", {("Y407", "I.17", "2027")}, set()),
    # From 2 % to 50 %: found where the jump arrives.
    ("I.14", "2026", "2%", {("Y408", "I.14", "2027")}, set()),
    # The resolution asks for more than the plan.
    ("I.15", "resolution", "97%", {("Y409", "I.15", "total")}, set()),
    # Nothing, or no number, where a number belongs.
    ("I.3", "2028", "", {("V201", "I.3", "2028")}, set()),
    ("I.3", "2028", "chín mươi tám", {("V202", "I.3", "2028")}, set()),
    # Units: another kind, unknown, and another size of the same kind.
    ("I.10", "unit", "Hộ", {("U303", "I.10", "unit")}, set()),
    ("I.10", "unit", "bó", {("U301", "I.10", "unit")}, set()),
    # Leads.
    ("I.20", "lead", "Phòng Ngoại giao", {("C610", "I.20", "lead")}, set()),
    ("I.20", "lead", "Công an phường", {("C611", "I.20", "lead")}, set()),
]


@pytest.mark.parametrize(
    ("code", "column", "text", "come", "go", "typing"),
    [
        (*case, typing)
        for case, typing in zip(CASES, cycle(("text", "percent", "plain", "mixed")), strict=False)
    ],
)
def test_one_change_one_place(
    code: str, column: str, text: str, come: set[Found], go: set[Found], typing: str, tmp_path: Path
) -> None:
    written = tu_liem(tmp_path, changed(lines("I"), code, column, text), typing=typing)
    report = run(tmp_path)
    assert sorted(found(report)) == sorted((TU_LIEM_FINDINGS - go) | come)
    for finding in report["findings"]:
        key = (finding["row"], finding["column"])
        if (finding["code"], *key) in come and key in written:
            assert f"{finding['file']}!{finding['sheet']}!{finding['cell']}" == written[key]


def test_figures_agree_when_what_was_printed_can_be_one_figure(tmp_path: Path) -> None:
    """92 % and 91 %, printed without decimals, both stand for 91,5 %."""
    tu_liem(tmp_path, changed(lines("I"), "I.16", "total", "92%"), typing="percent")
    assert sorted(found(run(tmp_path))) == sorted(TU_LIEM_FINDINGS)


def test_millions_instead_of_billions_are_converted(tmp_path: Path) -> None:
    """U302: "converted, both shown"; the figures come out in the catalogue's unit."""
    million = {"unit": "Triệu đồng", "total": "7.362.500", "2026": "2.841.000", "2027": "974.000"}
    million |= {"2028": "1.073.000", "2029": "1.175.000", "2030": "1.299.500"}
    rows = lines("I")
    for column, text in million.items():
        rows = changed(rows, "I.1.2", column, text)
    tu_liem(tmp_path, rows, typing="percent")
    report = run(tmp_path)
    assert sorted(found(report)) == sorted(TU_LIEM_FINDINGS | {("U302", "I.1.2", "unit")})
    (row,) = (row for row in report["appendices"]["I"] if row["code"] == "I.1.2")
    assert row["values"]["total"] == pytest.approx(7362.5)


# ── Every cell in turn ────────────────────────────────────────────────────────────────────


def _one_file(folder: Path, rows: tuple[Line, ...], department: str) -> set[Found]:
    write_form(folder / "one.xlsx", rows, layout=Layout(department=department))
    return {finding for finding in found(run([folder / "one.xlsx"])) if finding[0] != "C601"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Found]]:
    """What is found in each department's clean file by itself."""
    folder = tmp_path_factory.mktemp("clean")
    return {
        department: _one_file(folder, rows, department)
        for department, rows in by_first_lead(lines("I")).items()
    }


def _figures(line: Line) -> list[str]:
    """The columns of a row that hold figures."""
    return [column for column in VALUE_COLUMNS["I"] if line.text(column) and column != "resolution"]


ROWS = [
    (department, line)
    for department, group in by_first_lead(lines("I")).items()
    for line in group
    if line.kind in ("number", "count")
]
#: One cell of each row, another column each time, and by turns a word or an impossible figure.
PICKED = [
    pytest.param(department, line, _figures(line)[turn % len(_figures(line))], *fault, id=line.code)
    for turn, ((department, line), fault) in enumerate(
        zip(ROWS, cycle([("không rõ", "V202"), ("-1.000.000", "V207")]), strict=False)
    )
]


@pytest.mark.parametrize(("department", "line", "column", "text", "code"), PICKED)
def test_a_bad_figure_is_found_at_its_cell(
    department: str,
    line: Line,
    column: str,
    text: str,
    code: str,
    clean: dict[str, set[Found]],
    tmp_path: Path,
) -> None:
    rows = by_first_lead(lines("I"))[department]
    dirty = _one_file(tmp_path, changed(rows, line.code, column, text), department)
    assert dirty - clean[department] == {(code, line.code, column)}


# ── Targets, tasks and models ─────────────────────────────────────────────────────────────

YEN_HOA_CASES: list[tuple[str, str, str, str | None]] = [
    ("1.2.3", "target", "90-85", "T705"),
    ("1.2.5", "target", "rất cao", "T704"),
    ("1.2.5", "target", "", "V201"),
    ("1.2.5", "target", "120", "V207"),
    ("1.2.5", "target", "từ 85 đến 90", None),
    ("1.2.10", "target", "Không đạt", None),
    ("2.4", "period", "2028- 2026", "T701"),
    ("2.4", "period", "sớm nhất có thể", "T701"),
    ("2.4", "period", "2024- 2026", "T702"),
    ("2.4", "period", "Quý II/2026", None),
    ("2.4", "period", "", "T703"),
    ("2.4", "product", "", "T703"),
    ("2.4", "effect", "", None),
    ("2.4", "lead", "", "T703"),
    ("2.4", "lead", "Phòng Ngoại giao", "C610"),
    ("3.6", "lead", "Phòng Văn hóa - Xã hội", None),
]


@pytest.mark.parametrize(("code", "column", "text", "come"), YEN_HOA_CASES)
def test_one_change_in_the_collective_file(
    code: str, column: str, text: str, come: str | None, tmp_path: Path
) -> None:
    written = yen_hoa(tmp_path / "chung.xlsx", (code, column, text))
    report = run(tmp_path)
    assert [finding[:2] for finding in found(report)] == ([(come, code)] if come else [])
    for finding in report["findings"]:
        if finding["code"] == come and text and column != "lead":
            assert f"{finding['file']}!{finding['sheet']}!{finding['cell']}" == written[code, column]


@pytest.mark.parametrize("text", ["8O", "9x", "8 5"])
def test_a_slip_of_the_finger_is_no_silent_target(text: str, tmp_path: Path) -> None:
    """A letter O for a zero, a stray letter, a lost sign: never read as 8 or 9 without a word."""
    yen_hoa(tmp_path / "chung.xlsx", ("1.2.5", "target", text))
    ((code, row, column),) = found(run(tmp_path))
    assert (row, column) == ("1.2.5", "target")
    assert code in ("T704", "V202", "V203", "V209")
