"""Text of cells: shared and inline strings, their runs, legacy encodings (ECMA-376 18.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from wardxl.legacy import to_unicode
from wardxl.model import Style
from wardxl.readers.limits import LONGEST_TEXT, too_long
from wardxl.readers.package import Attributes, Damaged
from wardxl.readers.xlsx_styles import FontReader

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(\w+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: What would be lost if it were passed over.
_OF_CELLS = frozenset({"row", "c", "v", "f"})
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Run(NamedTuple):
    """A run of rich text; `font` and `strike` are None where the run leaves them to the cell. `raised`: superscript."""

    text: str
    font: str | None = None
    strike: bool | None = None
    raised: bool = False


#: A text as the file holds it: plain, or runs of their own fonts.
RawText = str | tuple[Run, ...]
Handlers = tuple[Callable[[str, Attributes], None], Callable[[str], None], Callable[[str], None]]


class ShownText(NamedTuple):
    """A text ready for a cell, whether a run was converted from a legacy encoding, and is struck through."""

    text: str
    converted: bool
    struck: bool


def show(raw: RawText, style: Style) -> ShownText:
    """Put the runs of a text together, legacy encodings turned to Unicode run by run, by the run's font."""
    if isinstance(raw, str):
        unicode = to_unicode(raw, style.font)
        return ShownText(raw if unicode is None else unicode, unicode is not None, style.strike)
    pieces: list[str] = []
    converted = struck = False
    for run in raw:
        unicode = to_unicode(run.text, run.font or style.font)
        piece = run.text if unicode is None else unicode
        # The mark of a footnote, or the 2 of m2: beside other text it is no digit of theirs.
        mark = run.raised and piece.strip().isdecimal() and any(not beside.raised for beside in raw)
        pieces.append(piece.translate(_RAISED) if mark else piece)
        converted |= unicode is not None
        struck |= bool(run.text.strip()) and (style.strike if run.strike is None else run.strike)
    return ShownText("".join(pieces), converted, struck)


def unescape(text: str) -> str:
    """Decode `_xHHHH_` (22.9.2.19); halves of a surrogate pair are joined, a lone half becomes U+FFFD."""
    if "_x" not in text:
        return text
    decoded = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if _LONE_SURROGATE.search(decoded):
        return decoded.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return decoded


def resolve(text: str) -> str:
    """Replace the references that XML itself defines; the parser has refused all others."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda match: _character(*match.groups()), text)


def _character(hexadecimal: str | None, decimal: str | None, name: str | None) -> str:
    if name:
        return _NAMED.get(name, "")
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal or "0"))


def text_handlers(prefix: str, container: str, done: Callable[[RawText], None]) -> Handlers:
    """Make handlers (start, end, text) for the string items of `container` (`si`, `is`).

    prefix: what stands before the element names, `` or `x:`. `done` is called with each text.
    Phonetic runs (`rPh`) are readings for East Asian text, not part of it. Raises Damaged where a text stands within
    another one or beside it.
    """
    item_tag, text_tag, run_tag = prefix + container, prefix + "t", prefix + "r"
    properties_tag, phonetic_tag = prefix + "rPr", prefix + "rPh"
    skip = len(prefix)
    piece = ""
    runs: list[Run] = []
    font: FontReader | None = None
    capture = told = phonetic = in_properties = False
    opened = container == "is"

    def start(name: str, attributes: Attributes) -> None:
        nonlocal piece, font, capture, told, phonetic, in_properties, opened
        if capture or (told and name == text_tag and not phonetic) or (opened and name == item_tag):
            raise Damaged("có hai đoạn chữ chồng lên nhau")
        if name == text_tag:
            capture = told = not phonetic
        elif name == run_tag:
            if piece:
                runs.append(Run(unescape(piece)))
            piece, font, told = "", None, False
        elif name == properties_tag:
            font, in_properties = FontReader(), True
        elif name == phonetic_tag:
            phonetic = True
        elif name == item_tag:
            opened = True
        elif in_properties and font is not None:
            font.take(name[skip:], attributes)
        elif name[skip:] in _OF_CELLS:
            raise Damaged(f"thành phần “{name}” nằm trong một đoạn chữ")

    def text(data: str) -> None:
        nonlocal piece
        if capture:
            piece += data
            if len(piece) > LONGEST_TEXT:
                raise too_long()

    def end(name: str) -> None:
        nonlocal piece, runs, capture, told, phonetic, in_properties, opened
        if name == text_tag:
            capture = False
        elif name == item_tag:
            told = opened = False
            rest, piece, found, runs = unescape(piece), "", runs, []
            if not found:
                done(rest)
            else:
                done((*found, Run(rest)) if rest else tuple(found))
        elif name == run_tag:
            own = (
                Run(unescape(piece), font.name or None, font.strike, font.raised)
                if font
                else Run(unescape(piece))
            )
            runs.append(own)
            # A text of its own stands before the runs, if anywhere.
            piece, told = "", True
        elif name == properties_tag:
            in_properties = False
        elif name == phonetic_tag:
            phonetic = False

    return start, end, text
