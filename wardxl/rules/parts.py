"""A whole against its parts, for every year and for the five-year figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wardxl.model import Amount, Block, Problem, Record, Relation, Severity, Value
from wardxl.rounding import Outcome, SumCheck, check_at_most, check_sum, printed
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import added, capital, problem, quoted, several, title, written
from wardxl.rules.shapes import in_sum
from wardxl.rules.years import SUM_TOLERANCE, beyond, tolerated


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block where the whole and the parts that came are figures."""

    key: str
    whole: Value
    amount: Amount
    records: tuple[Record, ...]
    parts: tuple[Value, ...]
    amounts: tuple[Amount, ...]

    @property
    def operands(self) -> tuple[Amount, ...]:
        """The whole's figure and the parts'."""
        return (self.amount, *self.amounts)


def summed_columns(block: Block, context: Context) -> tuple[str, ...]:
    """The columns in which parts must add up: the years, and the total where all rows reckon it alike."""
    years = context.years(block.whole.row)
    kinds = {record.row.five_year for record in (block.whole, *block.parts)}
    return ("total", *years) if len(kinds) == 1 else years


def columns(block: Block, context: Context) -> Iterator[Column]:
    """Take the columns of a block that can be checked.

    Where parts add up all of them must be figures; where they are only some of the whole, those that are.
    """
    for key in summed_columns(block, context):
        whole = block.whole.values.get(key)
        if whole is None or whole.amount is None:
            continue
        cells = [
            (record, value) for record in block.parts if (value := record.values.get(key)) and value.amount
        ]
        if not cells or (block.relation is Relation.PART and len(cells) < len(block.parts)):
            continue
        records, values = zip(*cells, strict=True)
        amounts = tuple(value.amount for value in values if value.amount)
        yield Column(key, whole, whole.amount, records, values, amounts)


def part_sum_checks(block: Block, context: Context) -> Iterator[tuple[Column, SumCheck]]:
    """Compare the sum of the parts with the whole in every column."""
    if block.relation is Relation.PART:
        for column in columns(block, context):
            yield column, check_sum(column.amount, column.amounts, context.tolerance("H501"))


def _said(block: Block, column: Column, check: SumCheck, context: Context) -> str:
    """Begin the message: where, what the whole says, what the parts come to, how far apart they are."""
    where = capital(title(column.key, block.whole, context))
    sums = added(zip(column.records, column.parts, strict=True), column.whole)
    return (
        f"{where}: các thành phần của {quoted(block.whole.row.name)} cộng lại "
        f"({sums}) được {written(check.computed, column.whole, column.operands)}, trong khi số tổng ghi "
        f"{column.whole.shown}, lệch {written(abs(check.difference), column.whole, column.operands)}"
    )


def _part_problem(
    code: str, block: Block, column: Column, check: SumCheck, context: Context, message: str
) -> Problem:
    """Name the whole as the cell to mend, or the operand that arrived last in a mix of files."""
    blamed = context.blamed(column.whole, column.parts)
    record, right = block.whole, check.computed
    for part, value in zip(column.records, column.parts, strict=True):
        if blamed is value and value.amount is not None:
            record, right = part, printed(value.amount) + check.difference
    if blamed is not column.whole:
        message += f" Số nhận sau cùng là {blamed.shown}, dòng {quoted(record.row.name)}."
    return problem(
        code,
        record,
        blamed,
        message,
        related=[column.whole.ref, *(value.ref for value in column.parts)],
        expected=written(right, blamed, column.operands),
    )


