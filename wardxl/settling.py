"""A conflict settled by people: the value they typed takes the cell, the others are kept with the reason they lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wardxl import rules
from wardxl.agreement import same
from wardxl.cells import RowReader
from wardxl.merge import BEST_FATE, Merged, MergedRow
from wardxl.model import (
    Account,
    Amount,
    Candidate,
    Cell,
    CellKind,
    Content,
    Decision,
    Fate,
    Fault,
    Period,
    Problem,
    Ref,
    Schema,
    Target,
    Value,
)
from wardxl.raw_cells import RawCell, RowUnit
from wardxl.text import key
from wardxl.units import UnitTable


@dataclass(frozen=True, slots=True)
class Choice:
    """One conflict with the value that settles it; `conflict` tells which finding it is.

    `typed`: none of the rivals has the value, it stands where it was decided.
    """

    conflict: tuple[object, str]
    row: str
    column: str
    value: Value
    decision: Decision
    typed: bool


def read(text: str, place: Ref, row: MergedRow, column: str, schema: Schema) -> Value | None:
    """Read a typed decision as a value of a row and column, in the catalogue's unit; None where it is none.

    A figure that one of the rivals has is that rival's own value, with its place and its decimals; any other stands
    where the decision was typed.
    """
    form = schema.forms[row.record.row.appendix]
    place_of = form.column(column)
    if place_of is None:
        return None
    own = row.record.row
    units = UnitTable(schema.units)
    reader = RowReader(own, RowUnit(units.find(own.unit) if own.unit else None), units, lambda: "vi")
    cell = Cell(CellKind.TEXT, text)
    value = reader.read([RawCell(place, place_of, own, cell, text)])[column]
    if value.content is None or reader.problems:
        return None
    wanted = meaning(value.content)
    rivals = (candidate.value for candidate in row.candidates.get(column, ()))
    return next((rival for rival in rivals if meaning(rival.content) == wanted), value)


def meaning(content: Content | None) -> object:
    """What a value says, whatever its spelling: by this it is told which of two was meant."""
    match content:
        case Amount():
            return content.value
        case Target():
            return content.low, content.high, content.low_open, content.high_open
        case Period():
            return content.start, content.end, content.ongoing, content.first, content.last
        case str():
            return key(content)
    return None


def settle(merged: Merged, choices: Iterable[Choice]) -> Merged:
    """Put the chosen values into the merged rows, and into the accounts of the files that they come from."""
    rows = dict(merged.rows)
    for choice in choices:
        rows[choice.row] = _chosen(rows[choice.row], choice)
    if rows == merged.rows:
        return merged
    before, after = _fates(merged.rows.values()), _fates(rows.values())
    submissions = tuple(
        replace(
            submission,
            account=_moved(
                submission.account,
                [(fate, after[ref]) for ref, fate in before.items() if ref.file == submission.file],
            ),
        )
        for submission in merged.submissions
    )
    return replace(merged, rows=rows, submissions=submissions)


def checked(merged: Merged, choices: Iterable[Choice], schema: Schema) -> tuple[list[Problem], list[Fault]]:
    """Check the values that stand in no department's file, as every value of a file is checked."""
    typed = {choice.value.ref: choice.row for choice in choices if choice.typed}
    records = [merged.rows[row].record for row in dict.fromkeys(typed.values())]
    problems, faults = rules.run(records, schema)
    return [problem for problem in problems if problem.ref and _places(problem) <= typed.keys()], faults


def _places(problem: Problem) -> set[Ref]:
    return {ref for ref in (problem.ref, *problem.cells, *problem.related) if ref}


def _chosen(row: MergedRow, choice: Choice) -> MergedRow:
    decision = choice.decision
    reason = "theo quyết định: " + "; ".join(
        part for part in (decision.text, decision.by, decision.when, decision.explanation) if part
    )
    rivals = row.candidates.get(choice.column, ())
    taken = next((rival for rival in rivals if rival.value == choice.value), None)
    first = Candidate(
        choice.value, taken.department if taken else None, Fate.CONSOLIDATED, reason, decision=decision
    )
    others = [_beside(rival, choice.value) for rival in rivals if rival is not taken]
    return replace(
        row,
        record=row.record._replace(values={**row.record.values, choice.column: choice.value}),
        candidates={**row.candidates, choice.column: (first, *others)},
    )


def _beside(rival: Candidate, chosen: Value) -> Candidate:
    """What becomes of a rival: it agrees with the chosen value, or it lost; an older file's stays replaced."""
    if rival.fate is Fate.SUPERSEDED:
        return rival
    if same(rival.value.content, chosen.content):
        return replace(rival, fate=Fate.AGREED, reason="trùng với số đã chọn")
    if rival.fate is Fate.REPORTED:
        return rival
    return replace(rival, fate=Fate.REPORTED, reason="không được chọn theo quyết định")


def _fates(rows: Iterable[MergedRow]) -> dict[Ref, Fate]:
    """What became of each cell; where one stands for several columns, the best that became of it counts."""
    fates: dict[Ref, Fate] = {}
    for row in rows:
        for candidates in row.candidates.values():
            for candidate in candidates:
                ref, fate = candidate.value.ref, candidate.fate
                if ref not in fates or BEST_FATE.index(fate) < BEST_FATE.index(fates[ref]):
                    fates[ref] = fate
    return fates


def _moved(account: Account, moves: Iterable[tuple[Fate, Fate]]) -> Account:
    counts = {fate: getattr(account, fate.value) for fate in Fate}
    for before, after in moves:
        counts[before] -= 1
        counts[after] += 1
    return Account(**{fate.value: count for fate, count in counts.items()})
