"""Run every spreadsheet of a folder through the readers and print what became of each.

    python tests/corpus_table.py FOLDER [--only TEXT] [--show]

A line per file: read or refused (with the code), seconds, peak megabytes, cells, and, for a file that openpyxl or
calamine opens, the number of cells that differ from theirs. `--show N` prints the first N differences. Each file is
read in a process of its own, so a crash or a hang costs that line only.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import Any

TIMEOUT = 60
Place = tuple[str, int, int]
Cells = dict[Place, str]


def ours(data: bytes, name: str) -> tuple[Cells, set[Place]]:
    """All cells as our readers tell them, and those whose text was converted from a legacy encoding."""
    from wardxl.readers import read

    book = read(data, name)
    cells = {
        (grid.sheet, row, column): f"{cell.kind.value}:{cell.value}"
        for grid in book.grids
        for row, cells in grid.rows.items()
        for column, cell in cells.items()
    }
    return cells, {(grid.sheet, *place) for grid in book.grids for place in grid.converted}


def by_openpyxl(data: bytes) -> Cells:
    """All values as openpyxl tells them."""
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.row, cell.column): told
        for sheet in book.worksheets
        for cells in sheet.iter_rows()
        for cell in cells
        if (told := tell(cell.value))
    }


def by_calamine(data: bytes) -> Cells:
    """All values as calamine tells them."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    found: Cells = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        for row, cells in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(cells, left + 1):
                if told := tell(value):
                    found[name, row, column] = told
    return found


def tell(value: Any) -> str:
    """A value in the words that all three have in common; '' for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return figure("1" if value else "0")
    if isinstance(value, int | float):
        return figure(repr(value))
    if isinstance(value, timedelta):
        return figure(repr(value / timedelta(days=1)))
    if isinstance(value, datetime | date | clock):
        return "date"
    text = str(value).replace("\r\n", "\n").strip()
    return figure(text)


def figure(text: str) -> str:
    """A figure to 12 significant digits, any other text as it is."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return f"{number + 0:.11e}" if number and number.is_finite() else "0" if number.is_finite() else text


def differences(mine: Cells, theirs: Cells, converted: set[Place], *, errors: bool) -> list[str]:
    """The cells that differ, converted ones left out; `errors` False: the other library cannot tell error cells."""
    found = []
    for place in sorted((mine.keys() | theirs.keys()) - converted):
        kind, _, value = mine.get(place, "").partition(":")
        if kind == "u" or (kind == "e" and not errors):
            continue
        told = "date" if kind == "d" else tell(value)
        other = theirs.get(place, "")
        if told != other:
            found.append(f"{place[0]}!{place[1]},{place[2]}: {kind}:{told!r} | {other!r}")
    return found


def one(path: Path) -> None:
    """Read one file and print what became of it as JSON (the child process)."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from wardxl.readers import ReadError

    data = path.read_bytes()
    begun = time.perf_counter()
    line: dict[str, Any] = {"result": "read", "cells": 0, "converted": 0}
    mine: Cells = {}
    converted: set[Place] = set()
    try:
        mine, converted = ours(data, path.name)
        line["cells"], line["converted"] = len(mine), len(converted)
    except ReadError as refusal:
        line["result"] = f"{refusal.code} {refusal.message}"
    line["seconds"] = round(time.perf_counter() - begun, 3)
    line["megabytes"] = max(
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps(line), flush=True)
    # Whatever the other libraries do to this process comes after our line is out.
    for name, other, errors in (("openpyxl", by_openpyxl, True), ("calamine", by_calamine, False)):
        try:
            theirs = other(data)
        except BaseException as fault:
            print(json.dumps({"name": name, "fault": type(fault).__name__}), flush=True)
            continue
        found = differences(mine, theirs, converted, errors=errors)
        print(json.dumps({"name": name, "cells": len(theirs), "found": found[:2000]}), flush=True)


def run(path: Path) -> list[dict[str, Any]]:
    """Read one file in a child process."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, timeout=TIMEOUT
        )
        output = done.stdout
    except subprocess.TimeoutExpired as late:
        output = late.stdout.decode() if isinstance(late.stdout, bytes) else (late.stdout or "")
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def main() -> None:
    """Print the table of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--only", default="", help="only files whose name holds this text")
    parser.add_argument("--show", type=int, default=0, help="differences to print per file and library")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one)
        return
    if not options.folder:
        parser.error("which folder?")
    totals = {"read": 0, "refused": 0, "crashed": 0, "differ": 0}
    slowest, largest = (0.0, ""), (0, "")
    for path in sorted(options.folder.rglob("*")):
        if not path.is_file() or options.only not in path.name:
            continue
        lines = run(path)
        if not lines:
            totals["crashed"] += 1
            print(f"{path.name[:58]:58} CRASHED")
            continue
        first, others = lines[0], lines[1:]
        slowest = max(slowest, (first["seconds"], path.name))
        largest = max(largest, (first["megabytes"], path.name))
        totals["read" if first["result"] == "read" else "refused"] += 1
        told = []
        for other in others:
            if "fault" in other:
                told.append(f"{other['name']}: {other['fault']}")
            else:
                totals["differ"] += len(other["found"])
                told.append(f"{other['name']}: {len(other['found'])} of {other['cells']}")
        print(
            f"{path.name[:58]:58} {first['result'][:60]:60} {first['seconds']:7.3f} s {first['megabytes']:5} MB "
            f"{first['cells']:7} cells, {first['converted']:5} converted | {' · '.join(told)}",
            flush=True,
        )
        for other in others:
            for difference in other.get("found", [])[: options.show]:
                print(f"      {other['name']}: {difference}")
    print(totals)
    print(f"slowest: {slowest[0]} s, {slowest[1]}; largest: {largest[0]} MB, {largest[1]}")


if __name__ == "__main__":
    main()
