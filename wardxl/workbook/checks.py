"""Live checks: the sums that the rules test, as formulas that a mended figure changes at once.

A formula works with the tolerance that `wardxl.rounding` computed (the figures' printed decimals are not visible
to a formula) and tells, with the words and the severities of the template, what the rules tell: so that
the workbook and the report never disagree. Where a row's findings and its formulas would come to different statuses,
(a rule switched off, a figure that no formula can judge) the report's word is kept and no formula decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from wardxl import rounding
from wardxl.model import (
    Amount,
    Consolidated,
    FiveYear,
    Relation,
    Schema,
    Severity,
    Status,
)
from wardxl.rounding import Outcome
from wardxl.workbook.places import Appendix, a1
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
_WRONG = {FiveYear.SUM: "Y401", FiveYear.LAST: "Y404", FiveYear.EACH: "Y405", FiveYear.MEAN: "Y406"}
UNKNOWN, FITS = "chưa đủ số", f"{STATUS[Status.OK].symbol} khớp"
_SIX = Decimal("0.000001")


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


def _factor(schema: Schema, *codes: str) -> Decimal:
    settings = (schema.rules.get(code) for code in codes)
    return next((s.tolerance for s in settings if s and s.tolerance is not None), Decimal(1))


def _word(weight: Severity | None, words: str) -> str:
    """Begin a verdict with the symbol of its weight."""
    heavy = weight if weight in (Severity.ERROR, Severity.WARNING) else None
    return f"{SEVERITY[heavy].symbol if heavy else STATUS[Status.OK].symbol} {words}"


def _literal(value: Decimal) -> str:
    """Write a figure into a formula."""
    return format(value.normalize(), "f") if value else "0"


# ── Years against the five-year figure ────────────────────────────────────────────────────


def year_check(schema: Schema, appendix: Appendix, item: Consolidated, at: Columns) -> YearCheck | None:
    """Build the check of a row's five-year figure; None where the catalogue states no relation."""
    row, record = item.row, item.record
    total = next((column.key for column in appendix.columns if column.role == "total"), None)
    years = appendix.form.years
    if total is None or not years or row.five_year not in METHODS or at.difference is None or record is None:
        return None
    amounts = [record.amount(key) for key in (total, *years)]
    known = [amount for amount in amounts if amount]
    if not known:
        return None
    complete = len(known) == len(amounts)
    whole, terms = _filled(amounts)
    line = appendix.row_at[row.code]
    cells = {key: a1(line, appendix.column_at[key]) for key in (total, *years)}
    used = years if row.five_year is not FiveYear.LAST else years[-1:]
    needed = (total, *used)
    if row.five_year is FiveYear.LAST:
        complete = record.amount(total) is not None and record.amount(years[-1]) is not None
        terms = terms[-1:]
    agreeing = row.five_year in (FiveYear.LAST, FiveYear.EACH)
    factor = Decimal(1) if agreeing else _factor(schema, _WRONG[row.five_year])
    count = f"COUNT({','.join(_ranges([cells[key] for key in needed]))})<{len(needed)}"
    tolerance = a1(line, at.tolerance or 0)
    difference = a1(line, at.difference)
    if row.five_year is FiveYear.EACH:
        return _each(schema, cells, (total, *years), amounts, tolerance)
    compare = rounding.check_mean if row.five_year is FiveYear.MEAN else rounding.check_sum
    check = compare(whole, terms, factor)
    stored = all(rounding.printed(a) == a.value for a in (whole, *terms)) or not check.stored_difference
    sources = [_printed_cell(cells[key], a, stored) for key, a in zip(needed, (whole, *terms), strict=True)]
    if row.five_year is FiveYear.SUM:
        computed = f"SUM({','.join(_ranges(sources[1:]))})"
    elif row.five_year is FiveYear.MEAN:
        computed = f"AVERAGE({','.join(_ranges(sources[1:]))})"
    else:
        computed = sources[1]
    shown = check.stored_difference if stored and not check.stored_difference else check.difference
    words = _year_words(schema, row.five_year, check.step)
    low, high = _cut_bounds(whole, terms, factor, len(terms) if row.five_year is FiveYear.MEAN else 1)
    if agreeing:
        low = high = Decimal()
    formula = _judge(count, difference, tolerance, words, low, high)
    value, weight = (UNKNOWN, None) if not complete else _outcome(words, check.outcome, shown)
    return YearCheck(
        METHODS[row.five_year],
        (f'IF({count},"",ROUND({computed},6))', _six(_present(check, whole, shown)) if complete else None),
        (f'IF({count},"",ROUND({sources[0]}-{computed},6))', _six(shown) if complete else None),
        check.tolerance,
        Verdict(formula, value, weight, complete),
    )


