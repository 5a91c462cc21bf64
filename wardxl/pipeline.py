"""The way from files to a result; the only module that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from wardxl import decisions as deciding
from wardxl import merge as merging
from wardxl import rules, settling, standing
from wardxl.declared import declared_counts
from wardxl.findings import settle
from wardxl.inbox import Item, gather
from wardxl.intake import check_grids as check_book
from wardxl.intake import submit
from wardxl.lexicon import Lexicon, lexicon
from wardxl.model import Account, Fault, Grid, Problem, Schema, State, Submission
from wardxl.result import Result

Told = Callable[[str], None]
#: What reads and checks one file; whoever remembers earlier readings puts its own in the place of `submit`.
Read = Callable[[Item, Lexicon], tuple[Submission, tuple[Fault, ...]]]


def run(
    paths: Iterable[Path],
    schema: Schema,
    *,
    complete: bool = True,
    told: Told | None = None,
    read: Read = submit,
    empty: bool = False,
    decisions: deciding.Decisions | None = None,
) -> Result:
    """Read, check and merge every submission below some paths.

    complete: judge also what is missing (C601, C602). told: called with each file's name as it is done. empty: a
    folder with nothing in it is a result as well. decisions: what people decided in an
    earlier result. Raises CannotRun when there is no such path or nothing to read.
    """
    items = gather(paths, empty=empty)
    words = lexicon(schema)
    submissions, faults = _submissions(items, words, told, read)
    merged = merging.merge(submissions, schema)
    cells = deciding.cells_of(submissions)
    conflicts = deciding.marked(settle(merged.problems, schema), cells) if decisions else ()
    chosen = deciding.choices(merged, conflicts, decisions or {}, schema)
    merged = settling.settle(merged, chosen)
    cells |= {choice.value.ref: choice.value for choice in chosen}
    problems = [problem for submission in merged.submissions for problem in submission.problems]
    problems += merged.problems
    more, crashed = _after_merge(merged, schema, complete, problems)
    problems += more
    faults += crashed
    more, crashed = settling.checked(merged, chosen, schema)
    problems += more
    faults += crashed
    findings = deciding.marked(settle(problems, schema), cells)
    findings = deciding.applied(findings, decisions or {}, chosen)
    consolidated = standing.appendices(merged, findings, schema)
    contested = [
        finding.row for finding in findings if finding.code == "C603" and finding.row and finding.open
    ]
    return Result(
        schema=schema,
        submissions=merged.submissions,
        departments=standing.departments(merged.submissions, consolidated, contested, schema),
        findings=findings,
        appendices=consolidated,
        faults=tuple(faults),
    )


def check_grids(grids: Sequence[Grid], schema: Schema, file: str = "thu.xlsx") -> Submission:
    """Check the sheets of one workbook that is in memory, as if it had been read from `file`."""
    submission, faults = check_book(grids, lexicon(schema), file)
    if faults:
        raise AssertionError(faults)
    return submission


def loader(paths: Iterable[Path]) -> Callable[[str], bytes]:
    """Return what gives the bytes of a file by its name in the report."""
    items = {item.file: item for item in gather(paths)}
    return lambda file: items[file].load()


def places(paths: Iterable[Path]) -> dict[str, Path]:
    """Return where each file of the report lies."""
    return {item.file: item.path for item in gather(paths)}


# ── Stages ────────────────────────────────────────────────────────────────────────────────


def _submissions(
    items: Sequence[Item], words: Lexicon, told: Told | None, read: Read
) -> tuple[list[Submission], list[Fault]]:
    """Read all files; of files with the same bytes the one with the plainest name counts, the others are duplicates."""
    submissions: list[Submission] = []
    faults: list[Fault] = []
    first: dict[str, Submission] = {}
    # `a.xlsx` before its copies `a (1).xlsx` and `old/a.xlsx`.
    for item in sorted(items, key=lambda item: (item.file.count("/"), len(item.file), item.file)):
        submission, crashed = read(item, words)
        twin = first.get(submission.sha256) if submission.sha256 else None
        if twin is not None and twin.state is not State.SKIPPED:
            submission = replace(
                twin,
                file=submission.file,
                saved=submission.saved,
                state=State.DUPLICATE,
                tables=(),
                records=(),
                problems=(),
                let_go=Account(),
            )
        else:
            faults.extend(crashed)
            first[submission.sha256] = submission
        submissions.append(submission)
        if told:
            told(submission.file)
    return sorted(submissions, key=lambda submission: submission.file), faults


def _after_merge(
    merged: merging.Merged, schema: Schema, complete: bool, noticed: Sequence[Problem]
) -> tuple[list[Problem], list[Fault]]:
    """Check what several files make together, and what is missing."""
    records = {code: row.record for code, row in merged.rows.items()}
    order = merging.arrival([s for s in merged.submissions if s.state in (State.ACCEPTED, State.SUPERSEDED)])
    problems, faults = rules.run(
        tuple(records.values()), schema, mixed_only=True, arrival=order, problems=noticed
    )
    senders = {submission.file: submission.department for submission in merged.submissions}
    problems = [_signed(problem, senders) for problem in problems]
    problems += declared_counts(merged, complete=complete)
    if complete:
        collection = rules.Collection(merged.submissions, records, schema)
        missing, crashed = rules.run_collection(collection)
        problems += missing
        faults += crashed
    return problems, faults


def _signed(problem: Problem, senders: dict[str, str | None]) -> Problem:
    file = problem.ref.file if problem.ref else ""
    return replace(problem, department=problem.department or senders.get(file))
