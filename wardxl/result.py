"""What a run gives back: everything the writers need and nothing they would have to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wardxl.model import Consolidated, Fault, Finding, Schema, Standing, Submission


@dataclass(frozen=True, slots=True)
class Result:
    """One ward's consolidated plan with its findings.

    `appendices` maps an appendix code to its rows in catalogue order, then the rows that departments added;
    `findings` stand in the order in which a clerk works through them.
    """

    schema: Schema
    submissions: tuple[Submission, ...]
    departments: tuple[Standing, ...]
    findings: tuple[Finding, ...]
    appendices: Mapping[str, tuple[Consolidated, ...]]
    faults: tuple[Fault, ...] = ()
