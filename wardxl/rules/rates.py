"""The years against a five-year figure that is no sum: the last year, the same every year, the mean."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from wardxl.model import FiveYear, Problem, Record, Severity
from wardxl.rounding import Outcome, agree, check_mean, printed
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import arrived_last, capital, problem, title, written
from wardxl.rules.shapes import slip
from wardxl.rules.years import SUM_TOLERANCE, beyond, complete_years


@rule("Y404", "last-year", Severity.ERROR)
def last_year(record: Record, context: Context) -> Iterator[Problem]:
    """Số cả giai đoạn khác số của năm cuối, ở chỉ tiêu lấy năm cuối làm số cả giai đoạn.

    Vì sao: với tỷ lệ, mức phải đạt của cả giai đoạn chính là mức của năm cuối; hai nơi ghi khác nhau thì không rõ
    cam kết mức nào.

    Cách tính: hai số phải có thể là một sau khi làm tròn: 66,7% và 0,6667 là một, 94,4% và 94,5% thì không.

    Bỏ qua: dòng không có `Cách tính 5 năm` là `năm cuối`; dòng thiếu một trong hai số hoặc có số không đọc được.

    Cách sửa: sửa số cả giai đoạn hoặc số của năm cuối cho bằng nhau.

    Ví dụ: Số cả giai đoạn 2026-2030 ghi 95,0%, nhưng năm 2030 ghi 100,0%; chỉ tiêu này lấy năm cuối làm số cả giai
    đoạn nên hai số phải bằng nhau. Đề nghị sửa số sai.
    """
    keys = context.years(record.row)
    total = record.values.get("total")
    last = record.values.get(keys[-1]) if keys else None
    if record.row.five_year is not FiveYear.LAST or total is None or last is None:
        return
    if total.amount is None or last.amount is None or agree(total.amount, last.amount):
        return
    blamed = context.blamed(total, [last])
    other = last if blamed is total else total
    shape = slip(printed(total.amount), printed(last.amount))
    hint = f" {capital(f'so với năm {last.column}, {shape}')}." if shape else ""
    yield problem(
        "Y404",
        record,
        blamed,
        f"Số {title('total', record, context)} ghi {total.shown}, nhưng {title(last.column, record, context)} ghi "
        f"{last.shown}; chỉ tiêu này lấy năm cuối làm số cả giai đoạn nên hai số phải bằng nhau.{hint} "
        f"Đề nghị sửa số sai.{arrived_last(blamed, total, record, context)}",
        related=[other.ref],
        expected=other.shown,
    )


@rule("Y405", "each-year", Severity.ERROR)
def each_year(record: Record, context: Context) -> Iterator[Problem]:
    """Có năm khác số cả giai đoạn, ở chỉ tiêu mà mỗi năm đều giữ một mức.

    Vì sao: tốc độ tăng, mức duy trì … được giao chung cho mọi năm; một năm ghi khác là gõ nhầm hoặc giao khác.

    Cách tính: từng năm so với số cả giai đoạn, hai số phải có thể là một sau khi làm tròn. Nếu các năm giống nhau mà
    từ hai năm trở lên khác số cả giai đoạn thì chỉ báo một lần, ở số cả giai đoạn.

    Bỏ qua: dòng không có `Cách tính 5 năm` là `hằng năm`; năm để trống hoặc không đọc được.

    Cách sửa: sửa năm ghi khác; nếu mỗi năm thật sự một mức, đổi `Cách tính 5 năm` của dòng trong tệp mẫu.

    Ví dụ: Năm 2028 ghi 12,5%, nhưng số cả giai đoạn 2026-2030 ghi 12,1%; chỉ tiêu này giữ một mức cho mọi năm. Đề
    nghị sửa năm 2028 hoặc số cả giai đoạn.
    """
    total = record.values.get("total")
    if record.row.five_year is not FiveYear.EACH or total is None or total.amount is None:
        return
    years = [
        value for year in context.years(record.row) if (value := record.values.get(year)) and value.amount
    ]
    off = [value for value in years if value.amount and not agree(value.amount, total.amount)]
    where = title("total", record, context)
    alike = all(
        one.amount and other.amount and agree(one.amount, other.amount)
        for one, other in combinations(years, 2)
    )
    if len(off) > 1 and alike:
        blamed = context.blamed(total, years)
        yield problem(
            "Y405",
            record,
            blamed,
            f"Số {where} ghi {total.shown}, nhưng các năm đều ghi {off[0].shown}; chỉ tiêu này giữ một mức cho mọi "
            f"năm. Đề nghị sửa số cả giai đoạn hoặc các năm.{arrived_last(blamed, total, record, context)}",
            related=[total.ref, *(value.ref for value in years)],
            expected=off[0].shown if blamed is total else total.shown,
        )
        return
    for value in off:
        blamed = context.blamed(value, [total])
        year = title(value.column, record, context)
        yield problem(
            "Y405",
            record,
            blamed,
            f"{capital(year)} ghi {value.shown}, nhưng số {where} ghi {total.shown}; chỉ tiêu này giữ một mức cho mọi "
            f"năm. Đề nghị sửa {year} hoặc số cả giai đoạn.{arrived_last(blamed, value, record, context)}",
            related=[value.ref, total.ref],
            expected=total.shown if blamed is value else value.shown,
        )


@rule("Y406", "year-mean", Severity.ERROR, tolerance=SUM_TOLERANCE)
def year_mean(record: Record, context: Context) -> Iterator[Problem]:
    """Số cả giai đoạn không phải là bình quân các năm, ở chỉ tiêu tính bình quân.

    Vì sao: số bình quân được dùng thay cho cả giai đoạn; sai thì mọi so sánh với nó đều sai.

    Cách tính: tổng các năm chia cho số năm, theo các số như hiện trên ô; lệch quá mức làm tròn (nửa đơn vị chữ số cuối
    của số cả giai đoạn cộng bình quân các nửa đơn vị của các năm), và cũng không khớp khi coi các số là bị cắt bỏ phần
    lẻ, thì báo.

    Bỏ qua: dòng không có `Cách tính 5 năm` là `bình quân`; dòng thiếu một năm hoặc có số không đọc được.

    Cách sửa: tính lại bình quân (hàm AVERAGE rồi ROUND), hoặc sửa năm ghi sai.

    Ví dụ: Số cả giai đoạn 2026-2030 ghi 8,6, nhưng bình quân các năm là 8,3, lệch 0,3, quá mức làm tròn giải thích
    được (0,1). Đề nghị tính lại bình quân hoặc sửa năm ghi sai.
    """
    if record.row.five_year is not FiveYear.MEAN:
        return
    years = complete_years(record, context)
    if years is None:
        return
    check = check_mean(years.whole, years.amounts, context.tolerance("Y406"))
    if check.outcome is not Outcome.WRONG:
        return
    total = years.total
    blamed = context.blamed(total, years.values)
    right = check.computed
    if blamed is not total and blamed.amount is not None:
        right = printed(blamed.amount) + check.difference * len(years.amounts)
    shape = slip(printed(years.whole), check.computed)
    hint = f" {capital(shape)}." if shape else ""
    yield problem(
        "Y406",
        record,
        blamed,
        f"Số {title('total', record, context)} ghi {total.shown}, nhưng bình quân các năm là "
        f"{written(check.computed, total, years.operands)}, lệch "
        f"{written(abs(check.difference), total, years.operands)}"
        f"{beyond(check, years.whole)}.{hint} Đề nghị tính lại bình quân hoặc sửa năm ghi sai."
        f"{arrived_last(blamed, total, record, context)}",
        related=[total.ref, *(value.ref for value in years.values)],
        expected=written(right, blamed, years.operands),
    )
