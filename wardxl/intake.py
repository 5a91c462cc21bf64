"""One file → one submission: read, locate, normalise, tell the sender, check.

Nothing a file holds stops the run: what cannot be read becomes a problem of that file alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from wardxl import readers, rules
from wardxl.barring import barred_by_title
from wardxl.collector import collector_at_rest
from wardxl.form_id import FormId, form_of, sheets_of
from wardxl.form_returned import barred as form_barred
from wardxl.form_returned import beside_table, filled_in, old_form
from wardxl.found_tables import read_tables
from wardxl.inbox import Item
from wardxl.known_figures import known_figures
from wardxl.lexicon import Lexicon
from wardxl.locate import Located
from wardxl.model import Account, Fault, Grid, Label, Problem, Record, Ref, State, Submission
from wardxl.readers import ReadError
from wardxl.readers.limits import Budget
from wardxl.sender import sender
from wardxl.sheet import Sheet
from wardxl.stamp import Stamp, stamp_of, untouched
from wardxl.text import brief

_NO_TABLE = (
    "Không nhận ra phụ lục nào trong tệp; hãy kiểm tra dòng tiêu đề của bảng (tên các cột như trong tệp mẫu) "
    "hoặc chép bảng vào tệp mẫu."
)

_OUR_FAULT = (
    "Chương trình gặp lỗi của chính nó khi đọc tệp này nên không lấy được số liệu. Hãy chép bảng số liệu sang một tệp "
    ".xlsx mới rồi gửi lại, và gửi tệp này cho người phụ trách chương trình."
)


@collector_at_rest()
def submit(item: Item, lexicon: Lexicon) -> tuple[Submission, tuple[Fault, ...]]:
    """Read and check one file; returns the submission and faults of our own, if any."""
    try:
        return _submitted(item, lexicon)
    except Exception as error:  # Whatever a stage of ours trips over, it must not cost the other files.
        fault = Fault(item.file, f"{type(error).__name__}: {error}")
        return _refused(item, "", "S101", _OUR_FAULT), (fault,)


def _submitted(item: Item, lexicon: Lexicon) -> tuple[Submission, tuple[Fault, ...]]:
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
    try:
        submission, faults = check_grids(sheets_of(book), lexicon, item.file, form, as_issued=untouched(book))
    except ReadError as error:
        return _refused(item, sha256, error.code, error.message), ()
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
    and one on which nothing was is no submission. `as_issued`: nobody has saved it since then. Raises ReadError S103
    where there are more tables, or rows in them, than any workbook has, or they take too long.
    """
    budget = Budget()
    sheets = [Sheet(grid, file, budget) for grid in grids]
    found = read_tables(sheets, lexicon)
    elsewhere = form_barred(form, lexicon.schema, file) if form else None
    if not found.taken:
        problem = elsewhere or Problem("S105", _NO_TABLE, file=file)
        department = form.department if form else None
        return Submission(file, "", State.UNREADABLE, department, problems=(problem,)), ()
    source = sender(file, found.titles, found.records, lexicon, form)
    records = [record._replace(department=source.department) for record in found.records]
    elsewhere = elsewhere or barred_by_title(found.titles, lexicon.schema)
    apart = [*([elsewhere] if elsewhere else ()), *found.foreign]
    refused = bool(elsewhere) or not found.any_ours
    if form and not refused:
        records = list(filled_in(records, form, lexicon.schema, untouched=as_issued))
        if not records:
            return Submission(file, "", State.SKIPPED, source.department, revision=form.revision), ()
    submission = Submission(
        file=file,
        sha256="",
        state=State.UNREADABLE if refused else State.ACCEPTED,
        department=source.department,
        tables=tuple(part.table for part in found.parts),
        records=tuple(records),
        let_go=found.repeats.account,
        revision=form.revision if form else 0,
    )
    if refused:
        return replace(
            submission, problems=tuple(apart[:1]), let_go=Account(reported=submission.let_go.read)
        ), ()
    noticed = [
        *apart,
        *([old] if form and (old := old_form(form, lexicon.schema, file)) else ()),
        *_legacy(sheets),
        *_partly_read(found.taken),
        *_unknown_sender(source.unknown),
        *(problem for problem in found.problems if not (form and beside_table(problem))),
        *known_figures(records, lexicon.schema, form.figures if form else ()),
    ]
    checked, faults = rules.run(records, lexicon.schema, problems=noticed)
    problems = tuple(_signed(problem, source.department) for problem in (*noticed, *checked))
    return replace(submission, problems=problems), tuple(faults)


def _refused(item: Item, sha256: str, code: str, message: str) -> Submission:
    state = State.SKIPPED if code == "S104" else State.UNREADABLE
    return Submission(
        item.file, sha256, state, problems=(Problem(code, message, file=item.file),), saved=item.saved
    )


def _filled(record: Record) -> bool:
    return any(not value.blank for value in record.values.values())


def _signed(problem: Problem, department: str | None) -> Problem:
    return replace(problem, department=problem.department or department)


def _unknown_sender(label: Label | None) -> list[Problem]:
    if label is None:
        return []
    message = (
        f"Không rõ đơn vị “{brief(label.text)}” ở phần tiêu đề; hãy ghi đúng tên đơn vị, "
        "hoặc thêm vào trang Đơn vị của tệp mẫu."
    )
    return [Problem("C610", message, ref=label.ref, found=label.text)]


def _partly_read(tables: Sequence[Located]) -> list[Problem]:
    """S115, one per sheet with a table: its format's library tells values only."""
    message = (
        "Tệp này chỉ đọc được giá trị, không đọc được định dạng số, ô báo lỗi và số chú thích viết cao; "
        "hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại để được kiểm tra đầy đủ."
    )
    places = {
        table.sheet.grid.sheet: table.sheet.ref(table.header_row, min(table.columns.values()))
        for table in reversed(tables)
        if not table.sheet.grid.formats_known
    }
    return [Problem("S115", message, ref=ref) for ref in places.values()]


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
