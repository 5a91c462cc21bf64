"""What a ward came to as bytes and back: what the cache keeps of a ward nothing of which has changed.

JSON and the bytes of the finished workbook behind it, nothing else: reading an entry can never run anything.
"""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from wardxl.model import Severity, Status
from wardxl.ward_outcome import Outcome, WardRow

#: Bytes before the JSON that say how long it is.
_LENGTH = 8


def pack(outcome: Outcome) -> bytes:
    """Write an outcome without faults of ours as bytes."""
    told = {
        "ward": outcome.ward,
        "files": outcome.files,
        "unread": outcome.unread,
        "due": outcome.due,
        "sent": outcome.sent,
        "rows": [_row(row) for row in outcome.rows],
        "codes": dict(outcome.codes),
        "found": {severity.value: count for severity, count in outcome.found.items()},
        "names": {code: [name, severity.value] for code, (name, severity) in outcome.names.items()},
        "moment": outcome.moment and outcome.moment.isoformat(),
        "report": outcome.report,
        "workbook": outcome.workbook is not None,
    }
    head = zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 1)
    return len(head).to_bytes(_LENGTH) + head + (outcome.workbook or b"")


def unpack(data: bytes) -> Outcome:
    """Read an outcome back.

    Raises ValueError, KeyError, TypeError, ArithmeticError or zlib.error where the bytes are none of ours.
    """
    end = _LENGTH + int.from_bytes(data[:_LENGTH])
    told = json.loads(zlib.decompress(data[_LENGTH:end]))
    return Outcome(
        told["ward"],
        files=int(told["files"]),
        unread=int(told["unread"]),
        due=int(told["due"]),
        sent=int(told["sent"]),
        rows=tuple(_row_of(row) for row in told["rows"]),
        codes=told["codes"],
        found={Severity(severity): count for severity, count in told["found"].items()},
        names={code: (name, Severity(severity)) for code, (name, severity) in told["names"].items()},
        moment=datetime.fromisoformat(told["moment"]) if told["moment"] else None,
        workbook=data[end:] if told["workbook"] else None,
        report=told["report"],
    )


def _row(row: WardRow) -> list[Any]:
    figures = {name: str(figure) for name, figure in row.figures.items()}
    return [row.code, row.appendix, row.name, row.unit, row.status.value, figures, dict(row.words)]


def _row_of(parts: list[Any]) -> WardRow:
    code, appendix, name, unit, status, figures, words = parts
    return WardRow(
        code,
        appendix,
        name,
        unit,
        Status(status),
        {column: Decimal(figure) for column, figure in figures.items()},
        words,
    )
