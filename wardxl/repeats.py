"""The same row again in one file: what is said of it, and what is kept of one that comes back beyond measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from wardxl.agreement import same
from wardxl.model import Account, Problem, Record, Ref, Row, Value
from wardxl.text import brief

#: So often a row of a file is taken like any other. Nobody plans one row so many times: what comes after is
#: compared with the first and let go, so that a sheet filled down to its end, or a thousand of them, cost no more
#: than their cells.
_TAKEN = 50
#: What is said of so many of their cells alike is said for the rest as well.
_SAID = 100


def repeated(row: Row, first: Value, second: Value, cells: tuple[Ref, ...] = ()) -> Problem:
    """C605: a row stands twice in a file, with different values; `cells`, if there are more of them."""
    apart = first.ref.sheet != second.ref.sheet
    places = [
        f"{value.ref.a1} trang “{value.ref.sheet}”" if apart else value.ref.a1 for value in (first, second)
    ]
    shown = brief(first.shown), brief(second.shown)
    return Problem(
        "C605",
        f"Dòng “{brief(row.name)}” có hai lần trong tệp với số khác nhau: {shown[0]} ở ô {places[0]}, "
        f"{shown[1]} ở ô {places[1]}; đã lấy {shown[0]}. Hãy giữ lại một dòng.",
        ref=second.ref,
        cells=cells,
        related=(first.ref,),
        appendix=row.appendix,
        row=row.code,
        column=second.column,
        found=second.shown,
        expected=first.shown,
    )


@dataclass(slots=True)
class _Contradicted:
    """The first value of a column of a row, the first that differs from it, and the cells of all that do."""

    row: Row
    first: Value
    second: Value
    cells: list[Ref]


@dataclass(slots=True)
class Repeats:
    """Counts the rows of one file; `account` and `problems` tell of those that were not kept."""

    account: Account = field(default_factory=Account)
    # By the row's code the values of the first records, and, once there were many, the first value of each column.
    _taken: dict[str, list[Mapping[str, Value]]] = field(default_factory=dict)
    _firsts: dict[str, dict[str, Value]] = field(default_factory=dict)
    _contradicted: dict[tuple[str, str], _Contradicted] = field(default_factory=dict)
    # By code, severity, sheet and column what was said of rows that were not kept, and the further cells it is true of.
    _said: dict[tuple[object, ...], tuple[list[Problem], list[Ref]]] = field(default_factory=dict)

    def keep(self, record: Record) -> bool:
        """Whether to keep a record like any other: it does not come too often, or brings what none before it had."""
        row, values = record.row, record.values
        taken = self._taken.setdefault(row.code, [])
        if len(taken) < _TAKEN:
            taken.append(values)
            return True
        firsts = self._firsts_of(row)
        if news := {column: value for column, value in _read(values) if column not in firsts}:
            firsts.update(news)
            return True
        # A value merged over several columns is one cell, and agrees if it does in one of them.
        agreed = {value.ref for value in values.values() if not value.blank and self._agrees(row, value)}
        filled = {value.ref for value in values.values() if not value.blank}
        self.account = Account(
            agreed=self.account.agreed + len(agreed),
            reported=self.account.reported + len(filled - agreed),
        )
        return False

    def _firsts_of(self, row: Row) -> dict[str, Value]:
        if row.code not in self._firsts:
            taken = self._taken[row.code]
            self._firsts[row.code] = {c: value for values in reversed(taken) for c, value in _read(values)}
        return self._firsts[row.code]

    def _agrees(self, row: Row, value: Value) -> bool:
        """Whether a value says what the first of its column says; one that contradicts it is noted."""
        first = self._firsts[row.code].get(value.column)
        if first is None or value.content is None:
            return False  # It could not be read, which was said when it was read.
        if same(first.content, value.content):
            return True
        noted = self._contradicted.setdefault((row.code, value.column), _Contradicted(row, first, value, []))
        noted.cells.append(value.ref)
        return False

    def say(self, problems: Iterable[Problem]) -> None:
        """Take what was noticed in a row that was not kept."""
        for problem in problems:
            place = (problem.code, problem.severity, problem.ref and problem.ref.sheet, problem.column)
            said, further = self._said.setdefault(place, ([], []))
            if len(said) < _SAID or problem.ref is None:
                said.append(problem)
            else:
                further.extend(problem.cells or (problem.ref,))

    def problems(self) -> Iterator[Problem]:
        """What is said of the rows that were not kept, and C605 once for each column of a row."""
        for said, further in self._said.values():
            *others, last = said
            yield from others
            own = last.cells or ((last.ref,) if last.ref else ())
            yield replace(last, cells=(*own, *further)) if further else last
        for one in self._contradicted.values():
            yield repeated(one.row, one.first, one.second, tuple(one.cells))


def _read(values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """The values that could be read, by column."""
    return ((column, value) for column, value in values.items() if value.content is not None)