@rule("H501", "part-sum", Severity.ERROR, tolerance=SUM_TOLERANCE)
def part_sum(block: Block, context: Context) -> Iterator[Problem]:
    """Các thành phần cộng lại không bằng số tổng, ở một năm hoặc ở cả giai đoạn.

    Vì sao: dòng tổng và các dòng thành phần đứng ngay cạnh nhau; cộng sai là điều người đọc thấy đầu tiên.

    Cách tính: với từng năm và cả giai đoạn, lấy số tổng trừ tổng các dòng có `Quan hệ` là `thành phần`, theo các số
    như hiện trên ô; lệch quá tổng các nửa đơn vị của chữ số cuối, và cũng không khớp khi coi các số là bị cắt bỏ phần
    lẻ, thì báo.

    Bỏ qua: cột thiếu một số hoặc có ô không đọc được; khối mà một dòng thành phần chưa có ai gửi; cột cả giai đoạn khi
    các dòng có `Cách tính 5 năm` khác nhau.

    Cách sửa: đối chiếu từng thành phần với số tổng và sửa số sai; nếu có thông báo “ô nghi sai” thì xem ô đó trước.

    Ví dụ: Năm 2027: các thành phần của “Thu ngân sách Nhà nước trên địa bàn” cộng lại (72,6 + 24,7) được 97,3, trong
    khi số tổng ghi 100,0, lệch 2,7, quá mức làm tròn giải thích được (0,15). “Thu tiền sử dụng đất” nếu là 27,4 thì
    khớp (hai chữ số bị đổi chỗ cho nhau). Đề nghị kiểm tra lại các thành phần và số tổng, sửa số sai.
    """
    for column, check in part_sum_checks(block, context):
        if check.outcome is not Outcome.WRONG:
            continue
        shape = in_sum(
            printed(column.amount),
            [printed(amount) for amount in column.amounts],
            [quoted(record.row.name) for record in column.records],
            check.tolerance,
            lambda place, figure, column=column: written(  # type: ignore[misc]
                figure, column.parts[place], column.operands
            ),
            "số tổng",
        )
        hint = f" {capital(shape)}." if shape else ""
        message = (
            f"{_said(block, column, check, context)}"
            f"{beyond(check, column.amount)}.{hint} "
            "Đề nghị kiểm tra lại các thành phần và số tổng, sửa số sai."
        )
        yield _part_problem("H501", block, column, check, context, message)


@rule("H502", "part-sum-rounding", Severity.INFO)
def part_sum_rounding(block: Block, context: Context) -> Iterator[Problem]:
    """Các thành phần cộng lại lệch số tổng, nhưng trong phạm vi mà làm tròn giải thích được.

    Vì sao: cộng các số đã làm tròn thì lệch một đơn vị của chữ số cuối là thường; nói ra để người ký biết vì sao bảng
    cộng không khớp đến chữ số cuối.

    Cách tính: như phép cộng các thành phần; lệch khác 0 nhưng không quá tổng các nửa đơn vị của chữ số cuối, hoặc các
    số lưu trong ô thì khớp và chỉ cách hiện làm lệch.

    Bỏ qua: như phép cộng các thành phần.

    Cách sửa: không bắt buộc; muốn cộng khớp thì chỉnh số theo gợi ý. Mức dung sai đặt ở dòng H501.

    Ví dụ: Năm 2030: các thành phần của “Thu ngân sách Nhà nước trên địa bàn” cộng lại (8.608,8 + 1.299,5) được
    9.908,3, trong khi số tổng ghi 9.908,4, lệch 0,1; làm tròn có thể giải thích được (đến 0,15). Không bắt buộc sửa;
    nếu muốn cộng khớp thì ghi 9.908,3.
    """
    for column, check in part_sum_checks(block, context):
        if check.outcome is not Outcome.ROUNDING:
            continue
        if check.stored_difference:
            why = f"làm tròn có thể giải thích được (đến {tolerated(check, column.amount)})"
        else:
            why = "các số lưu trong ô thì khớp, chỉ cách hiện số lẻ làm lệch"
        message = (
            f"{_said(block, column, check, context)}; {why}. Không bắt buộc sửa; nếu muốn cộng khớp thì ghi "
            f"{written(check.computed, column.whole, column.operands)}."
        )
        yield _part_problem("H502", block, column, check, context, message)


