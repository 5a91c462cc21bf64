"""Which row of the catalogue is meant, and which departments: by what a name says, never by its number.

A name is tried as it stands, then as one of the template's other names, then by likeness. Likeness sees
through typos, abbreviations and small words (see `likeness`); what then remains must be a difference that
cannot make another indicator of it:

- no content word both added and lost: `tự nguyện` for `bắt buộc` is another row, however long the rest is;
- words only added: one for eight in common (`Giảm số hộ cận nghèo` is not `Giảm số hộ nghèo`);
- words only lost: what is left still covers more than half of the row's different words, and fits no other row;
- never a word that turns the meaning (`không`, `cận`, …), never a figure or year in place of another.

Where two rows remain, the parent and the section decide; where these do not, nothing is matched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wardxl.departments import DepartmentFinder, Found
from wardxl.likeness import Alignment, Word, align, initials, reordered, split
from wardxl.model import Row
from wardxl.row_names import IsUnit, bare_name, without_enumerator, without_unit
from wardxl.text import LONGEST_PHRASE, clean, key

__all__ = ["DepartmentFinder", "Found", "How", "Match", "RowMatcher"]

How = Literal["exact", "other-name", "likeness", "none"]

_TURNS = frozenset("không chưa ngoài trừ cận tái thoát khong chua ngoai tru can tai thoat".split())
#: At the head of a name these say that a change is meant and not a state; as an addition anywhere.
_CHANGES = frozenset("giảm tăng giam tang".split())
#: One word may be added for so many in common.
_COMMON_FOR_ADDED = 8
#: A name that lost words must still say this many of the row's.
_LEAST_SAID = 3
#: A name of more letters, or of so many times the words of the longest row's, is none of them.
_LONGEST_NAME = LONGEST_PHRASE
_MOST_TIMES = 3
#: So many words the same make a slip certain, even where it gives a word that other rows have.
_SURE = 10


@dataclass(frozen=True, slots=True)
class Match:
    """The row a name means, or None; `added` and `lost` are content words, `rivals` the rows it might mean."""

    row: Row | None
    how: How
    added: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    rivals: tuple[Row, ...] = ()


NO_MATCH = Match(None, "none")


@dataclass(frozen=True, slots=True)
class _Known:
    """One spelling of a row, ready to compare. `letters` are those that its words begin with."""

    row: Row
    words: tuple[Word, ...]
    bares: frozenset[str]
    shorts: tuple[Word, ...]
    letters: frozenset[str]
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A row that a name may mean by likeness.

    rank: 0 no content word differs, 1 some are added, 2 some are lost. half: more than half of the row is
    said; enough: and that in enough words to tell it by.
    """

    known: _Known
    alignment: Alignment
    rank: int
    enough: bool = True
    half: bool = True


