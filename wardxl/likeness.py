"""How two names differ, word by word: typos and abbreviations seen through, every other word accounted for.

The words of the sent name and of the catalogue's are aligned at the least cost. A pair is the same word,
the same word mistyped, an abbreviation and the words whose initials it is (either way round), or one word
torn in two. What has no partner is *added* (sent, not in the catalogue) or *lost* (the other way round).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from wardxl.syllables import is_syllable
from wardxl.text import clean, key

#: Words that come and go without changing what is meant: they join other words or point at the ward itself.
STOP_WORDS = frozenset("và của các những được bị là cho trong về tại với ở tổng".split())
_BARE_STOPS = frozenset("va cua cac nhung duoc bi la cho trong ve tai voi o tong".split())
#: `A trên B` is `A/ B`, but `trên 5 tuổi` is not `5 tuổi`.
_OVER = ("trên", "tren")
_ROMAN = frozenset("ivx")

_TOKEN = re.compile(r"[^\W_]+|[(),;/]")
_VOWELS = frozenset("aăâeêioôơuư")
#: The whole catalogue speaks of the ward's territory, so a name may say so or not: `trên địa bàn [phường]`.
_TERRITORY = ("tren", "dia", "ban")
_OWN_LEVEL = ("phuong", "xa")

# What a pair costs. The order matters, the sizes hardly: a word without partner outweighs any typo.
_ABBREVIATED = 0.02
_SKIPPED = 0.03
_UNACCENTED = 0.05
_TORN = 0.10
_MISACCENTED = 0.12
_MISTYPED = 0.30
_ALONE = 1.0


@lru_cache(maxsize=16384)
def bare(word: str) -> str:
    """Return a word's letters without any accent, for telling typos: `đổi` → `doi`."""
    if word.isascii():
        return word
    letters = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return letters.replace("đ", "d")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name: as typed, its key, its bare letters, and what it may be.

    short: may stand for several words by their initials. aside: stands in brackets. item: the place of
    the word among the parts of the name that commas separate.
    """

    text: str
    key: str
    bare: str
    short: bool = False
    stop: bool = False
    aside: bool = False
    item: int = 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """What the two names have in common, and what not.

    exact, unaccented, misaccented, mistyped: how many pairs of which kind. covered: the words of the catalogue's
    name that have a partner. added, lost: content words without partner.
    """

    cost: float
    exact: int
    unaccented: int
    misaccented: int
    mistyped: int
    covered: tuple[Word, ...]
    added: tuple[Word, ...]
    lost: tuple[Word, ...]
    lost_head: bool


def _is_short(text: str) -> bool:
    """Whether a word may be an abbreviation: capitals only, or letters that no syllable is made of."""
    if not text.isalpha() or not 2 <= len(text) <= 10:
        return False
    return text.isupper() or not _VOWELS & set(bare(text.lower()))


@lru_cache(maxsize=16384)
def split(name: str) -> tuple[Word, ...]:
    """Cut a name into words."""
    text = clean(name)
    unaccented = text.isascii()
    found: list[Word] = []
    depth = item = 0
    tokens = _TOKEN.findall(text)
    keys = [key(token) for token in tokens]
    territory = _territory([bare(folded) for folded in keys])
    for at, (token, folded) in enumerate(zip(tokens, keys, strict=True)):
        if token in "(),;/":
            depth = depth + 1 if token == "(" else max(0, depth - 1) if token == ")" else depth
            item += token in ",;"
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else "0"
        stop = (
            folded in STOP_WORDS
            or (unaccented and folded in _BARE_STOPS)
            or (folded in _OVER and not following[0].isdigit())
            or at in territory
        )
        found.append(Word(token, folded, bare(folded), _is_short(token), stop, depth > 0, item))
        item += folded == "và"
    return tuple(found)


def _territory(bares: list[str]) -> set[int]:
    """The places of the words of `trên địa bàn [phường]`."""
    places: set[int] = set()
    for at in range(len(bares) - 2):
        if tuple(bares[at : at + 3]) == _TERRITORY:
            places.update(range(at, at + 3))
            if bares[at + 3 : at + 4] and bares[at + 3] in _OWN_LEVEL:
                places.add(at + 3)
    return places


@lru_cache(maxsize=16384)
def typo(sent: str, known: str) -> float:
    """What it costs to take a word for a mistyping of another: 0 for the same word, `inf` when it is none.

    Missing accents, a wrong accent, or one letter missing, too many, wrong or swapped with its neighbour.
    Figures and short words have no typos but of accents, unless what was typed is no syllable at all.
    """
    if sent == known:
        return 0
    first, other = bare(sent), bare(known)
    if first == other:
        return _UNACCENTED if sent == first else _MISACCENTED
    shorter = min(len(first), len(other))
    if abs(len(first) - len(other)) > 1 or shorter < 2 or not (sent.isalpha() and known.isalpha()):
        return float("inf")
    # Abbreviations and Roman figures differ by a letter and mean another thing.
    if not _VOWELS & set(other) or (len(first) < 3 and not _VOWELS & set(first)) or _ROMAN.issuperset(other):
        return float("inf")
    if shorter < 3 and is_syllable(sent):
        return float("inf")
    near = OSA.distance(sent, known, score_cutoff=1) <= 1 or OSA.distance(first, other, score_cutoff=1) <= 1
    return _MISTYPED if near else float("inf")


def initials(short: Word, words: tuple[Word, ...], start: int) -> int:
    """How many words from `start` on a word abbreviates by their initials (0: none); stop words may be left out."""
    if not short.short:
        return 0
    at, taken = start, 0
    for letter in short.bare:
        while at < len(words) and words[at].stop and not words[at].bare.startswith(letter):
            at += 1
        if at >= len(words) or words[at].short or not words[at].bare.startswith(letter):
            return 0
        at += 1
        taken += 1
    return at - start if taken > 1 else 0


def _torn(whole: Word, first: Word, second: Word) -> bool:
    """Whether a word is two others without the blank between; within one the i for y of `tỷ` is not yet i."""
    if len(whole.bare) != len(first.bare) + len(second.bare):
        return False
    return whole.bare.replace("y", "i") == (first.bare + second.bare).replace("y", "i")


def align(sent: tuple[Word, ...], known: tuple[Word, ...]) -> Alignment:
    """Align the words of a sent name with those of the catalogue's at the least cost."""
    rows, columns = len(sent), len(known)
    best = [[float("inf")] * (columns + 1) for _ in range(rows + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    # Every name that is not in the catalogue comes by here, and every pair of words: what is rare is asked last.
    alone = [_SKIPPED if word.stop else _ALONE for word in known]
    for i in range(rows + 1):
        line = best[i]
        for j in range(columns + 1):
            here = line[j]
            if i < rows:
                cost = here + (_SKIPPED if sent[i].stop else _ALONE)
                if cost < best[i + 1][j]:
                    best[i + 1][j], came[i + 1][j] = cost, (1, 0)
            if j == columns:
                continue
            cost = here + alone[j]
            if cost < line[j + 1]:
                line[j + 1], came[i][j + 1] = cost, (0, 1)
            if i < rows:
                for down, right, cost in _pairs(sent, i, known, j):
                    if here + cost < best[i + down][j + right]:
                        best[i + down][j + right], came[i + down][j + right] = here + cost, (down, right)
    return _told(sent, known, best[rows][columns], came)


def _pairs(sent: tuple[Word, ...], i: int, known: tuple[Word, ...], j: int) -> list[tuple[int, int, float]]:
    """The ways to take words of the two names from two places on for each other: how many of each, and the cost."""
    ours, theirs = sent[i], known[j]
    longer = len(ours.bare) - len(theirs.bare)
    ways: list[tuple[int, int, float]] = []
    if ours.key == theirs.key:
        ways.append((1, 1, 0.0))
    elif -2 < longer < 2:
        # `DN` and `TDP` in capitals are no slips of `dân` and `tập`.
        initialism = ours.short and ours.text.isupper() and not _VOWELS & set(ours.bare)
        if (ours.bare == theirs.bare or not initialism) and (cost := typo(ours.key, theirs.key)) < _ALONE:
            ways.append((1, 1, cost))
    if ours.short and (width := initials(ours, known, j)):
        ways.append((1, width, _ABBREVIATED))
    if theirs.short and (height := initials(theirs, sent, i)):
        ways.append((height, 1, _ABBREVIATED))
    if longer > 0 and j + 1 < len(known) and _torn(ours, theirs, known[j + 1]):
        ways.append((1, 2, _TORN))
    if longer < 0 and i + 1 < len(sent) and _torn(theirs, ours, sent[i + 1]):
        ways.append((2, 1, _TORN))
    return ways


def _told(
    sent: tuple[Word, ...], known: tuple[Word, ...], cost: float, came: list[list[tuple[int, int]]]
) -> Alignment:
    """Read the alignment back from its steps."""
    i, j = len(sent), len(known)
    kinds = {0.0: 0, _UNACCENTED: 0, _MISACCENTED: 0, _MISTYPED: 0}
    covered: list[Word] = []
    added: list[Word] = []
    lost: list[Word] = []
    while i or j:
        down, right = came[i][j]
        i, j = i - down, j - right
        if not right:
            added += [word for word in sent[i : i + down] if not word.stop]
        elif not down:
            lost += [word for word in known[j : j + right] if not word.stop]
        else:
            covered += known[j : j + right]
            if (down, right) == (1, 1):
                # A pair of stop words, or of one and the same abbreviation, is a pair like any other.
                kinds[typo(sent[i].key, known[j].key)] += 1
            else:
                kinds[0.0] += max(down, right)
    head = next((word for word in known if not word.stop), None)
    return Alignment(
        cost=cost,
        exact=kinds[0.0],
        unaccented=kinds[_UNACCENTED],
        misaccented=kinds[_MISACCENTED],
        mistyped=kinds[_MISTYPED],
        covered=tuple(reversed(covered)),
        added=tuple(reversed(added)),
        lost=tuple(reversed(lost)),
        lost_head=head is not None and any(word is head for word in lost),
    )


def reordered(sent: tuple[Word, ...], known: tuple[Word, ...]) -> bool:
    """Whether two names differ only in the order of a list: `thuế, phí, lệ phí` and `phí, lệ phí, thuế`.

    The same words before and after, and between them the same items, separated by commas or `và`.
    """
    ours, theirs = [w for w in sent if not w.stop], [w for w in known if not w.stop]
    if len(ours) != len(theirs) or sorted(w.key for w in ours) != sorted(w.key for w in theirs):
        return False
    size = len(ours)
    before = next((at for at in range(size) if ours[at].key != theirs[at].key), size)
    after = next((at for at in range(size) if ours[-1 - at].key != theirs[-1 - at].key), size)
    for start in range(before, -1, -1):
        for end in range(min(after, size - start), -1, -1):
            first = _items(ours[start : size - end])
            if len(first) > 1 and first == _items(theirs[start : size - end]):
                return True
    return False


def _items(words: list[Word]) -> list[tuple[str, ...]]:
    items: dict[int, list[str]] = {}
    for word in words:
        items.setdefault(word.item, []).append(word.key)
    return sorted(tuple(item) for item in items.values())
