"""What a run gives back: everything the writers need and nothing they would have to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardxl.model import Consolidated, Fault, Finding, Schema, Standing, Submission

if TYPE_CHECKING:
    import pandas


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

    def to_frame(self) -> pandas.DataFrame:
        """Return the consolidated values as a pandas table in long form, one line per row and value column.

        Figures are in the catalogue's unit, a percentage as 96.5. The columns are explained at
        `wardxl.frame.to_frame`. Raises ImportError where pandas is not installed.
        """
        from wardxl.frame import to_frame

        return to_frame(self)
