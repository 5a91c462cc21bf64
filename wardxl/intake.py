"""One file → one submission: read, locate, normalise, tell the sender, check.

Nothing a file holds stops the run: what cannot be read becomes a problem of that file alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from wardxl import readers, rules
from wardxl.form_id import FormId, form_of, sheets_of
from wardxl.form_returned import barred, filled_in, old_form
from wardxl.inbox import Item
from wardxl.known_figures import known_figures
from wardxl.lexicon import Lexicon
from wardxl.locate import Located, locate
from wardxl.model import Fault, Grid, Label, Problem, Record, Ref, State, Submission
from wardxl.normalise import Normalised, habit, normalise
from wardxl.readers import ReadError
from wardxl.sender import sender
from wardxl.sheet import Sheet
from wardxl.stamp import Stamp, stamp_of, untouched
from wardxl.text import key

_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)(?!\d)")


def submit(item: Item, lexicon: Lexicon) -> tuple[Submission, tuple[Fault, ...]]:
    """Read and check one file; returns the submission and faults of our own rules, if any."""
    try:
        data = item.load()
    except OSError as error:
        message = f"Không mở được tệp ({error.strerror}); hãy đóng tệp nếu đang mở và kiểm tra quyền đọc."
        return _refused(item, "", "S101", message), ()
    except ReadError as error:
        return _refused(item, "", error.code, error.message), ()
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        book = readers.read(data, item.file)
    except ReadError as error:
        return _refused(item, sha256, error.code, error.message), ()
    stamp = stamp_of(book)
    if stamp is Stamp.RESULT or (stamp is Stamp.RETURN and untouched(book)):
        return Submission(item.file, sha256, State.SKIPPED, modified=book.modified, saved=item.saved), ()
    form = form_of(book)
    submission, faults = check_grids(sheets_of(book), lexicon, item.file, form, as_issued=untouched(book))
    if stamp is Stamp.TEMPLATE and not any(_filled(record) for record in submission.records):
        return Submission(item.file, sha256, State.SKIPPED, modified=book.modified, saved=item.saved), ()
    return replace(submission, sha256=sha256, modified=book.modified, saved=item.saved), faults


def check_grids(
    grids: Sequence[Grid],
    lexicon: Lexicon,
    file: str,
    form: FormId | None = None,
    *,
    as_issued: bool = False,
) -> tuple[Submission, tuple[Fault, ...]]:
    """Locate, normalise and check the sheets of one workbook that has been read.

    `form` is what a form of ours says of itself; of such a form only rows on which something was filled in count,
    and one on which nothing was is no submission. `as_issued`: nobody has saved it since then.
    """
    sheets = [Sheet(grid, file) for grid in grids]
    found = [(sheet, locate(sheet, lexicon.headings)) for sheet in sheets]
    elsewhere = barred(form, lexicon.schema, file) if form else None
    if elsewhere and not any(tables for _, tables in found):
        return Submission(
            file, "", State.UNREADABLE, form.department if form else None, problems=(elsewhere,)
        ), ()
    if not any(tables for _, tables in found):
        message = (
            "Không nhận ra phụ lục nào trong tệp; hãy kiểm tra dòng tiêu đề của bảng (tên các cột như trong tệp mẫu) "
            "hoặc chép bảng vào tệp mẫu."
        )
        return Submission(file, "", State.UNREADABLE, problems=(Problem("S105", message, file=file),)), ()
    style = habit(found)
    parts = [normalise(sheet, table, lexicon, style) for sheet, tables in found for table in tables]
    titles = [label for _, tables in found for table in tables for label in table.title]
    refused = (elsewhere,) if elsewhere else _barred(titles, found, lexicon)
    records = [record for part in parts for record in part.records]
    source = sender(file, titles, records, lexicon, form)
    records = [replace(record, department=source.department) for record in records]
    if form and not refused:
        records = list(filled_in(records, form, lexicon.schema, untouched=as_issued))
        if not records:
            return Submission(file, "", State.SKIPPED, source.department, revision=form.revision), ()
    submission = Submission(
        file=file,
        sha256="",
        state=State.UNREADABLE if refused else State.ACCEPTED,
        department=source.department,
        tables=tuple(part.table for part in parts),
        records=tuple(records),
        revision=form.revision if form else 0,
    )
    if refused:
        return replace(submission, problems=refused), ()
    checked, faults = rules.run(records, lexicon.schema)
    known = known_figures(records, lexicon.schema, form.figures if form else ())
    old = old_form(form, lexicon.schema, file) if form else None
    problems = (
        *([old] if old else ()),
        *_legacy(sheets),
        *_partly_read(found),
        *_unknown_sender(source.unknown),
        *_noticed(parts),
        *checked,
        *known,
    )
    return replace(
        submission, problems=tuple(_signed(problem, source.department) for problem in problems)
    ), tuple(faults)


def _refused(item: Item, sha256: str, code: str, message: str) -> Submission:
    state = State.SKIPPED if code == "S104" else State.UNREADABLE
    return Submission(
        item.file, sha256, state, problems=(Problem(code, message, file=item.file),), saved=item.saved
    )


def _filled(record: Record) -> bool:
    return any(not value.blank for value in record.values.values())


def _noticed(parts: Sequence[Normalised]) -> list[Problem]:
    return [problem for part in parts for problem in part.problems]


def _signed(problem: Problem, department: str | None) -> Problem:
    return replace(problem, department=problem.department or department)


def _unknown_sender(label: Label | None) -> list[Problem]:
    if label is None:
        return []
    message = (
        f"Không rõ đơn vị “{label.text}” ở phần tiêu đề; hãy ghi đúng tên đơn vị, "
        "hoặc thêm vào trang Đơn vị của tệp mẫu."
    )
    return [Problem("C610", message, ref=label.ref, found=label.text)]


def _partly_read(found: Sequence[tuple[Sheet, Sequence[Located]]]) -> list[Problem]:
    """S115, one per sheet with a table: its format's library tells values only."""
    message = (
        "Tệp này chỉ đọc được giá trị, không đọc được định dạng số và các ô báo lỗi; "
        "hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại để được kiểm tra đầy đủ."
    )
    return [
        Problem("S115", message, ref=sheet.ref(tables[0].header_row, min(tables[0].columns.values())))
        for sheet, tables in found
        if tables and not sheet.grid.formats_known
    ]


