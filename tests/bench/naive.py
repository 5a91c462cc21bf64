"""What somebody would write instead: `python naive.py FOLDER OUTPUT ENGINE`.

Glues every sheet of every workbook below a folder together and checks nothing; ENGINE is what pandas reads
with, `openpyxl` or `calamine`. The benches run it as a process of its own.
"""

import sys
from pathlib import Path

import pandas as pd


def read_folder(folder: Path, engine: str) -> list[pd.DataFrame]:
    """Every sheet of every workbook, with the file's and the sheet's name."""
    frames = []
    for path in sorted(folder.rglob("*.xlsx")):
        sheets = pd.read_excel(path, sheet_name=None, header=None, engine=engine)
        for name, frame in sheets.items():
            frame.insert(0, "Tệp", path.name)
            frame.insert(1, "Trang", name)
            frames.append(frame)
    return frames


def main() -> None:
    """Read, put below one another, write."""
    folder, output, engine = sys.argv[1:4]
    frames = read_folder(Path(folder), engine)
    table = pd.concat(frames, ignore_index=True)
    table.to_excel(output, index=False, engine="openpyxl")
    print(f"{len(frames)} sheets, {len(table)} rows")


if __name__ == "__main__":
    main()
