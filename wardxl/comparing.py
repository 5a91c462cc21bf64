"""Two editions of the same plan side by side: which figures changed, which findings came and went.

An edition is a result of ours, a report, or one department's file; where it was read from is of no account here.
Figures are compared exactly, targets and periods by what they mean, other text by its letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wardxl import targets
from wardxl.model import Severity, Target
from wardxl.numerals import vietnamese
from wardxl.text import clean

#: Appendix, row code and column key.
Place = tuple[str, str, str]
BLANK = "(trống)"


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands in one consolidated cell, and where it is from.

    `value` is a figure in the catalogue's unit, `text` anything else; `bounded` marks a target or a period.
    """

    place: Place
    name: str
    unit: str
    heading: str
    value: Decimal | None = None
    text: str = ""
    bounded: bool = False
    source: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return self.value is None and not self.text

    @property
    def shown(self) -> str:
        """The value in Vietnamese notation."""
        return vietnamese(self.value) if self.value is not None else self.text or BLANK

    @property
    def meaning(self) -> object:
        """What has to be equal for two values to be the same."""
        if self.value is not None:
            return self.value
        target = targets.parse(self.text) if self.bounded else None
        if isinstance(target, Target):
            return target.low, target.high, target.low_open, target.high_open
        return clean(self.text)


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as an edition has it."""

    code: str
    severity: Severity
    message: str
    appendix: str = ""
    row: str = ""
    column: str = ""
    department: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    found: str = ""
    expected: str = ""

    @property
    def where(self) -> str:
        """Its place as `file!sheet!cell`, as far as it has one."""
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)

    @property
    def figures(self) -> tuple[str, str]:
        """What it says is there, and what it says should be."""
        return self.found, self.expected


@dataclass(frozen=True, slots=True)
class Edition:
    """One side: its name, every cell in order (blank ones too), its findings; the sender where it is one file."""

    name: str
    figures: Mapping[Place, Figure]
    notes: tuple[Note, ...]
    sender: str | None = None


class Kind(StrEnum):
    """How two sides differ at one place."""

    CHANGED = "changed"
    CAME = "came"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pair:
    """One cell on both sides; `kind` None where they are the same."""

    old: Figure | None
    new: Figure | None
    kind: Kind | None

    @property
    def either(self) -> Figure:
        """The newer of the two that are there."""
        figure = self.new or self.old
        assert figure is not None
        return figure

    @property
    def difference(self) -> Decimal | None:
        """New less old, where both are figures."""
        if self.old is None or self.new is None or self.old.value is None or self.new.value is None:
            return None
        return self.new.value - self.old.value

    @property
    def sources(self) -> str:
        """Where both are from, once where that is the same."""
        places = [figure.source for figure in (self.old, self.new) if figure and figure.source]
        return " → ".join(dict.fromkeys(places))


@dataclass(frozen=True, slots=True)
class NotePair:
    """A finding that came, went, or stayed with other figures."""

    old: Note | None
    new: Note | None
    kind: Kind

    @property
    def either(self) -> Note:
        """The newer of the two that are there."""
        note = self.new or self.old
        assert note is not None
        return note


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions and all that differs; `pairs` has every cell that is filled on either side."""

    old: Edition
    new: Edition
    pairs: tuple[Pair, ...]
    notes: tuple[NotePair, ...]

    @property
    def changes(self) -> tuple[Pair, ...]:
        """The cells that differ."""
        return tuple(pair for pair in self.pairs if pair.kind)

    def notes_of(self, kind: Kind) -> tuple[NotePair, ...]:
        """The findings that came, went or stayed with other figures."""
        return tuple(pair for pair in self.notes if pair.kind is kind)


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two editions; of two single files neither the files' nor their sheets' names count."""
    places = dict.fromkeys([*new.figures, *old.figures])
    pairs = (_pair(old.figures.get(place), new.figures.get(place)) for place in places)
    single = old.sender is not None and new.sender is not None
    return Comparison(
        old,
        new,
        tuple(pair for pair in pairs if pair is not None),
        tuple(_notes(old.notes, new.notes, single=single)),
    )


def _pair(old: Figure | None, new: Figure | None) -> Pair | None:
    before = old if old and not old.blank else None
    after = new if new and not new.blank else None
    if before is None and after is None:
        return None
    if before is None or after is None:
        return Pair(old, new, Kind.CAME if before is None else Kind.GONE)
    return Pair(old, new, None if before.meaning == after.meaning else Kind.CHANGED)


def _notes(old: Iterable[Note], new: Iterable[Note], *, single: bool) -> Iterator[NotePair]:
    """Pair findings that are the same fault: by code, row and column; those of no row by file and sheet."""
    waiting: dict[tuple[str, ...], list[Note]] = defaultdict(list)
    for note in old:
        waiting[_fault(note, single)].append(note)
    for note in new:
        same = waiting[_fault(note, single)]
        # Of several faults of one kind the one with the same figures is the same one.
        earlier = next((other for other in same if other.figures == note.figures), same[0] if same else None)
        if earlier is None:
            yield NotePair(None, note, Kind.CAME)
            continue
        same.remove(earlier)
        if earlier.figures != note.figures:
            yield NotePair(earlier, note, Kind.CHANGED)
    for left in waiting.values():
        yield from (NotePair(note, None, Kind.GONE) for note in left)


def _fault(note: Note, single: bool) -> tuple[str, ...]:
    if note.row:
        return note.code, note.appendix, note.row, note.column, note.department
    return (note.code, note.column) if single else (note.code, note.column, note.file, note.sheet)
