"""Which departments a text names: by the longest spelling known, never by splitting.

A name may hold a comma and an `và` itself, and a list of names may have lost the line break between them;
so at every word the longest spelling that the template knows is looked for: in any case, tone placement and
dash, with or without `và`, with words abbreviated by their initials, with at most one slip of a letter.

A known name that goes on (`Công an` in `Công an quận Cầu Giấy`, `Thuế cơ sở` in `Thuế cơ sở 9`) names another
body: the whole of it is then unknown. `phường` and the ward's own name may follow any department.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wardxl.likeness import Word, bare, initials, split, typo
from wardxl.model import Department
from wardxl.text import LONGEST_PHRASE, clean

_TOKEN = re.compile(r"[^\W_]+")
#: Words about who does what, between names; they name nobody.
_FILLER_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "và, phối hợp, chủ trì, các, cùng, với, tham mưu, thực hiện, liên quan, đơn vị, cơ quan, là, do, của, thuộc, "
        "theo dõi, đồng, trực tiếp, đầu mối, tổ chức, triển khai, kèm, cho, gồm, trong đó"
    ).split(", ")
)
_FILLERS = frozenset(word for phrase in _FILLER_PHRASES for word in phrase)
_OTHERS = re.compile(
    r"(?:và |cùng |với )*(?:các|một số|những) (?:(?:phòng|ban|ngành|đơn vị|cơ quan|đoàn thể|tổ chức|bộ phận|"
    r"phường)[, ]*(?:và )?)+(?:có |khác )?(?:liên quan|khác|phường)?",
    re.I,
)
_LIST_MARK = re.compile(r"(?<![^\W_])(?:\d{1,2}|[a-zđ])[.)](?=\s)", re.I)
#: With one of these behind it a name is that of a body on another level of government.
_LEVELS = (
    "quận",
    "huyện",
    "tỉnh",
    "thành phố",
    "tp",
    "thị xã",
    "thị trấn",
    "xã",
    "trung ương",
    "khu vực",
    "liên phường",
)
_WARDS = ("phường", "xã", "trấn")
_INF = float("inf")


@dataclass(frozen=True, slots=True)
class Found:
    """The departments a text names, in order of appearance; `unknown` is what names somebody else, '' if nothing."""

    names: tuple[str, ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the text, where it stands, and whether only a blank divides it from the one before."""

    word: Word
    start: int
    end: int
    capital: bool
    joined: bool


@dataclass(frozen=True, slots=True)
class _Spelling:
    name: str
    words: tuple[Word, ...]


class DepartmentFinder:
    """Finds departments in text; spellings are prepared once."""

    def __init__(self, departments: Sequence[Department]) -> None:
        spellings: dict[tuple[str, ...], _Spelling] = {}
        for department in departments:
            for name in (department.name, *department.other_names):
                words = _words(name)
                if words:
                    spellings.setdefault(tuple(word.key for word in words), _Spelling(department.name, words))
        self._spellings = sorted(spellings.values(), key=lambda spelling: -len(spelling.words))
        self._by_first: dict[str, list[_Spelling]] = {}
        for spelling in self._spellings:
            self._by_first.setdefault(spelling.words[0].bare[:1], []).append(spelling)
        self._heads = {spelling.words[0].key for spelling in self._spellings}
        # `Công an phường` tells what the template's ward is called, `Công an Phường Từ Liêm` its name.
        self._ward = {words[-1] for words in spellings if words[-1] in _WARDS} or set(_WARDS)
        self._wards = {
            words[at + 1 :]
            for words in spellings
            for at, word in enumerate(words)
            if at and word in self._ward
        } - {()}
        self._answers: dict[str, Found] = {}

    def find(self, text: str) -> Found:
        """Find the departments that a text names (a lead cell, a title line)."""
        if len(text) > LONGEST_PHRASE:
            return Found((), clean(text))
        answer = self._answers.get(text)
        if answer is None:
            if len(self._answers) >= 20_000:
                self._answers.clear()
            answer = self._answers[text] = self._find(text)
        return answer

    def _find(self, text: str) -> Found:
        lines = ";\n".join(clean(line) for line in text.splitlines())
        shown = _LIST_MARK.sub(lambda m: " " * len(m[0]), _OTHERS.sub(lambda m: ";" * len(m[0]), lines))
        tokens = list(_tokens(shown))
        names: dict[str, None] = {}
        strangers: list[tuple[int, int]] = []
        at = 0
        while at < len(tokens):
            name, end = self._longest(tokens, at)
            if name and (goes_on := self._goes_on(tokens, end)) == end:
                names[name] = None
                at = self._past_ward(tokens, end)
            elif name:
                strangers.append((at, goes_on))
                at = goes_on
            else:
                strangers.append((at, at + 1))
                at += 1
        return Found(tuple(names), "; ".join(_unknown(shown, tokens, strangers)))

    def _longest(self, tokens: list[_Token], at: int) -> tuple[str, int]:
        """The department whose longest spelling begins at a word, and where it ends; '' for none."""
        best: tuple[int, float, str, int] | None = None
        for spelling in self._by_first.get(tokens[at].word.bare[:1], ()):
            reached = _reach(spelling.words, tokens, at)
            if reached is not None:
                end, cost = reached
                if best is None or (-end, cost) < best[:2]:
                    best = (-end, cost, spelling.name, end)
                elif (-end, cost) == best[:2] and cost and spelling.name != best[2]:
                    return "", at
        return (best[2], best[3]) if best else ("", at)

    def _goes_on(self, tokens: list[_Token], at: int) -> int:
        """Where the longer name ends that a known one turns out to be the beginning of; `at` itself if it is not."""
        if at >= len(tokens) or not tokens[at].joined or self._past_ward(tokens, at) > at:
            return at
        following = tokens[at].word.key
        two = f"{following} {tokens[at + 1].word.key}" if at + 1 < len(tokens) else ""
        level = following in _LEVELS or two in _LEVELS or following in _WARDS
        figure = (following.isdigit() and len(following) < 4) or following == "số"
        if not (level or figure or self._proper(tokens, at)):
            return at
        end = at + 1
        while end < len(tokens) and tokens[end].joined and not self._begins(tokens, end):
            if tokens[end].word.key in _FILLERS:
                break
            end += 1
        return end

    def _proper(self, tokens: list[_Token], at: int) -> bool:
        """Whether a word is a place's name behind a department's: a capital, where capitals tell anything."""
        telling = any(token.word.key.isalpha() and not token.capital for token in tokens)
        return (
            tokens[at].capital
            and telling
            and tokens[at].word.key not in self._heads | _FILLERS
            and not self._begins(tokens, at)
        )

    def _begins(self, tokens: list[_Token], at: int) -> bool:
        """Whether another department's name begins at a word."""
        return tokens[at].word.key in self._heads and bool(self._longest(tokens, at)[0])

    def _past_ward(self, tokens: list[_Token], at: int) -> int:
        """Step over `phường` and the ward's own name behind a department's."""
        if at >= len(tokens) or not tokens[at].joined:
            return at
        start = at + 1 if tokens[at].word.key in self._ward else at
        for ward in self._wards:
            if tuple(token.word.key for token in tokens[start : start + len(ward)]) == ward:
                return start + len(ward)
        if start == at or start >= len(tokens) or not tokens[start].joined or not self._proper(tokens, start):
            return start
        if self._wards:
            return at
        while start < len(tokens) and tokens[start].joined and self._proper(tokens, start):
            start += 1
        return start


