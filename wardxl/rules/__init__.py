"""The rules: one generator each, registered by `@rule`; their modules by topic.

The order of the imports is the order in which rules run: a clean rule that puts cells in doubt (U304) comes
before those that then leave them out (Y407-Y409).
"""

from __future__ import annotations

# isort: off
from wardxl.rules import (
    values,
    blanks,
    years,
    rates,
    parts,
    suspect,
    relations,
    tasks,
    magnitude,
    plausible,
    completeness,
)

# isort: on
from wardxl.rules.engine import blocks, run, run_collection
from wardxl.rules.registry import RULES, Collection, Context, Rows, Rule, rule

__all__ = [
    "RULES",
    "SILENCED_BY",
    "Collection",
    "Context",
    "Rows",
    "Rule",
    "blanks",
    "blocks",
    "completeness",
    "magnitude",
    "parts",
    "plausible",
    "rates",
    "relations",
    "rule",
    "run",
    "run_collection",
    "suspect",
    "tasks",
    "values",
    "years",
]

#: One fault, one finding: a code is not said at a cell where one of these speaks.
SILENCED_BY = {"V201": ("T703",)}
