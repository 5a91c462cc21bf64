"""The tables of one workbook: found on its sheets, told apart by their years, their rows read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from wardxl.barring import other_period
from wardxl.chart_figures import figures_of_charts
from wardxl.lexicon import Lexicon
from wardxl.locate import Located, locate
from wardxl.model import Label, Problem, Record
from wardxl.normalise import Normalised, habit, normalise
from wardxl.readers.limits import MAX_TABLES, refuse_many_rows, too_many_tables
from wardxl.repeats import Repeats
from wardxl.sheet import Sheet


@dataclass(frozen=True, slots=True)
class FoundTables:
    """What the sheets of a workbook hold.

    `taken` are the tables that were read and `parts` what they gave: those of the plan's years or, if there are none,
    all. `foreign` says S114 of each of the others, `aside` S116 of those that are none; `any_ours`: not every table is
    of another period. `repeats` are rows that came back too often to be kept.
    """

    taken: Sequence[Located]
    parts: Sequence[Normalised]
    foreign: Sequence[Problem]
    any_ours: bool
    repeats: Repeats
    aside: Sequence[Problem]

    @property
    def titles(self) -> list[Label]:
        """What stands above the tables."""
        return [label for table in self.taken for label in table.title]

    @property
    def records(self) -> list[Record]:
        """The rows, in the order of the sheets."""
        return [record for part in self.parts for record in part.records]

    @property
    def problems(self) -> list[Problem]:
        """What was noticed while the rows were read."""
        found = (problem for part in self.parts for problem in part.problems)
        return [*found, *self.repeats.problems(), *self.aside]


def read_tables(sheets: Iterable[Sheet], lexicon: Lexicon) -> FoundTables:
    """Find the tables on the sheets of one workbook and read their rows.

    Raises ReadError S103 where there are more tables, or rows in them, than any workbook has, or they take too long.
    """
    found = [table for sheet in sheets for table in locate(sheet, lexicon.headings)]
    if len(found) > MAX_TABLES:
        raise too_many_tables()
    refuse_many_rows(sum(len(table.body) for table in found), 0)
    periods = [other_period(table, lexicon.schema) for table in found]
    ours = [table for table, foreign in zip(found, periods, strict=True) if foreign is None]
    taken = ours or found
    style = cache(partial(habit, taken))
    repeats = Repeats()
    parts: list[Normalised] = []
    for table in taken:
        parts.append(normalise(table, lexicon, style, repeats))
        refuse_many_rows(0, sum(part.unlisted for part in parts))
    charts = figures_of_charts(taken, parts, lexicon.schema)
    kept = [place for place in range(len(taken)) if place not in charts]
    return FoundTables(
        [taken[place] for place in kept],
        [parts[place] for place in kept],
        [problem for problem in periods if problem],
        bool(ours),
        repeats,
        list(charts.values()),
    )
