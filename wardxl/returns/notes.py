"""Notes at cells of a copy: the part with their texts (ECMA-376 18.7); the boxes are in `note_boxes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wardxl.model import column_letters
from wardxl.returns import markup
from wardxl.returns.markup import CannotCarry, Edit, attribute
from wardxl.workbook.styles import WORK_FONT, WORK_SIZE

AUTHOR = "wardxl"
#: What stands in a part without notes.
NO_NOTES = "<authors></authors><commentList></commentList>"
_FONT = (
    f'<{{0}}rPr><{{0}}sz val="{WORK_SIZE}"/><{{0}}color indexed="81"/><{{0}}rFont val="{WORK_FONT}"/>'
    '<{0}family val="2"/></{0}rPr>'
)
#: The author under whom Excel keeps the plain text of a threaded comment; who comes without it sees that text only.
_THREAD = "tc="


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was there: its text as plain words, and whether it stands for a thread of comments."""

    text: str
    threaded: bool


class Notes:
    """The notes of one sheet, to which more are added; `text` is the part with all of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = markup.visible(text)
        top = markup.root(self._plain)
        self._prefix = top.prefix
        authors = markup.child(self._plain, top, "authors")
        notes = markup.child(self._plain, top, "commentList")
        if authors is None or notes is None:
            raise CannotCarry("tệp có phần ghi chú không đúng chuẩn")
        self._list = notes
        self._at = {
            (attribute(self._tag(one), "ref") or "").replace("$", "").upper(): one
            for one in markup.children(self._plain, notes)
        }
        self._new: list[str] = []
        self._edits: list[Edit] = []
        names = [self._text[one.inside : one.close] for one in markup.children(self._plain, authors)]
        self._threads = {str(number) for number, name in enumerate(names) if name.startswith(_THREAD)}
        self._author = names.index(AUTHOR) if AUTHOR in names else len(names)
        if AUTHOR not in names:
            element = f"<{self._prefix}author>{AUTHOR}</{self._prefix}author>"
            self._edits += markup.appended(self._text, authors, element)

    def _tag(self, element: markup.Element) -> str:
        return self._text[element.start : element.inside]

    @property
    def known(self) -> Mapping[str, Note]:
        """The notes that were there, by cell."""
        return {
            ref: Note(_words(self._text[one.inside : one.close]), self._is_thread(one))
            for ref, one in self._at.items()
        }

    def _is_thread(self, note: markup.Element) -> bool:
        return attribute(self._tag(note), "authorId") in self._threads

    def add(self, row: int, column: int, said: str) -> None:
        """Add a note, or put the words under those of the note that is there, whose own runs stay."""
        ref = f"{column_letters(column)}{row}"
        p = self._prefix
        known = self._at.get(ref)
        if known is None:
            self._new.append(
                f'<{p}comment ref="{ref}" authorId="{self._author}"><{p}text>{self._run(said)}</{p}text></{p}comment>'
            )
            return
        text = markup.child(self._plain, known, "text")
        if text is None:
            raise CannotCarry("tệp có phần ghi chú không đúng chuẩn")
        run = self._run(f"\n\n{said}")
        if text.empty:
            self._edits += markup.appended(self._text, text, run)
            return
        parts = markup.children(self._plain, text)
        # Runs come before what is said of their reading; a plain text becomes a run, as the two do not mix.
        readings = [one.start for one in parts if one.local in ("rPh", "phoneticPr")]
        for one in parts:
            if one.local == "t":
                self._edits += [(one.start, one.start, f"<{p}r>"), (one.end, one.end, f"</{p}r>")]
        at = min(readings, default=text.close)
        self._edits.append((at, at, run))

    def _run(self, said: str) -> str:
        p = self._prefix
        words = markup.cell_text(said)
        return f'<{p}r>{_FONT.format(p)}<{p}t xml:space="preserve">{words}</{p}t></{p}r>'

    @property
    def text(self) -> str:
        """The part with everything that was added."""
        new = markup.appended(self._text, self._list, "".join(self._new)) if self._new else []
        return markup.edited(self._text, [*self._edits, *new])


def _words(content: str) -> str:
    """The text of a note without its markup; only how long it is matters."""
    return re.sub(r"<[^>]*>", "", content)