def _words(name: str) -> tuple[Word, ...]:
    return tuple(word for word in split(name) if word.key != "và")


def _tokens(text: str) -> Iterator[_Token]:
    """The words of a text but `và`, with their places."""
    before = 0
    linked, unaccented = False, text.isascii()
    for found in _TOKEN.finditer(text):
        words = split(found[0])
        between = text[before : found.start()]
        before = found.end()
        if words and (words[0].key == "và" or (unaccented and words[0].key == "va")):
            linked = True
            continue
        for word in words[:1]:
            yield _Token(
                word, found.start(), found.end(), found[0][:1].isupper(), between == " " and not linked
            )
        linked = False


def _reach(words: tuple[Word, ...], tokens: list[_Token], start: int) -> tuple[int, float] | None:
    """Where a spelling that begins at a word ends, and what its slips cost; None when it is not there.

    One word may be mistyped by a letter or an accent; accents left out may be missing everywhere.
    """
    sent = tuple(token.word for token in tokens[start : start + len(words) + 12])
    at = slips = 0
    cost = 0.0
    index = 0
    while index < len(words):
        if at >= len(sent):
            return None
        if sent[at].key == words[index].key:
            at, index = at + 1, index + 1
        elif width := initials(sent[at], words, index):
            at, index = at + 1, index + width
        elif height := initials(words[index], sent, at):
            at, index = at + height, index + 1
        else:
            price = typo(sent[at].key, words[index].key)
            missing = sent[at].key.isascii() and bare(words[index].key) == sent[at].key
            slips += not missing
            # A slip in a name of one word could be any word.
            if price == _INF or slips > 1 or (slips and len(words) < 3):
                return None
            cost += price
            at, index = at + 1, index + 1
    return start + at, cost


def _filler(words: Sequence[str], end: int) -> int:
    """How many words of a filler stand at an end of some words, 0 the first, -1 the last: `chủ trì`, not `chủ tịch`."""
    for phrase in _FILLER_PHRASES:
        width = len(phrase)
        if tuple(words[:width] if end == 0 else words[-width:]) == phrase:
            return width
    return 0


def _unknown(text: str, tokens: list[_Token], strangers: list[tuple[int, int]]) -> Iterator[str]:
    """The stretches of text that name nobody known, without the fillers around them."""
    runs: list[list[int]] = []
    for start, end in strangers:
        if runs and runs[-1][1] == start and "\n" not in text[tokens[start - 1].end : tokens[start].start]:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    for start, end in runs:
        keys = [token.word.key for token in tokens[:end]]
        while width := _filler(keys[start:], 0):
            start += width
        while width := _filler(keys[start:], -1):
            keys = keys[:-width]
        end = len(keys)
        if start < end and any(token.word.key.isalpha() for token in tokens[start:end]):
            yield text[tokens[start].start : tokens[end - 1].end].replace(";\n", "; ")
