"""What does not belong here: S113 another ward, S114 another period; nothing of it is mixed in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wardxl.likeness import bare
from wardxl.locate import Located
from wardxl.model import Label, Problem, Schema
from wardxl.text import brief, key

_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)(?!\d)")
_WARD = re.compile(r"\b(phường|xã|thị trấn|đặc khu)\s+((?:[^\W\d_]+\s?)+)", re.IGNORECASE)
# Words that follow `phường` or `xã` in a title without being a name (`xã hội`, `phường giai đoạn …`).
_NO_NAME = frozenset(
    "giai đoạn năm về và là theo của gửi trình kế ngày tháng trên có được do hội đến từ cho tại lần khóa nhiệm "
    "báo phục thực dự đạt quý".split()
)
# How a line of capitals begins when it is an office's name; elsewhere capitals tell nothing.
_OFFICES = ("ubnd", "ủy ban", "hđnd", "hội đồng", "đảng ủy", "phường", "xã", "công an", "trạm")
# Where a line of capitals speaks of a ward all the same: `… KINH TẾ - XÃ HỘI PHƯỜNG YÊN HÒA GIAI ĐOẠN …`.
_AMONG_CAPITALS = re.compile(
    r"\b(?:XÃ HỘI|KT ?- ?XH|KTXH|ĐỊA BÀN|CỦA|UBND|NHÂN DÂN|ĐẢNG BỘ)\s+(PHƯỜNG|XÃ|THỊ TRẤN|ĐẶC KHU)\s+"
    r"((?:[^\W\d_]+\s?){2,3}?)(?=\s*(?:$|[\d(]|GIAI ĐOẠN|NĂM \d|NHIỆM KỲ|THỜI KỲ))"
)


def barred_by_title(titles: Sequence[Label], schema: Schema) -> Problem | None:
    """Say when the title names another ward, or only periods that have no year in common with the plan."""
    ours = [label for label in titles if key(schema.ward) in key(label.text)]
    for label in titles:
        # Beside our own name another is that of what was here before, or of who is told; an office's is the sender's.
        if label in ours or (ours and not key(label.text).startswith(_OFFICES)):
            continue
        ward = other_ward(label.text, schema.ward, among_capitals=not ours)
        if ward is not None:
            message = (
                f"Tiêu đề ghi “{brief(label.text)}”, không phải {schema.ward}; tệp không được tổng hợp. "
                "Hãy kiểm tra tệp có gửi nhầm phường không."
            )
            return Problem("S113", message, ref=label.ref, found=ward, expected=schema.ward)
    plan = range(schema.start, schema.end + 1)
    spans = [(label, int(m[1]), int(m[2])) for label in titles for m in _RANGE.finditer(label.text)]
    if not spans or any(start <= plan[-1] and end >= plan[0] for _, start, end in spans):
        return None
    label, start, end = spans[0]
    message = (
        f"Tiêu đề ghi giai đoạn {start}-{end}, không có năm nào của kế hoạch {_period(schema)}; tệp không được "
        "tổng hợp. Hãy gửi số liệu của đúng giai đoạn."
    )
    return Problem("S114", message, ref=label.ref, found=f"{start}-{end}", expected=_period(schema))


def other_period(table: Located, schema: Schema) -> Problem | None:
    """Say when a table has year columns and none of them is of the plan."""
    if len(table.foreign_years) < 2 or any(year in table.columns for year in table.form.years):
        return None
    years = ", ".join(str(year) for year in sorted(table.foreign_years))
    message = (
        f"Các cột năm là {years}, không có năm nào của kế hoạch {_period(schema)}; bảng này không được tổng hợp. "
        "Hãy gửi số liệu của đúng giai đoạn."
    )
    name = next(column.key for column in table.form.columns if column.role == "name")
    ref = table.sheet.ref(table.header_row, table.columns[name])
    return Problem("S114", message, ref=ref, found=years, expected=_period(schema))


def other_ward(text: str, ward: str, *, among_capitals: bool = False) -> str | None:
    """Return the ward that a title names when it is not ours, else None.

    A name follows `phường`: words that begin with capitals; in a line of capitals all of them, where the line
    begins as an office's name does. `among_capitals`: elsewhere in such a line too, where a ward is spoken of.
    """
    capitals = text.isupper()
    if not capitals or key(text).startswith(_OFFICES):
        found = _WARD.finditer(text)
    elif among_capitals:
        found = _AMONG_CAPITALS.finditer(text)
    else:
        return None
    for match in found:
        name = match[2].split()
        if not capitals:
            named = next((at for at, word in enumerate(name) if not word[:1].isupper()), len(name))
            name = name[:named]
        if not name or key(name[0]) in _NO_NAME:
            continue
        full = f"{match[1]} {' '.join(name)}"
        if not _ours(full, ward):
            return full
    return None


def _ours(typed: str, ward: str) -> bool:
    """Whether a title's ward is ours; its name may lack all accents, or be followed by other words."""
    found, own = key(typed), key(ward)
    if typed.partition(" ")[2].isascii():
        found, own = bare(found), bare(own)
    return found.startswith(own) or own.startswith(found)


def _period(schema: Schema) -> str:
    return f"{schema.start}-{schema.end}"
