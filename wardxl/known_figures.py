"""C612: figures known beforehand (sheet `Số liệu nền`) against what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from wardxl import periods, targets
from wardxl.agreement import same
from wardxl.exact import decimals_used
from wardxl.model import Amount, Column, KnownFigure, Period, Problem, Record, Schema, Target, Value
from wardxl.schema_fields import decimal_of
from wardxl.text import clean, key


def known_figures(
    records: Iterable[Record], schema: Schema, issued: Iterable[KnownFigure] = ()
) -> list[Problem]:
    """Compare what a file says with the figures known beforehand: the template's, then those printed in its form.

    A blank and a value that could not be read say nothing.
    """
    known = {(figure.row, figure.column): figure.value for figure in (*issued, *schema.known)}
    return [problem for record in records for problem in _compare(record, known, schema)] if known else []


def _compare(record: Record, known: dict[tuple[str, str], str], schema: Schema) -> Iterator[Problem]:
    for column, value in record.values.items():
        figure = known.get((record.row.code, column))
        if figure is None or value.content is None or agrees(value, figure):
            continue
        yield Problem(
            "C612",
            f"“{record.row.name}”, cột “{_heading(column, record, schema)}” ghi {value.shown}, số liệu nền đã biết là "
            f"{figure}. Hãy kiểm tra: nếu số của đơn vị đúng thì sửa trang Số liệu nền của tệp mẫu, nếu không thì đề "
            "nghị đơn vị ghi lại.",
            ref=value.ref,
            appendix=record.row.appendix,
            row=record.row.code,
            column=column,
            department=record.department,
            found=value.shown,
            expected=figure,
        )


def _heading(column: str, record: Record, schema: Schema) -> str:
    form = schema.forms.get(record.row.appendix)
    known: Column | None = form.column(column) if form else None
    return known.heading if known else column


def agrees(value: Value, known: str) -> bool:
    """Whether a value says the same as a figure known beforehand, rounding considered."""
    match value.content:
        case Amount() as amount:
            figure = known_amount(known)
            return same(figure, amount)
        case Target() as target:
            return same(target, targets.parse(known))
        case Period() as period:
            return same(period, periods.parse(known))
    return key(value.shown) == key(known)


def known_amount(text: str) -> Amount | None:
    """Read a known figure as the template prints it (`112,5`, `96,5%`), None where it is words."""
    figure = decimal_of(clean(text).removesuffix("%"))
    if figure is None and clean(text) in ("-", "–", "—"):
        return Amount(Decimal(0), exact=True)
    return None if figure is None else Amount(figure, _decimals(text, figure))


def _decimals(text: str, figure: Decimal) -> int:
    """The digits typed after the comma, so that `12,50` has two."""
    _, comma, digits = clean(text).removesuffix("%").strip().partition(",")
    return len(digits) if comma and digits.isdigit() else decimals_used(figure)
