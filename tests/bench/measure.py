"""Measuring the checks against tables whose faults are known: what is counted, and how it is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import Pool
from random import Random

from bench.catalogue import SPECS, schema
from bench.faults import KINDS, Fault, inject
from bench.oracle import decided, expected, sound
from bench.tables import PLAN, Shape, Table, describe, honest

from wardxl.findings import settle
from wardxl.intake import check_grids
from wardxl.lexicon import Lexicon, lexicon
from wardxl.model import Cell, CellKind, Finding, Grid, Severity, Style

HEADINGS = ("TT", "Nội dung", "Đơn vị tính", "KH 2026-2030", *(f"Năm {year}" for year in PLAN[1:]))
#: Where an honest table may be wondered at, but the bench says nothing of it.
JUDGED = {"Y403", "H504"}


@dataclass
class Tally:
    """What was counted, and the first tables on which the checks and the bench disagree."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.failures += other.failures


# ── Through the package ───────────────────────────────────────────────────────────────────


@cache
def words() -> Lexicon:
    return lexicon(schema())


def grid(table: Table) -> Grid:
    """Lay a table out as a sheet."""
    formats: dict[str, int] = {"General": 0}
    rows = {1: {i: Cell(CellKind.TEXT, text) for i, text in enumerate(HEADINGS, 1)}}
    for number, (code, line) in enumerate(table.lines.items(), 2):
        cells = {2: Cell(CellKind.TEXT, SPECS[code].name), 3: Cell(CellKind.TEXT, line.unit)}
        for column, key in enumerate(PLAN, 4):
            if (typed := line.cells[key]) is not None:
                style = formats.setdefault(typed.number_format, len(formats))
                cells[column] = Cell(
                    CellKind.NUMBER if typed.kind == "n" else CellKind.TEXT, typed.text, style
                )
        rows[number] = dict(sorted(cells.items()))
    return Grid("Bieu", rows, styles=tuple(Style(number_format) for number_format in formats))


def findings(table: Table) -> tuple[Finding, ...]:
    """Check a table as a file of its own."""
    submission, faults = check_grids([grid(table)], words(), "bang.xlsx")
    assert not faults, faults
    return settle(submission.problems, schema())


def _said(found: Sequence[Finding], severity: Severity) -> set[tuple[str, str, str]]:
    return {(one.code, one.row or "", one.column or "") for one in found if one.severity is severity}


# ── Honest tables ─────────────────────────────────────────────────────────────────────────


def shape_of(rng: Random) -> Shape:
    return rng.choice((Shape.ROUNDED, Shape.ROUNDED, Shape.ADDING, Shape.CUT))


def honest_table(seed: int, number: int) -> Table:
    rng = Random(f"honest {seed} {number}")
    return honest(shape_of(rng), rng)


def check_honest(seed: int, number: int) -> Tally:
    tally = Tally()
    table = honest_table(seed, number)
    found = findings(table)
    errors = _said(found, Severity.ERROR)
    warnings = _said(found, Severity.WARNING)
    tally.counts[f"honest {table.shape}"] += 1
    tally.counts[f"false errors {table.shape}"] += len(errors)
    cut = {one for one in warnings if one[0] in JUDGED}
    if table.shape is not Shape.CUT:
        tally.counts[f"false warnings {table.shape}"] += len(cut)
    else:
        tally.counts["cut-off tables told"] += bool(cut)
        cut = set()
    for code, _, _ in warnings:
        tally.counts[f"other warnings {code}"] += code not in JUDGED
    if errors or cut:
        tally.failures.append(_report((f"honest:{number}", seed), table, None, found, (set(), set())))
    return tally


# ── Faulty tables ─────────────────────────────────────────────────────────────────────────


def faulty_table(seed: int, number: int, kind: str) -> tuple[Table, Fault]:
    rng = Random(f"{kind} {seed} {number}")

    def tables() -> Iterator[Table]:
        while True:
            yield honest(shape_of(rng), rng)

    return inject(kind, tables(), rng)


def check_faulty(seed: int, number: int, kind: str) -> Tally:
    tally = Tally()
    count = tally.counts
    base, fault = faulty_table(seed, number, kind)
    found = findings(fault.table)
    errors, hints = (
        _said(found, Severity.ERROR),
        {one for one in _said(found, Severity.WARNING) if one[0] in JUDGED},
    )
    must, may = expected_findings(fault)
    count[f"{kind}: tables"] += 1
    count[f"{kind}: must be found"] += bool(must)
    missed, uncaused = must - errors, errors - must
    count[f"{kind}: misses"] += bool(missed) or bool(may - hints - errors)
    count[f"{kind}: errors too many"] += bool(uncaused) or bool(hints - may)
    if missed or uncaused or may != hints:
        tally.failures.append(_report((f"{kind}:{number}", seed), fault.table, fault, found, (must, may)))
    if must and fault.place and not fault.said:
        _named(tally, (f"{kind}:{number}", seed), base, fault, found)
    new = _said(found, Severity.WARNING) - _said(findings(base), Severity.WARNING)
    if must:
        for code, _, _ in new:
            count[f"companions {code}"] += code not in JUDGED
    return tally


def expected_findings(fault: Fault) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """What must be said of a faulty table; a figure with a unit beside it is not used."""
    table = fault.table
    if fault.said and fault.place:
        code, column = fault.place
        table = table.put(table.lines[code].put(column, None))
    errors, warnings = expected(table)
    return errors | ({fault.said} if fault.said else set()), warnings


