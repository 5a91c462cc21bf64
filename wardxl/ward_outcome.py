"""What a ward comes to, as it is sent back from wherever it was done: rows, counts and finished outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from wardxl.model import Fault, Severity, Status


@dataclass(frozen=True, slots=True)
class WardRow:
    """A row of a ward's appendices: its status, its figures by column, and its words by column."""

    code: str
    appendix: str
    name: str
    unit: str
    status: Status
    figures: Mapping[str, Decimal]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ward came to.

    `refused` says why nothing could be done, '' otherwise. `files` and `unread` count submissions, `due` and
    `sent` departments that must send; `codes` the findings by code, `found` by severity. `moment` is the date
    of the newest file. `reread` counts the files that were read, and not remembered.
    """

    ward: str
    refused: str = ""
    rows: tuple[WardRow, ...] = ()
    files: int = 0
    unread: int = 0
    due: int = 0
    sent: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    found: Mapping[Severity, int] = field(default_factory=dict)
    names: Mapping[str, tuple[str, Severity]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    moment: datetime | None = None
    workbook: bytes | None = None
    report: str | None = None
    reread: int = 0

    @property
    def statuses(self) -> Mapping[Status, int]:
        """How many rows have each status."""
        return Counter(row.status for row in self.rows)
