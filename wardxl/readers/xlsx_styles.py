"""The styles part of a workbook: what a cell's `s` says of its number format and font (ECMA-376 18.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wardxl.formats import is_date
from wardxl.model import Style
from wardxl.readers.limits import MAX_FORMAT, MAX_STYLES, unsafe
from wardxl.readers.package import Attributes, Malformed, Package, local, new_parser, well_formed

#: Number formats that are known by number alone (18.8.30; 27–36 and 50–58 are East Asian dates).
BUILTIN_FORMATS: Mapping[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);\\(#,##0\\)",
    38: "#,##0_);[Red]\\(#,##0\\)",
    39: "#,##0.00_);\\(#,##0.00\\)",
    40: "#,##0.00_);[Red]\\(#,##0.00\\)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((*range(27, 32), 34, 35, 36, *range(50, 59)), "yyyy/m/d"),
    **dict.fromkeys((32, 33), "h:mm:ss"),
}

#: The longest styles part that is remembered, in bytes.
_REMEMBERED = 128 * 1024

#: Whether a number format shows a date or a time of day; elapsed time (`[h]:mm`) is neither.
shows_date = is_date


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """The distinct styles of a workbook, and for each cell format (by its number as text) the style's index.

    `dates` are the indices of the styles that show a number as a date, `struck` of those that strike it through.
    `known` is False where the part is damaged and every cell had to be taken for unstyled.
    """

    styles: tuple[Style, ...] = (Style(),)
    index: Mapping[str, int] = field(default_factory=lambda: {"0": 0})
    dates: frozenset[int] = frozenset()
    struck: frozenset[int] = frozenset()
    known: bool = True


def read_styles(package: Package, part: str) -> StyleSheet:
    """Read the styles part; a damaged one gives a StyleSheet with `known` False."""
    collector = _Collector()
    try:
        pieces = package.chunks(part)
        content = next(pieces, b"")
        if not next(pieces, b"") and len(content) <= _REMEMBERED:
            return _known_styles(content)
        package.parse(part, collector.start, collector.end)
    except Malformed:
        return StyleSheet(known=False)
    return collector.finish()


@lru_cache(maxsize=16)
def _known_styles(content: bytes) -> StyleSheet:
    """The styles in a short part: files that were filled in on one form have the same, to the byte."""
    collector = _Collector()
    parser = new_parser(namespaces=True)
    parser.StartElementHandler, parser.EndElementHandler = collector.start, collector.end
    with well_formed("styles"):
        parser.Parse(content, True)
    return collector.finish()


class FontReader:
    """Collects one font, from `font` in the styles or `rPr` in a text run: the children's `val` attributes."""

    __slots__ = ("bold", "italic", "name", "raised", "strike")

    def __init__(self) -> None:
        self.name = ""
        self.bold = self.italic = self.strike = self.raised = False

    def take(self, tag: str, attributes: Attributes) -> None:
        """Take one child element."""
        if tag in ("name", "rFont"):
            self.name = attributes.get("val", "")
        elif tag == "b":
            self.bold = is_on(attributes.get("val", "1"))
        elif tag == "i":
            self.italic = is_on(attributes.get("val", "1"))
        elif tag == "strike":
            self.strike = is_on(attributes.get("val", "1"))
        elif tag == "vertAlign":
            self.raised = attributes.get("val") == "superscript"


def is_on(value: str | None) -> bool:
    """Whether an `xsd:boolean` attribute says yes."""
    return value in ("1", "true", "on")


class _Collector:
    """Collects the parts of styles.xml; differential formats repeat the same elements and are left out."""

    def __init__(self) -> None:
        self._formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self._fonts: list[FontReader] = []
        self._cells: list[tuple[int, int, int]] = []
        self._font: FontReader | None = None
        self._within = ""
        self._choices = 0
        self.found = False

    def start(self, name: str, attributes: Attributes) -> None:
        tag = local(name)
        if max(len(self._cells), len(self._fonts), len(self._formats)) > MAX_STYLES:
            raise unsafe(f"có hơn {MAX_STYLES} kiểu định dạng")
        if tag == "styleSheet":
            self.found = True
        if tag == "Choice":
            # The alternative needs an extension that nobody here knows; its Fallback is read instead.
            self._choices += 1
        if self._choices:
            return
        if tag in ("numFmts", "fonts", "cellStyleXfs", "cellXfs", "dxfs", "cellStyles", "fills", "borders"):
            self._within = tag
        elif tag == "numFmt" and self._within == "numFmts":
            code = attributes.get("formatCode", "General")
            if len(code) > MAX_FORMAT:
                raise unsafe(f"có định dạng số dài hơn {MAX_FORMAT // 1_000}.000 ký tự")
            self._formats[_number(attributes.get("numFmtId"), -1)] = code
        elif tag == "font" and self._within == "fonts":
            self._font = FontReader()
            self._fonts.append(self._font)
        elif self._within == "fonts" and self._font is not None:
            self._font.take(tag, attributes)
        elif self._within == "cellXfs":
            if tag == "xf":
                font, number_format = attributes.get("fontId"), attributes.get("numFmtId")
                self._cells.append((_number(number_format, 0), _number(font, 0), 0))
            elif tag == "alignment" and self._cells:
                indent = max(0, _number(attributes.get("indent"), 0))
                self._cells[-1] = (*self._cells[-1][:2], indent)

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "Choice":
            self._choices -= 1
        elif tag == "font":
            self._font = None
        elif tag == self._within:
            self._within = ""

    def finish(self) -> StyleSheet:
        """Put number formats, fonts and alignments together, each distinct style once."""
        if not self.found:
            return StyleSheet(known=False)
        distinct: dict[Style, int] = {}
        index: dict[str, int] = {}
        for position, (format_id, font_id, indent) in enumerate(self._cells):
            style = self._style(format_id, font_id, indent)
            index[str(position)] = distinct.setdefault(style, len(distinct))
        if not index:
            return StyleSheet()
        styles = tuple(distinct)
        dates = frozenset(place for place, style in enumerate(styles) if shows_date(style.number_format))
        struck = frozenset(place for place, style in enumerate(styles) if style.strike)
        return StyleSheet(styles, index, dates, struck)

    def _style(self, format_id: int, font_id: int, indent: int) -> Style:
        number_format = self._formats.get(format_id) or "General"
        font = self._fonts[font_id] if 0 <= font_id < len(self._fonts) else FontReader()
        return Style(number_format, font.name, font.bold, font.italic, font.strike, indent)


def _number(text: str | None, default: int) -> int:
    """Read an integer attribute, `default` where it is absent or no number."""
    try:
        return int(text) if text is not None and len(text) < 12 else default
    except ValueError:
        return default
