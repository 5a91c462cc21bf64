"""Faults as they are made by hand: each takes an honest table and gives it back with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from bench.oracle import Place
from bench.tables import COPIED, HABIT, PLAN, YEARS, Line, Table, Typed, half_up, typed, vietnamese


@dataclass(frozen=True)
class Fault:
    """One thing wrong: its kind, the table that has it, the faulty cell (None: a whole row), what is said at once.

    `said` is a finding that the cell or the row's unit gets whatever the sums say, as (code, row, column).
    """

    kind: str
    table: Table
    place: Place | None
    said: tuple[str, str, str] | None = None


def _cells(table: Table) -> list[Place]:
    return [
        (code, column)
        for code, line in table.lines.items()
        for column in PLAN
        if line.cells[column] is not None and code != HABIT
    ]


def seen(line: Line, column: str) -> Fraction:
    """The figure that a person sees in a cell, in the row's own unit."""
    cell = line.cells[column]
    assert cell is not None
    return cell.stored if cell.places is None else half_up(cell.stored, cell.places)


def retyped(line: Line, column: str, value: Fraction, more: int = 0) -> Typed:
    """Type another figure where one stands, in the same way."""
    cell = line.cells[column]
    assert cell is not None
    way = line.ways[column]
    if cell.text == "-" or way == "dash":
        way = "text" if cell.kind == "s" else "format"
    way = {"full": "format", "percent full": "percent", "raw": "general"}.get(way, way)
    places = (line.places[column] if cell.places is None else cell.places) + more
    if way == "general":
        places = max(places, 0 if line.spec.count else 8)
    return typed(value, places, way, count=line.spec.count)


def _change(table: Table, place: Place, value: Fraction, kind: str, more: int = 0) -> Fault | None:
    """Put a figure into a cell; None where nothing that is seen changes."""
    code, column = place
    line = table.lines[code]
    if line.spec.unit == "%" and abs(value) >= 1000 and (cell := line.cells[column]) and cell.kind == "s":
        return (
            None  # `45.000%` may be 45 with three decimals in a foreign notation: another matter, and said so
        )
    changed = line.put(column, retyped(line, column, value, more))
    if seen(changed, column) == seen(line, column):
        return None
    return Fault(kind, table.put(changed), place)


def _step(line: Line, column: str) -> Fraction:
    cell = line.cells[column]
    assert cell is not None
    places = line.places[column] if cell.places is None else cell.places
    return Fraction(1, 10**places)


# ── The kinds ─────────────────────────────────────────────────────────────────────────────


def moved(table: Table, rng: Random) -> Fault | None:
    """A figure is off by some units of its last digit, a few or many."""
    place = code, column = rng.choice(_cells(table))
    line = table.lines[code]
    steps = rng.choice((rng.randint(1, 5), rng.randint(6, 60), rng.randint(60, 5000))) * rng.choice((-1, 1))
    return _change(table, place, seen(line, column) + steps * _step(line, column), "moved figure")


def swapped(table: Table, rng: Random) -> Fault | None:
    """Two neighbouring digits have changed places."""
    place = code, column = rng.choice(_cells(table))
    line = table.lines[code]
    step = _step(line, column)
    value = seen(line, column)
    digits = list(str(int(abs(value) / step)))
    pairs = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if not pairs:
        return None
    one = rng.choice(pairs)
    digits[one], digits[one + 1] = digits[one + 1], digits[one]
    size = int("".join(digits)) * step
    return _change(table, place, size if value >= 0 else -size, "swapped digits")


def _power(factor: int, kind: str) -> Callable[[Table, Random], Fault | None]:
    def fault(table: Table, rng: Random) -> Fault | None:
        place = code, column = rng.choice(_cells(table))
        line = table.lines[code]
        value = seen(line, column)
        if line.spec.count or rng.random() < 0.5:
            return _change(table, place, value * factor, kind)
        # `1,234` typed as text may be thousands too: a comma is lost, not won, in text.
        more = 1 if factor == 10 else 0
        return _change(table, place, value / factor, kind, more)

    return fault


def dropped_year(table: Table, rng: Random) -> Fault | None:
    """A total was added up without one of its years."""
    rows = [
        line
        for line in table.lines.values()
        if line.spec.five_year in ("tổng", "bình quân") and all(line.cells[column] for column in PLAN)
    ]
    if not rows:
        return None
    line = rng.choice(rows)
    years = list(YEARS)
    years.remove(rng.choice(years))
    value = sum((seen(line, year) for year in years), Fraction(0))
    if line.spec.five_year == "bình quân":
        value /= len(YEARS)
    return _change(table, (line.spec.code, "total"), value, "dropped year")


