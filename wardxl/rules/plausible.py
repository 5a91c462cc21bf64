"""Whether a row's figures are plausible one beside another: direction, steps, the Congress's resolution."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from wardxl.model import Better, FiveYear, Kind, Problem, Record, Severity, Value
from wardxl.rounding import printed
from wardxl.rules.registry import Context, rule
from wardxl.rules.saying import arrived_last, capital, problem, times, title

#: Kinds whose figures make a series over the years.
_SERIES = frozenset({Kind.NUMBER, Kind.COUNT})


def steps(record: Record, context: Context) -> Iterator[tuple[Value, Decimal, Value, Decimal]]:
    """Take neighbouring cells of the baseline and the years, both of them figures, as printed.

    Rows whose five-year figure has no relation to the years, and rows of text, make no series.
    """
    if record.row.kind not in _SERIES or record.row.five_year is FiveYear.NONE:
        return
    series = [record.values.get(key) for key in ("baseline", *context.years(record.row))]
    for before, after in pairwise(series):
        if before and after and before.amount and after.amount:
            yield before, printed(before.amount), after, printed(after.amount)


@rule("Y407", "trend", Severity.WARNING, clean=True, beware=("Y404",))
def trend(record: Record, context: Context) -> Iterator[Problem]:
    """Số của một năm đi ngược chiều tốt của chỉ tiêu so với năm trước.

    Vì sao: kế hoạch thường năm sau không kém năm trước; đi lùi thì hoặc gõ nhầm, hoặc cần có lời giải thích.

    Cách tính: so số hiện trên ô của từng cặp năm liền nhau, kể cả từ kết quả năm gốc đến năm đầu, theo cột `Chiều tốt`
    của trang `Danh mục` (tăng: năm sau không được thấp hơn; giảm: năm sau không được cao hơn).

    Bỏ qua: dòng để trống `Chiều tốt`, dòng chữ, dòng có `Cách tính 5 năm` là `không`; cặp có ô trống; ô đang bị báo lỗi
    hoặc đang nghi sai; năm cuối khi đang khác số cả giai đoạn.

    Cách sửa: sửa số gõ nhầm; nếu đúng là kế hoạch giảm thì ghi lý do vào cột ghi chú và để nguyên.

    Ví dụ: Năm 2027 ghi 8.410,6, thấp hơn năm 2026 (9.923,5), trong khi chỉ tiêu này càng cao càng tốt. Đề nghị kiểm
    tra lại; nếu đúng thì ghi lý do vào ghi chú.
    """
    better = record.row.better
    for before, earlier, after, later in steps(record, context):
        if not ((better is Better.UP and later < earlier) or (better is Better.DOWN and later > earlier)):
            continue
        worse, wish = ("thấp hơn", "cao") if better is Better.UP else ("cao hơn", "thấp")
        blamed = context.blamed(after, [before])
        yield problem(
            "Y407",
            record,
            blamed,
            f"{capital(title(after.column, record, context))} ghi {after.shown}, {worse} "
            f"{title(before.column, record, context)} ({before.shown}), trong khi chỉ tiêu này càng {wish} càng tốt. "
            f"Đề nghị kiểm tra lại; nếu đúng thì ghi lý do vào ghi chú.{arrived_last(blamed, after, record, context)}",
            related=[before.ref, after.ref],
            expected=_bound(blamed is after, better, before, after),
        )


def _bound(usual: bool, better: Better, before: Value, after: Value) -> str:
    """Write what the cell should hold: a year beside the one before it, or the other way round."""
    if usual:
        return f"{'≥' if better is Better.UP else '≤'} {before.shown}"
    return f"{'≤' if better is Better.UP else '≥'} {after.shown}"


@rule(
    "Y408",
    "jump",
    Severity.WARNING,
    clean=True,
    beware=("Y404",),
    tolerance="số lần bắt đầu báo (5: năm sau gấp 5 lần năm trước trở lên, hoặc ngược lại).",
)
def jump(record: Record, context: Context) -> Iterator[Problem]:
    """Hai năm liền nhau, hoặc kết quả năm gốc và năm đầu, chênh nhau từ 5 lần trở lên.

    Vì sao: bước nhảy lớn như vậy thường do hai số khác phạm vi (chỉ phần của phường và cả địa bàn) hoặc khác đơn vị
    tính; để cạnh nhau thì người đọc hiểu sai tốc độ tăng.

    Cách tính: lấy số lớn chia số nhỏ của từng cặp liền nhau, theo số hiện trên ô. Bước nhảy bắt đầu từ kết quả năm gốc
    thì báo ở ô năm gốc, các bước khác báo ở năm sau.

    Bỏ qua: cặp có số 0, có ô trống hoặc khác dấu; dòng chữ, dòng có `Cách tính 5 năm` là `không`; ô đang bị báo lỗi,
    đang nghi sai, hoặc đã được báo lệch 10, 100, 1.000 lần; năm cuối khi đang khác số cả giai đoạn.

    Cách sửa: kiểm tra hai số có cùng phạm vi và cùng đơn vị tính không; nếu phạm vi khác nhau thì ghi rõ ở ghi chú.

    Ví dụ: Từ kết quả năm 2025 (112,5) đến năm 2026 (9.923,5) gấp 88 lần. Hai số có thể khác phạm vi hoặc khác đơn vị
    tính; đề nghị kiểm tra lại, nếu đúng thì ghi rõ ở ghi chú.
    """
    limit = context.tolerance("Y408")
    for before, earlier, after, later in steps(record, context):
        if not earlier or not later or (earlier < 0) != (later < 0):
            continue
        factor = max(later / earlier, earlier / later)
        if factor < limit:
            continue
        usual = before if before.column == "baseline" else after
        other = after if usual is before else before
        blamed = context.blamed(usual, [other])
        grown = "gấp" if later / earlier > 1 else "giảm"
        yield problem(
            "Y408",
            record,
            blamed,
            f"Từ {title(before.column, record, context)} ({before.shown}) đến {title(after.column, record, context)} "
            f"({after.shown}) {grown} {times(factor)} lần. Hai số có thể khác phạm vi hoặc khác đơn vị tính; đề nghị "
            f"kiểm tra lại, nếu đúng thì ghi rõ ở ghi chú.{arrived_last(blamed, usual, record, context)}",
            related=[before.ref, after.ref],
        )


@rule("Y409", "below-resolution", Severity.WARNING, clean=True)
def below_resolution(record: Record, context: Context) -> Iterator[Problem]:
    """Số cả giai đoạn chưa đạt chỉ tiêu Nghị quyết Đại hội.

    Vì sao: kế hoạch 5 năm phải thực hiện được Nghị quyết; thấp hơn thì Hội đồng nhân dân sẽ hỏi.

    Cách tính: so số cả giai đoạn với chỉ tiêu Nghị quyết, theo số hiện trên ô và cột `Chiều tốt` của trang `Danh mục`
    (tăng: không được thấp hơn; giảm: không được cao hơn).

    Bỏ qua: Nghị quyết ghi bằng chữ hoặc để trống; dòng để trống `Chiều tốt`; ô đang bị báo lỗi hoặc đang nghi sai.

    Cách sửa: nâng kế hoạch cho đạt Nghị quyết, hoặc sửa ô ghi sai; nếu có chủ trương khác thì ghi ở ghi chú.

    Ví dụ: Số cả giai đoạn 2026-2030 ghi 80%, chưa đạt chỉ tiêu Nghị quyết là 85%. Đề nghị xem lại kế hoạch hoặc ghi lý
    do vào ghi chú.
    """
    total, resolution = record.values.get("total"), record.values.get("resolution")
    if total is None or resolution is None or total.amount is None or resolution.amount is None:
        return
    planned, wanted = printed(total.amount), printed(resolution.amount)
    better = record.row.better
    if not ((better is Better.UP and planned < wanted) or (better is Better.DOWN and planned > wanted)):
        return
    blamed = context.blamed(total, [resolution])
    yield problem(
        "Y409",
        record,
        blamed,
        f"Số {title('total', record, context)} ghi {total.shown}, chưa đạt chỉ tiêu Nghị quyết là {resolution.shown}. "
        f"Đề nghị xem lại kế hoạch hoặc ghi lý do vào ghi chú.{arrived_last(blamed, total, record, context)}",
        related=[total.ref, resolution.ref],
        expected=_bound(blamed is total, better, resolution, total),
    )
