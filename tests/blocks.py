"""Blocks of cells for one sheet: small tables, laid out beside and below one another, and what is found of them."""

from __future__ import annotations

from collections.abc import Sequence

from grids import HEAD_I, grid

from wardxl import schema
from wardxl.headings import Headings
from wardxl.locate import Located, locate
from wardxl.model import Area
from wardxl.sheet import Sheet

HEADINGS = Headings(schema.load(None))
Rows = Sequence[Sequence[object]]
#: A block, the row and the column of its first cell, counted from 1.
Placed = tuple[Rows, int, int]

TASKS: Rows = [
    ["TT", "Nhiệm vụ", "Chủ trì tham mưu", "Thời gian thực hiện", "Sản phẩm"],
    [1, "Xây dựng cơ sở dữ liệu đô thị", "Công an phường", "2026- 2028", "CSDL đô thị"],
    [2, "Số hóa hồ sơ đất đai", "Văn phòng", "2026", "Hồ sơ số"],
    [3, "Chỉnh trang tuyến phố", "Công an phường", "2027", "Tuyến phố"],
]
MODELS: Rows = [
    ["STT", "MÔ HÌNH", "CHỦ TRÌ THAM MƯU"],
    [1, "Khu dân cư số", "Công an phường"],
    [2, "Chợ văn minh", "Văn phòng"],
]
TARGETS: Rows = [
    ["TT", "Chỉ tiêu", "Đơn vị", "Thực hiện", "Chủ trì tham mưu"],
    [1, "Tỷ lệ hộ dân có nước sạch", "%", "≥95", "Văn phòng"],
    [2, "Số tuyến phố văn minh", "Tuyến", "12", "Công an phường"],
]
YEARS: Rows = [
    HEAD_I,
    [1, "Thu ngân sách Nhà nước trên địa bàn", "Tỷ đồng", 9, 15, 1, 2, 3, 4, 5],
    [2, "Thu nhập bình quân", None, 10, 13, 11, 11, 12, 12, 13],
]
LEADERLESS: Rows = [[row[0], row[1], row[3]] for row in TASKS]
REVERSED: Rows = [list(reversed(row)) for row in TASKS]
LONG: Rows = [
    *TASKS,
    *([number, f"Việc thứ {number}", "Văn phòng", "2027", "Tờ trình"] for number in range(4, 12)),
]
TWO_LEVELS: Rows = [
    ["TT", "Nội dung", "ĐVT", "KH 2026-2030", "Kế hoạch từng năm", None, None, None, None],
    [None, None, None, None, "2026", "2027", "2028", "2029", "2030"],
    ["I", "Thu ngân sách Nhà nước", "Tỷ đồng", 15, 1, 2, 3, 4, 5],
    ["II", "Thu nhập bình quân", "Triệu đồng", 13, 11, 11, 12, 12, 13],
]


def abreast(*blocks: Placed) -> list[list[object]]:
    """One sheet of several blocks."""
    height = max(top + len(rows) - 1 for rows, top, _ in blocks)
    width = max(left + len(row) - 1 for rows, _, left in blocks for row in rows)
    sheet: list[list[object]] = [[None] * width for _ in range(height)]
    for rows, top, left in blocks:
        for row, cells in enumerate(rows, top - 1):
            for column, cell in enumerate(cells, left - 1):
                sheet[row][column] = cell if cell is not None else sheet[row][column]
    return sheet


def tables(rows: list[list[object]], merges: Sequence[Area] = ()) -> list[Located]:
    return locate(Sheet(grid(rows, merges=merges), "a.xlsx"), HEADINGS)


Seen = tuple[str, int, dict[str, int], tuple[int, ...], tuple[str, ...], tuple[str, ...]]


def seen(table: Located, down: int = 0, aside: int = 0) -> Seen:
    """What is found of a table, as if it stood so many rows and columns further."""
    return (
        table.form.code,
        table.header_row + down,
        {name: column + aside for name, column in table.columns.items()},
        tuple(row + down for row in table.body),
        tuple(label.text for label in table.title),
        tuple(label.text for label in table.unknown),
    )


def alone(*blocks: Placed) -> list[Seen]:
    """What is found of each block where it stands alone, in the order in which they are found together."""
    found = [seen(tables([list(row) for row in rows])[0], top - 1, left - 1) for rows, top, left in blocks]
    return sorted(found, key=lambda table: (table[1], min(table[2].values())))


def wide(rows: Rows) -> int:
    return max(map(len, rows))


def titled(title: Sequence[str], rows: Rows) -> Rows:
    return [*([line] for line in title), *rows]


SIGNED: Rows = [
    [None, "Nơi nhận:", None, "TRƯỞNG PHÒNG"],
    [None, "- Lưu: VT."],
    [None, None, None, "Lê Văn B"],
]
