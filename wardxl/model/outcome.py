"""Submissions, and what became of every row and value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wardxl.model.finding import Decision, Problem
from wardxl.model.record import Record, Table, Value
from wardxl.model.schema import Row


class State(StrEnum):
    """What became of a file."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the non-empty value cells of a file: read is the sum of the others."""

    consolidated: int = 0
    agreed: int = 0
    superseded: int = 0
    reported: int = 0

    @property
    def read(self) -> int:
        """All non-empty value cells in recognised tables."""
        return self.consolidated + self.agreed + self.superseded + self.reported


@dataclass(frozen=True, slots=True)
class Submission:
    """One file that a department handed in, and what was read from it.

    `department` None marks a collective file. `revision` is the form's own, `modified` the
    workbook's property, `saved` the file's time: by these, in this order, a later file is told. `let_go` counts the
    cells of rows that came back too often to be kept as records.
    """

    file: str
    sha256: str
    state: State
    department: str | None = None
    superseded_by: str | None = None
    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    account: Account = Account()
    let_go: Account = Account()
    revision: int = 0
    modified: datetime | None = None
    saved: float = 0.0


class Fate(StrEnum):
    """What became of one candidate for a consolidated cell."""

    CONSOLIDATED = "consolidated"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that was in the running for a consolidated cell, best first; `reason` in Vietnamese.

    `decision` is the one by which it was chosen, where people settled a conflict.
    """

    value: Value
    department: str | None
    fate: Fate
    reason: str
    decision: Decision | None = None


class Status(StrEnum):
    """The status of a consolidated row (CONTRACT section 3)."""

    ERROR = "error"
    WARNING = "warning"
    MISSING = "missing"
    UNCHECKED = "unchecked"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A row of the consolidated appendix.

    `record` is the merged record, None where nobody sent the row; `candidates` has, for each
    column with a value, all values that were in the running. `leads` are those typed in the
    files where known, else the catalogue's.
    """

    row: Row
    status: Status
    record: Record | None
    leads: tuple[str, ...]
    note: str
    candidates: Mapping[str, tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a department stands: what was due, what came, what is missing, what is contested.

    `state` is `submitted`, `missing` (must send, sent nothing) or `not_due`. `due`, `sent`,
    `missing` and `contested` are row codes that the department leads or co-leads.
    """

    name: str
    required: bool
    state: str
    files: tuple[str, ...]
    due: tuple[str, ...]
    sent: tuple[str, ...]
    missing: tuple[str, ...]
    contested: tuple[str, ...]
