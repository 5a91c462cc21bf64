"""Paper: which size a form needs, how wide its columns are drawn, and the margins that the decree asks for."""

from __future__ import annotations

from dataclasses import dataclass

from wardxl.model import Form
from wardxl.workbook import textfit

#: Width and height in millimetres, and the number by which spreadsheets call the size.
_SIZES = {"A4": (297.0, 210.0, 9), "A3": (420.0, 297.0, 8)}
_MM = 72 / 25.4
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEADER = 30.0, 15.0, 20.0, 20.0, 10.0
#: Below this scale letters get too small to read: then take the larger paper, then narrower columns.
LEAST_SCALE = 0.70
#: Programs measure columns a little differently; the fit must hold for all of them.
_SPARE = 1.03
#: A screen 1366 pixels wide, less row headings and scroll bar.
_SCREEN = 1300


@dataclass(frozen=True, slots=True)
class Page:
    """How an appendix is printed: paper by its number, margins in inches, column widths, zoom on screen."""

    paper: int
    landscape: bool
    widths: tuple[float, ...]
    zoom: int
    left: float = _LEFT / 25.4
    right: float = _RIGHT / 25.4
    top: float = _TOP / 25.4
    bottom: float = _BOTTOM / 25.4
    header: float = _HEADER / 25.4


def choose(form: Form) -> Page:
    """Choose paper and column widths for a form.

    A form narrower than the paper is widened to fill it; one that would be printed below 70 % takes A3; and if
    that is not enough its columns become narrower, so that rows grow higher instead of letters smaller.
    """
    widths = [min(max(float(column.width), 3.0), 120.0) for column in form.columns]
    names = ["A3"] if form.paper.strip().upper() == "A3" else ["A4", "A3"]
    for name in names:
        room = _room(name, form.landscape)
        if sum(map(textfit.points, widths)) * _SPARE <= room / LEAST_SCALE:
            break
    total = sum(map(textfit.points, widths)) * _SPARE
    if total < room or total > room / LEAST_SCALE:
        share = (room if total < room else room / LEAST_SCALE) / total
        widths = [round(textfit.digits(textfit.points(width) * share), 2) for width in widths]
    pixels = sum(map(textfit.points, widths)) / 0.75
    zoom = max(70, min(100, int(_SCREEN / (pixels + 260) * 100)))
    return Page(_SIZES[name][2], form.landscape, tuple(widths), zoom)


def _room(name: str, landscape: bool) -> float:
    """The printable width in points."""
    wide, narrow, _ = _SIZES[name]
    return ((wide if landscape else narrow) - _LEFT - _RIGHT) * _MM