def _named(tally: Tally, name: tuple[str, int], base: Table, fault: Fault, found: Sequence[Finding]) -> None:
    """Count whether the cell that is named is the faulty one, by findings on sums that the fault stands in.

    A block that was cut off before has more than one thing that does not add up, and decides nothing; what is
    named there is counted by itself.
    """
    kind, place = fault.kind, fault.place
    assert place
    at = (list(fault.table.lines).index(place[0]) + 2, PLAN.index(place[1]) + 4)
    spec = fault.table.lines[place[0]].spec
    wholes = [one for one in (spec.code, spec.parent) if any(s.parent == one for s in SPECS.values() if one)]
    undisturbed = [whole for whole in wholes if sound(base, whole)]
    direct = {(one.row, one.column) for one in found if one.code in ("V207", "V208", "V209", "Y405")}
    suspects = [
        (one.row, one.column)
        for one in found
        if one.code == "H503" and any((ref.row, ref.column) == at for ref in (*one.cells, *one.related))
    ]
    if len(undisturbed) < len(wholes):
        tally.counts["named rightly in blocks that were cut off"] += place in suspects
        tally.counts["named wrongly in blocks that were cut off"] += bool({*suspects} - {place})
        return
    unique = [cells for whole in undisturbed if len(cells := decided(fault.table, whole)) == 1]
    count = tally.counts
    wrong = any(suspect != place for suspect in suspects)
    right = place in direct if direct else place in suspects
    if direct or unique:
        count[f"{kind}: decided"] += 1
        count[f"{kind}: named rightly"] += right and not wrong
    else:
        count[f"{kind}: named though undecided"] += place in suspects
    count[f"{kind}: named wrongly"] += wrong
    if wrong or len(suspects) > 1 or (unique and not right):
        tally.failures.append(
            _report(name, fault.table, fault, found, expected_findings(fault))
            + f"\ndecided {unique}, named {suspects}"
        )


# ── All of them ───────────────────────────────────────────────────────────────────────────


def _report(
    name: tuple[str, int],
    table: Table,
    fault: Fault | None,
    found: Sequence[Finding],
    must: tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]],
) -> str:
    said = "\n".join(
        f"  {one.severity} {one.code} {one.row} {one.column}: {one.message} [{one.expected}]" for one in found
    )
    return (
        f"--seed {name[1]} --only '{name[0]}'\n{describe(table, fault.place if fault else None)}\n"
        f"expected errors {sorted(must[0])}, cut off {sorted(must[1])}\nfound:\n{said}"
    )


def _one(job: tuple[int, str, int]) -> Tally:
    seed, kind, number = job
    return check_honest(seed, number) if kind == "honest" else check_faulty(seed, number, kind)


def jobs(seed: int, tables: int) -> list[tuple[int, str, int]]:
    """The honest tables and the faulty ones, in equal shares of every kind of fault."""
    kinds = list(KINDS)
    faulty = [(seed, kinds[number % len(kinds)], number) for number in range(tables)]
    return [(seed, "honest", number) for number in range(tables)] + faulty


def measure(work: Sequence[tuple[int, str, int]], workers: int) -> Tally:
    """Check all tables of a list."""
    tally = Tally()
    if workers < 2:
        for job in work:
            tally.add(_one(job))
        return tally
    with Pool(workers) as pool:
        for one in pool.imap_unordered(_one, work, chunksize=50):
            tally.add(one)
    return tally


def show(tally: Tally) -> str:
    """Write the table of a measurement."""
    count = tally.counts
    lines = ["honest tables            number  false errors  false cut-off warnings"]
    for shape in Shape:
        false = str(count[f"false warnings {shape}"]) if shape is not Shape.CUT else "-"
        lines.append(
            f"  {shape.value:20} {count[f'honest {shape}']:9} {count[f'false errors {shape}']:13} {false:>23}"
        )
    lines.append("")
    lines.append(
        "one fault each           number  hidden  to be found  misses  too many  decided  named rightly  wrongly"
    )
    total: Counter[str] = Counter()
    for kind in [*KINDS, "all"]:
        row = {
            name: count[f"{kind}: {name}"]
            for name in (
                "tables",
                "must be found",
                "misses",
                "errors too many",
                "decided",
                "named rightly",
                "named wrongly",
            )
        }
        if kind == "all":
            row = dict(total)
        else:
            total.update(row)
        lines.append(
            f"  {kind:20} {row['tables']:9} {row['tables'] - row['must be found']:7} {row['must be found']:12} "
            f"{row['misses']:7} {row['errors too many']:9} {row['decided']:8} {row['named rightly']:14} "
            f"{row['named wrongly']:8}"
        )
    rest = {
        name: number
        for name, number in sorted(count.items())
        if number and name.startswith(("other", "comp", "cut-off", "named"))
    }
    rest |= {
        name: number
        for name, number in sorted(count.items())
        if number and ("undecided" in name or "twice" in name)
    }
    lines.append("")
    lines += [f"  {name}: {number}" for name, number in rest.items()]
    return "\n".join(lines)


def once_more(name: str, seed: int) -> str:
    """Make one table again by its name, check it and write it out whole with what was found."""
    kind, _, number = name.rpartition(":")
    if kind == "honest":
        table = honest_table(seed, int(number))
        return _report((name, seed), table, None, findings(table), (set(), set()))
    _, fault = faulty_table(seed, int(number), kind)
    return _report((name, seed), fault.table, fault, findings(fault.table), expected_findings(fault))
