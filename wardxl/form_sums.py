"""Live sums of a department's form: a five-year figure against its years, a whole against its parts.

The formulas take a figure as it is printed and allow what rounding can explain, as the rules do when the form
comes back; they help whoever fills it in and decide nothing. Each stands with the value it has as issued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardxl.exact import decimals_used
from wardxl.form_cells import HALF_STEP, NOTHING, RowCells
from wardxl.model import FiveYear, Kind, Relation, Row, Schema, Severity, Status
from wardxl.workbook.checks import METHODS, severity
from wardxl.workbook.styles import SEVERITY, STATUS

FITS, NEAR = f"{STATUS[Status.OK].symbol} khớp", f"{STATUS[Status.OK].symbol} lệch do làm tròn"
SHORT = "? chưa đủ số"
_CODES = {FiveYear.SUM: "Y401", FiveYear.LAST: "Y404", FiveYear.EACH: "Y405", FiveYear.MEAN: "Y406"}
_MOST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Live:
    """A formula without its `=`, and what it comes to in the form as issued; `array` if it works on many cells."""

    formula: str
    value: float | str
    array: bool = False


@dataclass(frozen=True, slots=True)
class YearSums:
    """The formulas of a row's five-year figure; `verdict` stands in the cell before the other three."""

    computed: Live
    difference: Live
    tolerance: Live
    complete: bool
    off: Decimal
    allowed: Decimal
    wrong: str
    count: str
    needed: int
    begun: bool

    def verdict(self, difference: str, tolerance: str) -> Live:
        """Judge the difference in one cell by the tolerance in another."""
        formula = (
            f'IF({self.count}=0,"",IF({self.count}<{self.needed},"{SHORT}",IF(ABS({difference})<{NOTHING},"{FITS}",'
            f'IF(ABS({difference})<={tolerance}+{NOTHING},"{NEAR}","{self.wrong}"))))'
        )
        if self.complete:
            return Live(formula, _said(abs(self.off), self.allowed, self.wrong))
        return Live(formula, SHORT if self.begun else "")


def compared(row: Row, schema: Schema) -> bool:
    """Whether the five-year figure of a row is compared with its years."""
    return _weight(row, schema) is not None


def year_sums(cells: RowCells, total: str, years: Sequence[str], schema: Schema) -> YearSums:
    """Write the formulas of a row whose five-year figure is compared with its years."""
    row = cells.row
    used = list(years[-1:] if row.five_year is FiveYear.LAST else years)
    terms, figures = [cells.term(key) for key in used], [cells.value(key) for key in used]
    share = len(used) if row.five_year in (FiveYear.MEAN, FiveYear.EACH) else 1
    computed = "+".join(terms) if share == 1 else f"({'+'.join(terms)})/{share}"
    average = sum(figures, Decimal()) / share
    if row.five_year is FiveYear.EACH:
        gap = f"MAX({','.join(f'ABS({cells.term(total)}-{term})' for term in terms)})"
        off = max(abs(cells.value(total) - figure) for figure in figures)
    else:
        gap = f"{cells.term(total)}-({computed})"
        off = cells.value(total) - average
    count, needed = cells.count([total, *used]), 1 + len(used)
    given = [key for key in (total, *used) if key in cells.values]
    complete = len(given) == needed
    tolerance, allowed = _tolerance(cells, (total, *years), needed if row.five_year is FiveYear.SUM else 2)
    return YearSums(
        computed=Live(f'IF({count}<{needed},"",ROUND({computed},6))', float(average) if complete else ""),
        difference=Live(f'IF({count}<{needed},"",ROUND({gap},6))', float(off) if complete else ""),
        tolerance=tolerance,
        complete=complete,
        off=off,
        allowed=allowed,
        wrong=_wrong(_weight(row, schema)),
        count=count,
        needed=needed,
        begun=bool(given),
    )


def _weight(row: Row, schema: Schema) -> Severity | None:
    """How the template weighs a five-year figure that does not fit; None where nothing is compared."""
    if row.five_year not in METHODS or row.kind not in (Kind.NUMBER, Kind.COUNT):
        return None
    return severity(schema, _CODES[row.five_year])


