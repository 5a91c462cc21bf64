"""Honest tables as offices type them: true values, rounded, cut off or added up, in every way of typing.

Made by a seed alone, without the package's own code: what the package says of them is compared with what is known
here. Figures are fractions; `own unit` is the one typed in the row's unit cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from random import Random

from bench.catalogue import SPECS, SUBJECTS, Spec

YEARS = ("2026", "2027", "2028", "2029", "2030")
PLAN = ("total", *YEARS)
#: Five-year figures that are one of the years again.
COPIED = ("năm cuối", "hằng năm")
#: The row that shows how an office writes its decimals: `12,5`. Without one nothing says what `1.234` is.
HABIT = "T.90"


class Shape(StrEnum):
    """Where the figures of a table come from."""

    ROUNDED = "rounded"  # every figure by itself rounded from its true value
    CUT = "cut off"  # every figure by itself cut off instead
    ADDING = "added up"  # totals and wholes computed from the figures that were typed


@dataclass(frozen=True)
class Typed:
    """A figure as it stands in a cell.

    `text` is what the cell holds (stored digits of a number, the text as typed), `places` the decimals a person
    sees (None: General, the row decides), `stored` the figure in its own unit to 15 digits, a percentage as 96.5.
    """

    kind: str
    text: str
    number_format: str
    places: int | None
    stored: Fraction
    exact: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table: the unit as typed, `factor` from it to the catalogue's, how its cells are typed."""

    spec: Spec
    unit: str
    factor: Fraction
    ways: Mapping[str, str]
    places: Mapping[str, int]
    cells: Mapping[str, Typed | None]

    def put(self, column: str, cell: Typed | None) -> Line:
        """The same row with another cell."""
        return replace(self, cells={**self.cells, column: cell})


@dataclass(frozen=True)
class Table:
    """A table by row code, in order."""

    shape: Shape
    lines: Mapping[str, Line] = field(default_factory=dict)

    def put(self, line: Line) -> Table:
        """The same table with another row in the place of the one of that code."""
        return replace(self, lines={**self.lines, line.spec.code: line})


# ── Writing a figure ──────────────────────────────────────────────────────────────────────


def half_up(value: Fraction, places: int) -> Fraction:
    """Round half away from zero."""
    scaled = abs(value) * Fraction(10) ** places
    size = Fraction(floor(scaled + Fraction(1, 2))) / Fraction(10) ** places
    return size if value >= 0 else -size


def cut_off(value: Fraction, places: int) -> Fraction:
    """Cut the digits beyond some decimals off."""
    scaled = abs(value) * Fraction(10) ** places
    size = Fraction(floor(scaled)) / Fraction(10) ** places
    return size if value >= 0 else -size


