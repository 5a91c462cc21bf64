"""Colours, fonts, number formats and cell formats of everything we draw; nowhere else is there one.

The palette is the one tried for contrast (text at least 7 : 1) and for red-green blindness; colour never
stands alone: every look has its symbol and its word. A format is named by its parts, `styles("cell", "wrap")`,
because formats cannot be merged after writing; each combination is made once.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from wardxl.model import Severity, Status

BLACK, WHITE, INK, NAVY = "#000000", "#FFFFFF", "#3D3D3D", "#0B2545"
BLUE, GREEN, GREEN_INK = "#8DB8E2", "#CDE7E3", "#0B4F48"
YELLOW, YELLOW_INK, RED, RED_INK = "#FFE08A", "#4D3300", "#F2A28C", "#4A0F00"


class Look(NamedTuple):
    """How a status is shown: never by colour alone."""

    symbol: str
    word: str
    fill: str
    ink: str

    @property
    def label(self) -> str:
        """Symbol and word, as written in cells."""
        return f"{self.symbol} {self.word}"


STATUS: dict[Status, Look] = {
    Status.ERROR: Look("✗", "sai", RED, RED_INK),
    Status.WARNING: Look("!", "cần xem", YELLOW, YELLOW_INK),
    Status.MISSING: Look("–", "chưa có", WHITE, INK),
    Status.UNCHECKED: Look("?", "chưa kiểm tra được", WHITE, INK),
    Status.OK: Look("✓", "hợp lệ", GREEN, GREEN_INK),
}
SEVERITY: dict[Severity, Look] = {
    Severity.ERROR: STATUS[Status.ERROR],
    Severity.WARNING: STATUS[Status.WARNING],
    Severity.INFO: Look("·", "thông tin", WHITE, INK),
}


#: The half-year we are in, on a timeline.
TODAY = Look("▼", "hôm nay", BLUE, NAVY)


class Font(NamedTuple):
    """A font as the text measure needs it."""

    name: str
    size: float
    bold: bool = False


#: Printed forms (the decree asks for Times New Roman); everything for the screen.
FORM_FONT, FORM_SIZE = "Times New Roman", 12
WORK_FONT, WORK_SIZE = "Arial", 10
FORM, FORM_BOLD = Font(FORM_FONT, FORM_SIZE), Font(FORM_FONT, FORM_SIZE, True)
WORK, WORK_BOLD = Font(WORK_FONT, WORK_SIZE), Font(WORK_FONT, WORK_SIZE, True)

_PARTS: dict[str, dict[str, Any]] = {
    # printed forms
    "form": {"font_name": FORM_FONT, "font_size": FORM_SIZE, "font_color": BLACK, "valign": "vcenter"},
    "appendix": {"bold": True, "font_size": 14, "align": "center"},
    "title": {"bold": True, "font_size": 13, "align": "center"},
    "attached": {"italic": True, "font_size": 13, "align": "center"},
    "grid": {"border": 1, "border_color": BLACK},
    "numbering": {"italic": True, "font_size": 10, "align": "center"},
    # working sheets
    "work": {"font_name": WORK_FONT, "font_size": WORK_SIZE, "font_color": BLACK, "valign": "vcenter"},
    "line": {"bottom": 7, "bottom_color": INK},
    "head": {
        "bold": True,
        "font_color": WHITE,
        "bg_color": NAVY,
        "align": "center",
        "text_wrap": True,
        "border": 1,
        "border_color": WHITE,
    },
    "banner": {"bold": True, "font_size": 18, "font_color": NAVY},
    "heading": {"bold": True, "font_size": 12, "font_color": NAVY, "bottom": 2, "bottom_color": NAVY},
    "soft": {"font_color": INK},
    "link": {"font_color": NAVY, "underline": 1},
    "tile": {"bold": True, "font_size": 20, "align": "center", "top": 1, "left": 1, "right": 1},
    "caption": {"align": "center", "bottom": 1, "left": 1, "right": 1, "text_wrap": True},
    "box": {"border": 1, "border_color": INK},
    "input": {"border": 1, "border_color": NAVY, "locked": False},
    # both
    "bold": {"bold": True},
    "italic": {"italic": True},
    "center": {"align": "center"},
    "left": {"align": "left"},
    "pad": {"align": "left", "indent": 1},
    "shrink": {"shrink": True},
    "right": {"align": "right"},
    "top": {"valign": "top"},
    "wrap": {"text_wrap": True},
    "across": {"align": "center_across", "italic": True, "font_color": INK},
    "text": {"num_format": "@"},
    "count": {"num_format": "#,##0"},
    "figure": {"num_format": "#,##0.######", "shrink": True},
    "date": {"num_format": "dd/mm/yyyy"},
}
for _status, _look in STATUS.items():
    _PARTS[_status.value] = {"bg_color": _look.fill, "font_color": _look.ink}
_PARTS[Severity.INFO.value] = {"font_color": INK}


class Styles:
    """The formats of one workbook, each made at its first use."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}

    def __call__(self, *parts: str, **more: Any) -> Any:
        """Return the cell format made of the named parts, later ones winning; `more` are single properties."""
        key = (parts, *more.items()) if more else parts
        made = self._made.get(key)
        if made is None:
            properties: dict[str, Any] = {}
            for part in parts:
                properties |= _PARTS[part]
            made = self._made[key] = self._book.add_format(properties | more)
        return made

    def paint(self, look: Look, mark: str = "") -> Any:
        """Return the format with which a conditional format shows a look; `mark` is its number format."""
        key = ("paint", look, mark)
        made = self._made.get(key)
        if made is None:
            properties = {"bg_color": look.fill, "font_color": look.ink} | (
                {"num_format": mark} if mark else {}
            )
            made = self._made[key] = self._book.add_format(properties)
        return made

    def edges(self, look: Look) -> Any:
        """Return the format with which a conditional format draws lines left and right of a cell."""
        key = ("edges", look)
        made = self._made.get(key)
        if made is None:
            properties = {"left": 1, "right": 1, "left_color": look.ink, "right_color": look.ink}
            made = self._made[key] = self._book.add_format(properties)
        return made


