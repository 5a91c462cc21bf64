"""What each department gets back: its own workbook with the places to mend marked, or a list to mend by.

A copy is only handed out where nothing else of the workbook changes; for all other files (.xls, .ods, .csv, signed
ones …) there is a plain review workbook with the same list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path, PurePosixPath

from wardxl.model import Finding, Severity, State, Submission
from wardxl.outputs import write_whole
from wardxl.result import Result
from wardxl.returns import earlier
from wardxl.returns.annotate import annotated
from wardxl.returns.lines import COLUMNS, LIST, introduction, line, row_height
from wardxl.stamp import PROPERTY, Stamp, stamped

#: What can be said of a file that was read; only such a file is opened again.
_READ = frozenset({State.ACCEPTED, State.SUPERSEDED, State.DUPLICATE})
_SPREADSHEETS = (".xlsx", ".xlsm")
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def write(
    result: Result,
    folder: Path,
    sources: Mapping[str, bytes] | Callable[[str], bytes],
    *,
    date: datetime | None = None,
) -> list[Path]:
    """Write the returns below a folder, one for each submission with open findings; return where they are.

    sources gives a file's bytes by its name in the report. An annotated copy has the file's own name, a review workbook
    that name with ` - cần sửa.xlsx`; folders of the inputs are kept. What an earlier run wrote for these submissions
    and this one did not is removed, unless somebody has saved it since. Raises CannotRun where the folder cannot be
    written.
    """
    from wardxl.workbook import moment_of

    load = sources.__getitem__ if isinstance(sources, Mapping) else sources
    moment = moment_of(result, date)
    if date is None:
        # A second before the newest input: whoever saves a copy in that very second has still saved it later.
        moment -= timedelta(seconds=1)
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        if finding.file and finding.open:
            by_file[finding.file].append(finding)
    written: list[Path] = []
    places: list[Path] = []
    for submission in result.submissions:
        findings = sorted(by_file.get(submission.file, ()), key=lambda finding: _ORDER[finding.severity])
        copy, listed = _places(submission, Path(folder))
        if findings or submission.state is not State.SKIPPED:
            places += (copy, listed)
        if findings:
            written.append(_write_one(submission, findings, (copy, listed), load, moment))
    earlier.clear(places, written)
    return written


def _places(submission: Submission, folder: Path) -> tuple[Path, Path]:
    """Where the annotated copy of a file is, and where the review workbook."""
    place = folder.joinpath(
        *(part for part in PurePosixPath(submission.file).parts if part not in ("..", "/"))
    )
    return place, place.with_name(f"{place.name} - cần sửa.xlsx")


def _write_one(
    submission: Submission,
    findings: list[Finding],
    places: tuple[Path, Path],
    load: Callable[[str], bytes],
    moment: datetime,
) -> Path:
    place, listed = places
    reason = "tệp không đọc được" if submission.state not in _READ else "tệp không phải dạng .xlsx"
    if submission.state in _READ and place.suffix.casefold() in _SPREADSHEETS:
        copy = annotated(load(submission.file), submission.file, findings, moment)
        if isinstance(copy, bytes):
            return write_whole(place, lambda part: part.write_bytes(copy))
        reason = copy
    content = review(submission.file, findings, reason, moment)
    return write_whole(listed, lambda part: part.write_bytes(content))


def review(file: str, findings: list[Finding], reason: str, moment: datetime) -> bytes:
    """Make a plain review workbook: the list of what is to be mended in a file that cannot be copied."""
    from wardxl.workbook.book import new_book
    from wardxl.workbook.styles import SEVERITY, WORK_FONT, WORK_SIZE, Styles

    target = BytesIO()
    book = new_book(target, {"font_name": WORK_FONT, "font_size": WORK_SIZE})
    styles = Styles(book)
    sheet = book.add_worksheet(LIST)
    title, _ = introduction(file, findings)
    sheet.write_string(0, 0, title, styles("work", "banner", font_size=14))
    note = f"Bản này chỉ là danh sách vì {reason}. Hãy sửa trong tệp gốc “{file}” rồi gửi lại tệp đó."
    sheet.write_string(1, 0, note, styles("work"))
    head = 3
    for column, (text, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(head, column, text, styles("work", "head"))
    plain, number = styles("work", "line", "pad", "wrap", "top"), styles("work", "line", "top", "center")
    for row, finding in enumerate(findings, start=head + 1):
        for column, value in enumerate(line(row - head, finding)):
            if isinstance(value, int):
                sheet.write_number(row, column, value, number)
            else:
                sheet.write_string(row, column, str(value), plain)
        label = styles("work", "line", "pad", "top", "bold", finding.severity.value)
        sheet.write_string(row, 1, SEVERITY[finding.severity].label, label)
        sheet.set_row(row, row_height(finding))
    sheet.autofilter(head, 0, head + max(len(findings), 1), len(COLUMNS) - 1)
    sheet.freeze_panes(head + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.set_properties({"title": title, "created": moment})
    book.set_custom_property(PROPERTY, stamped(Stamp.RETURN, moment.replace(tzinfo=UTC)), "text")
    book.close()
    return target.getvalue()
