"""How rows and departments stand once everything has been said: statuses, what is due, what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wardxl.merge import Merged
from wardxl.model import (
    Consolidated,
    Finding,
    FiveYear,
    Kind,
    Record,
    Ref,
    Relation,
    Row,
    Schema,
    Severity,
    Standing,
    State,
    Status,
    Submission,
)

#: Kinds of rows that hold no value of their own: being there is all that is asked of them.
_WITHOUT_VALUES = frozenset({Kind.HEADING, Kind.MODEL})
_SENT = frozenset({State.ACCEPTED, State.SUPERSEDED, State.DUPLICATE})


def appendices(
    merged: Merged, findings: Sequence[Finding], schema: Schema
) -> dict[str, tuple[Consolidated, ...]]:
    """Put together every appendix: all catalogue rows in order, then the rows that departments added."""
    weights = _weights(merged, findings)
    result: dict[str, list[Consolidated]] = {code: [] for code in schema.forms}
    codes = [*schema.rows, *(code for code in merged.rows if code not in schema.rows)]
    for code in codes:
        found = merged.rows.get(code)
        row = schema.rows[code] if code in schema.rows else merged.rows[code].record.row
        record = found.record if found else None
        result[row.appendix].append(
            Consolidated(
                row=row,
                status=_status(row, record, weights.get(code), schema, merged),
                record=record,
                leads=(record.leads if record and record.leads else row.leads),
                note=record.note.text if record and record.note else "",
                candidates=found.candidates if found else {},
            )
        )
    return {code: tuple(rows) for code, rows in result.items()}


def _weights(merged: Merged, findings: Iterable[Finding]) -> dict[str, Severity]:
    """The gravest severity among the open findings at the value and unit cells of each row."""
    owners: dict[Ref, str] = {}
    for submission in merged.submissions:
        for record in submission.records:
            for value in record.values.values():
                owners[value.ref] = record.row.code
            if record.unit:
                owners.setdefault(record.unit.ref, record.row.code)
    for name, merged_row in merged.rows.items():
        for value in merged_row.record.values.values():
            owners.setdefault(value.ref, name)
    weights: dict[str, Severity] = {}
    for finding in findings:
        if finding.severity is Severity.INFO or not finding.open:
            continue
        for ref in finding.cells:
            code = owners.get(ref)
            if code and weights.get(code) is not Severity.ERROR:
                weights[code] = finding.severity
    return weights


def _status(
    row: Row, record: Record | None, weight: Severity | None, schema: Schema, merged: Merged
) -> Status:
    if weight is Severity.ERROR:
        return Status.ERROR
    if weight is Severity.WARNING:
        return Status.WARNING
    if record is None or not (row.kind in _WITHOUT_VALUES or _any_value(record)):
        return Status.MISSING
    unread = _unread(row, record, schema) or _part_unread(row, record, schema, merged)
    return Status.UNCHECKED if unread else Status.OK


def _any_value(record: Record) -> bool:
    return any(value.content is not None for value in record.values.values())


def _unread(row: Row, record: Record, schema: Schema) -> bool:
    """Whether a value that a sum or range check of the row needs is blank or could not be read."""
    if row.kind in (Kind.NUMBER, Kind.COUNT) and row.five_year is not FiveYear.NONE:
        needed: Iterable[str] = _plan(row, schema)
    elif row.kind in (Kind.TARGET, Kind.STATUS):
        needed = ("target",)
    else:
        return any(value.content is None and not value.blank for value in record.values.values())
    return any(_absent(record, name) for name in needed)


def _part_unread(row: Row, record: Record, schema: Schema, merged: Merged) -> bool:
    """Whether a figure of a part is wanting that the sum of the parts needs, while the whole has its own."""
    parts = [
        part.code
        for part in schema.rows.values()
        if part.parent == row.code and part.relation in (Relation.PART, Relation.SOME)
    ]
    told = [name for name in _plan(row, schema) if not _absent(record, name)]
    return any(
        part not in merged.rows or any(_absent(merged.rows[part].record, name) for name in told)
        for part in parts
    )


def _plan(row: Row, schema: Schema) -> tuple[str, ...]:
    """The columns of a row's form that the sums are made over: the total and the years."""
    form = schema.forms[row.appendix]
    return tuple(column.key for column in form.columns if column.role in ("total", "year"))


def _absent(record: Record, column: str) -> bool:
    """Whether a cell is blank, could not be read, or is not there because the table lacks its column."""
    value = record.values.get(column)
    return value is None or value.content is None


def departments(
    submissions: Sequence[Submission],
    consolidated: Mapping[str, Sequence[Consolidated]],
    contested: Iterable[str],
    schema: Schema,
) -> tuple[Standing, ...]:
    """Say per department what it leads or co-leads, what came of that, and which files it sent.

    A collective file counts as sent by each lead of its rows.
    """
    files: dict[str, list[str]] = {department.name: [] for department in schema.departments}
    for submission in submissions:
        for name in _senders(submission) if submission.state in _SENT else ():
            if name in files:
                files[name].append(submission.file)
    rows = [item for items in consolidated.values() for item in items]
    disputed = set(contested)
    standings = []
    for department in schema.departments:
        due = [item for item in rows if department.name in item.row.leads]
        missing = tuple(item.row.code for item in due if item.status is Status.MISSING)
        sent = files[department.name]
        standings.append(
            Standing(
                name=department.name,
                required=department.required,
                state="submitted" if sent else "missing" if department.required else "not_due",
                files=tuple(sent),
                due=tuple(item.row.code for item in due),
                sent=tuple(item.row.code for item in due if item.status is not Status.MISSING),
                missing=missing,
                contested=tuple(item.row.code for item in due if item.row.code in disputed),
            )
        )
    return tuple(standings)


def _senders(submission: Submission) -> list[str]:
    if submission.department:
        return [submission.department]
    return list(
        dict.fromkeys(lead for record in submission.records for lead in record.leads or record.row.leads)
    )
