"""Styles of an OpenDocument spreadsheet: number formats as Excel writes them, fonts (ODF 1.3 part 3, 16 and 19)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from wardxl.model import Style
from wardxl.readers.package import Attributes

_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_NUMBER = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0 "
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0 "
_SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_LO = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0 "

_DATA_STYLES = frozenset(
    _NUMBER + name
    for name in (
        *("number-style", "percentage-style", "currency-style", "date-style", "time-style"),
        *("text-style", "boolean-style"),
    )
)
_DATE_PARTS = {
    "day": ("d", "dd"),
    "month": ("m", "mm"),
    "year": ("yy", "yyyy"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
    "day-of-week": ("ddd", "dddd"),
}
_PLAIN = frozenset("%-+/:() .,")
#: The indent of one step in Excel is drawn this wide by LibreOffice.
_POINTS_PER_INDENT = 10.0
_POINTS = {"pt": 1.0, "cm": 28.35, "mm": 2.835, "in": 72.0, "pc": 12.0, "px": 0.75}
#: Styles inherit; a chain longer than this is a circle.
_LONGEST_CHAIN = 20
_MOST_DECIMALS = 30


#: A text position that is superscript: `super 58%`, `33% 58%`, but not `0% 100%`.
_RAISED = re.compile(r"super|0*[1-9]|0*\.0*[1-9]")


@dataclass(slots=True)
class _Named:
    """A style as it stands in the file: what it sets itself, and whose other settings it takes."""

    parent: str = ""
    data_style: str = ""
    font: str | None = None
    bold: bool | None = None
    italic: bool | None = None
    strike: bool | None = None
    raised: bool | None = None
    indent: int | None = None
    displayed: bool = True


@dataclass(slots=True)
class _Format:
    """A number format as its pieces come; `conditions` are other formats for part of the figures."""

    pieces: list[str] = field(default_factory=list)
    conditions: list[tuple[str, str]] = field(default_factory=list)
    percentage: bool = False
    elapsed: bool = False


class StyleReader:
    """Collects the styles of `styles.xml` and `content.xml`; feed both, `content.xml` last."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, str], _Named] = {}
        self._formats: dict[str, _Format] = {}
        self._fonts: dict[str, str] = {}
        self._current: _Named | None = None
        self._format: _Format | None = None
        self._text: list[str] | None = None
        self._resolved: dict[tuple[str, str], Style] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """Take the start of an element; elements that are no part of a style are passed over."""
        if tag in _DATA_STYLES:
            self._format = _Format(
                percentage=tag.endswith(" percentage-style"),
                elapsed=attributes.get(_NUMBER + "truncate-on-overflow") == "false",
            )
            self._formats[attributes.get(_STYLE + "name", "")] = self._format
        elif tag.startswith(_NUMBER):
            if self._format is not None:
                self._format_part(tag.removeprefix(_NUMBER), attributes)
        elif tag.startswith(_STYLE):
            self._style_part(tag.removeprefix(_STYLE), attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in _DATA_STYLES:
            self._format = None
        elif tag in (_NUMBER + "text", _NUMBER + "currency-symbol") and self._text is not None:
            if self._format is not None:
                self._format.pieces.append(_literal("".join(self._text), self._format.percentage))
            self._text = None
        elif tag in (_STYLE + "style", _STYLE + "default-style"):
            self._current = None

    def text(self, data: str) -> None:
        """Take character data: only a format's literal text matters."""
        if self._text is not None:
            self._text.append(data)

    def _style_part(self, name: str, attributes: Attributes) -> None:
        if name == "font-face":
            family = attributes.get(_SVG + "font-family", "").strip("'\"")
            self._fonts[attributes.get(_STYLE + "name", "")] = family
        elif name in ("style", "default-style"):
            family = attributes.get(_STYLE + "family", "")
            own = "" if name == "default-style" else attributes.get(_STYLE + "name", "")
            self._current = _Named(
                attributes.get(_STYLE + "parent-style-name", ""),
                attributes.get(_STYLE + "data-style-name", ""),
            )
            self._named[family, own] = self._current
        elif name == "map" and self._format is not None:
            self._format.conditions.append(
                (attributes.get(_STYLE + "condition", ""), attributes.get(_STYLE + "apply-style-name", ""))
            )
        elif self._current is not None:
            self._property(self._current, name, attributes)

    def _property(self, style: _Named, name: str, attributes: Attributes) -> None:
        if name == "text-properties":
            if (font := attributes.get(_STYLE + "font-name")) is not None:
                style.font = self._fonts.get(font, font)
            elif (family := attributes.get(_FO + "font-family")) is not None:
                style.font = family.strip("'\"")
            if (weight := attributes.get(_FO + "font-weight")) is not None:
                style.bold = weight in ("bold", "600", "700", "800", "900")
            if (slant := attributes.get(_FO + "font-style")) is not None:
                style.italic = slant in ("italic", "oblique")
            for key in ("text-line-through-style", "text-line-through-type"):
                if (line := attributes.get(_STYLE + key)) is not None:
                    style.strike = line != "none"
            if (position := attributes.get(_STYLE + "text-position")) is not None:
                style.raised = bool(_RAISED.match(position))
        elif name == "paragraph-properties":
            if (margin := attributes.get(_FO + "margin-left")) is not None:
                style.indent = _indent(margin)
        elif name == "table-properties":
            style.displayed = attributes.get(_TABLE + "display", "true") != "false"

    def _format_part(self, name: str, attributes: Attributes) -> None:
        assert self._format is not None
        pieces = self._format.pieces
        if name in ("text", "currency-symbol"):
            self._text = []
        elif name in ("number", "scientific-number", "fraction"):
            pieces.append(_number_part(name, attributes))
        elif name in _DATE_PARTS:
            short, long = _DATE_PARTS[name]
            if name == "month" and attributes.get(_NUMBER + "textual") == "true":
                short, long = "mmm", "mmmm"
            part = long if attributes.get(_NUMBER + "style") == "long" else short
            if self._format.elapsed and not pieces and name in ("hours", "minutes", "seconds"):
                part = f"[{part}]"
            pieces.append(part)
        elif name == "am-pm":
            pieces.append("AM/PM")
        elif name == "text-content":
            pieces.append("@")
        elif name == "boolean":
            pieces.append("General")

    # ── What was collected ────────────────────────────────────────────────────────────────

    def displayed(self, table_style: str) -> bool:
        """Whether a sheet of that style is shown."""
        style = self._named.get(("table", table_style))
        return style is None or style.displayed

    def cell(self, name: str) -> Style:
        """The looks of a cell style, inherited settings included."""
        return self._style("table-cell", name)

    def run(self, name: str, around: Style) -> tuple[str, bool, bool]:
        """Font, strike-through and whether it is superscript of a text run of that style within a cell."""
        chain = self._chain("text", name)
        font = next((style.font for style in chain if style.font is not None), around.font)
        strike = next((style.strike for style in chain if style.strike is not None), around.strike)
        raised = next((style.raised for style in chain if style.raised is not None), False)
        return font, strike, raised

    def _chain(self, family: str, name: str) -> list[_Named]:
        chain: list[_Named] = []
        while name and len(chain) < _LONGEST_CHAIN and (style := self._named.get((family, name))) is not None:
            chain.append(style)
            name = style.parent
        return chain

    def _style(self, family: str, name: str) -> Style:
        known = self._resolved.get((family, name))
        if known is not None:
            return known
        chain = self._chain(family, name or "Default") or self._chain(family, "Default")
        if (default := self._named.get((family, ""))) is not None:
            chain.append(default)
        data_style = next((style.data_style for style in chain if style.data_style), "")
        style = Style(
            self.number_format(data_style) or "General",
            next((style.font for style in chain if style.font is not None), ""),
            next((style.bold for style in chain if style.bold is not None), False),
            next((style.italic for style in chain if style.italic is not None), False),
            next((style.strike for style in chain if style.strike is not None), False),
            next((style.indent for style in chain if style.indent is not None), 0),
        )
        self._resolved[family, name] = style
        return style

    def number_format(self, name: str) -> str:
        """A number format in Excel's notation; '' where it is not there."""
        own = self._formats.get(name)
        if own is None:
            return ""
        last = "".join(own.pieces) or "General"
        parts = [(condition, self._formats.get(other)) for condition, other in own.conditions]
        known = [
            (condition.replace("value()", "").replace("!=", "<>").replace(" ", ""), "".join(part.pieces))
            for condition, part in parts
            if part is not None and part is not own
        ]
        # In Excel's own order, above zero, below, zero, text, sections need no conditions.
        bare = [condition for condition, _ in known]
        in_order = bare in ([">=0"], [">0"], [">0", "<0"], [">0", "<0", "=0"])
        sections = [shown if in_order else f"[{condition}]{shown}" for condition, shown in known]
        return ";".join([*sections, last])


def _number_part(name: str, attributes: Attributes) -> str:
    whole = min(_count(attributes, "min-integer-digits", 1), _MOST_DECIMALS)
    decimals = min(_count(attributes, "decimal-places", -1), _MOST_DECIMALS)
    least = min(
        _count(attributes, "min-decimal-places", decimals, also=_LO), decimals if decimals >= 0 else 0
    )
    grouped = attributes.get(_NUMBER + "grouping") == "true"
    if name == "fraction":
        return "# ?/?"
    if decimals < 0 and name == "number" and not grouped:
        return "General" if whole <= 1 else "0" * whole
    text = ("#,##0" if whole <= 1 else "#,#" + "0" * max(whole, 2)) if grouped else ("0" * whole or "#")
    if grouped and whole == 0:
        text = "#,###"
    if decimals > 0:
        replacement = attributes.get(_NUMBER + "decimal-replacement")
        optional = "#" if replacement == "" else "0"
        text += "." + "0" * max(least, 0) + (optional if least < 0 else "#") * (decimals - max(least, 0))
    factor = attributes.get(_NUMBER + "display-factor", "1")
    if factor.isascii() and factor.isdigit():
        text += "," * ((len(factor) - 1) // 3)
    if name == "scientific-number":
        text += "E+" + "0" * min(max(_count(attributes, "min-exponent-digits", 2), 1), 5)
    return text


def _count(attributes: Attributes, name: str, default: int, also: str = "") -> int:
    text = attributes.get(_NUMBER + name) or (attributes.get(also + name) if also else None)
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 4 else default


def _literal(text: str, percentage: bool) -> str:
    """Literal text as a number format holds it: quoted, save signs that stand for themselves.

    Only in a percentage style is `%` the sign that takes a figure times a hundred.
    """
    if ("%" not in text or percentage) and all(sign in _PLAIN for sign in text):
        return text.replace(".", "\\.").replace(",", "\\,")
    return '"' + text.replace('"', "") + '"'


def _indent(margin: str) -> int:
    for unit, points in _POINTS.items():
        if margin.endswith(unit):
            try:
                return max(0, min(250, round(float(margin.removesuffix(unit)) * points / _POINTS_PER_INDENT)))
            except ValueError:
                return 0
    return 0
