"""What people decided in an earlier result: the columns `Quyết định` and `Giải trình` of its sheet `Vấn đề`.

A decision belongs to a finding by code, row, column and department, never by the address of a cell; it holds only
as long as the figures are the same that it was made for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

from wardxl.errors import CannotRun
from wardxl.model import Finding, Schema
from wardxl.text import clean, key
from wardxl.workbook.places import PROBLEMS

_ACCEPTED = key("chấp nhận")
_HEADINGS = {
    "code": "Mã",
    "department": "Đơn vị",
    "appendix": "Phụ lục",
    "row": "Mã dòng",
    "column": "Cột",
    "found": "Đang ghi",
    "expected": "Lẽ ra",
    "decision": "Quyết định",
    "explanation": "Giải trình",
}


class Key(NamedTuple):
    """By what a finding is known again in a later run."""

    code: str
    row: str
    column: str
    department: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a finding: `accepted`, or a `value` as typed; and the figures it was made for."""

    accepted: bool
    value: str
    explanation: str
    found: str
    expected: str

    def holds(self, finding: Finding) -> bool:
        """Whether the figures are still those that the decision was made for."""
        return (self.found, self.expected) == (clean(finding.found or ""), clean(finding.expected or ""))


def key_of(finding: Finding) -> Key:
    """The key of a finding of this run."""
    return Key(finding.code, finding.row or "", finding.column or "", finding.department or "")


def read(data: bytes, schema: Schema) -> Mapping[Key, Decision]:
    """Read the decisions from an earlier result of ours; lines without one are left out.

    Raises CannotRun when the bytes are no such workbook.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    wrong = CannotRun(
        f"Tệp kết quả trước không có trang “{PROBLEMS}” đúng mẫu; hãy chọn lại tệp cho --previous."
    )
    try:
        book = load_workbook(BytesIO(data), data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise wrong from error
    if PROBLEMS not in book.sheetnames:
        raise wrong
    lines = book[PROBLEMS].iter_rows(values_only=True)
    head = [clean(str(text or "")) for text in next(lines, ())]
    if not set(_HEADINGS.values()) <= set(head):
        raise wrong
    at = {name: head.index(heading) for name, heading in _HEADINGS.items()}
    decisions: dict[Key, Decision] = {}
    for line in lines:
        cells = {name: _text(line[place]) for name, place in at.items()}
        if cells["code"] and cells["decision"]:
            column = _column(schema, cells["appendix"], cells["column"])
            accepted = key(cells["decision"]) == _ACCEPTED
            decisions[Key(cells["code"], cells["row"], column, cells["department"])] = Decision(
                accepted,
                "" if accepted else cells["decision"],
                cells["explanation"],
                cells["found"],
                cells["expected"],
            )
    return decisions


def _text(value: object) -> str:
    """A cell's text; a figure typed into `Quyết định` in the way it is written here."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return clean(str(value)) if value is not None else ""


def _column(schema: Schema, appendix: str, heading: str) -> str:
    """A column's key from the heading that the sheet shows."""
    form = schema.forms.get(appendix)
    columns = form.columns if form else ()
    return next((column.key for column in columns if key(column.heading) == key(heading)), heading)
