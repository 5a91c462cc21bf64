"""The table of texts that a workbook's sheets share (ECMA-376 18.4.9)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wardxl.readers.limits import Budget
from wardxl.readers.package import XML_FAULTS, Attributes, Package, new_parser, root_prefix
from wardxl.readers.xlsx_text import RawText, resolve, text_handlers, unescape

#: Texts are counted in batches; one by one would cost as much as reading them.
_BATCH = 1_000
#: What may stand before the first text: nothing that could hide another one, no encoding but UTF-8.
_HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml(?: version="1.0"| encoding="(?:utf|UTF)-8"| standalone="(?:yes|no)")*+\?>)?\s*"""
    rb"<sst(?:\s[^<>]*+)?>\s*",
)
#: A text without runs of its own look; or a character of anything else.
_PLAIN = re.compile(r'<si><t(?: xml:space="preserve")?+>([^<]*+)</t></si>\s*+|(.)', re.DOTALL)


def read_shared_strings(package: Package, part: str, budget: Budget) -> Sequence[RawText]:
    """Read the shared strings in order; raises Malformed where the part is damaged, ReadError S103 past the limits."""
    strings = _plain_strings(package, part, budget)
    if strings is not None:
        _count(strings, budget)
        return strings
    return _any_strings(package, part, budget)


def _plain_strings(package: Package, part: str, budget: Budget) -> list[RawText] | None:
    """The strings of a short part that is written the way Excel and its kin write it; None for any other.

    As with sheets (`xlsx_scan`) the XML parser sees every byte, but one regular expression takes the texts.
    """
    before = budget.used
    pieces = package.markup(part)
    data = next(pieces, b"")
    head, begin, rest = data.partition(b"<si>")
    body, end, _ = rest.rpartition(b"</sst>")
    if not next(pieces, b"") and begin and end and b"\r" not in data and _HEAD.fullmatch(head):
        try:
            new_parser(namespaces=False).Parse(data, True)
            found = _PLAIN.findall((begin + body).decode())
        except XML_FAULTS:
            found = [("", "damaged")]
        if not any(left for _, left in found):
            return [unescape(resolve(text)) for text, _ in found]
    budget.used = before
    return None


def _any_strings(package: Package, part: str, budget: Budget) -> list[RawText]:
    strings: list[RawText] = []
    parser = new_parser(namespaces=False)

    def keep(raw: RawText) -> None:
        strings.append(raw)
        if not len(strings) % _BATCH:
            _count(strings[-_BATCH:], budget)

    def root(name: str, attributes: Attributes) -> None:
        start, end, text = text_handlers(root_prefix(name, "sst"), "si", keep)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    parser.StartElementHandler = root
    package.feed(part, parser)
    _count(strings[len(strings) // _BATCH * _BATCH :], budget)
    return strings


def _count(batch: Sequence[RawText], budget: Budget) -> None:
    budget.spend_items(sum(1 if isinstance(raw, str) else 1 + len(raw) for raw in batch))
    budget.spend_texts(raw for raw in batch if isinstance(raw, str))
    budget.spend_texts(run.text for raw in batch if not isinstance(raw, str) for run in raw)
