"""The last sheet of a department's form: what to fill in, how, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wardxl.model import Schema
from wardxl.workbook import textfit
from wardxl.workbook.styles import FORM, FORM_BOLD, Styles

NAME = "Hướng dẫn"
_WIDTHS = (26.0, 92.0)


def draw_guide(book: Any, styles: Styles, schema: Schema, department: str, sheets: Sequence[str]) -> None:
    """Add the guide sheet of a form."""
    sheet = book.add_worksheet(NAME)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.merge_range(0, 0, 0, 1, "", styles("form", "title", "wrap"))
    sheet.write_string(0, 0, f"HƯỚNG DẪN ĐIỀN BIỂU CỦA {department.upper()}", styles("form", "title", "wrap"))
    sheet.set_row(0, 36)
    for row, (what, how) in enumerate(lines(schema, sheets), 1):
        sheet.write_string(row, 0, what, styles("form", "bold", "top", "wrap", "grid"))
        sheet.write_string(row, 1, how, styles("form", "top", "wrap", "grid"))
        cells = ((what, _WIDTHS[0], FORM_BOLD), (how, _WIDTHS[1], FORM))
        sheet.set_row(row, textfit.height(cells, 21))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=1.18, right=0.6, top=0.79, bottom=0.79)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.protect("", {"select_locked_cells": True, "select_unlocked_cells": True})


def lines(schema: Schema, sheets: Sequence[str]) -> list[tuple[str, str]]:
    """The guide as pairs of what is asked and how it is done."""
    deadline = _day(schema.settings.get("han_nop", ""))
    send = f"Lưu tệp (.xlsx) rồi gửi về {schema.settings.get('co_quan', schema.ward)}"
    return [
        (
            "Điền ở đâu",
            f"Các trang {', '.join(sheets)}: chỉ các ô nền nhạt. Các ô khác được khóa để tên dòng, tên cột "
            "giữ đúng mẫu; không có mật khẩu.",
        ),
        (
            "Số",
            "Gõ số bình thường: 9923,5 hoặc 12,5. Phần trăm gõ 96,5 (không gõ 0,965). Không phát sinh thì gõ dấu “-”. "
            "Chưa có số liệu thì để trống.",
        ),
        (
            "Đơn vị tính",
            "Giữ đơn vị tính in sẵn. Nếu số liệu tính theo đơn vị khác cùng loại (triệu đồng thay cho tỷ đồng) "
            "thì chọn đơn vị đó trong danh sách ở ô Đơn vị tính.",
        ),
        (
            "Tỷ số, khoảng, thời gian",
            "Gõ 03/03 đồ án, 85-90, ≥95, 2026-2028 như viết tay; các ô này để dạng chữ nên Excel "
            "không đổi thành ngày tháng.",
        ),
        (
            "Số in sẵn",
            "Là số Văn phòng đã biết. Nếu khác với số của đơn vị thì ghi số đúng và giải thích ở cột Ghi chú.",
        ),
        (
            "Tự kiểm tra",
            "Các cột bên phải bảng cho biết dòng nào còn thiếu, các năm cộng lại có khớp số 5 năm không. "
            "✓ là khớp, ✗ là lệch, ? là chưa đủ số. Các cột này không in.",
        ),
        (
            "Dòng đồng chủ trì",
            "Một số dòng có hai đơn vị chủ trì; cả hai cùng điền thì phải cùng một số. Dòng không điền "
            "được coi là chưa gửi.",
        ),
        (
            "Gửi lại",
            f"{send}{f' trước ngày {deadline}' if deadline else ''}. Đổi tên tệp hay tên trang đều được; không cần "
            "in ra rồi quét.",
        ),
        (
            "Sửa sau khi gửi",
            "Sửa ngay trong tệp này rồi gửi lại cả tệp; số mới thay số cũ, ô để trống không xóa số đã gửi.",
        ),
    ]


def _day(text: str) -> str:
    """A day of the settings (`2026-05-15`) as people write it; anything else as it is."""
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else text
