"""Many submissions → one value per row and column, every other candidate kept with the reason it lost.

The first lead of a row decides; a later file of the same department replaces value by value, a blank never
replaces a figure; a department that does not lead the row is heard only where no lead sent anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from wardxl.agreement import same
from wardxl.model import (
    Account,
    Amount,
    Candidate,
    Content,
    Fate,
    Problem,
    Record,
    Ref,
    Row,
    Schema,
    State,
    Submission,
    Value,
)
from wardxl.repeats import repeated
from wardxl.text import brief

# Where one cell stands for several columns, the best that became of it counts.
BEST_FATE = (Fate.CONSOLIDATED, Fate.AGREED, Fate.SUPERSEDED, Fate.REPORTED)


@dataclass(frozen=True, slots=True)
class MergedRow:
    """One row of the consolidated appendix: the merged record, and the candidates per column, best first."""

    record: Record
    candidates: Mapping[str, tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows by code, in catalogue order and then added rows as they came; submissions with their accounts."""

    rows: Mapping[str, MergedRow]
    submissions: tuple[Submission, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One record of one submission on its way into the merge. `owner` stands in for a collective file."""

    submission: Submission
    record: Record
    order: int
    owner: str | None


@dataclass(slots=True)
class _Work:
    problems: list[Problem] = field(default_factory=list)
    fates: dict[Ref, Fate] = field(default_factory=dict)
    replaced_by: dict[str, str] = field(default_factory=dict)

    def settle(self, value: Value, fate: Fate) -> None:
        known = self.fates.get(value.ref)
        if known is None or BEST_FATE.index(fate) < BEST_FATE.index(known):
            self.fates[value.ref] = fate


def arrival(submissions: Sequence[Submission]) -> dict[str, int]:
    """Rank files from earliest to latest: by the form's revision, then its modified property, then file time."""
    ranked = sorted(
        submissions,
        key=lambda s: (s.revision, s.modified.timestamp() if s.modified else s.saved, s.saved, s.file),
    )
    return {submission.file: rank for rank, submission in enumerate(ranked)}


def merge(submissions: Sequence[Submission], schema: Schema) -> Merged:
    """Merge the accepted submissions; see CONTRACT sections 2 to 4 for who wins and what is said of it."""
    accepted = [s for s in submissions if s.state is State.ACCEPTED]
    order = arrival(accepted)
    work = _Work()
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for submission in sorted(accepted, key=lambda s: order[s.file]):
        for record in submission.records:
            owner = submission.department or next(iter(record.leads or record.row.leads), None)
            entries[record.row.code].append(_Entry(submission, record, order[submission.file], owner))
    codes = [code for code in schema.rows if code in entries]
    codes += sorted(code for code in entries if code not in schema.rows)
    rows = {code: _merge_row(entries[code], work) for code in codes}
    return Merged(rows, tuple(_accounted(s, work) for s in submissions), tuple(work.problems))


# ── One row ───────────────────────────────────────────────────────────────────────────────


def _merge_row(entries: Sequence[_Entry], work: _Work) -> MergedRow:
    row = entries[0].record.row
    ranked = sorted(entries, key=lambda entry: (_rank(row, entry), -entry.order))
    columns = dict.fromkeys(name for entry in ranked for name in entry.record.values)
    values: dict[str, Value] = {}
    candidates: dict[str, tuple[Candidate, ...]] = {}
    for column in columns:
        chosen, losers = _merge_cell(row, column, ranked, work)
        values[column] = chosen
        if losers:
            candidates[column] = losers
    first = ranked[0].record
    record = first._replace(
        values=values,
        department=ranked[0].submission.department,
        leads=next((entry.record.leads for entry in ranked if entry.record.leads), ()),
        note=next((entry.record.note for entry in ranked if entry.record.note), None),
    )
    _say_not_the_lead(row, ranked, work)
    return MergedRow(record, candidates)


def _rank(row: Row, entry: _Entry) -> int:
    """Leads in the catalogue's order come first; who leads nothing comes last."""
    if entry.owner in row.leads:
        return row.leads.index(entry.owner)
    return len(row.leads)


def _merge_cell(
    row: Row, column: str, ranked: Sequence[_Entry], work: _Work
) -> tuple[Value, tuple[Candidate, ...]]:
    found = [(entry, entry.record.values[column]) for entry in ranked if column in entry.record.values]
    readable: list[tuple[_Entry, Value]] = []
    for entry, value in found:
        if value.content is not None:
            readable.append((entry, value))
        elif not value.blank:
            work.settle(value, Fate.REPORTED)
    if not readable:
        # Nothing to show but the cell itself, so that its place is known: one that holds something first.
        return next((value for _, value in found if not value.blank), found[0][1]), ()
    current = _current(row, column, readable, work)
    winner, shown = current[0]
    work.settle(shown, Fate.CONSOLIDATED)
    candidates = [Candidate(shown, winner.submission.department, Fate.CONSOLIDATED, _why_first(row, winner))]
    for entry, value in current[1:]:
        candidates.append(_compare(row, column, (winner, shown), (entry, value), work))
    for entry, value in readable:
        if not any(value is other for _, other in current):
            fate = work.fates.get(value.ref, Fate.SUPERSEDED)
            reason = {
                Fate.REPORTED: "dòng bị lặp trong cùng tệp, khác số",
                Fate.AGREED: "trùng số trong cùng tệp",
            }.get(fate, "đã có tệp nộp sau của cùng đơn vị")
            candidates.append(Candidate(value, entry.submission.department, fate, reason))
    return shown, tuple(candidates)


def _current(
    row: Row, column: str, readable: Sequence[tuple[_Entry, Value]], work: _Work
) -> list[tuple[_Entry, Value]]:
    """One value per department: the latest file's, and of a row repeated in one file the first."""
    owners: dict[str | None, list[tuple[_Entry, Value]]] = defaultdict(list)
    for entry, value in readable:
        owners[entry.owner].append((entry, value))
    current: list[tuple[_Entry, Value]] = []
    for found in owners.values():
        latest_file = max(found, key=lambda item: item[0].order)[0].submission.file
        same_file = [item for item in found if item[0].submission.file == latest_file]
        latest = same_file[0]
        current.append(latest)
        for _, value in same_file[1:]:
            _repeated(row, latest, value, work)
        for entry, value in found:
            if entry.submission.file != latest_file:
                _superseded(row, column, (entry, value), latest, work)
    ranks = {id(value): position for position, (_, value) in enumerate(readable)}
    return sorted(current, key=lambda item: ranks[id(item[1])])


def _repeated(row: Row, kept: tuple[_Entry, Value], second: Value, work: _Work) -> None:
    first = kept[1]
    if same(first.content, second.content):
        work.settle(second, Fate.AGREED)
        return
    work.settle(second, Fate.REPORTED)
    work.problems.append(replace(repeated(row, first, second), department=kept[0].owner))


def _superseded(
    row: Row, column: str, old: tuple[_Entry, Value], new: tuple[_Entry, Value], work: _Work
) -> None:
    work.settle(old[1], Fate.SUPERSEDED)
    work.replaced_by[old[1].ref.file] = new[1].ref.file
    if _unchanged(old[1].content, new[1].content):
        return
    work.problems.append(
        replace(
            _problem(
                "C606",
                f"“{brief(row.name)}”: số cũ {brief(old[1].shown)} (tệp {old[1].ref.file}, ô {old[1].ref.a1}) đã được "
                f"thay bằng {brief(new[1].shown)} của tệp nộp sau.",
                row,
                column,
                new[1],
                related=(old[1].ref,),
                expected=old[1].shown,
            ),
            department=new[0].owner,
        )
    )


def _compare(
    row: Row, column: str, best: tuple[_Entry, Value], other: tuple[_Entry, Value], work: _Work
) -> Candidate:
    """A further department's value: it agrees, it contradicts, or it had no say."""
    entry, value = other
    leads = entry.owner in row.leads or not row.leads
    if same(best[1].content, value.content):
        work.settle(value, Fate.AGREED)
        return Candidate(value, entry.submission.department, Fate.AGREED, "trùng với số đã lấy")
    work.settle(value, Fate.REPORTED)
    if not leads and best[0].owner in row.leads:
        return Candidate(value, entry.submission.department, Fate.REPORTED, "không phải đơn vị chủ trì")
    names = best[0].owner or best[1].ref.file, entry.owner or value.ref.file
    work.problems.append(
        replace(
            _problem(
                "C603",
                f"“{brief(row.name)}”: {names[0]} ghi {brief(best[1].shown)}, {names[1]} ghi {brief(value.shown)}; "
                f"đang lấy số của {names[0]}. Hai đơn vị cần thống nhất một số.",
                row,
                column,
                value,
                related=(best[1].ref,),
                expected=best[1].shown,
            ),
            department=entry.owner,
        )
    )
    return Candidate(
        value, entry.submission.department, Fate.REPORTED, "khác với số của đơn vị chủ trì trước"
    )


def _why_first(row: Row, entry: _Entry) -> str:
    if entry.owner in row.leads:
        return "đơn vị chủ trì" if row.leads[0] == entry.owner else "đơn vị phối hợp chủ trì"
    return "không có số của đơn vị chủ trì" if row.leads else "dòng ngoài danh mục"


def _say_not_the_lead(row: Row, ranked: Sequence[_Entry], work: _Work) -> None:
    """C604, one per record of a department that does not lead the row; never of a collective file."""
    for entry in ranked:
        department = entry.submission.department
        if department is None or not row.leads or department in row.leads:
            continue
        refs = [value.ref for value in entry.record.values.values() if not value.blank]
        if not refs:
            continue
        led = any(other.owner in row.leads and _filled(other.record) for other in ranked)
        used = "số của đơn vị chủ trì được lấy" if led else "tạm lấy vì đơn vị chủ trì chưa gửi"
        work.problems.append(
            Problem(
                "C604",
                f"{department} gửi số liệu của dòng “{brief(row.name)}” do {', '.join(row.leads)} chủ trì; {used}. "
                "Hãy để đơn vị chủ trì gửi dòng này.",
                ref=refs[0],
                cells=tuple(dict.fromkeys(refs)),
                appendix=row.appendix,
                row=row.code,
                department=department,
                found=department,
                expected="; ".join(row.leads),
            )
        )


def _filled(record: Record) -> bool:
    return any(value.content is not None for value in record.values.values())


def _problem(
    code: str, message: str, row: Row, column: str, value: Value, *, related: tuple[Ref, ...], expected: str
) -> Problem:
    return Problem(
        code,
        message,
        ref=value.ref,
        related=related,
        appendix=row.appendix,
        row=row.code,
        column=column,
        found=value.shown,
        expected=expected,
    )


def _unchanged(old: Content | None, new: Content | None) -> bool:
    """Whether a later file says what the earlier did, to the last digit: what agrees may still have been mended."""
    if isinstance(old, Amount) and isinstance(new, Amount):
        return old.value == new.value
    return same(old, new)


# ── Accounts ──────────────────────────────────────────────────────────────────────────────


def _accounted(submission: Submission, work: _Work) -> Submission:
    """A submission with what became of its value cells; superseded when a later file replaced them all."""
    refs = {value.ref for record in submission.records for value in record.values.values() if not value.blank}
    counts = dict.fromkeys(Fate, 0)
    for ref in refs:
        counts[work.fates.get(ref, Fate.REPORTED)] += 1
    account = Account(
        consolidated=counts[Fate.CONSOLIDATED],
        agreed=counts[Fate.AGREED] + submission.let_go.agreed,
        superseded=counts[Fate.SUPERSEDED],
        reported=counts[Fate.REPORTED] + submission.let_go.reported,
    )
    replaced = (
        account.superseded > 0 and account.superseded == account.read and submission.state is State.ACCEPTED
    )
    return replace(
        submission,
        account=account,
        state=State.SUPERSEDED if replaced else submission.state,
        superseded_by=work.replaced_by.get(submission.file) if replaced else submission.superseded_by,
    )
