"""The five-year figure of a row against its years, as a live check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardxl import rounding
from wardxl.model import Amount, Consolidated, FiveYear, Schema, Severity
from wardxl.rounding import Outcome
from wardxl.workbook.checks import (
    FITS,
    METHODS,
    UNKNOWN,
    Columns,
    Verdict,
    YearCheck,
    factor_of,
    severity,
    word,
)
from wardxl.workbook.formulas import cut_bounds, filled, literal, printed_cell, ranges, six
from wardxl.workbook.places import Appendix, a1

_WRONG = {FiveYear.SUM: "Y401", FiveYear.LAST: "Y404", FiveYear.EACH: "Y405", FiveYear.MEAN: "Y406"}


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
    whole, terms = filled(amounts)
    line = appendix.row_at[row.code]
    cells = {key: a1(line, appendix.column_at[key]) for key in (total, *years)}
    used = years if row.five_year is not FiveYear.LAST else years[-1:]
    needed = (total, *used)
    if row.five_year is FiveYear.LAST:
        complete = record.amount(total) is not None and record.amount(years[-1]) is not None
        terms = terms[-1:]
    agreeing = row.five_year in (FiveYear.LAST, FiveYear.EACH)
    factor = Decimal(1) if agreeing else factor_of(schema, _WRONG[row.five_year])
    count = f"COUNT({','.join(ranges([cells[key] for key in needed]))})<{len(needed)}"
    tolerance = a1(line, at.tolerance or 0)
    difference = a1(line, at.difference)
    if row.five_year is FiveYear.EACH:
        return _each(schema, cells, (total, *years), amounts, tolerance)
    compare = rounding.check_mean if row.five_year is FiveYear.MEAN else rounding.check_sum
    check = compare(whole, terms, factor)
    stored = all(rounding.printed(a) == a.value for a in (whole, *terms)) or not check.stored_difference
    sources = [printed_cell(cells[key], a, stored) for key, a in zip(needed, (whole, *terms), strict=True)]
    if row.five_year is FiveYear.SUM:
        computed = f"SUM({','.join(ranges(sources[1:]))})"
    elif row.five_year is FiveYear.MEAN:
        computed = f"AVERAGE({','.join(ranges(sources[1:]))})"
    else:
        computed = sources[1]
    shown = check.stored_difference if stored and not check.stored_difference else check.difference
    words = _year_words(schema, row.five_year, check.step)
    low, high = cut_bounds(whole, terms, factor, len(terms) if row.five_year is FiveYear.MEAN else 1)
    if agreeing:
        low = high = Decimal()
    formula = _judge(count, difference, tolerance, words, low, high)
    value, weight = (UNKNOWN, None) if not complete else _outcome(words, check.outcome, shown)
    return YearCheck(
        METHODS[row.five_year],
        (f'IF({count},"",ROUND({computed},6))', six(_present(check, whole, shown)) if complete else None),
        (f'IF({count},"",ROUND({sources[0]}-{computed},6))', six(shown) if complete else None),
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
        (word(near, rounded), near),
        (word(far, rounded), far),
        2 * step,
        # A last year that is not the total is wrong, however its figures were cut.
        None if kind is FiveYear.LAST else (word(cut, "chỉ khớp nếu cắt số"), cut),
        (word(wrong, "lệch"), wrong),
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
        cut = f"AND(ROUND({difference},6)>{literal(low)},ROUND({difference},6)<{literal(high)})"
        wrong = f'IF({cut},"{words.cut[0]}",{wrong})'
    rounded = f'"{words.near[0]}"'
    if words.near != words.far:
        rounded = f'IF({size}>={literal(words.far_from)},"{words.far[0]}",{rounded})'
    return f'IF({count},"{UNKNOWN}",IF({size}<={tolerance},IF({size}=0,"{FITS}",{rounded}),{wrong}))'


def _each(
    schema: Schema,
    cells: Mapping[str, str],
    keys: Sequence[str],
    amounts: Sequence[Amount | None],
    tolerance: str,
) -> YearCheck:
    """Every year must be the five-year figure: the largest gap is shown, each year judged by its own tolerance."""
    whole, terms = filled(amounts)
    known = [amount for amount in amounts if amount]
    stored = all(rounding.printed(amount) == amount.value for amount in known)
    reach = [rounding.half_step(whole) + rounding.half_step(term) for term in terms]
    top = printed_cell(cells[keys[0]], whole, stored)
    gaps, outside, widest, off = [], [], Decimal(), False
    for key, amount, term, own in zip(keys[1:], amounts[1:], terms, reach, strict=True):
        gap = f"ABS(ROUND({top}-{printed_cell(cells[key], term, stored)},6))"
        gaps.append(f"IF(ISNUMBER({cells[key]}),{gap},0)")
        outside.append(f"{gaps[-1]}>{tolerance if own == max(reach) else literal(own)}")
        if amount and amounts[0]:
            distance = abs(rounding.printed(whole) - rounding.printed(amount))
            widest = max(widest, distance)
            off |= distance > own
    weight = severity(schema, "Y405")
    wrong = word(weight, "lệch")
    count = f"COUNT({','.join(ranges([cells[key] for key in keys]))})<{len(keys)}"
    years = ",".join(ranges([cells[key] for key in keys[1:]]))
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
        (f'IF({nothing},"",ROUND(AVERAGE({years}),6))', None if average is None else six(average)),
        (f'IF({nothing},"",MAX({",".join(gaps)}))', six(widest) if comparable else None),
        max(reach),
        Verdict(formula, value, weight if comparable and off else None, complete),
        dict(zip(keys[1:], outside, strict=True)),
    )
