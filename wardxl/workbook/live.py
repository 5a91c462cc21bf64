"""Which checks stand beside each row of an appendix, and which findings no formula can see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wardxl.model import Consolidated, Relation, Severity, Status
from wardxl.result import Result
from wardxl.workbook.checks import (
    METHODS,
    SEEN,
    Columns,
    PartCheck,
    YearCheck,
    other_status,
)
from wardxl.workbook.part_check import part_check
from wardxl.workbook.places import Appendix, Places
from wardxl.workbook.year_check import year_check

_HEAVY = (Severity.ERROR, Severity.WARNING)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """The checks of one row; `other` is the status of what they do not see, None: no formula decides here."""

    year: YearCheck | None
    part: PartCheck | None
    other: Status | None
    fills: Mapping[str | None, Severity]

    @property
    def live(self) -> bool:
        """Whether the row's status follows its formulas."""
        return self.other is not None and (self.year is not None or self.part is not None)


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns beside one appendix, from 0, and its rows' checks by row code."""

    columns: Columns
    status: int
    other: int | None
    count: int
    codes: int
    source: int
    next: int
    rows: Mapping[str, RowPlan] = field(default_factory=dict)


def plan(result: Result, places: Places, code: str) -> Plan:
    """Plan what stands beside one appendix."""
    appendix = places.appendices[code]
    items = {item.row.code: item for item in result.appendices.get(code, ())}
    empty = _columns(result, appendix, items)
    rows = {}
    for item in items.values():
        year = year_check(result.schema, appendix, item, empty.columns)
        part = part_check(result.schema, appendix, item, items, empty.columns)
        rows[item.row.code] = _row(result, places, code, item, year, part)
    return Plan(
        empty.columns, empty.status, empty.other, empty.count, empty.codes, empty.source, empty.next, rows
    )


def _columns(result: Result, appendix: Appendix, items: Mapping[str, Consolidated]) -> Plan:
    total = next((column.key for column in appendix.columns if column.role == "total"), None)
    years = appendix.form.years
    at = appendix.status_column
    status, at = at, at + 1
    by_years = bool(total and years) and any(i.row.five_year in METHODS for i in items.values())
    wholes = any(
        result.schema.parts_of(code, relation)
        for code in items
        for relation in (Relation.PART, Relation.SOME)
    )
    keys = (*((total,) if total else ()), *years) if wholes else ()
    year_verdict = part_verdict = other = None
    if by_years:
        year_verdict, at = at, at + 1
    if keys:
        part_verdict, at = at, at + 1
    if by_years or keys:
        other, at = at, at + 1
    count, codes, source, at = at, at + 1, at + 2, at + 3
    method = computed = difference = tolerance = None
    if by_years:
        method, computed, difference, tolerance, at = at + 1, at + 2, at + 3, at + 4, at + 5
    part_difference = {key: at + 1 + place for place, key in enumerate(keys)}
    at += len(keys) + 1 if keys else 0
    part_tolerance = {key: at + place for place, key in enumerate(keys)}
    at += len(keys)
    columns = Columns(
        year_verdict, part_verdict, method, computed, difference, tolerance, part_difference, part_tolerance
    )
    return Plan(columns, status, other, count, codes, source, at)


def _row(
    result: Result,
    places: Places,
    appendix: str,
    item: Consolidated,
    year: YearCheck | None,
    part: PartCheck | None,
) -> RowPlan:
    verdicts = [check.verdict for check in (year, part) if check]
    unseen: list[Severity] = []
    fills: dict[str | None, Severity] = {}
    seen: dict[str | None, Severity] = {}
    for number, named in places.findings_of.get((appendix, item.row.code), {}).items():
        finding = result.findings[number]
        if finding.severity not in _HEAVY or not finding.open:
            continue
        known = any(
            code_group in finding.code[:1] and check.verdict.severity is finding.severity
            for code_group, check in (("Y", year), ("H", part))
            if check and finding.code in SEEN
        )
        for column in named:
            _heavier(seen if known else fills, column, finding.severity)
            if not known and _counts(places.appendices[appendix], finding.column, column):
                unseen.append(finding.severity)
    other = other_status(item, verdicts, unseen)
    if other is None or not verdicts:
        for column, weight in seen.items():
            _heavier(fills, column, weight)
    return RowPlan(year, part, other, fills)


def _counts(appendix: Appendix, named: str | None, column: str | None) -> bool:
    """Whether a finding is one at a value or unit cell: only those make a row's status."""
    place = appendix.form.column(column or named or "")
    return place is not None and (place.holds_values or place.role == "unit")


def _heavier(weights: dict[str | None, Severity], column: str | None, weight: Severity) -> None:
    if weights.get(column) is not Severity.ERROR:
        weights[column] = weight
