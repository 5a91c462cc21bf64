"""One ward as a task of its own: files in, the merged rows, findings and finished outputs back, never grids.

Everything here can be sent to another process or machine. What comes back is small: the figures that are summed
up over wards, counts, and the bytes of the ward's own workbook and report where they are wanted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from wardxl import remote
from wardxl.decisions import Decisions
from wardxl.errors import CannotRun
from wardxl.findings import settle
from wardxl.inbox import Item, gather
from wardxl.lexicon import Lexicon
from wardxl.model import (
    Amount,
    Consolidated,
    Content,
    Fault,
    Finding,
    Kind,
    Problem,
    Severity,
    State,
    Status,
    Submission,
    Target,
)
from wardxl.outcome_codec import pack, unpack
from wardxl.pipeline import Read
from wardxl.readers import ReadError
from wardxl.result import Result
from wardxl.schema import schema_of, shipped_tables
from wardxl.template_tables import Tables, tables_of_workbook
from wardxl.ward_outcome import Outcome, WardRow

#: Where a ward's folder may have a template of its own, best first; it is no submission.
OWN_TEMPLATES = ("templates/phu_luc_template.xlsx", "phu_luc_template.xlsx")


@dataclass(frozen=True, slots=True)
class Task:
    """A ward to do: its name, its folder (a path or an address), the shared template, and what is wanted.

    `output` is the folder that the workbook will lie in, for links to the files; `decisions` what people decided in
    the workbook that lies there now.
    """

    ward: str
    folder: str
    template: str | None = None
    workbook: bool = True
    report: bool = False
    cache: bool = True
    date: date | None = None
    output: str | None = None
    decisions: Decisions = field(default_factory=dict)


def do(task: Task) -> Outcome:
    """Do a ward. What makes it impossible (a fault in its template, no such folder) is said in the outcome."""
    from wardxl import cache, pipeline
    from wardxl.intake import submit

    memory = cache.open_cache() if task.cache else None
    try:
        with remote.local(task.folder) as folder:
            tables = _template(own_template(folder) or (Path(task.template) if task.template else None))
            known_by = memory and memory.usable and not remote.is_address(task.folder)
            name = _name(task, folder, tables) if known_by else None
            if memory and name and (known := _remembered(memory.recall(name))):
                return known
            schema = schema_of(tables, ward=task.ward)
            read = _but_template(memory.reader() if memory else submit)
            result = pipeline.run([folder], schema, read=read, empty=True, decisions=task.decisions)
            workbook = _workbook(result, task, folder) if task.workbook else None
    except CannotRun as error:
        return Outcome(task.ward, refused=str(error))
    reread = memory.missed if memory else len(result.submissions)
    outcome = _outcome(task, result, workbook, reread)
    if memory and name and not (outcome.faults or outcome.unread):
        memory.keep(name, pack(outcome))
    return outcome


def _name(task: Task, folder: Path, tables: Tables) -> str | None:
    """What a ward's outcome is remembered by: all that it hangs on; None where a file cannot be read."""
    from wardxl import cache

    parts = [
        cache.programs(),
        _digest(tables),
        repr(replace(task, folder=str(folder.absolute()), template=None)),
    ]
    for item in gather([folder], empty=True):
        try:
            content = sha256(item.load()).hexdigest()
        except (OSError, ReadError):
            return None
        parts.append(f"{item.file}\n{item.saved!r}\n{content}")
    return cache.key_of("ward", *parts)


def _remembered(kept: bytes | None) -> Outcome | None:
    from wardxl.cache import DAMAGED

    try:
        return unpack(kept) if kept else None
    except DAMAGED:
        return None


def lost(task: Task, error: BaseException) -> Outcome:
    """What stands for a ward whose worker died, or failed, twice: one finding, and a fault of ours if it is one."""
    schema = schema_of(_template(Path(task.template) if task.template else None), ward=task.ward)
    message = (
        f"Chương trình bị dừng hai lần khi đọc hồ sơ của {task.ward}, có thể do một tệp quá lớn hoặc bị hỏng; "
        "các phường khác không bị ảnh hưởng. Hãy chạy riêng phường này, bớt dần từng tệp để tìm tệp gây lỗi."
    )
    result = Result(
        schema=schema,
        submissions=(),
        departments=(),
        findings=settle([Problem("S101", message, file=task.ward)], schema),
        appendices={
            code: tuple(
                Consolidated(row, Status.MISSING, None, row.leads, "", {}) for row in schema.rows_of(code)
            )
            for code in schema.forms
        },
        faults=() if _died(error) else (Fault(task.ward, f"{type(error).__name__}: {error}"),),
    )
    return _outcome(task, result, None, 0)


