"""Row codes as Excel leaves them: `2.10` typed into an ordinary cell is stored as 2.1, `1.1.1` may become a date.

A number that can mean only one code is taken for it; where it could mean two, that is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wardxl.model import CellKind
from wardxl.template_tables import Line, TemplateFault
from wardxl.text import key

_CODE = re.compile(r"[^\W_]+(?:[.\-_][^\W_]+)*")
_AS_TEXT = "Định dạng ô là Văn bản (Text) rồi gõ lại mã."


def read_codes(lines: Sequence[Line], heading: str, faults: list[TemplateFault]) -> list[str]:
    """Return the code of each line, '' where there is none to go by (a fault says why)."""
    written = {line.text(heading) for line in lines if line.entry(heading).kind is not CellKind.NUMBER}
    codes: list[str] = []
    for line in lines:
        code = _read_code(line, heading, written, codes, faults)
        codes.append(code)
    _report_repeats(lines, codes, heading, faults)
    return codes


def _read_code(
    line: Line, heading: str, written: set[str], before: Sequence[str], faults: list[TemplateFault]
) -> str:
    text = line.text(heading)
    kind = line.entry(heading).kind
    if not text:
        faults.append(
            line.fault(heading, "Dòng chưa có mã. Ghi mã riêng cho dòng, ví dụ I.23, hoặc xóa dòng.")
        )
    elif kind is CellKind.DATE:
        faults.append(line.fault(heading, f"Excel đã đổi mã thành ngày ({text}). {_AS_TEXT}"))
    elif not _CODE.fullmatch(text):
        faults.append(
            line.fault(
                heading,
                f"Mã “{text}” không dùng được. Mã chỉ gồm chữ, số và dấu chấm, không có dấu cách, ví dụ "
                f"I.23.",
            )
        )
    elif kind is CellKind.NUMBER and _follows_nine(text, before) and f"{text}0" not in written:
        faults.append(
            line.fault(
                heading, f"Mã {text} là một số, đứng sau {before[-1]} nên có thể là {text}0. {_AS_TEXT}"
            )
        )
    else:
        return text
    return ""


def _follows_nine(number: str, before: Sequence[str]) -> bool:
    """Whether a number such as 2.1 stands right after 2.9 (or 1.2.9), where 2.10 is due."""
    head, dot, tail = number.rpartition(".")
    return bool(dot) and len(tail) == 1 and bool(before) and before[-1] == f"{head}.{_before_ten(tail)}"


def _before_ten(digit: str) -> str:
    """The number before ten, twenty …, of which Excel keeps only the first digit: 1 → 9, 2 → 19."""
    return str(int(digit) * 10 - 1)


def _report_repeats(
    lines: Sequence[Line], codes: list[str], heading: str, faults: list[TemplateFault]
) -> None:
    first: dict[str, Line] = {}
    for place, (line, code) in enumerate(zip(lines, codes, strict=True)):
        if not code:
            continue
        other = first.setdefault(key(code), line)
        if other is line:
            continue
        at_fault, kept = line, other
        is_number = CellKind.NUMBER in (line.entry(heading).kind, other.entry(heading).kind)
        if is_number and line.entry(heading).kind is not CellKind.NUMBER:
            at_fault, kept = other, line
        message = f"Mã “{code}” đã có ở ô {kept.cell(heading)}."
        if is_number and "." in code:
            message += f" Excel bỏ số 0 cuối của số, mã này có thể là {code}0. {_AS_TEXT}"
        else:
            message += " Đổi mã hoặc xóa một trong hai dòng."
        faults.append(at_fault.fault(heading, message))
        codes[place] = ""


def refer(line: Line, heading: str, codes: Mapping[str, str], faults: list[TemplateFault]) -> str:
    """Return the code that a reference names, '' for a blank one or one that names nothing (a fault says so).

    `codes` maps keys to codes.
    """
    text = line.text(heading)
    if not text:
        return ""
    kind = line.entry(heading).kind
    exact = codes.get(key(text))
    if kind is CellKind.NUMBER and "." in text:
        longer = codes.get(key(f"{text}0"))
        if exact and longer:
            faults.append(
                line.fault(heading, f"Mã {text} là một số, có thể là {exact} hoặc {longer}. {_AS_TEXT}")
            )
            return ""
        exact = exact or longer
    if exact is None:
        remedy = (
            _AS_TEXT if kind is CellKind.DATE else "Sửa mã cho đúng hoặc thêm dòng đó vào trang Danh mục."
        )
        faults.append(line.fault(heading, f"Không có dòng nào mang mã “{text}”. {remedy}"))
        return ""
    return exact
