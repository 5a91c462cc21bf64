"""Forms for departments: one workbook each, with its own rows of every appendix, ready to fill in and send back.

The same template gives the same bytes. What a form says of itself when it comes back is in `form_id`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from wardxl import form_id
from wardxl.errors import CannotRun
from wardxl.form_guide import draw_guide
from wardxl.form_inputs import Lists
from wardxl.form_rows import let_rows_grow
from wardxl.form_sheet import Issue, draw_sheet
from wardxl.matching import DepartmentFinder
from wardxl.model import Consolidated, Form, KnownFigure, Row, Schema, Status
from wardxl.outputs import write_whole
from wardxl.result import Result
from wardxl.stamp import PROPERTY, Stamp, stamp_of, stamped, untouched
from wardxl.text import key
from wardxl.units import UnitTable
from wardxl.workbook.book import new_book
from wardxl.workbook.places import settle
from wardxl.workbook.styles import FORM_FONT, Styles

# Fixed, so that the same form has the same bytes; a form saved later is thereby known to be touched.
_ISSUED = datetime(2026, 1, 1, tzinfo=UTC)
#: Where the drop-down lists begin on the hidden sheet, right of the id.
_LISTS_FROM = 5
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80


def departments(schema: Schema) -> tuple[str, ...]:
    """The departments that lead or co-lead a row, in the template's order."""
    leads = {name for row in schema.rows.values() for name in row.leads}
    return tuple(department.name for department in schema.departments if department.name in leads)


def find_department(schema: Schema, name: str) -> str:
    """Return the department that a person names, in any spelling; raises CannotRun where none has rows."""
    have = departments(schema)
    exact = [known for known in have if key(known) == key(name)]
    found = exact or list(DepartmentFinder(schema.departments).find(name).names)
    if len(found) != 1:
        raise CannotRun(f"Không rõ đơn vị “{name}”; hãy ghi một trong: {'; '.join(have)}.")
    if found[0] not in have:
        raise CannotRun(
            f"{found[0]} không chủ trì dòng nào trong danh mục nên không có biểu; hãy ghi một trong: {'; '.join(have)}."
        )
    return found[0]


def file_name(department: str) -> str:
    """The name of a department's form: its own, without what Windows does not allow in names."""
    plain = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", department))
    plain = " ".join(plain.split())[:_LONGEST_NAME].strip(" .") or "Biểu"
    return f"{plain}{' -' if _RESERVED.fullmatch(plain) else ''}.xlsx"


def write_form(
    schema: Schema,
    department: str,
    path: Path,
    *,
    revision: int = 0,
    previous: Sequence[KnownFigure] = (),
) -> Path:
    """Write the form of one department whole or not at all and return where it is.

    Raises CannotRun when the department has no rows or the folder cannot be written to.
    """
    content = compose(schema, find_department(schema, department), revision=revision, previous=previous)
    return write_whole(path, lambda part: part.write_bytes(content))


def write_forms(
    schema: Schema, folder: Path, *, revision: int = 0, previous: Sequence[KnownFigure] = ()
) -> list[Path]:
    """Write the forms of all departments that lead or co-lead a row; return where they are.

    A file of that name that is no form as we issued it (a department has filled it in) is left alone, and the
    new form gets a name beside it. Raises CannotRun when the folder cannot be written to.
    """
    written: list[Path] = []
    for department in departments(schema):
        path = unclaimed(folder / file_name(department), written)
        written.append(write_form(schema, department, path, revision=revision, previous=previous))
    if not written:
        raise CannotRun(
            "Danh mục của tệp mẫu chưa có dòng nào ghi đơn vị chủ trì nên không có biểu nào để phát hành."
        )
    return written