def _died(error: BaseException) -> bool:
    """Whether a worker was lost, rather than that our own work raised an error."""
    from concurrent.futures import BrokenExecutor, CancelledError

    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__name__ == "KilledWorker"


def own_template(folder: Path) -> Path | None:
    """The template that a ward's folder holds, if it holds one."""
    return next((folder / name for name in OWN_TEMPLATES if (folder / name).is_file()), None)


def _but_template(read: Read) -> Read:
    """Read as before, but pass over the template: it lies among the submissions and is none."""

    def reader(item: Item, lexicon: Lexicon) -> tuple[Submission, tuple[Fault, ...]]:
        if item.file in OWN_TEMPLATES:
            return Submission(item.file, "", State.SKIPPED, saved=item.saved), ()
        return read(item, lexicon)

    return reader


def _template(template: Path | None) -> Tables:
    if template is None:
        return shipped_tables()
    state = template.stat() if template.is_file() else None
    return _tables(template, state.st_mtime_ns if state else 0)


@lru_cache(maxsize=2)
def _tables(template: Path, _: int) -> Tables:
    return tables_of_workbook(template)


@lru_cache(maxsize=2)
def _digest(tables: Tables) -> str:
    """A hash of everything a template says; wards that share one have it worked out once."""
    return sha256(repr(tables).encode()).hexdigest()


def _workbook(result: Result, task: Task, folder: Path) -> bytes:
    from wardxl import workbook
    from wardxl.workbook.context import relative_links

    items = () if remote.is_address(task.folder) else gather([folder], empty=True)
    files = {item.file: item.path for item in items}
    target = Path(task.output or ".") / f"{task.ward}.xlsx"
    return workbook.compose(result, date=task.date, links=relative_links(files, target))


def _outcome(task: Task, result: Result, workbook: bytes | None, reread: int) -> Outcome:
    report = None
    if task.report:
        from wardxl.report import to_json

        report = to_json(result)
    required = [standing for standing in result.departments if standing.required]
    used = [s for s in result.submissions if s.state is not State.SKIPPED]
    modified = [s.modified.replace(tzinfo=None) for s in result.submissions if s.modified]
    return Outcome(
        ward=task.ward,
        rows=tuple(_row(item) for items in result.appendices.values() for item in items if _counts(item)),
        files=len(used),
        unread=sum(s.state is State.UNREADABLE for s in used),
        due=len(required) or sum(department.required for department in result.schema.departments),
        sent=sum(standing.state == "submitted" for standing in required),
        codes=Counter(finding.code for finding in result.findings),
        found=Counter(finding.severity for finding in result.findings if finding.open),
        names=_names(result.findings),
        faults=result.faults,
        moment=max(modified, default=None),
        workbook=workbook,
        report=report,
        reread=reread,
    )


def _names(findings: tuple[Finding, ...]) -> dict[str, tuple[str, Severity]]:
    return {finding.code: (finding.name, finding.severity) for finding in findings}


def _counts(item: Consolidated) -> bool:
    """Headings only group; everything else is asked for."""
    return item.row.kind is not Kind.HEADING


def _row(item: Consolidated) -> WardRow:
    row = item.row
    values = item.record.values if item.record else {}
    figures = {
        name: figure for name, value in values.items() if (figure := figure_of(value.content)) is not None
    }
    words = {
        name: value.shown
        for name, value in values.items()
        if value.content is not None and name not in figures
    }
    return WardRow(row.code, row.appendix, row.name, row.unit, item.status, figures, words)


def figure_of(content: Content | None) -> Decimal | None:
    """The figure a value is, in the catalogue's unit; a target that is one figure is that figure."""
    match content:
        case Amount():
            return content.value
        case Target() if content.low is not None and content.low == content.high:
            return content.low
        case _:
            return None