class RowMatcher:
    """Matches names against the rows of one appendix. Answers are remembered.

    What likeness needs is prepared when a name first is none of the template's: most files have no such name.
    """

    def __init__(self, rows: Sequence[Row], is_unit: IsUnit | None = None) -> None:
        """Prepare the rows. `is_unit`: what may stand in brackets at a name's end, beside the rows' own units."""
        self._rows, self._is_unit = rows, is_unit
        self._exact = _by_key((row, (row.name,)) for row in rows)
        self._other = _by_key((row, row.other_names) for row in rows)
        self._sections = {row.code: key(row.section) for row in rows}
        self._answers: dict[tuple[str, str, str], Match] = {}

    @cached_property
    def _units(self) -> frozenset[str]:
        return frozenset(key(row.unit) for row in self._rows if row.unit) | {"%"}

    def _names_unit(self, text: str) -> bool:
        return key(text) in self._units or (self._is_unit is not None and self._is_unit(text))

    @cached_property
    def _known(self) -> Sequence[_Known]:
        spellings = {
            (row.code, key(name)): (row, name)
            for row in self._rows
            for name in (row.name, *row.other_names)
            if name
        }
        return [self._ready(row, name) for row, name in spellings.values()]

    @cached_property
    def _saying(self) -> Mapping[str, Sequence[int]]:
        """By a word the places of the spellings that have it."""
        saying: dict[str, list[int]] = {}
        for place, known in enumerate(self._known):
            for bare in known.bares:
                saying.setdefault(bare, []).append(place)
        return saying

    @cached_property
    def _most_words(self) -> int:
        return _MOST_TIMES * max((len(known.words) for known in self._known), default=0)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word.key for known in self._known for word in known.words)

    def match(self, name: str, *, parent: str = "", section: str = "") -> Match:
        """Find the row that a name means.

        `parent` (a row code) and `section` (its title) say where the name stands, as far as known; they decide
        between rows that fit alike, but a name that fits one row alone matches wherever it stands.
        """
        if len(name) > _LONGEST_NAME:
            return NO_MATCH
        asked = (name, parent, section)
        answer = self._answers.get(asked)
        if answer is None:
            if len(self._answers) >= 20_000:
                self._answers.clear()
            answer = self._answers[asked] = self._match(clean(name), parent, key(section))
        return answer

    def _match(self, name: str, parent: str, section: str) -> Match:
        plain = without_enumerator(name)
        return (
            self._by_name(dict.fromkeys((key(name), key(plain))), parent, section)
            # A unit behind a name is said in another place, not another name.
            or self._by_name([key(without_unit(plain, self._names_unit))], parent, section)
            or self._by_likeness(plain, parent, section)
        )

    def _by_name(self, spelled: Iterable[str], parent: str, section: str) -> Match | None:
        """The row that has one of the spellings for a name; None where no row has."""
        named: tuple[tuple[dict[str, list[Row]], How], ...] = (
            (self._exact, "exact"),
            (self._other, "other-name"),
        )
        for table, how in named:
            for spelling in spelled:
                if rows := table.get(spelling):
                    row = self._placed(rows, parent, section)
                    return Match(row, how) if row else Match(None, "none", rivals=tuple(rows))
        return None

    def _placed(self, rows: Sequence[Row], parent: str, section: str) -> Row | None:
        """The one row among several that stands where the name stands, or None."""
        rows = list({row.code: row for row in rows}.values())
        if parent:
            rows = [row for row in rows if row.parent == parent] or rows
        if section and len(rows) > 1:
            rows = [row for row in rows if self._sections[row.code] == section] or rows
        return rows[0] if len(rows) == 1 else None

    # ── Likeness ──────────────────────────────────────────────────────────────────────────

    def _ready(self, row: Row, name: str) -> _Known:
        text, years = bare_name(name, self._names_unit)
        words = split(text)
        bares = frozenset(word.bare for word in words if not word.stop)
        return _Known(row, words, bares, _shorts(words), _letters(words), years)

    def _by_likeness(self, name: str, parent: str, section: str) -> Match:
        text, years = bare_name(name, self._names_unit)
        words = split(text)
        if not words or len(words) > self._most_words:
            return NO_MATCH
        content = [word for word in words if not word.stop]
        fits: dict[str, _Fit] = {}
        for known in self._with_words_of(words, content):
            if years and known.years and years != known.years:
                continue
            fit = self._fit(words, content, known)
            if fit is not None:
                before = fits.get(known.row.code)
                if before is None or _order(fit) < _order(before):
                    fits[known.row.code] = fit
        if not fits:
            return NO_MATCH
        ranked = sorted(fits.values(), key=_order)
        best = ranked[0]
        rivals = [best, *(fit for fit in ranked[1:] if _rival(best, fit))]
        if len(rivals) > 1:
            row = self._placed([fit.known.row for fit in rivals], parent, section)
            if row is None:
                near = [fit for fit in rivals if fit.half]
                return Match(
                    None, "none", rivals=tuple(f.known.row for f in (near if len(near) > 1 else rivals))
                )
            best = fits[row.code]
        if not best.enough:
            return NO_MATCH
        return Match(
            best.known.row,
            "likeness",
            added=tuple(word.text for word in best.alignment.added),
            lost=_unsaid(best.alignment),
        )

    def _with_words_of(self, words: tuple[Word, ...], content: Sequence[Word]) -> list[_Known]:
        """The spellings that share a word with a name, or may where one of them abbreviates, in their order."""
        places = {place for word in content for place in self._saying.get(word.bare, ())}
        shorts, letters = _shorts(content), _letters(words)
        return [
            known
            for place, known in enumerate(self._known)
            if place in places or _may_spell(known.shorts, letters) or _may_spell(shorts, known.letters)
        ]

    def _fit(self, words: tuple[Word, ...], content: Sequence[Word], known: _Known) -> _Fit | None:
        """How a name, of which `content` are the words that are no stop words, fits a row; None where it does not."""
        # A word may be torn in two; of what is then left over one word in so many may be an addition.
        most = 2 * len(known.words) + len(known.words) // _COMMON_FOR_ADDED
        if len(content) > most and not known.shorts:
            return None
        strange = sum(1 for word in content if word.bare not in known.bares and not word.short)
        # More strange words than this no typo, abbreviation or addition explains.
        if (unexplained := strange - 1 - len(content) // 3) > 0:
            if not _may_spell(known.shorts, _letters(words)):
                return None
            spelled = sum(initials(short, words, at) for short in known.shorts for at in range(len(words)))
            if unexplained > spelled:
                return None
        if not any(word.bare in known.bares for word in content) and not any(
            initials(word, known.words, at)
            for word in _shorts(content)
            if known.letters.issuperset(word.bare)
            for at in range(len(known.words))
        ):
            return None
        if reordered(words, known.words):
            return _Fit(known, align(known.words, known.words), 0)
        found = align(words, known.words)
        if found.added and found.lost:
            return None
        common = sum(1 for word in found.covered if not word.stop)
        if not common or not self._typos_bearable(words, known, found):
            return None
        if any(word.key in _TURNS for word in (*found.added, *found.lost) if not word.aside):
            return None
        if found.added:
            few = len(found.added) * _COMMON_FOR_ADDED <= common
            turned = any(word.key in _CHANGES or word.key.isdigit() for word in found.added)
            return _Fit(known, found, 1) if few and not turned else None
        if found.lost:
            if found.lost_head and next(word for word in known.words if not word.stop).key in _CHANGES:
                return None
            told = {word.key for word in found.covered if not word.stop}
            asked = told | {word.key for word in found.lost if not word.aside}
            half = 2 * len(told) > len(asked)
            return _Fit(known, found, 2, half and len(told) >= _LEAST_SAID, half)
        return _Fit(known, found, 0)

    def _typos_bearable(self, words: tuple[Word, ...], known: _Known, found: Alignment) -> bool:
        """Whether the typos are few enough in what is certain, and none of them another word of the catalogue."""
        wrong = found.misaccented + found.mistyped
        if wrong > found.exact or (found.misaccented and found.exact + found.unaccented < 2):
            return False
        if not found.mistyped:
            return True
        own = {word.key for word in known.words}
        if any(
            word.key in self._vocabulary and word.key not in own
            for word in words
            if word.bare not in known.bares
        ):
            return False
        return found.exact + found.unaccented >= 4 * found.mistyped


def _shorts(words: Iterable[Word]) -> tuple[Word, ...]:
    return tuple(word for word in words if word.short)


def _letters(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.bare[0] for word in words)


def _may_spell(shorts: Iterable[Word], letters: frozenset[str]) -> bool:
    """Whether one of the abbreviations is made of letters that words begin with."""
    return any(letters.issuperset(short.bare) for short in shorts)


def _by_key(spelled: Iterable[tuple[Row, Sequence[str]]]) -> dict[str, list[Row]]:
    table: dict[str, list[Row]] = {}
    for row, names in spelled:
        for name in dict.fromkeys(map(key, names)):
            table.setdefault(name, []).append(row)
    return table


def _unsaid(alignment: Alignment) -> tuple[str, ...]:
    """The words lost, each once, and of these first of all the ones that are said nowhere else."""
    said = {word.key for word in alignment.covered}
    lost = {word.key: word.text for word in alignment.lost}
    return tuple(text for word, text in lost.items() if word not in said) or tuple(lost.values())


def _order(fit: _Fit) -> tuple[int, bool, int, float]:
    """Best first. Of a row's spellings one of which enough is said beats one that is merely shorter."""
    added = len(fit.alignment.added) if fit.rank == 1 else 0
    return (fit.rank, not fit.enough, added, fit.alignment.cost)


def _rival(best: _Fit, other: _Fit) -> bool:
    """Whether a second row fits nearly as well as the best."""
    if best.rank == 0:
        # Between rows of which no content word differs a wrong accent more decides.
        return other.rank == 0 and other.alignment.cost - best.alignment.cost < 0.06
    if best.rank == other.rank == 1:
        return len(other.alignment.added) == len(best.alignment.added)
    # A name that lost words and fits two rows may be either, however much of each it says.
    return True
