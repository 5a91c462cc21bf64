"""A whole against its parts, column by column, as a live check."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from wardxl import rounding
from wardxl.model import Amount, Consolidated, Relation, Schema
from wardxl.rounding import Outcome
from wardxl.workbook.checks import FITS, UNKNOWN, Columns, PartCheck, Verdict, factor_of, severity, word
from wardxl.workbook.formulas import cut_bounds, filled, literal, printed_cell, ranges, six
from wardxl.workbook.places import Appendix, a1


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
    factor = factor_of(schema, "H505" if at_most else "H501")
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
        whole, terms = filled(amounts)
        complete &= known
        compare = rounding.check_at_most if at_most else rounding.check_sum
        check = compare(whole, terms, factor)
        stored = all(rounding.printed(a) == a.value for a in (whole, *terms)) or not check.stored_difference
        rows = (line, *(appendix.row_at[part.code] for part in chosen))
        cells = [a1(place, appendix.column_at[key]) for place in rows]
        sources = [printed_cell(cell, a, stored) for cell, a in zip(cells, (whole, *terms), strict=True)]
        count = f"COUNT({','.join(ranges(cells))})<{len(cells)}"
        if at_most:
            count = f"OR(COUNT({cells[0]})=0,COUNT({','.join(ranges(cells[1:]))})=0)"
        shown = check.stored_difference if stored and not check.stored_difference else check.difference
        formula = f'IF({count},"",ROUND({sources[0]}-SUM({",".join(ranges(sources[1:]))}),6))'
        differences[key] = (formula, six(shown) if known else None)
        tolerances[key] = check.tolerance
        cell, tolerance = a1(line, at.part_difference[key]), a1(line, at.part_tolerance[key])
        low, high = cut_bounds(whole, terms, factor, 1)
        size = f"ROUND({cell},6)" if at_most else f"ABS(ROUND({cell},6))"
        beyond = f"{size}<-{tolerance}" if at_most else f"{size}>{tolerance}"
        outside.append(f"IF(ISNUMBER({cell}),{beyond},FALSE)")
        limits = f"ROUND({cell},6)<={literal(low)}"
        limits = limits if at_most else f"OR({limits},ROUND({cell},6)>={literal(high)})"
        cut_off.append(f"IF(ISNUMBER({cell}),AND({beyond},{limits}),FALSE)")
        if known:
            worst = max(worst, check.outcome, key=list(Outcome).index)
    if not differences:
        return None
    wrong, cut = word(wrong_weight, "lệch"), word(cut_weight, "chỉ khớp nếu cắt số")
    span = ranges([a1(line, at.part_difference[key]) for key in differences])
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
