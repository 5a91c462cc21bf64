"""What has not come: departments that sent nothing, rows that nobody sent."""

from __future__ import annotations

from collections.abc import Iterator

from wardxl.model import Kind, Problem, Record, Row, Severity, State
from wardxl.rules.registry import Collection, Context, rule
from wardxl.rules.saying import quoted, several

#: Kinds of rows of which nothing more is asked here once they stand in a file: they hold no values, or a blank in
#: them is named at its cell by other rules.
_SETTLED = frozenset({Kind.HEADING, Kind.MODEL, Kind.TARGET, Kind.STATUS, Kind.TASK})


@rule("C601", "missing-submission", Severity.WARNING)
def missing_submission(collection: Collection, context: Context) -> Iterator[Problem]:
    """Đơn vị phải nộp nhưng chưa gửi tệp nào.

    Vì sao: thiếu đơn vị thì thiếu cả phần việc đơn vị đó chủ trì; cần nhắc trước hạn.

    Cách xác định: đơn vị có `Bắt buộc nộp` là `có` ở trang `Đơn vị` mà không có tệp nào đọc được. Tệp chung của nhiều
    đơn vị được tính là đã gửi cho mọi đơn vị chủ trì các dòng trong đó.

    Bỏ qua: đơn vị không bắt buộc nộp; lệnh kiểm tra một vài tệp riêng lẻ.

    Cách sửa: nhắc đơn vị gửi tệp; nếu đơn vị không phải nộp thì ghi `không` ở cột `Bắt buộc nộp`.

    Ví dụ: Công an phường chưa gửi tệp nào; đơn vị này chủ trì 7 dòng. Đề nghị nhắc đơn vị gửi phụ lục.
    """
    sent = _senders(collection)
    for department in collection.schema.departments:
        if department.required and department.name not in sent:
            due = sum(department.name in row.leads for row in collection.schema.rows.values())
            rows = f"; đơn vị này chủ trì {due} dòng" if due else ""
            yield Problem(
                "C601",
                f"{department.name} chưa gửi tệp nào{rows}. Đề nghị nhắc đơn vị gửi phụ lục.",
                department=department.name,
            )


def _senders(collection: Collection) -> set[str]:
    """The departments that sent something: by their own file, or as leads of rows in a collective one."""
    senders: set[str] = set()
    for submission in collection.submissions:
        if submission.state not in (State.ACCEPTED, State.SUPERSEDED):
            continue
        if submission.department is not None:
            senders.add(submission.department)
            continue
        for record in submission.records:
            if record.row.kind is Kind.MODEL or any(not value.blank for value in record.values.values()):
                senders.update(record.leads or record.row.leads)
    return senders


@rule("C602", "missing-row", Severity.WARNING)
def missing_row(collection: Collection, context: Context) -> Iterator[Problem]:
    """Dòng của danh mục chưa có đơn vị nào gửi.

    Vì sao: dòng trống trong bảng tổng hợp là chỉ tiêu, nhiệm vụ bị bỏ sót khi trình.

    Cách xác định: dòng không có trong tệp nào, hoặc có nhưng mọi ô giá trị đều trống. Cả một phụ lục chưa có gì thì
    chỉ báo một lần.

    Bỏ qua: dòng nhóm mà một dòng con của nó đã có; chỉ tiêu, nhiệm vụ có dòng nhưng ô còn trống (đã báo tại ô); lệnh
    kiểm tra một vài tệp riêng lẻ.

    Cách sửa: đề nghị đơn vị chủ trì gửi bổ sung; nếu dòng không còn dùng thì bỏ khỏi trang `Danh mục`.

    Ví dụ: Chưa có đơn vị nào gửi dòng “Khu dân cư xanh - thông minh”. Đề nghị Phòng Kinh tế, Hạ tầng và Đô thị gửi bổ
    sung.
    """
    schema = collection.schema
    parents = {row.parent for code, row in schema.rows.items() if _came(row, collection.records.get(code))}
    for appendix in schema.forms:
        rows = schema.rows_of(appendix)
        missing = [
            row
            for row in rows
            if row.code not in parents and not _came(row, collection.records.get(row.code))
        ]
        if rows and len(missing) == len(rows):
            leads = list(dict.fromkeys(row.leads[0] for row in rows if row.leads))
            whom = f" Đề nghị {several(leads)} gửi." if leads else ""
            yield Problem(
                "C602",
                f"Phụ lục {appendix} chưa có đơn vị nào gửi dòng nào (cả {len(rows)} dòng còn trống).{whom}",
                appendix=appendix,
            )
            continue
        for row in missing:
            whom = (
                f"Đề nghị {row.leads[0]} gửi bổ sung." if row.leads else "Đề nghị đơn vị chủ trì gửi bổ sung."
            )
            yield Problem(
                "C602",
                f"Chưa có đơn vị nào gửi dòng {quoted(row.name)}. {whom}",
                appendix=appendix,
                row=row.code,
                department=row.leads[0] if row.leads else None,
            )


def _came(row: Row, record: Record | None) -> bool:
    """Whether a row came: the row itself where nothing more is asked of it here, else any value of it."""
    if record is None:
        return False
    return row.kind in _SETTLED or not record.values or any(not v.blank for v in record.values.values())
