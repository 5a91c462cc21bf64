"""What was noticed: problems as stages say them, findings as users read them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wardxl.model.grid import Ref


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a stage or a rule noticed; one pass turns Problems into Findings.

    `ref` is the cell to mend (None: the file, or nothing, as `file` says); `cells` further cells
    of the same fault, `related` the other operands. `found` and `expected` are written as a clerk
    would. `severity` only where the code leaves a choice.
    """

    code: str
    message: str
    ref: Ref | None = None
    file: str | None = None
    cells: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()
    appendix: str | None = None
    row: str | None = None
    column: str | None = None
    department: str | None = None
    found: str | None = None
    expected: str | None = None
    severity: Severity | None = None


class Ruling(StrEnum):
    """What a decision of an earlier result comes to now.

    The finding is ACCEPTED as it is, or one value of a conflict is CHOSEN: both settle it. REOPENED: its figures have
    changed since. UNUSED: what was typed cannot be applied to it. NOTED: explained, nothing decided.
    """

    ACCEPTED = "accepted"
    CHOSEN = "chosen"
    REOPENED = "reopened"
    UNUSED = "unused"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Decision:
    """What people wrote beside a finding in an earlier result: `text` as typed, why, by whom and when."""

    ruling: Ruling
    text: str = ""
    explanation: str = ""
    by: str = ""
    when: str = ""

    @property
    def settles(self) -> bool:
        """Whether the finding no longer counts."""
        return self.ruling in (Ruling.ACCEPTED, Ruling.CHOSEN)


@dataclass(frozen=True, slots=True)
class Finding:
    """A Problem with its name and severity settled: what users read (CONTRACT section 3).

    `figures` is a mark of the figures that the finding speaks of: another mark means that one of them has changed.
    """

    code: str
    name: str
    severity: Severity
    message: str
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    cells: tuple[Ref, ...] = ()
    related: tuple[Ref, ...] = ()
    appendix: str | None = None
    row: str | None = None
    column: str | None = None
    department: str | None = None
    found: str | None = None
    expected: str | None = None
    figures: str = ""
    decision: Decision | None = None

    @property
    def open(self) -> bool:
        """Whether the finding counts: nobody has settled it."""
        return self.decision is None or not self.decision.settles


@dataclass(frozen=True, slots=True)
class Fault:
    """A crash of our own rule or stage: ours to mend, never the data's."""

    where: str
    error: str