def decimals(value: Fraction) -> int:
    """Count the decimals that a figure with an end uses."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return places


def vietnamese(value: Fraction, places: int, grouped: bool = True) -> str:
    """Write a figure as a clerk types it: `46.497,8`."""
    digits = str(int(abs(half_up(value, places)) * 10**places)).rjust(places + 1, "0")
    whole, fraction = (digits[:-places], digits[-places:]) if places else (digits, "")
    if grouped:
        start = len(whole) % 3
        groups = [whole[:start]] if start else []
        groups += [whole[place : place + 3] for place in range(start, len(whole), 3)]
        whole = ".".join(groups)
    return ("-" if value < 0 else "") + whole + (f",{fraction}" if fraction else "")


def fifteen(number: float) -> Fraction:
    """Take a number of a spreadsheet to 15 significant digits."""
    return Fraction(Decimal(format(number, ".15g")))


def typed(
    value: Fraction,
    places: int,
    way: str,
    *,
    count: bool = False,
    cut: bool = False,
    summands: Sequence[Fraction] = (),
) -> Typed:
    """Type a figure of the row's own unit in one way.

    Ways: `text`, `text%`, `spaced`; `format` (a number with a format, stored as it is seen), `account` (with an
    accountant's format), `full` (stored with all its digits), `percent` and `percent full` (0.965 shown as 96,5 %),
    `general`, `raw` (General with all digits), `dash`. With `summands` a number is the sum that a spreadsheet
    computes of them in binary floating point.
    """
    if way == "dash" and value == 0:
        return Typed("s", "-", "General", 0, Fraction(0), True)
    way = "format" if way == "dash" else way
    seen = cut_off(value, places) if cut else half_up(value, places)
    if way in ("text", "text%", "spaced"):
        text = vietnamese(seen, places) + ("%" if way == "text%" else "")
        text = text.replace(".", "\u00a0") if way == "spaced" else text
        return Typed("s", text, "General", places, seen, count)
    percent = way.startswith("percent")
    scale = 100 if percent else 1
    if summands:
        number = sum(float(one / scale) for one in summands)
    else:
        number = float((value if way in ("full", "percent full", "raw") else seen) / scale)
    # What a spreadsheet saves: 17 digits; whole numbers without a point.
    text = format(number, ".17g")
    stored = fifteen(number) * scale
    if way in ("general", "raw"):
        return Typed("n", text, "General", None, stored, count)
    point = "." + "0" * places if places else ""
    number_format = f"0{point}%" if percent else f"#,##0{point}"
    if way == "account":
        number_format = f'_(* #,##0{point}_);_(* (#,##0{point});_(* "-"??_);_(@_)'
    return Typed("n", text, number_format, places, stored, count)


# ── How a row is typed ────────────────────────────────────────────────────────────────────

_WAYS = ("text", "spaced", "format", "account", "full", "full", "general", "raw", "mixed")
_PERCENT_WAYS = (
    "text%",
    "text%",
    "text",
    "format",
    "percent",
    "percent",
    "percent full",
    "general",
    "mixed%",
)


def _row_ways(spec: Spec, shape: Shape, rng: Random) -> tuple[dict[str, str], dict[str, int]]:
    """Choose how the plan cells of a row are typed and with how many decimals."""
    if spec.count:
        way = rng.choice(("text", "spaced", "format", "account", "general", "mixed"))
        cells = {c: rng.choice(("text", "format", "general")) if way == "mixed" else way for c in PLAN}
        return cells, dict.fromkeys(PLAN, 0)
    way = rng.choice(_PERCENT_WAYS if spec.unit == "%" else _WAYS)
    usual = rng.choice((0, 1, 1, 1, 2, 2, 3)) if spec.unit != "%" else rng.choice((0, 1, 1, 2))
    mixed = rng.random() < 0.35
    places = {c: max(0, usual + rng.choice((-1, 0, 0, 1))) if mixed else usual for c in PLAN}
    if way == "mixed":
        cells = {c: rng.choice(("text", "format", "general")) for c in PLAN}
    elif way == "mixed%":
        cells = {c: rng.choice(("text", "text%", "format", "percent")) for c in PLAN}
    else:
        cells = dict.fromkeys(PLAN, way)
    if shape is Shape.CUT:
        # A format rounds what is stored: a figure cut off is stored so.
        shown = {"full": "format", "percent full": "percent"}
        cells = {c: shown.get(one, one) for c, one in cells.items()}
    if "general" in cells.values():
        # Who leaves the format to the spreadsheet types with the decimals of the row.
        most = max(places.values())
        places = {c: most if cells[c] == "general" else places[c] for c in PLAN}
    return cells, places


# ── True values ───────────────────────────────────────────────────────────────────────────


def _leaf(spec: Spec, rng: Random) -> list[Fraction]:
    """Five years of a row that has no parts, as a plan would have them: no wild steps."""
    if spec.count:
        size = rng.choice((4, 12, 40, 300, 5000))
        years = [Fraction(max(0, round(size * rng.uniform(0.6, 1.5)))) for _ in YEARS]
        return [Fraction(0) if rng.random() < 0.12 else year for year in years]
    digits = rng.choice((1, 2, 4, 8))
    if spec.unit == "%":
        low, high = max(spec.low or Fraction(0), Fraction(0)), spec.high or Fraction(100)
        # Shares of one whole stay below it together.
        start = rng.uniform(float(low) + 1, float(high) * (0.3 if spec.parent else 0.6))
        grown = [start * (1 + 0.1 * place * rng.random()) for place in range(5)]
        return [Fraction(Decimal(str(round(year, digits)))) for year in grown]
    size = 10 ** rng.uniform(-0.5, 4.5)
    sign = -1 if spec.low is None and rng.random() < 0.5 else 1
    years = []
    for _ in YEARS:
        flip = -1 if spec.low is None and rng.random() < 0.2 else 1
        years.append(Fraction(Decimal(str(round(sign * flip * size, digits)))))
        size *= rng.uniform(0.8, 1.4)
    if spec.low is None and rng.random() < 0.15:
        years[-1] = -sum(years[:-1])  # a balance that comes out at nothing, or at 5,55E-17
    return [Fraction(0) if rng.random() < 0.06 else year for year in years]


def reckon(spec: Spec, years: Sequence[Fraction]) -> Fraction:
    """The five-year figure of a row's years."""
    match spec.five_year:
        case "tổng":
            return sum(years, Fraction(0))
        case "bình quân":
            return sum(years, Fraction(0)) / len(years)
        case _:
            return years[-1]


# ── A whole table ─────────────────────────────────────────────────────────────────────────


class _Maker:
    """Fills the rows of a table, parts before wholes."""

    def __init__(self, shape: Shape, rng: Random) -> None:
        self.shape = shape
        self.rng = rng
        self.true: dict[str, dict[str, Fraction]] = {}
        self.lines: dict[str, Line] = {}

    def add(self, spec: Spec) -> None:
        """Add a row below its own parts."""
        rng = self.rng
        parts = [one for one in SPECS.values() if one.parent == spec.code]
        summed = [part for part in parts if part.relation == "thành phần"]
        ways, places = _row_ways(spec, self.shape, rng)
        if spec.code == HABIT:
            ways, places = dict.fromkeys(PLAN, "text"), dict.fromkeys(PLAN, 1)
        factor = Fraction(1)
        unit = spec.unit
        if unit == "Tỷ đồng" and rng.random() < 0.15:
            unit, factor = "Triệu đồng", Fraction(1, 1000)
            fewer = rng.choice((0, 0, 1))
            places = dict.fromkeys(places, fewer)
        adding = self.shape is Shape.ADDING
        if self.shape is Shape.CUT and spec.five_year in COPIED:
            # A figure and its copy are cut off at the same place: what is copied is not computed.
            places = dict.fromkeys(places, places["2030"])
        cells: dict[str, Typed | None] = {}
        figures: dict[str, Fraction] = {}

        def put(
            column: str, value: Fraction, summands: Sequence[Fraction] = (), computed: bool = False
        ) -> None:
            """Type a figure; what was typed is what totals are added up from."""
            way = ways[column]
            copied = adding and column == "total" and spec.five_year in COPIED
            if value == 0 and not copied and rng.random() < 0.6:
                way = "dash"  # a zero that is one: what is copied may have been rounded to it
            noisy = [one / factor for one in summands] if adding and len(summands) > 1 else []
            if adding and way == "general" and computed:
                way = "raw"  # AVERAGE, or the sum of one: nobody cuts the digits of a formula that General shows
            cell = typed(
                value / factor,
                places[column],
                way,
                count=spec.count,
                cut=self.shape is Shape.CUT,
                summands=noisy,
            )
            cells[column] = cell
            figures[column] = cell.stored * factor if adding and not noisy else value

        if adding and summed and rng.random() < 0.8:
            finest = max(
                self.lines[p.code].places[c] + (3 if self.lines[p.code].factor != 1 else 0)
                for p in summed
                for c in PLAN
            )
            if factor == 1 and not spec.count:
                places = {c: max(places[c], finest) for c in PLAN}
        if spec.five_year == "hằng năm" and not summed:
            same = _leaf(spec, rng)[0]
            years = [same] * 5
        elif summed:
            years = []
        else:
            years = _leaf(spec, rng)
            if spec.whole_of:
                years = self._around(spec)
        for place, year in enumerate(YEARS):
            if summed:
                terms = [self.true[part.code][year] for part in summed]
                put(year, sum(terms, Fraction(0)), terms, computed=True)
            else:
                put(year, years[place])
        if adding and rng.random() < 0.8 and not spec.count:
            places = {**places, "total": max(places.values())}
        if adding and spec.five_year in COPIED:
            # Copied from the last year, with its format.
            places, ways = {**places, "total": places["2030"]}, {**ways, "total": ways["2030"]}
        terms = [figures[year] for year in YEARS]
        put("total", reckon(spec, terms), terms if spec.five_year == "tổng" else (), computed=True)
        if rng.random() < 0.02:
            cells[rng.choice(PLAN)] = None
        self.true[spec.code] = figures
        self.lines[spec.code] = Line(spec, unit, factor, ways, places, cells)

    def _around(self, spec: Spec) -> list[Fraction]:
        """Years of a whole some of whose parts are listed: never less than these together."""
        listed = [self.true[one.code] for one in SPECS.values() if one.parent == spec.code]
        sums = [sum((part[year] for part in listed), Fraction(0)) for year in YEARS]
        if self.shape is Shape.ADDING:
            # Its years are rounded before they are added up, and must stay above the parts all the same.
            return [Fraction(floor(one) + self.rng.randint(4, 400)) for one in sums]
        if self.rng.random() < 0.3:
            return sums
        more = [Fraction(round(float(one) * self.rng.uniform(0, 0.6))) for one in sums]
        return [one + extra for one, extra in zip(sums, more, strict=True)]


def honest(shape: Shape, rng: Random) -> Table:
    """Make an honest table of some subjects of the catalogue."""
    maker = _Maker(shape, rng)
    chosen = rng.sample(sorted(SUBJECTS), rng.choice((1, 2, 2, 3)))
    for subject in sorted(chosen):
        for code in sorted(SUBJECTS[subject], key=lambda code: (-code.count("."), code)):
            maker.add(SPECS[code])
    maker.add(SPECS[HABIT])
    order = sorted(maker.lines, key=lambda code: [int(part) for part in code.split(".")[1:]])
    return Table(shape, {code: maker.lines[code] for code in order})


def describe(table: Table, mark: tuple[str, str] | None = None) -> str:
    """Write a table out whole, so that it can be typed again: each cell as kind:text|format."""
    lines = [f"shape: {table.shape}"]
    for code, line in table.lines.items():
        spec = line.spec
        lines.append(
            f"{code} [{spec.kind}, {spec.five_year}, {spec.relation or '-'} of {spec.parent or '-'}] unit {line.unit}"
        )
        for column in PLAN:
            cell = line.cells[column]
            text = "(blank)" if cell is None else f"{cell.kind}:{cell.text}|{cell.number_format}"
            lines.append(f"    {column:5} {text}{'   <- fault' if mark == (code, column) else ''}")
    return "\n".join(lines)
