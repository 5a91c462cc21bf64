"""How fast our .xlsx reader is, beside openpyxl and calamine, in one run on one machine.

    python tests/bench/reader.py [--large]

Prints milliseconds (the median and best of many runs) and the ratio to openpyxl's `load_workbook`, for a rich small
file (4 sheets × 40 rows × 13 columns, styled and merged); with `--large` also seconds and peak megabytes for a sheet
of 50,000 rows, each in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

NAMES = (
    "Tổng thu ngân sách nhà nước",
    "Tỷ lệ hộ nghèo đa chiều",
    "Số trường đạt chuẩn quốc gia",
    "Trong đó:",
)
UNITS = ("Tỷ đồng", "%", "Trường", "Hộ")
LEADS = ("Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Văn hóa - Xã hội", "Trạm Y tế phường")


def rich_file(sheets: int = 4, rows: int = 40) -> bytes:
    """Make a workbook as an office would: fonts, borders, fills, number formats, merged title rows, totals."""
    import xlsxwriter

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
        for row, text in enumerate(
            ("PHỤ LỤC", "CHỈ TIÊU CHỦ YẾU GIAI ĐOẠN 2026-2030", "(Kèm theo Kế hoạch)")
        ):
            sheet.merge_range(row, 0, row, 12, text, title)
        sheet.merge_range(3, 6, 3, 10, "Kế hoạch từng năm", head)
        for column in (0, 1, 2, 3, 4, 5, 11, 12):
            sheet.merge_range(3, column, 4, column, f"Cột {column}", head)
        for column in range(6, 11):
            sheet.write_number(4, column, 2020 + column, head)
        for row in range(5, rows):
            look = words[row % 3]
            sheet.write_string(row, 0, str(row - 4), look)
            sheet.write_string(row, 1, f"{NAMES[row % 4]} {row}", look)
            sheet.write_string(row, 2, UNITS[row % 4], look)
            years = [round(83.7 * row + 19.31 * year + number, 1) for year in range(5)]
            figure = figures[row % 4]
            sheet.write_number(row, 3, years[0] / 2, figure)
            sheet.write_number(row, 4, years[1], figure)
            sheet.write_formula(row, 5, f"=SUM(G{row + 1}:K{row + 1})", figure, sum(years))
            for year, value in enumerate(years):
                sheet.write_number(row, 6 + year, value, figure)
            sheet.write_string(row, 11, LEADS[row % 3], look)
            sheet.write_string(row, 12, f"Ghi chú {row}" if row % 4 else "-", look)
    book.close()
    return target.getvalue()


def ours(data: bytes) -> object:
    """Read with our reader."""
    from wardxl.readers import xlsx

    return xlsx.read(data)


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
    "openpyxl": by_openpyxl,
    "calamine": by_calamine,
}


def measure(data: bytes, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every reader; they take turns, so that a busy moment of the machine meets all."""
    times: dict[str, list[float]] = {name: [] for name in READERS}
    for _ in range(rounds):
        for name, read in READERS.items():
            begun = time.perf_counter()
            read(data)
            times[name].append((time.perf_counter() - begun) * 1000)
    return {name: values[1:] for name, values in times.items()}


def small(rounds: int) -> None:
    """Print the table for the rich small file."""
    data = rich_file()
    times = measure(data, rounds + 1)
    slow = statistics.median(times["openpyxl"])
    print(f"rich file, {len(data):,} bytes, {rounds} rounds")
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