@rule("H504", "part-sum-truncated", Severity.WARNING)
def part_sum_truncated(block: Block, context: Context) -> Iterator[Problem]:
    """Các thành phần chỉ khớp số tổng nếu các số bị cắt bỏ phần lẻ thay vì làm tròn.

    Vì sao: cắt bỏ phần lẻ làm mọi số thấp đi, cộng lại thì thiếu; trong bảng in ra trông như cộng sai.

    Cách tính: lệch quá mức làm tròn, nhưng khi coi mỗi số v hiện trên ô là một số từ v đến dưới v cộng một đơn vị của
    chữ số cuối (số âm thì ngược lại) thì tổng các thành phần có thể bằng số tổng.

    Bỏ qua: như phép cộng các thành phần.

    Cách sửa: làm tròn (hàm ROUND) thay cho cắt bỏ (INT, TRUNC), hoặc sửa số sai nếu không phải do cắt bỏ. Mức dung
    sai đặt ở dòng H501.

    Ví dụ: Năm 2026: các thành phần của “Thu ngân sách Nhà nước trên địa bàn” cộng lại (60 + 40) được 100,0, trong khi
    số tổng ghi 101,8, lệch 1,8; chỉ khớp nếu các số bị cắt bỏ phần lẻ thay vì làm tròn. Đề nghị làm tròn
    lại từ số gốc, hoặc sửa số sai.
    """
    for column, check in part_sum_checks(block, context):
        if check.outcome is Outcome.TRUNCATED:
            message = (
                f"{_said(block, column, check, context)}; chỉ khớp nếu các số bị cắt bỏ phần lẻ thay vì làm tròn. "
                "Đề nghị làm tròn lại từ số gốc, hoặc sửa số sai."
            )
            yield _part_problem("H504", block, column, check, context, message)


@rule("H505", "part-exceeds-whole", Severity.ERROR, tolerance=SUM_TOLERANCE)
def part_exceeds_whole(block: Block, context: Context) -> Iterator[Problem]:
    """Các dòng chỉ là một phần của số tổng mà cộng lại đã lớn hơn số tổng.

    Vì sao: một phần không thể lớn hơn toàn bộ; số tổng hoặc một dòng trong đó bị ghi sai.

    Cách tính: với từng năm và cả giai đoạn, tổng các dòng có `Quan hệ` là `một phần` không được lớn hơn số tổng cộng
    mức làm tròn (các nửa đơn vị của chữ số cuối), kể cả khi coi các số là bị cắt bỏ phần lẻ.

    Bỏ qua: cột mà số tổng trống hoặc không đọc được; dòng trống trong khối thì không cộng vào.

    Cách sửa: đối chiếu từng dòng với số tổng và sửa số sai. Nếu các dòng đếm trùng nhau, đổi `Quan hệ` thành `nhóm`
    trong tệp mẫu.

    Ví dụ: Năm 2026: “Trường mầm non tư thục” ghi 12, lớn hơn số tổng của “Số cơ sở giáo dục ngoài công lập” là 10. Một
    phần không thể lớn hơn toàn bộ; đề nghị sửa số sai.
    """
    if block.relation is not Relation.SOME:
        return
    for column in columns(block, context):
        check = check_at_most(column.amount, column.amounts, context.tolerance("H505"))
        if check.outcome is not Outcome.WRONG:
            continue
        names = several([quoted(record.row.name, 40) for record in column.records])
        sums = added(zip(column.records, column.parts, strict=True), column.whole)
        computed = written(check.computed, column.whole, column.operands)
        said = f"cộng lại ({sums}) được {computed}" if len(column.parts) > 1 else f"ghi {sums}"
        message = (
            f"{capital(title(column.key, block.whole, context))}: {names} {said}, lớn hơn số tổng của "
            f"{quoted(block.whole.row.name)} là {column.whole.shown}. "
            "Một phần không thể lớn hơn toàn bộ; đề nghị sửa số sai."
        )
        found = _part_problem("H505", block, column, check, context, message)
        yield replace(found, expected=f"{'≥' if found.ref == column.whole.ref else '≤'} {found.expected}")
