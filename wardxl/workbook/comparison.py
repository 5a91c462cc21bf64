"""Two editions side by side as a workbook: what changed, every figure old and new, the findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from wardxl.comparing import Comparison, Figure, Kind, NotePair, Pair
from wardxl.comparison_words import NOTE_HEADINGS, summary
from wardxl.outputs import write_whole
from wardxl.stamp import PROPERTY, Stamp, stamped
from wardxl.workbook import styles, tables, textfit
from wardxl.workbook.book import new_book

CHANGES, BESIDE, PROBLEMS = "Thay đổi", "Cũ và mới", "Vấn đề"
_LONGEST = 32_767

#: How each kind of change is shown: its words, and the part of `styles` with its colours.
_FIGURES: dict[Kind | None, tuple[str, str]] = {
    Kind.CHANGED: ("! thay đổi", "warning"),
    Kind.CAME: ("+ mới có", "ok"),
    Kind.GONE: ("✗ không còn", "error"),
    None: ("như cũ", "missing"),
}
_NOTES = {
    Kind.CAME: ("✗ mới", "error"),
    Kind.CHANGED: ("! số đã khác", "warning"),
    Kind.GONE: ("✓ đã hết", "ok"),
}
_FIGURE_COLUMNS: tuple[tables.Heading, ...] = (
    ("Thay đổi", 14),
    ("Phụ lục", 9),
    ("Mã dòng", 10),
    ("Nội dung", 44),
    ("Đơn vị tính", 14),
    ("Cột", 24),
    ("Cũ", 18),
    ("Mới", 18),
    ("Chênh lệch", 14),
    ("Nguồn cũ", 40),
    ("Nguồn mới", 40),
)
_NOTE_COLUMNS: tuple[tables.Heading, ...] = (
    ("Tình hình", 14),
    ("Mức độ", 13),
    ("Mã", 8),
    ("Đơn vị", 26),
    ("Phụ lục", 9),
    ("Mã dòng", 10),
    ("Cột", 20),
    ("Cũ: đang ghi", 16),
    ("Cũ: lẽ ra", 16),
    ("Mới: đang ghi", 16),
    ("Mới: lẽ ra", 16),
    ("Vấn đề và việc cần làm", 60),
    ("Chỗ cũ", 34),
    ("Chỗ mới", 34),
)


def write(comparison: Comparison, path: Path) -> Path:
    """Write the comparison whole or not at all and return where it is; a locked target gets a name beside it."""
    content = compose(comparison, datetime.now(UTC))
    return write_whole(path, lambda part: part.write_bytes(content))


def compose(comparison: Comparison, moment: datetime) -> bytes:
    """Make the workbook's bytes."""
    target = BytesIO()
    book = new_book(target, {"font_name": styles.WORK_FONT, "font_size": styles.WORK_SIZE})
    book.set_properties(
        {"title": "So sánh hai lần", "comments": summary(comparison), "created": moment.replace(tzinfo=None)}
    )
    # Among submissions it is skipped, as every workbook that we write and nobody is to fill in.
    book.set_custom_property(PROPERTY, stamped(Stamp.RESULT, moment), "text")
    made = styles.Styles(book)
    _draw_figures(book.add_worksheet(CHANGES), made, comparison, comparison.changes)
    _draw_figures(book.add_worksheet(BESIDE), made, comparison, comparison.pairs)
    _draw_notes(book.add_worksheet(PROBLEMS), made, comparison)
    book.close()
    return target.getvalue()


def _head(sheet: Any, made: styles.Styles, headings: Sequence[tables.Heading]) -> None:
    style = made("work", "head")
    for at, (heading, width) in enumerate(headings):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, heading, style)
    sheet.set_row(0, 30)