def wrong_part(table: Table, rng: Random) -> Fault | None:
    """A part holds the figure of another part, or of the whole."""
    parts = [code for code, line in table.lines.items() if line.spec.parent]
    if not parts:
        return None
    code = rng.choice(parts)
    line = table.lines[code]
    family = [line.spec.parent, *(c for c in parts if table.lines[c].spec.parent == line.spec.parent)]
    other = table.lines[rng.choice([c for c in family if c != code])]
    column = rng.choice(PLAN)
    if line.cells[column] is None or other.cells[column] is None:
        return None
    value = seen(other, column) * other.factor / line.factor
    return _change(table, (code, column), value, "wrong part")


def wrong_unit(table: Table, rng: Random) -> Fault | None:
    """A row in another unit than its unit cell says, a unit of another kind, or a unit beside a figure."""
    rows = [line for line in table.lines.values() if line.spec.unit == "Tỷ đồng"]
    rows += [line for line in table.lines.values() if line.spec.unit != "%" and not line.spec.count]
    if not rows:
        return None
    line = rng.choice(rows)
    code = line.spec.code
    match rng.choice(("row", "cell", "kind")):
        case "row" if line.unit in ("Tỷ đồng", "Triệu đồng"):
            other, factor = (
                ("Triệu đồng", Fraction(1, 1000)) if line.unit == "Tỷ đồng" else ("Tỷ đồng", Fraction(1))
            )
            if not any(seen(line, column) for column in PLAN if line.cells[column]):
                return None
            return Fault("wrong unit", table.put(replace(line, unit=other, factor=factor)), None)
        case "kind":
            unit = rng.choice([unit for unit in ("Hộ", "%", "ha", "Tỷ đồng") if unit != line.spec.unit])
            if unit == "%" or any(
                cell and "%" in cell.number_format + cell.text for cell in line.cells.values()
            ):
                return None
            line = replace(line, unit=unit, factor=Fraction(1))
            return Fault("wrong unit", table.put(line), None, ("U303", code, "unit"))
        case _:
            column = rng.choice(PLAN)
            unit = {"Tỷ đồng": "triệu đồng", "ha": "m2"}.get(line.unit)
            if line.cells[column] is None or unit is None:
                return None
            text = vietnamese(seen(line, column), line.places[column]) + f" {unit}"
            cell = Typed("s", text, "General", line.places[column], Fraction(0))
            fault = table.put(line.put(column, cell))
            return Fault("wrong unit", fault, (code, column), ("V209", code, column))


def wrong_last_year(table: Table, rng: Random) -> Fault | None:
    """The five-year figure of a row is that of another year than the last, or the last year was changed alone."""
    rows = [line for line in table.lines.values() if line.spec.five_year in COPIED]
    rows = [line for line in rows if line.cells["total"] and all(line.cells[year] for year in YEARS)]
    if not rows:
        return None
    line = rng.choice(rows)
    code = line.spec.code
    if rng.random() < 0.5 and line.spec.five_year == "năm cuối":
        return _change(table, (code, "total"), seen(line, rng.choice(YEARS[:-1])), "wrong last year")
    column = "2030" if line.spec.five_year == "năm cuối" else rng.choice(YEARS)
    steps = rng.randint(1, 30) * rng.choice((-1, 1))
    return _change(table, (code, column), seen(line, column) + steps * _step(line, column), "wrong last year")


KINDS: dict[str, Callable[[Table, Random], Fault | None]] = {
    "moved figure": moved,
    "swapped digits": swapped,
    "×10": _power(10, "×10"),
    "×1000": _power(1000, "×1000"),
    "dropped year": dropped_year,
    "wrong part": wrong_part,
    "wrong unit": wrong_unit,
    "wrong last year": wrong_last_year,
}


def inject(kind: str, tables: Iterator[Table], rng: Random) -> tuple[Table, Fault]:
    """Take the first table in which a fault of that kind can be made, and make it."""
    for table in tables:
        for _ in range(8):
            if (fault := KINDS[kind](table, rng)) is not None:
                return table, fault
    raise ValueError("no more tables")