def number_format(decimals: int, *, suffix: str = "", prefix: str = "", dash: bool = False) -> str:
    """Write the number format that shows a figure with the decimals its sender typed.

    A dash typed for zero stays a dash; a percent sign or a qualifier (`trên …`) is shown as literal text, so
    that the cell goes on holding the figure in the catalogue's unit.
    """
    body = "#,##0" + ("." + "0" * decimals if decimals > 0 else "")
    body = _literal(prefix) + body + _literal(suffix)
    return f'{body};-{body};"-"' if dash else body


def _literal(text: str) -> str:
    return '"' + text.replace('"', "”") + '"' if text else ""


def shown_decimals(step: Decimal) -> int:
    """Tell how many decimals show a figure whose last printed digit is worth `step`: 0.1 → 1, 1000 → 0."""
    exponent = step.normalize().as_tuple().exponent
    return min(max(0, -exponent), 15) if isinstance(exponent, int) else 0


#: Columns of charts: fill, line; the looks of the palette in the order in which series are drawn.
SERIES = ((GREEN, GREEN_INK), (YELLOW, YELLOW_INK), (BLUE, NAVY), (RED, RED_INK), (WHITE, INK))
CHART_FONT = {"name": WORK_FONT, "size": 9, "color": BLACK, "bold": False}
CHART_TITLE = {"name": WORK_FONT, "size": 11, "color": NAVY, "bold": True}
TOTAL_LINE = {"color": NAVY, "width": 2.25}
AXIS_LINE = {"color": INK, "width": 0.75}
GRID_LINE = {"color": INK, "width": 0.25, "dash_type": "round_dot"}