def compose(
    schema: Schema, department: str, *, revision: int = 0, previous: Sequence[KnownFigure] = ()
) -> bytes:
    """Make the bytes of one department's form.

    `previous` are figures printed where the template's sheet of known figures has none.
    """
    rows = {code: chosen for code in schema.forms if (chosen := _rows(schema, code, department))}
    own = [row.code for chosen in rows.values() for row in chosen if department in row.leads]
    known = {
        (figure.row, figure.column): figure.value
        for figure in (*previous, *schema.known)
        if figure.row in own
    }
    figures = [KnownFigure(row, column, value) for (row, column), value in known.items()]
    issued = form_id.issue(schema, department, own, list(rows), figures, revision)
    target = BytesIO()
    book = new_book(target, {"font_name": FORM_FONT, "font_size": 12})
    book.set_size(1366, 768)
    _describe(book, schema, issued)
    styles = Styles(book)
    issue = Issue(schema, department, known, UnitTable(schema.units), Lists(form_id.SHEET, _LISTS_FROM))
    layouts = [
        layout
        for layout in settle(_blank(schema, department, rows)).appendices.values()
        if layout.form.code in rows
    ]
    for layout in layouts:
        draw_sheet(book, styles, layout, issue)
    draw_guide(book, styles, schema, department, [layout.sheet for layout in layouts])
    hidden = book.add_worksheet(form_id.SHEET)
    for number, line in enumerate(form_id.lines(issued)):
        for at, text in enumerate(line):
            hidden.write_string(number, at, text)
    issue.lists.write(hidden)
    hidden.very_hidden()
    book.close()
    return let_rows_grow(target.getvalue())


def _describe(book: Any, schema: Schema, issued: form_id.FormId) -> None:
    book.set_properties(
        {
            "title": f"Biểu của {issued.department}, kế hoạch {issued.period}",
            "subject": "Biểu để đơn vị điền và gửi lại",
            "author": schema.ward,
            "created": _ISSUED.replace(tzinfo=None),
        }
    )
    book.set_custom_property(PROPERTY, stamped(Stamp.FORM, _ISSUED), "text")
    for name, value in form_id.properties(issued).items():
        book.set_custom_property(name, value[:255], "text")


def _rows(schema: Schema, appendix: str, department: str) -> list[Row]:
    """The rows of an appendix that a department leads, with the rows above them, in catalogue order."""
    chosen: set[str] = set()
    for row in schema.rows_of(appendix):
        if department in row.leads:
            code = row.code
            while code in schema.rows and code not in chosen:
                chosen.add(code)
                code = schema.rows[code].parent
    return [row for row in schema.rows_of(appendix) if row.code in chosen]


def _blank(schema: Schema, department: str, rows: Mapping[str, Sequence[Row]]) -> Result:
    """A result in which nothing has come, as what the layouts are settled by."""
    forms = {code: _of_department(schema, form, department) for code, form in schema.forms.items()}
    blank = {
        code: tuple(Consolidated(row, Status.MISSING, None, row.leads, "", {}) for row in chosen)
        for code, chosen in rows.items()
    }
    return Result(replace(schema, forms=forms), (), (), (), blank)


def _of_department(schema: Schema, form: Form, department: str) -> Form:
    """The form with the department's name under its title, without the count of all rows of the appendix."""
    count = sum(not row.parent for row in schema.rows_of(form.code))
    counted = re.compile(rf"\s*\(\s*{count}\s+[^\W\d_][^()]*\)|^\s*{count}\s+[^\d]{{1,25}}$")
    title = tuple(text for line in form.title if (text := counted.sub("", line).strip()))
    return replace(form, title=title, attached=f"Đơn vị báo cáo: {department}")


def unclaimed(path: Path, taken: Sequence[Path] = ()) -> Path:
    """Return the path itself, or a name beside it where somebody's work lies there already."""
    number, target = 1, path
    while target in taken or (target.exists() and not _as_issued(target)):
        number += 1
        target = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return target


def _as_issued(path: Path) -> bool:
    """Whether a file is a form of ours that nobody has saved since."""
    from wardxl import readers

    try:
        book = readers.read(path.read_bytes(), path.name)
    except (OSError, readers.ReadError):
        return False
    return stamp_of(book) is Stamp.FORM and untouched(book)
