"""The language of relations: what it reads, what it refuses and how it says so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from wardxl.formula import Figure, FormulaError, Look, evaluate, figures, holds, parse
from wardxl.intervals import Interval

ROWS = frozenset({"I.1", "I.1.1", "I.2.1", "I.2.3", "2.14", "A1"})


def look(**known: int) -> Look:
    """Exact figures by row: `I_1=3` is the row I.1; a running sum has two of them."""

    def get(figure: Figure) -> list[Interval] | None:
        value = known.get(figure.row.replace(".", "_"))
        if value is None:
            return None
        return [Interval.of(value)] * (2 if figure.when == "running" else 1)

    return get


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("1 + 2 * 3 = I.1", "7"),
        ("(1 + 2) * 3 = I.1", "9"),
        ("10 - 2 - 3 = I.1", "5"),
        ("12 / 2 / 3 = I.1", "2"),
        ("-2 * -3 = I.1", "6"),
        ("1,05 * 100 = I.1", "105"),
        ("2 × 3 ÷ 4 = I.1", "1.5"),
        ("10 − 4 : 2 = I.1", "8"),
        ("I.1 + 1 = 5", "5"),
        ("cộng dồn(I.1) = 5", "8"),
        ("Cộng  Dồn ( I.1 ) + năm trước(I.1) = 5", "12"),
        ("A1 = 1", "6"),
    ],
)
def test_expressions(text: str, left: str) -> None:
    assert evaluate(parse(text, ROWS).left, look(I_1=4, A1=6)) == Interval.of(Decimal(left))


@pytest.mark.parametrize(
    ("text", "left", "right", "held"),
    [
        ("I.1 = I.1.1", 4, 4, True),
        ("I.1 = I.1.1", 4, 5, False),
        ("I.1 ≤ I.1.1", 4, 5, True),
        ("I.1 <= I.1.1", 6, 5, False),
        ("I.1 ≥ I.1.1", 6, 5, True),
        ("I.1 >= I.1.1", 4, 5, False),
        ("I.1 ≈ 10% I.1.1", 109, 100, True),
        ("I.1 ≈10% I.1.1", 91, 100, True),
        ("I.1 ≈ 0,5 % I.1.1", 101, 100, False),
    ],
)
def test_operators(text: str, left: int, right: int, held: bool) -> None:
    parsed = parse(text, ROWS)
    sides = (evaluate(side, look(I_1=left, I_1_1=right)) for side in (parsed.left, parsed.right))
    one, other = sides
    assert one is not None
    assert other is not None
    assert holds(parsed, one, other) is held


def test_intervals_that_touch_satisfy_an_equation() -> None:
    parsed = parse("I.1 = I.1.1", ROWS)
    assert holds(parsed, Interval(Decimal(1), Decimal(2)), Interval(Decimal(2), Decimal(3)))
    assert not holds(parsed, Interval(Decimal(1), Decimal(2)), Interval(Decimal("2.1"), Decimal(3)))


def test_what_is_missing_or_may_be_zero_leaves_a_formula_unmade() -> None:
    parsed = parse("I.1 = 5 / I.1.1", ROWS)
    assert evaluate(parsed.left, look()) is None
    assert evaluate(parsed.right, look(I_1_1=0)) is None


def test_the_figures_of_a_formula_stand_in_the_order_of_its_text() -> None:
    parsed = parse("I.2.1 = 100 * (12 + cộng dồn(I.2.3)) / năm trước(I.2.1)", ROWS)
    assert list(figures(parsed)) == [Figure("I.2.1"), Figure("I.2.3", "running"), Figure("I.2.1", "previous")]
    assert parsed.rows == ("I.2.1", "I.2.3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "công thức để trống"),
        ("I.1", "thiếu dấu =, ≤, ≥ hoặc ≈ sau “I.1”"),
        ("I.1 =", "bị bỏ dở"),
        ("I.1 = 2 3", "thừa “3”"),
        ("I.1 = (2 + 3", "thiếu dấu )"),
        ("I.1 = 2 + * 3", "không hiểu dấu “*”"),
        ("I.1 = I.99", "danh mục không có dòng “I.99”"),
        ("I.1 = 1.05 * I.1.1", "viết bằng dấu phẩy: 1,05"),
        ("I.1 = cộng dồn I.2.3", "danh mục không có dòng “cộng”"),
        ("I.1 = trung bình(I.1)", "danh mục không có dòng “trung bình”"),
        ("I.1 = cộng dồn(5)", "danh mục không có dòng “5”"),
        ("I.1 ≈ I.1.1", "ví dụ ≈ 1%"),
        ("I.1 = I.1.1 / 0", "không chia được cho 0"),
        ("I.1 = 2 & 3", "không hiểu “& 3”"),
        ("1 = 1", "không nhắc đến dòng nào"),
        ("I.1 = " + "(" * 60 + "1" + ")" * 60, "lồng nhau"),
        ("I.1 = " + "1 + " * 5000 + "1", "quá dài"),
    ],
)
def test_mistakes_are_named(text: str, message: str) -> None:
    with pytest.raises(FormulaError) as error:
        parse(text, ROWS)
    assert message in str(error.value)
