"""The one cell of a block that explains why its sums do not come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wardxl.model import Block, Problem, Record, Relation, Severity, Value
from wardxl.rounding import Outcome, SumCheck, printed
from wardxl.rules.parts import part_sum_checks
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import problem, quoted, title, written
from wardxl.rules.shapes import slip
from wardxl.rules.years import year_sum_check

_BEYOND = frozenset({Outcome.WRONG, Outcome.TRUNCATED})

#: A cell of a block: the row's code and the column's key.
_Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Sum:
    """One sum of a block: its total (first) and terms, and how it came out."""

    cells: tuple[_Cell, ...]
    check: SumCheck

    def mending(self, cell: _Cell) -> Decimal:
        """By how much a cell must change for this sum to come out exactly."""
        return -self.check.difference if cell == self.cells[0] else self.check.difference

    def left(self, cell: _Cell, change: Decimal) -> Decimal:
        """The difference that is left when a cell changes."""
        return abs(self.mending(cell) - change)


@rule("H503", "suspect-cell", Severity.INFO, doubts=True)
def suspect_cell(block: Block, context: Context) -> Iterator[Problem]:
    """Ô nghi sai duy nhất của một khối: chỉ cần sửa ô này thì mọi phép cộng sai của khối đều khớp.

    Vì sao: một số gõ nhầm làm sai cả phép cộng theo năm lẫn phép cộng theo thành phần; nơi hai phép cộng gặp nhau là
    ô cần xem trước, đỡ phải dò cả bảng.

    Cách tính: xét mọi phép cộng của khối (tổng và thành phần theo từng cột, các năm theo từng dòng). Trước hết lấy các
    phép cộng lệch quá mức làm tròn; nếu không có thì lấy các phép cộng lệch trong mức làm tròn, khi có từ hai phép trở
    lên. Ô nghi sai là ô có mặt trong tất cả các phép cộng đó, ở đâu cũng lệch cùng một số, và khi sửa không làm phép
    cộng nào khác lệch thêm. Chỉ nêu khi có đúng một ô như vậy.

    Bỏ qua: khối thiếu dòng thành phần; phép cộng thiếu số; chỗ lệch chỉ do cách hiện số lẻ.

    Cách sửa: mở lại tài liệu gốc xem ô này; nếu đúng là gõ nhầm thì ghi số gợi ý. Đây là gợi ý, không phải kết luận.

    Ví dụ: Ô nghi sai: năm 2028 của “Thu từ thuế, phí, lệ phí và thu khác” ghi 7.880,5; nếu là 7.808,5 thì cả 2 phép
    cộng đang lệch quanh ô này đều khớp (hai chữ số bị đổi chỗ cho nhau). Đề nghị đối chiếu ô này trước.
    """
    if block.relation is not Relation.PART:
        return
    records = {record.row.code: record for record in (block.whole, *block.parts)}
    sums = list(_sums(block, context))
    failing = [one for one in sums if one.check.outcome in _BEYOND]
    beyond = bool(failing)
    if not beyond:
        failing = [one for one in sums if one.check.difference]
        if len(failing) < 2 or not any(one.check.stored_difference for one in failing):
            return
    found = [
        (cell, change)
        for cell in dict.fromkeys(cell for one in failing[:1] for cell in one.cells)
        if (change := _change(cell, sums, failing, beyond)) is not None
    ]
    if len(found) == 1:
        (code, column), change = found[0]
        yield _say(records[code], records[code].values[column], change, beyond, failing, records, context)


def _sums(block: Block, context: Context) -> Iterator[_Sum]:
    """All sums of a block that can be made: parts in each column, years in each row."""
    for column, check in part_sum_checks(block, context):
        codes = [block.whole.row.code, *(record.row.code for record in column.records)]
        yield _Sum(tuple((code, column.key) for code in codes), check)
    for record in (block.whole, *block.parts):
        if checked := year_sum_check(record, context):
            years, check = checked
            keys = ["total", *(value.column for value in years.values)]
            yield _Sum(tuple((record.row.code, key) for key in keys), check)


def _change(cell: _Cell, sums: Sequence[_Sum], failing: Sequence[_Sum], beyond: bool) -> Decimal | None:
    """By how much a cell must change to mend every failing sum and make no other worse; None if it cannot.

    Beyond tolerance the changes that the sums ask for may differ by what rounding leaves open: the one that
    makes most sums exact is taken, and where that is a draw the one of the sum with the least tolerance.
    """
    if not all(cell in one.cells for one in failing):
        return None
    its = [one for one in sums if cell in one.cells]
    possible = [
        (-sum(not one.left(cell, change) for one in its), by.check.tolerance, abs(change), change)
        for by in failing
        if (change := by.mending(cell))
        and all(_mended(one, cell, change, one in failing, beyond) for one in its)
    ]
    return min(possible)[-1] if possible else None


def _mended(one: _Sum, cell: _Cell, change: Decimal, failing: bool, beyond: bool) -> bool:
    """Whether a change of a cell mends a failing sum, or leaves another no worse."""
    left = one.left(cell, change)
    if beyond:
        return left <= one.check.tolerance or (not failing and left <= abs(one.check.difference))
    return not left if failing else left <= abs(one.check.difference)


def _say(
    record: Record,
    value: Value,
    change: Decimal,
    beyond: bool,
    failing: Sequence[_Sum],
    records: dict[str, Record],
    context: Context,
) -> Problem:
    """Name the cell and the figure that would mend it."""
    amount = value.amount
    now = printed(amount) if amount else Decimal(0)
    operands = [records[code].amount(column) for one in failing for code, column in one.cells]
    right = written(now + change, value, [operand for operand in operands if operand])
    shape = slip(now, now + change)
    many = (
        f"cả {len(failing)} phép cộng đang lệch quanh ô này đều"
        if len(failing) > 1
        else "phép cộng đang lệch sẽ"
    )
    begin, end = (
        ("Ô nghi sai", "Đề nghị đối chiếu ô này trước.")
        if beyond
        else ("Ô nên xem lại", "Các chỗ lệch đều trong mức làm tròn, nên không bắt buộc sửa.")
    )
    message = (
        f"{begin}: {title(value.column, record, context)} của {quoted(record.row.name)} ghi {value.shown}; "
        f"nếu là {right} thì {many} khớp{f' ({shape})' if shape else ''}. {end}"
    )
    related = [records[code].values[column].ref for one in failing for code, column in one.cells]
    return problem("H503", record, value, message, related=related, expected=right)
