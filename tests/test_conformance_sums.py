"""Conformance table for sums: valid, rounding, cut off, wrong, with the arithmetic beside each case.

A figure is written as typed: `12,5` has one decimal, `#5` is a count, `-` a dash, `12.5|1` is stored as 12.5
(the full stored figure) and shown with one decimal, `7|tr` is in triệu đồng where the others are in tỷ.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from wardxl.model import Amount
from wardxl.rounding import Outcome, check_at_most, check_mean, check_sum

VALID, ROUNDING, CUT_OFF, WRONG = Outcome.EXACT, Outcome.ROUNDING, Outcome.TRUNCATED, Outcome.WRONG


def figure(text: str) -> Amount:
    if text == "-":
        return Amount(Decimal(0), 0, exact=True)
    if text.startswith("#"):
        return Amount(Decimal(text[1:]), 0, exact=True)
    number, _, how = text.partition("|")
    if how and how != "tr":
        return Amount(Decimal(number), int(how))
    factor = Decimal("0.001") if how else Decimal(1)
    whole, _, decimals = number.replace(".", "").partition(",")
    return Amount(Decimal(f"{whole}.{decimals or 0}") * factor, len(decimals), factor)


SUMS = [
    # total, terms, outcome, D = T - Σ, tolerance = h_T + Σh
    # ── valid: D = 0
    ("39.135,3", "7.082,5 7.436,6 7.808,5 8.198,9 8.608,8", VALID, "0", "0.30"),
    ("7.362,5", "2.841,0 974,0 1.073,0 1.175,0 1.299,5", VALID, "0", "0.30"),
    ("#12", "#1 #3 #3 #5 -", VALID, "0", "0"),  # a dash is an exact zero
    ("#5", "- - #1 #2 #2", VALID, "0", "0"),
    ("0", "- - -", VALID, "0", "0.5"),
    ("-1,5", "2,5 -4,0", VALID, "0", "0.15"),  # 2,5 - 4,0
    ("3", "1,25 1,75", VALID, "0", "0.51"),  # 0,5 + 0,005 + 0,005
    ("12,5", "12.500|tr -", VALID, "0", "0.0505"),  # 12.500 triệu = 12,5 tỷ; 0,05 + 0,0005
    # ── rounding: 0 < |D| ≤ tolerance
    ("46.497,8", "9.923,5 8.410,6 8.881,5 9.373,9 9.908,4", ROUNDING, "-0.1", "0.30"),  # Σ = 46.497,9
    ("9.908,4", "8.608,8 1.299,5", ROUNDING, "0.1", "0.15"),  # Σ = 9.908,3
    ("10", "3,3 3,3 3,3", ROUNDING, "0.1", "0.65"),  # Σ = 9,9; 0,5 + 3 · 0,05
    ("100,0", "33,3 33,3 33,3", ROUNDING, "0.1", "0.20"),
    ("2", "0,5 0,5 0,5", ROUNDING, "0.5", "0.65"),
    ("#4", "1,5 2,4", ROUNDING, "0.1", "0.10"),  # a count has no h: 0 + 0,05 + 0,05
    ("-46.497,8", "-9.923,5 -8.410,6 -8.881,5 -9.373,9 -9.908,4", ROUNDING, "0.1", "0.30"),
    ("4", "1 1 1", ROUNDING, "1", "2.0"),  # 0,5 · 4
    ("5", "1 1 1", ROUNDING, "2", "2.0"),  # exactly at the tolerance
    # ── mere display: the printed figures differ beyond tolerance or not, the stored ones agree
    ("1.5|0", "0.4|0 0.4|0 0.7|0", ROUNDING, "1", "2.0"),  # 2 against 0 + 0 + 1; stored 1,5 = 0,4 + 0,4 + 0,7
    ("66.7|1", "22.23|1 22.23|1 22.24|1", ROUNDING, "0.1", "0.20"),  # 66,7 against 3 · 22,2
    # ── cut off: |D| > tolerance, but the intervals [v, v+u) meet
    ("15", "2,9 2,9 2,9 2,9 2,9", ROUNDING, "0.5", "0.75"),  # 14,5 is within rounding still
    ("14", "2,9 2,9 2,9 2,9 3,2", CUT_OFF, "-0.8", "0.75"),  # 14,8 cut off at the comma is 14
    ("18", "3 3 3 3 3", ROUNDING, "3", "3.0"),  # 3 = 6 · 0,5
    ("19", "3 3 3 3 3", CUT_OFF, "4", "3.0"),  # five times 3,9 are 19,5
    ("20", "3 3 3 3 3", WRONG, "5", "3.0"),  # five times less than 4 are less than 20
    ("-19", "-3 -3 -3 -3 -3", CUT_OFF, "-4", "3.0"),
    ("-20", "-3 -3 -3 -3 -3", WRONG, "-5", "3.0"),
    ("4", "0 0 0 0 0", CUT_OFF, "4", "3.0"),  # zero stands for (-1, 1)
    ("-4", "0 0 0 0 0", CUT_OFF, "-4", "3.0"),
    ("6", "0 0 0 0 0", WRONG, "6", "3.0"),
    ("10,3", "2,1 2,1 2,1 2,1 2,1", ROUNDING, "-0.2", "0.30"),
    ("14", "3,90 3,90 3,90 3,20", CUT_OFF, "-0.90", "0.520"),  # Σ = 14,9
    # ── wrong: no true values can have been rounded or cut off to these
    ("39.045,3", "7.082,5 7.436,6 7.808,5 8.198,9 8.608,8", WRONG, "-90.0", "0.30"),  # digits swapped
    ("39.135,3", "7.082,5 7.346,6 7.808,5 8.198,9 8.608,8", WRONG, "90.0", "0.30"),
    ("46.497,4", "9.923,5 8.410,6 8.881,5 9.373,9 9.908,4", WRONG, "-0.5", "0.30"),
    ("#13", "#1 #3 #3 #5 -", WRONG, "1", "0"),  # counts have no tolerance
    ("#11", "#1 #3 #3 #5 -", WRONG, "-1", "0"),
    ("0,1", "- - -", WRONG, "0.1", "0.05"),  # dashes cannot hide anything
    ("46.497.800|tr", "9.923.500|tr 8.410.600|tr 8.881.500|tr 9.373.900|tr 9.908.400|tr", WRONG, "-0.1", "0.0030"),
    ("14,8", "2,9 2,9 2,9 2,9 3,6", WRONG, "-0.4", "0.30"),  # Σ = 15,2; cut-off sums only grow
]  # fmt: skip


@pytest.mark.parametrize(("total", "terms", "outcome", "difference", "tolerance"), SUMS)
def test_sums(total: str, terms: str, outcome: Outcome, difference: str, tolerance: str) -> None:
    check = check_sum(figure(total), [figure(term) for term in terms.split()])
    assert (check.outcome, check.difference, check.tolerance) == (
        outcome,
        Decimal(difference),
        Decimal(tolerance),
    )


MEANS = [
    ("12,1", "12,1 12,1 12,1 12,1 12,1", VALID),
    ("12,2", "12,1 12,1 12,1 12,1 12,1", ROUNDING),  # 0,1 = 0,05 + 5 · 0,05 / 5
    ("12,3", "12,1 12,1 12,1 12,1 12,1", WRONG),
    ("2", "1 1 2 2 2", ROUNDING),  # 1,6 ± 0,5 and 2 ± 0,5
    ("2", "2,9 2,9 2,9 2,9 2,9", CUT_OFF),  # 2,9 cut off is 2; 0,9 > 0,5 + 0,05
    ("#3", "#3 #4 #4 #3 #3", ROUNDING),  # 3,4 rounded to a whole number
    ("#4", "#3 #4 #4 #3 #3", WRONG),
]


@pytest.mark.parametrize(("total", "terms", "outcome"), MEANS)
def test_means(total: str, terms: str, outcome: Outcome) -> None:
    assert check_mean(figure(total), [figure(term) for term in terms.split()]).outcome is outcome


AT_MOST = [
    ("100", "40 50", VALID),
    ("100", "50 50", VALID),
    ("100", "50 51", ROUNDING),  # 1 ≤ 3 · 0,5
    ("100", "50 52", WRONG),  # 102 cut off stays 102 or more, 100 is less than 101
    ("#10", "#4 #6", VALID),
    ("#10", "#4 #7", WRONG),
    ("8", "4,0 4,7", CUT_OFF),  # 8,7: 0,7 > 0,6, but 8 may be 8,9 cut off
    ("-", "- -", VALID),
]


@pytest.mark.parametrize(("whole", "parts", "outcome"), AT_MOST)
def test_parts_that_are_only_some(whole: str, parts: str, outcome: Outcome) -> None:
    assert check_at_most(figure(whole), [figure(part) for part in parts.split()]).outcome is outcome
