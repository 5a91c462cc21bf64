"""The years of a row against their sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wardxl.model import Amount, FiveYear, Problem, Record, Severity, Value
from wardxl.numerals import vietnamese
from wardxl.rounding import Outcome, SumCheck, check_sum, printed
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import arrived_last, capital, problem, title, written
from wardxl.rules.shapes import in_sum

SUM_TOLERANCE = (
    "hệ số nhân với mức lệch mà làm tròn giải thích được (1: đúng mức đó; 2: gấp đôi; 0: phải bằng nhau)."
)


@dataclass(frozen=True, slots=True)
class Years:
    """A row whose total and years are all figures."""

    record: Record
    total: Value
    whole: Amount
    values: tuple[Value, ...]
    amounts: tuple[Amount, ...]

    @property
    def operands(self) -> tuple[Amount, ...]:
        """The total's figure and the years'."""
        return (self.whole, *self.amounts)


def complete_years(record: Record, context: Context) -> Years | None:
    """Take the total and all years of a row; None where one of them is no figure (the check is left unmade)."""
    total = record.values.get("total")
    values = [record.values.get(year) for year in context.years(record.row)]
    present = tuple(value for value in values if value is not None and value.amount is not None)
    if total is None or total.amount is None or not present or len(present) < len(values):
        return None
    return Years(record, total, total.amount, present, tuple(v.amount for v in present if v.amount))


def year_sum_check(record: Record, context: Context) -> tuple[Years, SumCheck] | None:
    """Compare the sum of the years with the total, where the row is a sum and nothing is missing."""
    if record.row.five_year is not FiveYear.SUM:
        return None
    years = complete_years(record, context)
    return (years, check_sum(years.whole, years.amounts, context.tolerance("Y401"))) if years else None


def _said(years: Years, check: SumCheck, context: Context) -> str:
    """Begin the message of a sum: what the total says, what the years come to, how far apart they are."""
    total = years.total
    return (
        f"Số {title('total', years.record, context)} ghi {total.shown}, "
        f"các năm cộng lại được {written(check.computed, total, years.operands)}, "
        f"lệch {written(abs(check.difference), total, years.operands)}"
    )


def tolerated(check: SumCheck, like: Amount) -> str:
    """Write the tolerance of a check in the unit of a figure as typed."""
    return vietnamese(check.tolerance / like.factor)


def beyond(check: SumCheck, like: Amount) -> str:
    """Say that a difference is more than rounding explains, if there is any rounding."""
    if not check.tolerance:
        return ", mà các số này phải khớp đúng"
    return f", quá mức làm tròn giải thích được ({tolerated(check, like)})"


def _sum_problem(
    code: str, years: Years, check: SumCheck, context: Context, message: str, severity: Severity | None = None
) -> Problem:
    """Name the total as the cell to mend, or the operand that arrived last in a mix of files."""
    blamed = context.blamed(years.total, years.values)
    if blamed is years.total or blamed.amount is None:
        right = check.computed
    else:
        right = printed(blamed.amount) + check.difference
    return problem(
        code,
        years.record,
        blamed,
        message + arrived_last(blamed, years.total, years.record, context),
        related=[years.total.ref, *(value.ref for value in years.values)],
        expected=written(right, blamed, years.operands),
        severity=severity,
    )


@rule("Y401", "year-sum", Severity.ERROR, tolerance=SUM_TOLERANCE)
def year_sum(record: Record, context: Context) -> Iterator[Problem]:
    """Các năm cộng lại không bằng số cả giai đoạn, dù đã tính đến làm tròn và cắt bỏ số lẻ.

    Vì sao: người đọc cộng lại sẽ thấy ngay; một trong các số đã bị gõ nhầm hoặc thiếu cập nhật.

    Cách tính: lấy số cả giai đoạn trừ tổng các năm, theo các số như hiện trên ô. Mỗi số in với d chữ số sau dấu phẩy
    có thể lệch nửa đơn vị của chữ số cuối; số đếm và dấu gạch là số đúng. Lệch quá tổng các nửa đơn vị đó, và cũng
    không khớp khi coi các số là bị cắt bỏ phần lẻ, thì báo.

    Bỏ qua: dòng không có `Cách tính 5 năm` là `tổng`; dòng thiếu một năm, có ô không đọc được hoặc ô ngoài phạm vi.

    Cách sửa: đối chiếu lại từng năm với số cả giai đoạn và sửa số sai. Gợi ý trong thông báo (đổi chỗ chữ số, bỏ sót
    một năm, sai 10 hay 1.000 lần) chỉ nêu khi khớp.

    Ví dụ: Số cả giai đoạn 2026-2030 ghi 39.135,3, các năm cộng lại được 39.207,3, lệch 72,0, quá mức làm tròn giải
    thích được (0,3). Năm 2028 nếu là 7.808,5 thì khớp (hai chữ số bị đổi chỗ cho nhau). Đề nghị kiểm tra lại các năm
    và số cả giai đoạn, sửa số sai.
    """
    checked = year_sum_check(record, context)
    if checked is None or checked[1].outcome is not Outcome.WRONG:
        return
    years, check = checked
    shape = in_sum(
        printed(years.whole),
        [printed(amount) for amount in years.amounts],
        [title(value.column, record, context) for value in years.values],
        check.tolerance,
        lambda place, figure: written(figure, years.values[place], years.operands),
        f"số {title('total', record, context)}",
    )
    hint = f" {capital(shape)}." if shape else ""
    message = (
        f"{_said(years, check, context)}{beyond(check, years.whole)}.{hint} "
        "Đề nghị kiểm tra lại các năm và số cả giai đoạn, sửa số sai."
    )
    yield _sum_problem("Y401", years, check, context, message)


@rule("Y402", "year-sum-rounding", Severity.INFO, varies=True)
def year_sum_rounding(record: Record, context: Context) -> Iterator[Problem]:
    """Các năm cộng lại lệch số cả giai đoạn, nhưng trong phạm vi mà làm tròn giải thích được.

    Vì sao: cộng năm số đã làm tròn thì lệch một đơn vị của chữ số cuối là thường; lệch từ hai đơn vị trở lên thì
    hiếm, nên cần người xem.

    Cách tính: như phép cộng các năm; lệch khác 0 nhưng không quá tổng các nửa đơn vị của chữ số cuối. Là thông tin
    khi lệch dưới hai đơn vị của chữ số cuối thô nhất, hoặc khi các số lưu trong ô khớp và chỉ cách hiện làm lệch; là
    cảnh báo khi lệch từ hai đơn vị trở lên.

    Bỏ qua: như phép cộng các năm.

    Cách sửa: không bắt buộc. Muốn bảng cộng đúng đến chữ số cuối thì chỉnh một số theo gợi ý trong thông báo, hoặc để
    nguyên và ghi chú “số liệu làm tròn”. Mức dung sai đặt ở dòng Y401.

    Ví dụ: Số cả giai đoạn 2026-2030 ghi 46.497,8, các năm cộng lại được 46.497,9, lệch 0,1; làm tròn có thể giải
    thích được (đến 0,3). Không bắt buộc sửa; nếu muốn cộng khớp thì ghi 46.497,9.
    """
    checked = year_sum_check(record, context)
    if checked is None or checked[1].outcome is not Outcome.ROUNDING:
        return
    years, check = checked
    if not check.stored_difference:
        severity = Severity.INFO
        message = (
            f"{_said(years, check, context)}; các số lưu trong ô thì khớp, chỉ cách hiện số lẻ làm lệch. "
            "Không bắt buộc sửa; có thể cho ô hiện thêm chữ số sau dấu phẩy."
        )
    else:
        severity = Severity.WARNING if abs(check.difference) >= 2 * check.step else Severity.INFO
        end = (
            "Lệch từ hai đơn vị của chữ số cuối trở lên thì hiếm, đề nghị xem lại các số."
            if severity is Severity.WARNING
            else "Không bắt buộc sửa; nếu muốn cộng khớp thì ghi "
            f"{written(check.computed, years.total, years.operands)}."
        )
        message = (
            f"{_said(years, check, context)}; làm tròn có thể giải thích được "
            f"(đến {tolerated(check, years.whole)}). {end}"
        )
    yield _sum_problem("Y402", years, check, context, message, severity)


@rule("Y403", "year-sum-truncated", Severity.WARNING)
def year_sum_truncated(record: Record, context: Context) -> Iterator[Problem]:
    """Các năm chỉ khớp số cả giai đoạn nếu các số bị cắt bỏ phần lẻ thay vì làm tròn.

    Vì sao: cắt bỏ phần lẻ làm mọi số thấp đi, cộng lại thì thiếu; trong bảng in ra trông như cộng sai.

    Cách tính: lệch quá mức làm tròn, nhưng khi coi mỗi số v hiện trên ô là một số từ v đến dưới v cộng một đơn vị của
    chữ số cuối (số âm thì ngược lại) thì tổng các năm có thể bằng số cả giai đoạn.

    Bỏ qua: như phép cộng các năm.

    Cách sửa: làm tròn (hàm ROUND) thay cho cắt bỏ (INT, TRUNC), hoặc sửa số sai nếu không phải do cắt bỏ. Mức dung
    sai đặt ở dòng Y401.

    Ví dụ: Số cả giai đoạn 2026-2030 ghi 100, các năm cộng lại được 96, lệch 4; chỉ khớp nếu các số bị cắt bỏ phần lẻ
    thay vì làm tròn. Đề nghị làm tròn lại từ số gốc, hoặc sửa số sai.
    """
    checked = year_sum_check(record, context)
    if checked is None or checked[1].outcome is not Outcome.TRUNCATED:
        return
    years, check = checked
    message = (
        f"{_said(years, check, context)}; chỉ khớp nếu các số bị cắt bỏ phần lẻ thay vì làm tròn. "
        "Đề nghị làm tròn lại từ số gốc, hoặc sửa số sai."
    )
    yield _sum_problem("Y403", years, check, context, message)
