"""What an HTML page says of a cell's looks: attributes, inline styles, and the classes Excel writes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

Attributes = Mapping[str, str]
#: Declarations by class name, as the page's style sheets give them.
Rules = Mapping[str, Mapping[str, str]]

_RULE = re.compile(r"(?:^|[\s,}])(?:td|th|tr|col)?\.([\w-]+)\s*\{([^{}]*)\}", re.IGNORECASE)
_DECLARATION = re.compile(r"""([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|[^;"'])*)""")
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{4})|\\(.)")
_BOLD = frozenset(["b", "strong", "th"])
_ITALIC = frozenset(["i", "em"])
_STRIKE = frozenset(["s", "strike", "del"])
#: Excel's names for formats, in mso-number-format.
_NAMED_FORMATS = {
    "general": "General",
    "fixed": "0.00",
    "standard": "#,##0.00",
    "percent": "0.00%",
    "scientific": "0.00E+00",
    "short date": "mm-dd-yy",
    "medium date": "d-mmm-yy",
    "short time": "h:mm",
}


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a piece of text, inherited from the elements around it."""

    font: str = ""
    bold: bool = False
    italic: bool = False
    strike: bool = False
    hidden: bool = False
    raised: bool = False
    number_format: str = "General"


def read_rules(sheet: str) -> dict[str, dict[str, str]]:
    """Read the class rules of a style sheet; other rules say nothing of a single cell."""
    rules: dict[str, dict[str, str]] = {}
    for rule in _RULE.finditer(sheet):
        rules.setdefault(rule[1].lower(), {}).update(_declarations(rule[2]))
    return rules


def looks_of(tag: str, attributes: Attributes, around: Looks, rules: Rules) -> Looks:
    """The looks inside an element: those around it, changed by its tag, classes and inline style."""
    looks = around
    if tag in _BOLD:
        looks = replace(looks, bold=True)
    elif tag in _ITALIC:
        looks = replace(looks, italic=True)
    elif tag in _STRIKE:
        looks = replace(looks, strike=True)
    elif tag in ("sup", "sub"):
        looks = replace(looks, raised=tag == "sup")
    if tag == "font" and (face := attributes.get("face")):
        looks = replace(looks, font=_first_font(face))
    if "hidden" in attributes:
        looks = replace(looks, hidden=True)
    for name in attributes.get("class", "").lower().split():
        looks = _declared(rules.get(name, {}), looks)
    if style := attributes.get("style"):
        looks = _declared(_declarations(style), looks)
    return looks


def _declarations(text: str) -> dict[str, str]:
    return {found[1].lower(): found[2].strip() for found in _DECLARATION.finditer(text)}


def _declared(declarations: Mapping[str, str], looks: Looks) -> Looks:
    for name, value in declarations.items():
        low = value.lower()
        if name == "font-family":
            looks = replace(looks, font=_first_font(value))
        elif name == "font-weight":
            looks = replace(looks, bold=low in ("bold", "bolder", "600", "700", "800", "900"))
        elif name == "font-style":
            looks = replace(looks, italic=low in ("italic", "oblique"))
        elif name in ("text-decoration", "text-decoration-line"):
            looks = replace(looks, strike="line-through" in low)
        elif name == "vertical-align" and low in ("super", "baseline", "sub"):
            looks = replace(looks, raised=low == "super")
        elif name == "display":
            looks = replace(looks, hidden=looks.hidden or low == "none")
        elif name == "mso-number-format":
            looks = replace(looks, number_format=_number_format(value))
    return looks


def _first_font(value: str) -> str:
    return value.split(",")[0].strip().strip("\"'")


def _number_format(value: str) -> str:
    r"""Excel's own format out of its CSS form: `"\#\,\#\#0\.0"` → `#,##0.0`."""
    bare = value.strip().strip("\"'")
    named = _NAMED_FORMATS.get(bare.lower())
    if named is not None:
        return named
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)) if code[1] else code[2], bare) or "General"
