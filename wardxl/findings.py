"""Problems → findings: the template's switches and severities, one fault said once, in a clerk's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from wardxl.codes import STAGE_CODES, Code, order
from wardxl.model import Finding, Problem, Ref, Schema, Severity
from wardxl.rules import RULES, SILENCED_BY

#: What a person does in every row or in none: said once for a column, with all its cells.
_HABITS = frozenset({"V204", "V211", "U302", "C611"})
_CONVERTED = "U302"
_MANY = 4
#: Whatever is said of more cells than this of one column is said once: nobody reads the same a thousand times.
_FLOOD = 100
_NOWHERE = Ref("", "", 0, 0)
_SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def catalogue() -> dict[str, Code]:
    """All codes by code, those of stages and those of rules, in order of their numbers."""
    codes = {**STAGE_CODES, **{name: rule.code for name, rule in RULES.items()}}
    return {name: codes[name] for name in sorted(codes, key=order)}


def settle(problems: Iterable[Problem], schema: Schema) -> tuple[Finding, ...]:
    """Turn problems into findings, sorted by department, file, sheet and cell, errors first."""
    codes = catalogue()
    switched_on = [problem for problem in dict.fromkeys(problems) if _enabled(problem.code, schema)]
    said = {(problem.code, problem.ref) for problem in switched_on if problem.ref}
    heard = [
        problem
        for problem in switched_on
        if not any((louder, problem.ref) in said for louder in SILENCED_BY.get(problem.code, ()))
    ]
    findings = [_finding(problem, codes[problem.code], schema) for problem in _grouped(heard)]
    departments = {department.name: place for place, department in enumerate(schema.departments)}
    return tuple(sorted(findings, key=lambda finding: _place(finding, departments)))


def _grouped(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Put together what repeats down a column, by habit or beyond measure: the first cell speaks for all."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        if problem.ref:
            gravity = problem.severity.value if problem.severity else ""
            place: tuple[str, ...] = (
                problem.code,
                gravity,
                problem.ref.file,
                problem.ref.sheet,
                problem.column or "",
            )
            if problem.code == _CONVERTED:
                # Both units are shown: only where they are the same can one speak for others.
                place += (problem.found or "", problem.expected or "")
            groups.setdefault(place, []).append(problem)
        else:
            yield problem
    for group in groups.values():
        if len(group) < (_MANY if group[0].code in _HABITS else _FLOOD):
            yield from group
            continue
        group.sort(key=lambda problem: problem.ref or _NOWHERE)
        named = (cell for problem in group for cell in problem.cells or (problem.ref,))
        cells = tuple(dict.fromkeys(cell for cell in named if cell))
        # A unit that is stated once above a table is one cell, of which the same is said for many rows.
        more = (
            f" Trong cột này còn {len(cells) - 1} ô khác như vậy."
            if len(cells) > 1
            else f" Còn {len(group) - 1} dòng khác như vậy."
        )
        yield replace(group[0], cells=cells, message=group[0].message + more)


def _enabled(code: str, schema: Schema) -> bool:
    setting = schema.rules.get(code)
    return setting is None or setting.enabled


def _finding(problem: Problem, code: Code, schema: Schema) -> Finding:
    setting = schema.rules.get(problem.code)
    severity = (setting.severity if setting else None) or problem.severity or code.severity
    ref = problem.ref
    cells = problem.cells or ((ref,) if ref else ())
    return Finding(
        code=problem.code,
        name=code.name,
        severity=severity,
        message=problem.message,
        file=ref.file if ref else problem.file,
        sheet=ref.sheet if ref else None,
        cell=ref.a1 if ref else None,
        cells=cells,
        related=problem.related,
        appendix=problem.appendix,
        row=problem.row,
        column=problem.column,
        department=problem.department,
        found=problem.found,
        expected=problem.expected,
    )


def _place(finding: Finding, departments: Mapping[str, int]) -> tuple[object, ...]:
    cell = finding.cells[0] if finding.cells else None
    return (
        departments.get(finding.department or "", len(departments)),
        finding.file is None,
        finding.file or "",
        finding.sheet or "",
        (cell.row, cell.column) if cell else (0, 0),
        _SEVERITY_ORDER[finding.severity],
        finding.code,
        finding.row or "",
        finding.column or "",
    )


def count(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings of each severity are open."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += finding.open
    return counts
