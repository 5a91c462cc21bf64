"""XML as text: elements found by their place, so that all around a change stays as it was written.

Only well-formed XML comes here. Comments, CDATA and processing instructions are blanked before anything is looked
for, so that a `<` is always a tag; attribute values cannot hold one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from wardxl.readers.xlsx_text import resolve


class CannotCarry(Exception):
    """The workbook cannot be copied with changes; the text says why, in Vietnamese."""


#: A place in a text, what goes there in the stead of it.
Edit = tuple[int, int, str]

_ATTRIBUTES = r"""(?:\s++[^\s=<>/"']++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*+\s*+"""
_TAG = re.compile(rf"<([^\s<>/=!?]++){_ATTRIBUTES}(/?)>")
_HIDDEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_DECLARED = re.compile(r"""(<\?xml[^>]*?\bencoding\s*=\s*)(["'])([\w.-]+)\2""")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f￾￿]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MALFORMED = "tệp có chỗ không đúng chuẩn"
#: A cell holds no more.
_LONGEST = 32_767


class Element(NamedTuple):
    """An element by its places in the text: `inside` behind its start tag, `close` before its end tag.

    An empty one (`<a/>`) has both at its end. `name` is as written, with its prefix.
    """

    name: str
    start: int
    inside: int
    close: int
    end: int

    @property
    def empty(self) -> bool:
        """Whether it is written as one tag."""
        return self.inside == self.end

    @property
    def local(self) -> str:
        """Its name without the prefix."""
        return self.name.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, or nothing."""
        return self.name[: -len(self.local)]


def decode(data: bytes) -> str:
    """Turn an XML part into text that will be written as UTF-8.

    Raises CannotCarry for an encoding that XML programs need not know, and for a DOCTYPE.
    """
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16")
        else:
            declared = _DECLARED.match(data[:200].decode("latin-1").removeprefix("ï»¿"))
            codec = declared[3].lower() if declared else "utf-8"
            if codec not in ("utf-8", "us-ascii", "iso-8859-1"):
                raise CannotCarry(f"tệp có phần ghi bằng bảng mã {codec}")
            text = data.decode("utf-8-sig" if codec == "utf-8" else codec)
    except UnicodeDecodeError as fault:
        raise CannotCarry(_MALFORMED) from fault
    if "<!DOCTYPE" in text:
        raise CannotCarry("trong tệp có khai báo DOCTYPE")
    return _DECLARED.sub(r"\1\2UTF-8\2", text, count=1)


def visible(text: str) -> str:
    """Blank what is no markup though it may look like it; places stay the same."""
    if "<!" not in text and "<?" not in text:
        return text
    return _HIDDEN.sub(lambda found: " " * len(found[0]), text)


def root(plain: str) -> Element:
    """Find the root of a part that went through `visible`."""
    found = _TAG.search(plain)
    if found is None:
        raise CannotCarry(_MALFORMED)
    return _element(plain, found, len(plain))


def children(plain: str, parent: Element) -> list[Element]:
    """List the elements right below one."""
    found: list[Element] = []
    at = parent.inside
    while tag := _TAG.search(plain, at, parent.close):
        found.append(_element(plain, tag, parent.close))
        at = found[-1].end
    return found


def child(plain: str, parent: Element, name: str) -> Element | None:
    """The first child of a name, without prefix."""
    return next((one for one in children(plain, parent) if one.local == name), None)


def _element(plain: str, tag: re.Match[str], limit: int) -> Element:
    name, inside = tag[1], tag.end()
    if tag[2]:
        return Element(name, tag.start(), inside, inside, inside)
    depth, at = 1, inside
    while end := _end_tag(name).search(plain, at, limit):
        # Most elements have no other of their name inside: looking for the bare text is all it takes.
        if plain.find(f"<{name}", at, end.start()) >= 0:
            depth += sum(not other[1] for other in start_tags(name).finditer(plain, at, end.start()))
        depth, at = depth - 1, end.end()
        if not depth:
            return Element(name, tag.start(), inside, end.start(), end.end())
    raise CannotCarry(_MALFORMED)


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s*+>")


@cache
def start_tags(name: str) -> re.Pattern[str]:
    """A pattern of the start tags of a name with its prefix; group 1 is `/` where the element is empty."""
    return re.compile(rf"<{re.escape(name)}{_ATTRIBUTES}(/?)>")


@cache
def _attribute(name: str) -> re.Pattern[str]:
    return re.compile(rf"""\s+{re.escape(name)}\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attribute(tag: str, name: str) -> str | None:
    """The value of an attribute in a start tag, None where it is absent."""
    found = _attribute(name).search(tag)
    return None if found is None else resolve(found[1] if found[1] is not None else found[2])


def with_attribute(tag: str, name: str, value: str | None, after: str | None = None) -> str:
    """A start tag with an attribute set, or taken out where the value is None; a new one goes behind `after`."""
    new = "" if value is None else f' {name}="{spelled(value)}"'
    found = _attribute(name).search(tag)
    if found:
        return tag[: found.start()] + new + tag[found.end() :]
    before = _attribute(after).search(tag) if after else None
    if before:
        return tag[: before.end()] + new + tag[before.end() :]
    end = -2 if tag.endswith("/>") else -1
    return tag[:end].rstrip() + new + tag[end:]


def namespace_prefix(tag: str, uri: str) -> str | None:
    """The prefix that a start tag declares for a namespace."""
    found = re.search(rf"""\sxmlns:([\w.-]+)\s*=\s*["']{re.escape(uri)}["']""", tag)
    return found[1] if found else None


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap; of several at one place what is put in comes first, in the order given."""
    pieces: list[str] = []
    done = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += (text[done:start], new)
        done = end
    return "".join((*pieces, text[done:]))


def appended(text: str, parent: Element, new: str) -> list[Edit]:
    """The edits that put something at the end of an element."""
    if not parent.empty:
        return [(parent.close, parent.close, new)]
    tag = text[parent.start : parent.end].removesuffix("/>").rstrip()
    return [(parent.start, parent.end, f"{tag}>{new}</{parent.name}>")]


def place_in_order(plain: str, parent: Element, name: str, order: Sequence[str]) -> int:
    """Where a new child belongs by the schema's order of children; a choice of alternatives counts as its first."""
    rank = order.index(name)
    for one in children(plain, parent):
        inner = one
        while inner.local in ("AlternateContent", "Choice"):
            within = children(plain, inner)
            if not within:
                break
            inner = within[0]
        if inner.local in order and order.index(inner.local) > rank:
            return one.start
    return parent.close


def spelled(text: str) -> str:
    """Escape a text for an attribute or element of XML."""
    clean = _SURROGATE.sub("�", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def cell_text(text: str) -> str:
    """Escape a text for a cell or note: characters that XML does not know as `_xHHHH_` (ECMA-376 22.9.2.19)."""
    safe = _ESCAPE.sub(lambda found: "_x005F" + found[0], text[:_LONGEST])
    return spelled(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", safe))
