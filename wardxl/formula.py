"""Relations between rows as the template states them: a small language, read once and evaluated per year.

    relation   := expression operator expression
    operator   := "=" | "≤" | "≥" | "≈" percent                 also <= and >=
    percent    := number "%"                                    how far the sides may differ
    expression := term { ("+" | "-") term }
    term       := factor { ("*" | "/") factor }                 also × · ÷ :
    factor     := number | row | call | "(" expression ")" | "-" factor
    call       := ("cộng dồn" | "năm trước") "(" row ")"
    row        := the code of a row of the catalogue: I.2.1
    number     := digits [ "," digits ]                         12   1,05

`cộng dồn(I.2.3)` is the sum of the row from the plan's first year up to the year at hand; `năm trước(I.1.1)`
its figure a year before (before the first year: the baseline). A row by itself is its figure of the year.
For example `I.2.1 = 100 * (12 + cộng dồn(I.2.3)) / 18` and `I.1.1 ≈ 1% năm trước(I.1.1) * 1,05`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from wardxl.intervals import Interval, total


class FormulaError(ValueError):
    """A formula that does not follow the grammar; the message says in Vietnamese what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a row: of the year at hand (`""`), `running` or `previous`."""

    row: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions joined by `+ - * /`."""

    sign: str
    left: Expression
    right: Expression


Expression = Number | Figure | Operation


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sides and what must hold between them; `margin` is the share that `≈` allows (0.01)."""

    left: Expression
    operator: str
    right: Expression
    margin: Decimal = Decimal(0)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that it speaks of, in the order of the text."""
        return tuple(dict.fromkeys(figure.row for figure in figures(self)))


#: What gives a row's intervals: one for the year at hand or the one before, all up to now for a running sum;
#: None where a figure is missing.
Look = Callable[[Figure], list[Interval] | None]

