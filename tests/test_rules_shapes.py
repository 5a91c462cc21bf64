"""Telling shapes: what slip of the hand makes exactly this difference."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wardxl.numerals import vietnamese
from wardxl.rules.shapes import in_sum, power, slip, swapped


@pytest.mark.parametrize(
    ("one", "other", "yes"),
    [
        ("7880.5", "7808.5", True),
        ("1299.5", "1929.5", True),
        ("5120", "2150", True),
        ("7880.5", "7880.5", False),
        ("7880.5", "7808.6", False),
        ("12", "120", False),
        ("100", "1", False),
        ("-21", "12", False),
        ("-21", "-12", True),
        ("1.20", "2.1", True),
    ],
)
def test_swapped(one: str, other: str, yes: bool) -> None:
    assert swapped(Decimal(one), Decimal(other)) is yes


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        ("1000", "1", 1000),
        ("1", "1000", -1000),
        ("25", "2.5", 10),
        ("0", "0", 0),
        ("5", "0", 0),
        ("11", "1", 0),
    ],
)
def test_power(one: str, other: str, by: int) -> None:
    assert power(Decimal(one), Decimal(other)) == by


def test_slip() -> None:
    assert "gấp đúng 1.000 lần" in slip(Decimal(1000), Decimal(1))
    assert "nhỏ hơn đúng 10 lần" in slip(Decimal("2.5"), Decimal(25))
    assert "đổi chỗ" in slip(Decimal(12), Decimal(21))
    assert slip(Decimal(12), Decimal(22)) == ""


@pytest.mark.parametrize(
    ("total", "terms", "said"),
    [
        # 10 = 1 + 2 + 3 + 4: the fifth is left out.
        (10, (1, 2, 3, 4, 5), "bỏ sót n5"),
        # 20 = 15 + 5: the fifth counted twice.
        (20, (1, 2, 3, 4, 5), "tính hai lần n5"),
        # 30 = 2 · 15: the total added to itself.
        (30, (1, 2, 3, 4, 5), "gấp đôi"),
        # The whole stands among its own parts.
        (15, (1, 14, 15), "n3 bằng đúng tổng"),
        # 150 = 10 · 15.
        (150, (1, 2, 3, 4, 5), "gấp đúng 10 lần"),
        # 51 = 15 read backwards.
        (51, (1, 2, 3, 4, 5), "đổi chỗ"),
        # 402 + 300 + 200 = 902, the total 662: 162 would do, no known slip of 402; the total no slip either.
        (662, (402, 300, 200), ""),
        # 1.000 + 20 + 30 = 1.050, the total 60: 10 in place of 1.000.
        (60, (1000, 21, 29), "n1 nếu là 10 thì khớp"),
        # 21 + 40 = 61, the total 52: 12 in place of 21; nothing else.
        (52, (21, 40), "n1 nếu là 12 thì khớp"),
    ],
)
def test_in_sum(total: int, terms: tuple[int, ...], said: str) -> None:
    names = [f"n{place}" for place in range(1, len(terms) + 1)]
    shape = in_sum(
        Decimal(total),
        [Decimal(term) for term in terms],
        names,
        Decimal(0),
        lambda _, figure: vietnamese(figure),
        "tổng",
    )
    assert (said in shape) if said else shape == ""