def _draw_figures(sheet: Any, made: styles.Styles, comparison: Comparison, pairs: Sequence[Pair]) -> None:
    _head(sheet, made, _FIGURE_COLUMNS)
    sheet.write_comment(0, 6, comparison.old.name)
    sheet.write_comment(0, 7, comparison.new.name)
    text = made("work", "line", "top", "wrap")
    for line, pair in enumerate(pairs, start=1):
        figure = pair.either
        appendix, row, _ = figure.place
        words, look = _FIGURES[pair.kind]
        marked = (look,) if pair.kind else ()
        sheet.write_string(
            line, 0, words, made("work", "line", "top", *marked, *(("bold",) if marked else ()))
        )
        heading = " ".join(figure.heading.split())
        texts = (appendix, row, figure.name, figure.unit, heading)
        for at, value in enumerate(texts, start=1):
            sheet.write_string(line, at, value[:_LONGEST], text)
        _value(sheet, made, line, 6, pair.old, ())
        _value(sheet, made, line, 7, pair.new, marked)
        if pair.difference is not None:
            _number(sheet, made, line, 8, pair.difference, (), sign=True)
        else:
            sheet.write_blank(line, 8, None, text)
        for at, side in ((9, pair.old), (10, pair.new)):
            sheet.write_string(line, at, side.source if side else "", text)
        fitted = [(value, _FIGURE_COLUMNS[at][1], styles.WORK) for at, value in enumerate(texts, start=1)]
        fitted += [(side.shown if side else "", 18, styles.WORK) for side in (pair.old, pair.new)]
        fitted += [(side.source if side else "", 40, styles.WORK) for side in (pair.old, pair.new)]
        sheet.set_row(line, textfit.height(fitted, 15.0))
    if not pairs:
        sheet.write_string(1, 3, "Không có số liệu nào thay đổi.", made("work", "bold"))
    tables.finish(sheet, len(pairs), len(_FIGURE_COLUMNS), frozen=3)
    sheet.ignore_errors({"number_stored_as_text": f"A1:K{len(pairs) + 1}"})


def _value(
    sheet: Any, made: styles.Styles, line: int, at: int, figure: Figure | None, marked: tuple[str, ...]
) -> None:
    if figure is None or figure.blank:
        sheet.write_blank(line, at, None, made("work", "line", "top", *marked))
    elif figure.value is None:
        sheet.write_string(
            line, at, figure.text[:_LONGEST], made("work", "line", "top", "wrap", "right", *marked)
        )
    else:
        _number(sheet, made, line, at, figure.value, marked)


def _number(
    sheet: Any,
    made: styles.Styles,
    line: int,
    at: int,
    value: Decimal,
    marked: tuple[str, ...],
    *,
    sign: bool = False,
) -> None:
    shape = styles.number_format(styles.shown_decimals(value) if value else 0)
    if sign:
        shape = f"+{shape};-{shape};0"
    sheet.write_number(line, at, float(value), made("work", "line", "top", *marked, num_format=shape))


def _draw_notes(sheet: Any, made: styles.Styles, comparison: Comparison) -> None:
    _head(sheet, made, _NOTE_COLUMNS)
    pairs = [pair for kind in NOTE_HEADINGS for pair in comparison.notes_of(kind)]
    text = made("work", "line", "top", "wrap")
    for line, pair in enumerate(pairs, start=1):
        words, look = _NOTES[pair.kind]
        sheet.write_string(line, 0, words, made("work", "line", "top", "bold", look))
        severity = pair.either.severity
        label = styles.SEVERITY[severity].label
        sheet.write_string(line, 1, label, made("work", "line", "top", "bold", severity.value))
        texts = _note_texts(pair, comparison)
        for at, value in enumerate(texts, start=2):
            sheet.write_string(line, at, value[:_LONGEST], text)
        fitted = [(value, _NOTE_COLUMNS[at][1], styles.WORK) for at, value in enumerate(texts, start=2)]
        sheet.set_row(line, textfit.height(fitted, 15.0))
    if not pairs:
        sheet.write_string(1, 11, "Không có vấn đề nào mới, đã hết hay khác số.", made("work", "bold"))
    tables.finish(sheet, len(pairs), len(_NOTE_COLUMNS), frozen=3)
    sheet.ignore_errors({"number_stored_as_text": f"A1:N{len(pairs) + 1}"})


def _note_texts(pair: NotePair, comparison: Comparison) -> tuple[str, ...]:
    note, old, new = pair.either, pair.old, pair.new
    place = note.appendix, note.row, note.column
    figure = comparison.new.figures.get(place) or comparison.old.figures.get(place)
    return (
        note.code,
        note.department,
        note.appendix,
        note.row,
        " ".join(figure.heading.split()) if figure else note.column,
        old.found if old else "",
        old.expected if old else "",
        new.found if new else "",
        new.expected if new else "",
        note.message,
        old.where if old else "",
        new.where if new else "",
    )