def _tolerance(cells: RowCells, keys: Sequence[str], rounds: int) -> tuple[Live, Decimal]:
    """The largest difference that rounding of so many figures explains.

    Where the format leaves the decimals open, they are the most that are typed in the row.
    """
    if cells.row.kind is Kind.COUNT:
        return Live("0", 0.0), Decimal()
    if all(cells.one_digit(key) for key in keys):
        fixed = HALF_STEP * rounds
        return Live(f"{fixed}", float(fixed)), fixed
    unit = f"{Decimal(1).scaleb(-_MOST_DIGITS):f}"
    for digits in reversed(range(_MOST_DIGITS)):
        gaps = (
            f"SUM(IF(ISNUMBER({area}),ABS(ROUND({area},{digits})-{area}),0))" for area in cells.areas(keys)
        )
        unit = f"IF({'+'.join(gaps)}<0.000000001,{Decimal(1).scaleb(-digits):f},{unit})"
    used = max((decimals_used(value) for key, value in cells.values.items() if key in keys), default=0)
    share = Decimal(rounds) / 2
    now = Decimal(1).scaleb(-min(used, _MOST_DIGITS)) * share
    return Live(f"{unit}*{share}", float(now), array=True), now


# ── Parts against the whole ───────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PartSums:
    """The differences between a whole and its parts, by column, and how they are judged."""

    differences: Mapping[str, Live]
    allowed: Decimal
    at_most: bool
    wrong: str
    now: str

    def beyond(self, cell: str) -> str:
        """Whether the difference in a cell is more than rounding explains."""
        low = f"{cell}<-{self.allowed}-{NOTHING}"
        return low if self.at_most else f"ABS({cell})>{self.allowed}+{NOTHING}"

    def verdict(self, area: str) -> Live:
        """Judge all differences, in the cells of an area."""
        outside, exact = f"MIN({area})<-{self.allowed}-{NOTHING}", f"MIN({area})>-{NOTHING}"
        if not self.at_most:
            outside = f"OR(MAX({area})>{self.allowed}+{NOTHING},{outside})"
            exact = f"AND(MAX({area})<{NOTHING},{exact})"
        formula = (
            f'IF(COUNT({area})=0,"",IF({outside},"{self.wrong}",IF(COUNT({area})<{len(self.differences)},"{SHORT}",'
            f'IF({exact},"{FITS}","{NEAR}"))))'
        )
        return Live(formula, self.now)


def parts_of(row: Row, schema: Schema, held: Mapping[str, RowCells]) -> tuple[tuple[Row, ...], bool] | None:
    """The parts of a whole that stand in the form, and whether they are only some of it; None: nothing to add up."""
    for relation, code in ((Relation.PART, "H501"), (Relation.SOME, "H505")):
        parts = schema.parts_of(row.code, relation)
        there = tuple(part for part in parts if part.code in held)
        if there and (relation is Relation.SOME or there == parts) and severity(schema, code):
            return there, relation is Relation.SOME
    return None


def part_sums(
    row: Row, held: Mapping[str, RowCells], total: str, years: Sequence[str], schema: Schema
) -> PartSums | None:
    """Write the formulas of a whole against its parts, year by year and, where they count alike, for the total."""
    found = parts_of(row, schema, held)
    if found is None:
        return None
    parts, at_most = found
    group = [held[row.code], *(held[part.code] for part in parts)]
    alike = len({one.row.five_year for one in group}) == 1
    allowed = Decimal() if row.kind is Kind.COUNT else HALF_STEP * len(group)
    differences, gaps = {}, []
    for key in (total, *years) if alike else years:
        counts = [one.count([key]) for one in group]
        lacking = f"{'+'.join(counts)}<{len(group)}"
        if at_most:
            lacking = f"OR({counts[0]}=0,{'+'.join(counts[1:])}=0)"
        terms = [one.term(key) for one in group]
        known = all(key in one.values for one in group)
        gap = group[0].value(key) - sum((one.value(key) for one in group[1:]), Decimal())
        formula = f'IF({lacking},"",ROUND({terms[0]}-({"+".join(terms[1:])}),6))'
        differences[key] = Live(formula, float(gap) if known else "")
        if known:
            gaps.append(-gap if at_most else abs(gap))
    wrong = _wrong(severity(schema, "H505" if at_most else "H501"))
    now = _said(max(Decimal(), *gaps), allowed, wrong) if gaps else ""
    if gaps and len(gaps) < len(differences) and now != wrong:
        now = SHORT
    return PartSums(differences, allowed, at_most, wrong, now)


def _said(off: Decimal, allowed: Decimal, wrong: str) -> str:
    return FITS if not off else NEAR if off <= allowed else wrong


def _wrong(weight: Severity | None) -> str:
    return f"{SEVERITY[weight or Severity.INFO].symbol} lệch"
