"""A comparison as text for the terminal and as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from wardxl.comparing import BLANK, Comparison, Figure, Kind, Note, NotePair, Pair
from wardxl.model import Severity
from wardxl.numerals import vietnamese
from wardxl.report import number

_SEVERITIES = {Severity.ERROR: "✗ lỗi", Severity.WARNING: "! cảnh báo", Severity.INFO: "· thông tin"}
#: The findings in the order in which they are told, each kind under its heading.
NOTE_HEADINGS = {
    Kind.CAME: "Vấn đề mới",
    Kind.CHANGED: "Vấn đề vẫn còn nhưng số đã khác",
    Kind.GONE: "Vấn đề đã hết",
}
Paint = Callable[[str, Kind], str]


def _plain(words: str, kind: Kind) -> str:
    return words


def text(comparison: Comparison, paint: Paint = _plain) -> Iterator[str]:
    """What changed, for the terminal: figures by row, then findings, a summary line at the end."""
    yield f"Cũ:  {comparison.old.name}"
    yield f"Mới: {comparison.new.name}"
    yield ""
    if comparison.changes:
        yield f"Số liệu thay đổi ({len(comparison.changes)})"
        row = None
        for pair in comparison.changes:
            figure = pair.either
            if figure.place[:2] != row:
                row = figure.place[:2]
                yield f"  Phụ lục {row[0]} · {row[1]} {figure.name}".rstrip()
            yield f"    {_change(pair)}"
        yield ""
    for kind, heading in NOTE_HEADINGS.items():
        notes = comparison.notes_of(kind)
        if notes:
            yield f"{heading} ({len(notes)})"
            for note in notes:
                yield paint(f"  {_note(note)}", kind)
            yield ""
    yield summary(comparison)


def _change(pair: Pair) -> str:
    figure = pair.either
    heading = " ".join(figure.heading.split()) or "Dòng"
    is_figure = any(side is not None and side.value is not None for side in (pair.old, pair.new))
    unit = f" ({figure.unit})" if figure.unit and is_figure else ""
    sources = f"   [{pair.sources}]" if pair.sources else ""
    return f"{heading}{unit}: {shown(pair.old)} → {shown(pair.new)}{_difference(pair.difference)}{sources}"


def shown(figure: Figure | None) -> str:
    """What a person sees of one side."""
    return figure.shown if figure else BLANK


def _difference(difference: Decimal | None) -> str:
    if not difference:
        return ""
    return f" ({'+' if difference > 0 else '−'}{vietnamese(abs(difference))})"


def _note(pair: NotePair) -> str:
    note = pair.either
    where = f"{note.where}: " if note.where else ""
    before = ""
    if pair.old and pair.new:
        before = f" (trước: đang ghi {pair.old.found or BLANK}, lẽ ra {pair.old.expected or BLANK})"
    return f"{_SEVERITIES[note.severity]} {note.code} {where}{note.message}{before}"


def summary(comparison: Comparison) -> str:
    """Say in one line how much changed."""
    if not comparison.changes and not comparison.notes:
        return "Không có số liệu hay vấn đề nào thay đổi."
    kinds = [pair.kind for pair in comparison.changes]
    return (
        f"{kinds.count(Kind.CHANGED)} số liệu thay đổi, {kinds.count(Kind.CAME)} mới có, "
        f"{kinds.count(Kind.GONE)} không còn; {len(comparison.notes_of(Kind.CAME))} vấn đề mới, "
        f"{len(comparison.notes_of(Kind.GONE))} đã hết, {len(comparison.notes_of(Kind.CHANGED))} số đã khác."
    )


# ── As data ───────────────────────────────────────────────────────────────────────────────


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data, as `wardxl diff --format json` prints it."""
    return {
        "schema": 1,
        "old": comparison.old.name,
        "new": comparison.new.name,
        "figures": [_pair(pair) for pair in comparison.changes],
        "findings": [
            {"change": str(pair.kind), "old": _noted(pair.old), "new": _noted(pair.new)}
            for pair in comparison.notes
        ],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    figure = pair.either
    appendix, row, column = figure.place
    return {
        "change": str(pair.kind),
        "appendix": appendix,
        "row": row,
        "name": figure.name,
        "unit": figure.unit or None,
        "column": column or None,
        "old": _value(pair.old),
        "new": _value(pair.new),
        "difference": None if pair.difference is None else number(pair.difference),
        "old_source": (pair.old.source if pair.old else "") or None,
        "new_source": (pair.new.source if pair.new else "") or None,
    }


def _value(figure: Figure | None) -> int | float | str | None:
    if figure is None or figure.blank:
        return None
    return figure.text if figure.value is None else number(figure.value)


def _noted(note: Note | None) -> dict[str, Any] | None:
    if note is None:
        return None
    return {
        "code": note.code,
        "severity": note.severity.value,
        "message": note.message,
        "appendix": note.appendix or None,
        "row": note.row or None,
        "column": note.column or None,
        "department": note.department or None,
        "file": note.file or None,
        "sheet": note.sheet or None,
        "cell": note.cell or None,
        "found": note.found or None,
        "expected": note.expected or None,
    }
