"""The same row again in one file: what is said of it, and what is kept of one that comes back beyond measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from wardxl.agreement import same
from wardxl.model import Account, Problem, Record, Ref, Row, Value

#: So often a row of a table is taken like any other. Nobody plans one row so many times: what comes after is
#: compared with the first and let go, so that a sheet filled down to its end costs no more than its cells.
_TAKEN = 50


def repeated(row: Row, first: Value, second: Value, cells: tuple[Ref, ...] = ()) -> Problem:
    """C605: a row stands twice in a file, with different values; `cells`, if there are more of them."""
    apart = first.ref.sheet != second.ref.sheet
    places = [
        f"{value.ref.a1} trang “{value.ref.sheet}”" if apart else value.ref.a1 for value in (first, second)
    ]
    return Problem(
        "C605",
        f"Dòng “{row.name}” có hai lần trong tệp với số khác nhau: {first.shown} ở ô {places[0]}, "
        f"{second.shown} ở ô {places[1]}; đã lấy {first.shown}. Hãy giữ lại một dòng.",
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
    """Counts the rows of one table; `let_go` of them were not kept, `account` and `problems` tell of their cells."""

    let_go: int = 0
    account: Account = field(default_factory=Account)
    # By the row's code the values of the first records, and, once there were many, the first value of each column.
    _taken: dict[str, list[Mapping[str, Value]]] = field(default_factory=dict)
    _firsts: dict[str, dict[str, Value]] = field(default_factory=dict)
    _contradicted: dict[tuple[str, str], _Contradicted] = field(default_factory=dict)

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
        self.let_go += 1
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

    def problems(self) -> Iterator[Problem]:
        """C605, once for each column of a row."""
        for one in self._contradicted.values():
            yield repeated(one.row, one.first, one.second, tuple(one.cells))


def _read(values: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """The values that could be read, by column."""
    return ((column, value) for column, value in values.items() if value.content is not None)
