"""The styles part of a binary workbook ([MS-XLSB] 2.1.7.50): number formats, fonts, cell formats."""

from __future__ import annotations

from dataclasses import dataclass, field

from wardxl.model import Style
from wardxl.readers.package import Package
from wardxl.readers.xlsb_records import records, uint, wide_string
from wardxl.readers.xlsx_styles import BUILTIN_FORMATS

_FORMAT, _FONT, _CELL_FORMAT = 44, 43, 47
_BEGIN_CELL_FORMATS, _END_CELL_FORMATS = 617, 618
_BOLD_FROM = 600
_ITALIC, _STRIKE = 0x02, 0x08
_SUPERSCRIPT = 1


@dataclass(slots=True)
class BinaryStyles:
    """Style by cell format number, and (name, struck, raised) by font number.

    `lost` are styles without their number format; `unknown`: a cell has a format that is not there.
    """

    styles: list[Style] = field(default_factory=lambda: [Style()])
    fonts: list[tuple[str, bool, bool]] = field(default_factory=list)
    lost: frozenset[int] = frozenset()
    unknown: bool = False

    def style(self, number: int) -> Style:
        """The looks of a cell format; plain for one that is not there."""
        there = number < len(self.styles)
        if not there or number in self.lost:
            self.unknown = True
        return self.styles[number] if there else Style()


def read_styles(package: Package, part: str) -> BinaryStyles:
    """Read the styles part; raises Malformed where it is damaged."""
    formats = dict(BUILTIN_FORMATS)
    fonts: list[tuple[str, bool, bool, bool, bool]] = []
    styles: list[Style] = []
    lost: set[int] = set()
    within = False
    for kind, content in records(package, part):
        if kind == _FORMAT:
            formats[uint(content, 0, 2)] = wide_string(content, 2)[0] or "General"
        elif kind == _FONT:
            flags, weight = uint(content, 2, 2), uint(content, 4, 2)
            name, raised = wide_string(content, 21)[0], uint(content, 6, 2) == _SUPERSCRIPT
            fonts.append((name, weight >= _BOLD_FROM, bool(flags & _ITALIC), bool(flags & _STRIKE), raised))
        elif kind == _BEGIN_CELL_FORMATS:
            within = True
        elif kind == _END_CELL_FORMATS:
            within = False
        elif kind == _CELL_FORMAT and within:
            font_index = uint(content, 4, 2)
            name, bold, italic, strike, _ = (
                fonts[font_index] if font_index < len(fonts) else ("", False, False, False, False)
            )
            shown = formats.get(uint(content, 2, 2))
            if shown is None:
                lost.add(len(styles))
            styles.append(Style(shown or "General", name, bold, italic, strike, uint(content, 11, 1)))
    looks = [(name, strike, raised) for name, _, _, strike, raised in fonts]
    return BinaryStyles(styles or [Style()], looks, frozenset(lost))