def _present(check: rounding.SumCheck, whole: Amount, difference: Decimal) -> Decimal:
    """What the formula of the computed figure comes to."""
    return check.computed if difference == check.difference else whole.value - difference


@dataclass(frozen=True, slots=True)
class _Words:
    """What a check says, with the weight of each: within rounding near or far from the total, cut off, wrong."""

    near: tuple[str, Severity | None]
    far: tuple[str, Severity | None]
    far_from: Decimal
    cut: tuple[str, Severity | None] | None
    wrong: tuple[str, Severity | None]


def _year_words(schema: Schema, kind: FiveYear, step: Decimal) -> _Words:
    wrong = severity(schema, _WRONG[kind])
    cut = near = far = None
    if kind is FiveYear.SUM:
        setting = schema.rules.get("Y402")
        cut, near = severity(schema, "Y403"), severity(schema, "Y402")
        far = near if near is None or (setting and setting.severity) else Severity.WARNING
    rounded = "lệch do làm tròn"
    return _Words(
        (_word(near, rounded), near),
        (_word(far, rounded), far),
        2 * step,
        # A last year that is not the total is wrong, however its figures were cut.
        None if kind is FiveYear.LAST else (_word(cut, "chỉ khớp nếu cắt số"), cut),
        (_word(wrong, "lệch"), wrong),
    )


def _outcome(words: _Words, outcome: Outcome, difference: Decimal) -> tuple[str, Severity | None]:
    """What the formula of `_judge` comes to."""
    if outcome is Outcome.WRONG:
        return words.wrong
    if outcome is Outcome.TRUNCATED:
        return words.cut or words.wrong
    if not round(difference, 6):
        return FITS, None
    return words.far if abs(difference) >= words.far_from else words.near


def _judge(count: str, difference: str, tolerance: str, words: _Words, low: Decimal, high: Decimal) -> str:
    """Write the formula that judges a difference as the rules do."""
    size = f"ABS(ROUND({difference},6))"
    wrong = f'"{words.wrong[0]}"'
    if low < high and words.cut:
        cut = f"AND(ROUND({difference},6)>{_literal(low)},ROUND({difference},6)<{_literal(high)})"
        wrong = f'IF({cut},"{words.cut[0]}",{wrong})'
    rounded = f'"{words.near[0]}"'
    if words.near != words.far:
        rounded = f'IF({size}>={_literal(words.far_from)},"{words.far[0]}",{rounded})'
    return f'IF({count},"{UNKNOWN}",IF({size}<={tolerance},IF({size}=0,"{FITS}",{rounded}),{wrong}))'