_WORDS = re.compile(
    r"\s*(?:(?P<word>[^\W\d_]+(?:\s+[^\W\d_]+)*(?=\s*\())"
    r"|(?P<name>[^\W_]+(?:[.,][^\W_]+)*)"
    r"|(?P<sign><=|>=|[=≤≥≈+\-*/()%]))"
)
_SAME = str.maketrans(
    {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/", "⩽": "≤", "⩾": "≥", "~": "≈"}
)
_SIGNS = {"<=": "≤", ">=": "≥"}
_CALLS = {"cộng dồn": "running", "năm trước": "previous"}
_NUMBER = re.compile(r"\d+(?:,\d+)?")
_RELATIONS = frozenset("=≤≥≈")
#: Deeper and longer than any formula a person writes.
_DEEPEST = 50
_LONGEST = 300


@lru_cache(maxsize=256)
def parse(text: str, rows: Set[str]) -> Relation:
    """Read a formula; `rows` (a frozenset) are the codes that it may name.

    Raises FormulaError, saying what was expected where.
    """
    return _Parser(text, rows).relation()


class _Parser:
    """Reads a formula from left to right, one function per line of the grammar."""

    def __init__(self, text: str, rows: Set[str]) -> None:
        self.rows = rows
        self.words = list(_cut(unicodedata.normalize("NFC", text).translate(_SAME)))
        self.place = 0
        self.depth = 0
        if not self.words:
            raise FormulaError("công thức để trống")
        if len(self.words) > _LONGEST:
            raise FormulaError(f"công thức quá dài (hơn {_LONGEST} từ và dấu)")

    def relation(self) -> Relation:
        left = self.expression()
        operator = self.taken(_RELATIONS)
        if not operator:
            raise FormulaError(f"thiếu dấu =, ≤, ≥ hoặc ≈ {self.here()}")
        margin = self.percent() if operator == "≈" else Decimal(0)
        right = self.expression()
        if self.place < len(self.words):
            raise FormulaError(f"thừa “{self.words[self.place]}” {self.here()}")
        relation = Relation(left, operator, right, margin)
        if not relation.rows:
            raise FormulaError("công thức không nhắc đến dòng nào của danh mục")
        return relation

    def percent(self) -> Decimal:
        word = self.next()
        if not _NUMBER.fullmatch(word) or not self.taken(frozenset("%")):
            raise FormulaError("sau dấu ≈ phải ghi mức lệch cho phép, ví dụ ≈ 1%")
        return Decimal(word.replace(",", ".")) / 100

    def expression(self) -> Expression:
        left = self.term()
        while sign := self.taken(frozenset("+-")):
            left = Operation(sign, left, self.term())
        return left

    def term(self) -> Expression:
        left = self.factor()
        while sign := self.taken(frozenset("*/")):
            right = self.factor()
            if sign == "/" and right == Number(Decimal(0)):
                raise FormulaError("không chia được cho 0")
            left = Operation(sign, left, right)
        return left

    def factor(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FormulaError("công thức có quá nhiều dấu ngoặc lồng nhau")
        try:
            word = self.next()
            if word == "(":
                inner = self.expression()
                self.close()
                return inner
            if word == "-":
                return Operation("-", Number(Decimal(0)), self.factor())
            if word.casefold() in _CALLS:
                return self.call(_CALLS[word.casefold()])
            if word in self.rows:
                return Figure(word)
            if _NUMBER.fullmatch(word):
                return Number(Decimal(word.replace(",", ".")))
            raise FormulaError(self.stranger(word))
        finally:
            self.depth -= 1

    def call(self, when: str) -> Figure:
        if not self.taken(frozenset("(")):
            raise FormulaError(f"thiếu dấu ( {self.here()}")
        row = self.next()
        if row not in self.rows:
            raise FormulaError(self.stranger(row))
        self.close()
        return Figure(row, when)

    def close(self) -> None:
        if not self.taken(frozenset(")")):
            raise FormulaError(f"thiếu dấu ) {self.here()}")

    def next(self) -> str:
        if self.place >= len(self.words):
            raise FormulaError("công thức bị bỏ dở ở cuối")
        self.place += 1
        return self.words[self.place - 1]

    def taken(self, wanted: Set[str]) -> str:
        """Take the next word if it is one of those wanted, '' otherwise."""
        if self.place < len(self.words) and self.words[self.place] in wanted:
            return self.next()
        return ""

    def here(self) -> str:
        return f"sau “{self.words[self.place - 1]}”" if self.place else "ở đầu công thức"

    def stranger(self, word: str) -> str:
        """Say what is wrong with a word that is neither a row nor a number."""
        if re.fullmatch(r"\d+\.\d+", word):
            return (
                f"“{word}” không phải mã dòng; nếu là số lẻ thì viết bằng dấu phẩy: {word.replace('.', ',')}"
            )
        if re.fullmatch(r"[+\-*/()%=≤≥≈]", word):
            return f"không hiểu dấu “{word}” ở chỗ cần một số hoặc một mã dòng"
        return f"danh mục không có dòng “{word}”"


def _cut(text: str) -> Iterator[str]:
    """Cut a formula into words; several words before a bracket are the name of a call."""
    place = 0
    while place < len(text.rstrip()):
        match = _WORDS.match(text, place)
        if match is None:
            raise FormulaError(f"không hiểu “{text[place:].strip()[:20]}”")
        word = match["word"] or match["name"] or match["sign"]
        if match["word"]:
            word = " ".join(word.split())
        yield _SIGNS.get(word, word)
        place = match.end()


def figures(part: Relation | Expression) -> Iterator[Figure]:
    """The figures of a formula, in the order of its text."""
    match part:
        case Figure():
            yield part
        case Operation(left=left, right=right) | Relation(left=left, right=right):
            yield from figures(left)
            yield from figures(right)
        case _:
            return


def evaluate(expression: Expression, look: Look) -> Interval | None:
    """Work out an expression with intervals; None where a figure is missing or a divisor may be zero."""
    match expression:
        case Number(value=value):
            return Interval.of(value)
        case Figure():
            found = look(expression)
            return None if found is None else total(found)
        case Operation(sign=sign, left=left, right=right):
            one, other = evaluate(left, look), evaluate(right, look)
            if one is None or other is None:
                return None
            match sign:
                case "+":
                    return one + other
                case "-":
                    return one - other
                case "*":
                    return one * other
            return None if other.low <= 0 <= other.high else one / other


def holds(relation: Relation, left: Interval, right: Interval) -> bool:
    """Whether the relation can hold between some values of the two sides.

    `≈ n%`: the left side may lie n % of the right side's size beyond it.
    """
    match relation.operator:
        case "≤":
            return left.reaches(right)
        case "≥":
            return right.reaches(left)
    margin = max(abs(right.low), abs(right.high)) * relation.margin
    return left.meets(right.widened(margin))
