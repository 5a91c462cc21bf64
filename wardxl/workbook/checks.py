"""Live checks: the sums that the rules test, as formulas that a mended figure changes at once.

A formula works with the tolerance that `wardxl.rounding` computed (the figures' printed decimals are not visible
to a formula) and tells, with the words and the severities of the template, what the rules tell: so that
the workbook and the report never disagree. Where a row's findings and its formulas would come to different statuses,
(a rule switched off, a figure that no formula can judge) the report's word is kept and no formula decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from wardxl.model import (
    Consolidated,
    FiveYear,
    Schema,
    Severity,
    Status,
)
from wardxl.workbook.styles import SEVERITY, STATUS

#: Codes that a formula of this sheet sees; every other finding stands in the column beside.
SEEN = frozenset({"Y401", "Y402", "Y403", "Y404", "Y405", "Y406", "H501", "H502", "H504", "H505"})
_USUAL = {"Y402": Severity.INFO, "Y403": Severity.WARNING, "H502": Severity.INFO, "H504": Severity.WARNING}
METHODS = {
    FiveYear.SUM: "tổng các năm",
    FiveYear.LAST: "năm cuối",
    FiveYear.EACH: "bằng từng năm",
    FiveYear.MEAN: "bình quân các năm",
}
UNKNOWN, FITS = "chưa đủ số", f"{STATUS[Status.OK].symbol} khớp"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A formula without its `=`, what it comes to now, and the severity that this has (None: nothing wrong)."""

    formula: str
    value: str
    severity: Severity | None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class YearCheck:
    """The five-year figure of a row against its years: formulas and their present values.

    `outside` says per year whether it is off, where each year is judged for itself.
    """

    method: str
    computed: tuple[str, Decimal | None]
    difference: tuple[str, Decimal | None]
    tolerance: Decimal
    verdict: Verdict
    outside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartCheck:
    """A whole against its parts, column by column: formulas, present differences and tolerances."""

    differences: Mapping[str, tuple[str, Decimal | None]]
    tolerances: Mapping[str, Decimal]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the check columns of an appendix stand, from 0; None where the form has nothing to check."""

    year_verdict: int | None
    part_verdict: int | None
    method: int | None
    computed: int | None
    difference: int | None
    tolerance: int | None
    part_difference: Mapping[str, int]
    part_tolerance: Mapping[str, int]


# ── Severity words ────────────────────────────────────────────────────────────────────────


def severity(schema: Schema, code: str, usual: Severity = Severity.ERROR) -> Severity | None:
    """The weight of a code as the template sets it; None where it is switched off."""
    setting = schema.rules.get(code)
    if setting and not setting.enabled:
        return None
    return (setting.severity if setting else None) or _USUAL.get(code, usual)


def factor_of(schema: Schema, *codes: str) -> Decimal:
    """The factor on the computed tolerance that the template sets for the first of these codes, usually 1."""
    settings = (schema.rules.get(code) for code in codes)
    return next((s.tolerance for s in settings if s and s.tolerance is not None), Decimal(1))


def word(weight: Severity | None, words: str) -> str:
    """Begin a verdict with the symbol of its weight."""
    heavy = weight if weight in (Severity.ERROR, Severity.WARNING) else None
    return f"{SEVERITY[heavy].symbol if heavy else STATUS[Status.OK].symbol} {words}"


# ── The row's status ──────────────────────────────────────────────────────────────────────


def status_of(weights: Sequence[Severity | None]) -> Status | None:
    """The status that the heaviest of some weights gives a row."""
    if Severity.ERROR in weights:
        return Status.ERROR
    return Status.WARNING if Severity.WARNING in weights else None


def other_status(
    item: Consolidated, verdicts: Sequence[Verdict], unseen: Sequence[Severity]
) -> Status | None:
    """The status from what no formula sees, so that with the formulas it comes to the row's; None if it cannot."""
    live = status_of([verdict.severity for verdict in verdicts])
    other = status_of(list(unseen))
    if other is None:
        quiet = (Status.OK, Status.UNCHECKED, Status.MISSING)
        other = item.status if item.status in quiet else Status.OK
    order = list(Status)
    combined = min((status for status in (live, other) if status), key=order.index)
    return other if combined is item.status else None


def status_formula(first: str, last: str) -> str:
    """Write the formula of a row's status from the verdicts beside it, heaviest first."""
    order = (Status.ERROR, Status.WARNING, Status.MISSING, Status.UNCHECKED)
    formula = f'"{STATUS[Status.OK].label}"'
    for status in reversed(order):
        mark = STATUS[status].symbol.replace("?", "~?")
        formula = f'IF(COUNTIF({first}:{last},"{mark}*")>0,"{STATUS[status].label}",{formula})'
    return formula
