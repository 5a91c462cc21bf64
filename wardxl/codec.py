"""Submissions as text and back: what the cache keeps.

Plain JSON of lists, and of our own nouns only those named here, so that reading an entry can never run anything,
whoever wrote it (pickle could). Rows of the catalogue are named by their code, everything else is spelled out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any

from wardxl.figures import Figure, figure
from wardxl.model import (
    Account,
    Amount,
    Better,
    FiveYear,
    Kind,
    Label,
    Period,
    Problem,
    Record,
    Ref,
    Relation,
    Row,
    Severity,
    State,
    Submission,
    Table,
    Target,
    Value,
)

_NOUNS = (Submission, Table, Record, Value, Label, Ref, Amount, Target, Period, Problem, Row, Account)
_WORDS = (State, Kind, FiveYear, Better, Relation, Severity)
_FIELDS: Mapping[type, Callable[[Any], Any]] = {
    noun: attrgetter(*(field.name for field in fields(noun))) if is_dataclass(noun) else tuple
    for noun in _NOUNS
}
_NOUN_AT = {noun: number for number, noun in enumerate(_NOUNS)}
_WORD_AT = {word: number for number, word in enumerate(_WORDS)}
_TUPLE, _MAPPING, _NUMBER, _FIGURE, _WORD, _MOMENT, _ROW = "(", "{", "D", "F", "E", "T", "R"


def encode(submission: Submission, rows: Mapping[str, Row]) -> str:
    """Write a submission as text; `rows` is the catalogue of the schema that it was read with."""
    return json.dumps(_encoded(submission, rows), ensure_ascii=False, separators=(",", ":"))


def decode(text: str, rows: Mapping[str, Row]) -> Submission:
    """Read a submission back; `rows` as it was for `encode`.

    Raises ValueError, KeyError, IndexError, TypeError or ArithmeticError where the text is none of ours.
    """
    submission = _decoded(json.loads(text), rows)
    if not isinstance(submission, Submission):
        raise TypeError("not a submission")
    return submission


def _encoded(value: Any, rows: Mapping[str, Row]) -> Any:
    kind = type(value)
    if kind is str or kind is int or value is None or kind is float or kind is bool:
        return value
    if kind is Row and rows.get(value.code) == value:
        return [_ROW, value.code]
    number = _NOUN_AT.get(kind)
    if number is not None:
        return [number, *[_encoded(part, rows) for part in _FIELDS[kind](value)]]
    if kind is tuple:
        return [_TUPLE, *[_encoded(part, rows) for part in value]]
    if kind is Decimal:
        return [_NUMBER, str(value)]
    if kind is Figure:
        return [_FIGURE, value.stored, value.number_format]
    if isinstance(value, Mapping):
        return [_MAPPING, *[_encoded(part, rows) for item in value.items() for part in item]]
    if isinstance(value, Enum):
        return [_WORD, _WORD_AT[kind], value.value]
    if kind is datetime:
        return [_MOMENT, value.isoformat()]
    raise TypeError(f"{kind.__name__} cannot be kept")


def _decoded(value: Any, rows: Mapping[str, Row]) -> Any:
    if type(value) is not list:
        return value
    tag = value[0]
    if type(tag) is int:
        return _NOUNS[tag](*[_decoded(part, rows) if type(part) is list else part for part in value[1:]])
    if tag == _TUPLE:
        return tuple([_decoded(part, rows) for part in value[1:]])
    if tag == _NUMBER:
        return Decimal(value[1])
    if tag == _FIGURE:
        return figure(value[1], value[2])
    if tag == _ROW:
        return rows[value[1]]
    if tag == _MAPPING:
        parts = [_decoded(part, rows) for part in value[1:]]
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if tag == _WORD:
        return _WORDS[value[1]](value[2])
    if tag == _MOMENT:
        return datetime.fromisoformat(value[1])
    raise ValueError(f"unknown tag {tag!r}")