def _legacy(sheets: Sequence[Sheet]) -> list[Problem]:
    """S110, one per sheet: text in an old encoding was turned into Unicode."""
    problems = []
    for sheet in sheets:
        places = sorted(sheet.grid.converted)
        if places:
            refs = tuple(Ref(sheet.file, sheet.grid.sheet, *place) for place in places)
            message = (
                f"{len(refs)} ô dùng phông chữ cũ (TCVN3 hoặc VNI), đã chuyển sang Unicode; "
                "hãy đọc lại xem chữ có đúng không."
            )
            problems.append(Problem("S110", message, ref=refs[0], cells=refs))
    return problems


# ── Another ward, another period ──────────────────────────────────────────────────────────


def _barred(
    titles: Sequence[Label], found: Sequence[tuple[Sheet, Sequence[Located]]], lexicon: Lexicon
) -> tuple[Problem, ...]:
    """S113, S114: the file speaks of another ward or period, so nothing of it may be mixed in."""
    schema = lexicon.schema
    for label in titles:
        if (ward := _other_ward(label.text, schema.ward)) is not None:
            message = (
                f"Tiêu đề ghi “{label.text}”, không phải {schema.ward}; tệp không được tổng hợp. "
                "Hãy kiểm tra tệp có gửi nhầm phường không."
            )
            return (Problem("S113", message, ref=label.ref, found=ward, expected=schema.ward),)
    plan = set(range(schema.start, schema.end + 1))
    period = f"{schema.start}-{schema.end}"
    spans = [(label, span) for label in titles if (span := _RANGE.search(label.text))]
    for label, span in spans:
        if not plan & set(range(int(span[1]), int(span[2]) + 1)) and not any(
            _own_span(s, plan) for _, s in spans
        ):
            message = (
                f"Tiêu đề ghi giai đoạn {span[1]}-{span[2]}, không có năm nào của kế hoạch {period}; tệp không được "
                "tổng hợp. Hãy gửi số liệu của đúng giai đoạn."
            )
            return (Problem("S114", message, ref=label.ref, found=f"{span[1]}-{span[2]}", expected=period),)
    for sheet, tables in found:
        for table in tables:
            if len(table.foreign_years) >= 2 and not any(name in table.columns for name in table.form.years):
                years = ", ".join(str(year) for year in sorted(table.foreign_years))
                name = next(column.key for column in table.form.columns if column.role == "name")
                message = (
                    f"Các cột năm là {years}, không có năm nào của kế hoạch {period}; tệp không được tổng hợp. "
                    "Hãy gửi số liệu của đúng giai đoạn."
                )
                ref = sheet.ref(table.header_row, table.columns[name])
                return (Problem("S114", message, ref=ref, found=years, expected=period),)
    return ()


def _own_span(span: re.Match[str], plan: set[int]) -> bool:
    return bool(plan & set(range(int(span[1]), int(span[2]) + 1)))


_WARD = re.compile(r"\b(phường|xã|thị trấn|đặc khu)\s+((?:[^\W\d_]+\s?)+)", re.IGNORECASE)
# Words that follow `phường` in a title without being a name.
_NO_NAME = frozenset(("giai đoạn năm về và là theo của gửi trình kế ngày tháng trên có được do hội").split())


def _other_ward(text: str, ward: str) -> str | None:
    """The ward that a title names when it is not ours, else None.

    A name follows `phường`: words that begin with capitals (all of them in a line of capitals, where only a line
    that begins as an office's name does is trusted).
    """
    own = key(ward)
    for match in _WARD.finditer(text):
        kind, rest = match[1], match[2].split()
        if text.isupper():
            if not key(text).startswith(
                ("ubnd", "ủy ban", "hđnd", "hội đồng", "đảng ủy", "phường", "xã", "công an", "trạm")
            ):
                continue
            name = rest
        else:
            name = []
            for word in rest:
                if not word[:1].isupper():
                    break
                name.append(word)
        if not name or key(name[0]) in _NO_NAME:
            continue
        full = key(f"{kind} {' '.join(name)}")
        if not full.startswith(own) and not own.startswith(full):
            return f"{kind} {' '.join(name)}"
    return None