def _each(
    schema: Schema,
    cells: Mapping[str, str],
    keys: Sequence[str],
    amounts: Sequence[Amount | None],
    tolerance: str,
) -> YearCheck:
    """Every year must be the five-year figure: the largest gap is shown, each year judged by its own tolerance."""
    whole, terms = _filled(amounts)
    known = [amount for amount in amounts if amount]
    stored = all(rounding.printed(amount) == amount.value for amount in known)
    reach = [rounding.half_step(whole) + rounding.half_step(term) for term in terms]
    top = _printed_cell(cells[keys[0]], whole, stored)
    gaps, outside, widest, off = [], [], Decimal(), False
    for key, amount, term, own in zip(keys[1:], amounts[1:], terms, reach, strict=True):
        gap = f"ABS(ROUND({top}-{_printed_cell(cells[key], term, stored)},6))"
        gaps.append(f"IF(ISNUMBER({cells[key]}),{gap},0)")
        outside.append(f"{gaps[-1]}>{tolerance if own == max(reach) else _literal(own)}")
        if amount and amounts[0]:
            distance = abs(rounding.printed(whole) - rounding.printed(amount))
            widest = max(widest, distance)
            off |= distance > own
    weight = severity(schema, "Y405")
    wrong = _word(weight, "lệch")
    count = f"COUNT({','.join(_ranges([cells[key] for key in keys]))})<{len(keys)}"
    years = ",".join(_ranges([cells[key] for key in keys[1:]]))
    nothing = f"OR(NOT(ISNUMBER({cells[keys[0]]})),COUNT({years})=0)"
    formula = (
        f'IF({nothing},"{UNKNOWN}",IF(OR({",".join(outside)}),"{wrong}",IF({count},"{UNKNOWN}","{FITS}")))'
    )
    complete = all(amounts)
    comparable = amounts[0] is not None and len(known) > 1
    value = wrong if comparable and off else FITS if complete else UNKNOWN
    figures = [amount.value for amount in amounts[1:] if amount]
    average = sum(figures, Decimal()) / len(figures) if comparable else None
    return YearCheck(
        METHODS[FiveYear.EACH],
        (f'IF({nothing},"",ROUND(AVERAGE({years}),6))', None if average is None else _six(average)),
        (f'IF({nothing},"",MAX({",".join(gaps)}))', _six(widest) if comparable else None),
        max(reach),
        Verdict(formula, value, weight if comparable and off else None, complete),
        dict(zip(keys[1:], outside, strict=True)),
    )


# ── Parts against the whole ───────────────────────────────────────────────────────────────


def part_check(
    schema: Schema, appendix: Appendix, item: Consolidated, items: Mapping[str, Consolidated], at: Columns
) -> PartCheck | None:
    """Build the check of a whole against its parts, for the five-year figure and every year."""
    row, record = item.row, item.record
    relation = next((r for r in (Relation.PART, Relation.SOME) if schema.parts_of(row.code, r)), None)
    if relation is None or record is None or not at.part_difference:
        return None
    parts = [part for part in schema.parts_of(row.code, relation) if part.code in appendix.row_at]
    at_most = relation is Relation.SOME
    factor = _factor(schema, "H505" if at_most else "H501")
    cut_weight = None if at_most else severity(schema, "H504")
    wrong_weight = severity(schema, "H505" if at_most else "H501")
    line = appendix.row_at[row.code]
    differences: dict[str, tuple[str, Decimal | None]] = {}
    tolerances: dict[str, Decimal] = {}
    outside, cut_off, worst = [], [], Outcome.EXACT
    complete = True
    alike = len({row.five_year, *(part.five_year for part in parts)}) == 1
    for key in at.part_difference:
        if key not in appendix.form.years and not alike:
            continue
        amounts = [record.amount(key), *(_amount(items.get(part.code), key) for part in parts)]
        if not any(amounts):
            continue
        known = amounts[0] is not None and any(amounts[1:]) if at_most else all(amounts)
        # Of parts that are only some of the whole, those that came are added up; the others may still come.
        chosen = [
            part for part, amount in zip(parts, amounts[1:], strict=True) if amount or not (at_most and known)
        ]
        if at_most and known:
            amounts = [amount for amount in amounts if amount]
        whole, terms = _filled(amounts)
        complete &= known
        compare = rounding.check_at_most if at_most else rounding.check_sum
        check = compare(whole, terms, factor)
        stored = all(rounding.printed(a) == a.value for a in (whole, *terms)) or not check.stored_difference
        rows = (line, *(appendix.row_at[part.code] for part in chosen))
        cells = [a1(place, appendix.column_at[key]) for place in rows]
        sources = [_printed_cell(cell, a, stored) for cell, a in zip(cells, (whole, *terms), strict=True)]
        count = f"COUNT({','.join(_ranges(cells))})<{len(cells)}"
        if at_most:
            count = f"OR(COUNT({cells[0]})=0,COUNT({','.join(_ranges(cells[1:]))})=0)"
        shown = check.stored_difference if stored and not check.stored_difference else check.difference
        formula = f'IF({count},"",ROUND({sources[0]}-SUM({",".join(_ranges(sources[1:]))}),6))'
        differences[key] = (formula, _six(shown) if known else None)
        tolerances[key] = check.tolerance
        cell, tolerance = a1(line, at.part_difference[key]), a1(line, at.part_tolerance[key])
        low, high = _cut_bounds(whole, terms, factor, 1)
        size = f"ROUND({cell},6)" if at_most else f"ABS(ROUND({cell},6))"
        beyond = f"{size}<-{tolerance}" if at_most else f"{size}>{tolerance}"
        outside.append(f"IF(ISNUMBER({cell}),{beyond},FALSE)")
        limits = f"ROUND({cell},6)<={_literal(low)}"
        limits = limits if at_most else f"OR({limits},ROUND({cell},6)>={_literal(high)})"
        cut_off.append(f"IF(ISNUMBER({cell}),AND({beyond},{limits}),FALSE)")
        if known:
            worst = max(worst, check.outcome, key=list(Outcome).index)
    if not differences:
        return None
    wrong, cut = _word(wrong_weight, "lệch"), _word(cut_weight, "chỉ khớp nếu cắt số")
    span = _ranges([a1(line, at.part_difference[key]) for key in differences])
    fine = f'IF(COUNT({",".join(span)})<{len(differences)},"{UNKNOWN}","{FITS}")'
    formula = f'IF(OR({",".join(cut_off)}),"{wrong}",IF(OR({",".join(outside)}),"{cut}",{fine}))'
    if worst is Outcome.WRONG:
        value, weight = wrong, wrong_weight
    elif worst is Outcome.TRUNCATED:
        value, weight = cut, cut_weight
    else:
        value, weight = (FITS if complete else UNKNOWN), None
    return PartCheck(differences, tolerances, Verdict(formula, value, weight, complete))


