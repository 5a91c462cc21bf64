"""How fast our .xlsx reader is, and the way from a file to its records, beside openpyxl and calamine.

    python tests/bench/reader.py [--large]

Prints milliseconds (the median and best of many files) and the ratio to openpyxl's `load_workbook`, all in one run on
one machine, for rich small files (4 sheets × 40 rows × 13 columns, styled and merged). Each file has figures of its
own, so that nothing that was remembered of one helps with the next. `records` reads, locates and normalises. With
`--large` also seconds and peak megabytes for a sheet of 50,000 rows, each in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any


def rich_file(sheets: int = 4, rows: int = 40, seed: int = 0) -> bytes:
    """Make a workbook as an office would: fonts, borders, fills, number formats, merged title rows, totals.

    Headings and rows are those of the form with years. Files of different seeds have different figures.
    """
    import xlsxwriter

    from wardxl import schema

    template = schema.load(None)
    form = next(form for form in template.forms.values() if form.years)
    catalogue = template.rows_of(form.code)
    noise = random.Random(seed)
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    base = {"font_name": "Times New Roman", "font_size": 12, "border": 1, "valign": "vcenter"}
    title = book.add_format({**base, "bold": True, "align": "center", "border": 0})
    head = book.add_format(
        {**base, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"}
    )
    words = [
        book.add_format({**base, "text_wrap": True, **extra})
        for extra in ({}, {"italic": True}, {"indent": 1})
    ]
    figures = [
        book.add_format({**base, "num_format": code}) for code in ("#,##0.0", "#,##0", "0.0", "General")
    ]
    for number in range(sheets):
        sheet = book.add_worksheet(f"Phụ lục {number + 1}")
        for row, text in enumerate((*form.title[:2], "(Kèm theo Kế hoạch)")):
            sheet.merge_range(row, 0, row, 12, text, title)
        sheet.merge_range(3, 6, 3, 10, "Kế hoạch từng năm", head)
        for place, column in enumerate(form.columns):
            if column.role == "year":
                sheet.write_number(4, place, int(column.key), head)
            else:
                sheet.merge_range(3, place, 4, place, column.heading, head)
        for row in range(5, rows):
            item, look, figure = catalogue[row % len(catalogue)], words[row % 3], figures[row % 4]
            years = [round(noise.uniform(10, 9000), row % 2) for _ in form.years]
            contents: dict[str, str | float] = {
                "tt": str(row - 4),
                "name": item.name,
                "unit": item.unit,
                "baseline": years[0] / 2,
                "resolution": years[1],
                "lead": "; ".join(item.leads),
                "note": f"Ghi chú {row}" if row % 4 else "-",
                **dict(zip(form.years, years, strict=True)),
            }
            for place, column in enumerate(form.columns):
                content = contents.get(column.key, "")
                if column.role == "total":
                    sheet.write_formula(row, place, f"=SUM(G{row + 1}:K{row + 1})", figure, sum(years))
                elif isinstance(content, str):
                    sheet.write_string(row, place, content, look)
                else:
                    sheet.write_number(row, place, content, figure)
    book.close()
    return target.getvalue()


def ours(data: bytes) -> object:
    """Read with our reader."""
    from wardxl.readers import xlsx

    return xlsx.read(data)


def to_records(data: bytes) -> int:
    """Read with our reader, find the tables and normalise them, as a run does; returns the number of records."""
    from wardxl import readers
    from wardxl.collector import collector_at_rest
    from wardxl.found_tables import read_tables
    from wardxl.sheet import Sheet

    with collector_at_rest():
        book = readers.read(data, "file.xlsx")
        return len(read_tables([Sheet(grid, "file.xlsx") for grid in book.grids], known()).records)


@cache
def known() -> Any:
    """The shipped template's words, which a run loads once for all files."""
    from wardxl.lexicon import lexicon
    from wardxl.schema import load

    return lexicon(load(None))


def by_openpyxl(data: bytes) -> object:
    """Load with openpyxl."""
    import openpyxl

    return openpyxl.load_workbook(BytesIO(data))


def by_calamine(data: bytes) -> object:
    """Read the values of every sheet with calamine."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


READERS: dict[str, Callable[[bytes], object]] = {
    "wardxl": ours,
    "records": to_records,
    "openpyxl": by_openpyxl,
    "calamine": by_calamine,
}


def measure(files: Iterable[bytes]) -> dict[str, list[float]]:
    """Milliseconds of every reader; they take turns, so that a busy moment of the machine meets all."""
    times: dict[str, list[float]] = {name: [] for name in READERS}
    for data in files:
        for name, read in READERS.items():
            begun = time.perf_counter()
            read(data)
            times[name].append((time.perf_counter() - begun) * 1000)
    return {name: values[1:] for name, values in times.items()}


def small(rounds: int) -> None:
    """Print the table for the rich small files."""
    files = [rich_file(seed=seed) for seed in range(rounds + 1)]
    if to_records(files[0]) != 4 * 35:
        raise SystemExit("not every row of the file was recognised")
    times = measure(files)
    slow = statistics.median(times["openpyxl"])
    print(f"rich files, {len(files[0]):,} bytes, {rounds} of them")
    print(f"{'reader':10} {'median ms':>10} {'best ms':>10} {'of openpyxl':>12}")
    for name, values in times.items():
        median = statistics.median(values)
        print(f"{name:10} {median:10.2f} {min(values):10.2f} {median / slow:12.3f}")


def large(rows: int) -> None:
    """Print seconds and peak memory for one long sheet, each reader in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.xlsx"
        path.write_bytes(rich_file(1, rows))
        print(f"\none sheet of {rows:,} rows, {path.stat().st_size:,} bytes")
        print(f"{'reader':10} {'seconds':>10} {'peak MB':>10}")
        for name in READERS:
            command = [sys.executable, __file__, "--alone", name, str(path)]
            print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def peak_megabytes() -> float:
    """The most memory this process had; what `getrusage` tells includes that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def alone(name: str, path: str) -> None:
    """Read one file with one reader and print what it took."""
    data = Path(path).read_bytes()
    begun = time.perf_counter()
    kept: Any = READERS[name](data)
    seconds = time.perf_counter() - begun
    peak = peak_megabytes()
    print(f"{name:10} {seconds:10.2f} {peak:10.0f}")
    del kept


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--large", action="store_true", help="also measure a sheet of 50,000 rows")
    parser.add_argument("--alone", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        alone(*options.alone)
        return
    small(options.rounds)
    if options.large:
        large(50_000)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
