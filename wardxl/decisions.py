"""What people decided in an earlier result, applied to the findings of this run.

A decision belongs to a finding by code, row, column and department, never by the address of a cell; it holds only as
long as the figures that the finding speaks of are the ones it was made for. Nothing is lost: a finding that is
settled stays in the list and no longer counts, one whose figures have changed is open again and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from wardxl import settling
from wardxl.merge import Merged
from wardxl.model import Decision, Finding, Ref, Ruling, Schema, Submission, Value
from wardxl.text import key

#: The word with which a finding is accepted as it is.
ACCEPT = "chấp nhận"
#: Findings of two values for one cell: a value typed as decision settles them.
CONFLICTS = frozenset({"C603", "C605"})
_ACCEPT_KEY = key(ACCEPT)


class Key(NamedTuple):
    """By what a finding is known again in a later run; `file` only where it names no row."""

    code: str
    row: str
    column: str
    department: str
    file: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an earlier list of findings: what was typed beside it, and where the decision stands.

    `figures` is the mark of the figures that the line speaks of.
    """

    key: Key
    figures: str
    place: Ref
    text: str = ""
    explanation: str = ""
    by: str = ""
    when: str = ""


#: The lines of an earlier result by the finding's key; a key has several where two files had the same fault.
Decisions = Mapping[Key, Sequence[Line]]


def collect(lines: Iterable[Line]) -> Decisions:
    """Put lines in order by their keys; keys of which nobody has written anything are left out."""
    found: dict[Key, list[Line]] = {}
    for line in lines:
        found.setdefault(line.key, []).append(line)
    return {name: own for name, own in found.items() if any(line.text or line.explanation for line in own)}


def key_of(finding: Finding) -> Key:
    """The key of a finding."""
    row = finding.row or ""
    return Key(
        finding.code,
        row,
        finding.column or "",
        finding.department or "",
        "" if row else finding.file or "",
    )


def cells_of(submissions: Iterable[Submission]) -> dict[Ref, Value]:
    """Every value cell that was read, by its place."""
    return {
        value.ref: value
        for submission in submissions
        for record in submission.records
        for value in record.values.values()
    }


def marked(findings: Iterable[Finding], cells: Mapping[Ref, Value]) -> tuple[Finding, ...]:
    """Give each finding the mark of its figures: what is there, what was expected, and all cells it speaks of."""
    return tuple(replace(finding, figures=_mark(finding, cells)) for finding in findings)


def _mark(finding: Finding, cells: Mapping[Ref, Value]) -> str:
    figures = sorted(cells[ref].shown if ref in cells else "" for ref in (*finding.cells, *finding.related))
    text = "\n".join((finding.found or "", finding.expected or "", *figures))
    return sha256(text.encode()).hexdigest()[:12]


def applied(
    findings: Sequence[Finding], decisions: Decisions, chosen: Iterable[settling.Choice] = ()
) -> tuple[Finding, ...]:
    """Say of each finding what was decided of it.

    findings: marked. chosen: the conflicts that a value has settled.
    """
    settled = {choice.conflict: choice.decision for choice in chosen}
    return tuple(
        replace(
            finding, decision=settled.get((key_of(finding), finding.figures)) or _ruled(finding, decisions)
        )
        for finding in findings
    )


def _ruled(finding: Finding, decisions: Decisions) -> Decision | None:
    lines = decisions.get(key_of(finding), ())
    same = [line for line in lines if line.figures == finding.figures]
    line = next((line for line in same if line.text), None) or next(
        (line for line in same or lines if line.text or line.explanation), None
    )
    if line is None:
        return None
    if not line.text:
        ruling = Ruling.NOTED
    elif not same:
        ruling = Ruling.REOPENED
    else:
        ruling = Ruling.ACCEPTED if key(line.text) == _ACCEPT_KEY else Ruling.UNUSED
    return Decision(ruling, line.text, line.explanation, line.by, line.when)


def choices(
    merged: Merged, findings: Iterable[Finding], decisions: Decisions, schema: Schema
) -> tuple[settling.Choice, ...]:
    """Read the values by which conflicts were settled; those that cannot be read as values settle nothing.

    findings: marked. Two conflicts over one cell that were settled differently stay open.
    """
    found: dict[tuple[str, str], list[settling.Choice]] = {}
    for finding in findings:
        row = merged.rows.get(finding.row or "")
        if finding.code not in CONFLICTS or row is None or not finding.column:
            continue
        line = next(
            (
                line
                for line in decisions.get(key_of(finding), ())
                if line.figures == finding.figures and line.text and key(line.text) != _ACCEPT_KEY
            ),
            None,
        )
        value = settling.read(line.text, line.place, row, finding.column, schema) if line else None
        if line and value:
            decision = Decision(Ruling.CHOSEN, line.text, line.explanation, line.by, line.when)
            choice = settling.Choice(
                (key_of(finding), finding.figures),
                finding.row or "",
                finding.column,
                value,
                decision,
                typed=value.ref == line.place,
            )
            found.setdefault((choice.row, choice.column), []).append(choice)
    return tuple(
        choice
        for own in found.values()
        if len({settling.meaning(choice.value.content) for choice in own}) == 1
        for choice in own
    )
