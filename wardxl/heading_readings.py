"""What is found of headings: which column one names, how several read as those of a form; and the memory of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from wardxl.model import Column

MOST_ANSWERS = 20_000

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a heading fits a column: `quality` from 0 to 1."""

    column: Column
    quality: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Headings read as those of one form: which column is where, and those of no column of the form.

    `aside` are the columns of what stands beside the table and is none of it.
    """

    form: str
    columns: Mapping[str, int]
    unknown: tuple[int, ...]
    score: float
    aside: tuple[int, ...] = ()


#: What a reading hangs on: the forms it may be of, those that the title names, the rows of headings beyond the first,
#: by column the first column of its merged area, and the texts.
Place = tuple[
    frozenset[str],
    frozenset[str],
    int,
    tuple[tuple[int, int], ...],
    tuple[tuple[int, tuple[str, ...]], ...],
]


class Answers(dict[_Question, _Answer]):
    """Answers kept for the next file; when there are too many, one begins anew."""

    def keep(self, question: _Question, answer: _Answer) -> _Answer:
        """Keep an answer and return it."""
        if len(self) >= MOST_ANSWERS:
            self.clear()
        self[question] = answer
        return answer