def _amount(item: Consolidated | None, key: str) -> Amount | None:
    return item.record.amount(key) if item and item.record else None


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


# ── Figures in formulas ───────────────────────────────────────────────────────────────────


def _filled(amounts: Sequence[Amount | None]) -> tuple[Amount, list[Amount]]:
    """Fill gaps with zeros that are printed like the row's other figures, for the tolerance."""
    known = [amount for amount in amounts if amount]
    model = max(known, key=lambda amount: rounding.half_step(amount))
    full = [amount or replace(model, value=Decimal()) for amount in amounts]
    return full[0], full[1:]


def _printed_cell(cell: str, amount: Amount, stored: bool) -> str:
    """A cell in a formula: as stored, or rounded to what is printed where that is what the rules add up."""
    if stored:
        return cell
    shift = amount.factor.normalize()
    if shift.as_tuple().digits == (1,):
        return f"ROUND({cell},{amount.decimals - int(shift.adjusted())})"
    factor = _literal(amount.factor)
    return f"ROUND({cell}/{factor},{amount.decimals})*{factor}"


def _cut_bounds(
    whole: Amount, terms: Sequence[Amount], factor: Decimal, weight: int
) -> tuple[Decimal, Decimal]:
    """Between which differences the figures agree if all of them were cut off instead of rounded."""
    total = rounding.cut_interval(whole, factor)
    below, above = rounding.printed(whole) - total.low, total.high - rounding.printed(whole)
    low, high = -above * weight, below * weight
    for term in terms:
        cut = rounding.cut_interval(term, factor)
        low += cut.low - rounding.printed(term)
        high += cut.high - rounding.printed(term)
    return low / weight, high / weight


def _ranges(cells: Sequence[str]) -> list[str]:
    """Join neighbouring plain cells of one row or column into ranges, for a formula that people can read."""
    joined: list[list[str]] = []
    for cell in cells:
        if joined and cell.isalnum() and joined[-1][-1].isalnum() and _next_to(joined[-1][-1], cell):
            joined[-1].append(cell)
        else:
            joined.append([cell])
    return [group[0] if len(group) == 1 else f"{group[0]}:{group[-1]}" for group in joined]


def _next_to(first: str, second: str) -> bool:
    (column, row), (other, below) = _split(first), _split(second)
    return (row == below and other == column + 1) or (column == other and below == row + 1)


def _split(cell: str) -> tuple[int, int]:
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(cell[len(letters) :])


def _six(value: Decimal) -> Decimal:
    return value.quantize(_SIX) if abs(value) < Decimal(10) ** 15 else value
