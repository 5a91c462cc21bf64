"""How people type values, in each kind of row: what must come out of it (tests/data/typings.csv).

The expectations were written down from the contract and the customs of the field, before anything was run. `read` is
the figure in the row's unit, `=` and the text that is kept, `[85..90)` a target with its ends, open ends in round
brackets, `2026-2028` a period, `?` for what cannot be read; `said` the codes at the cell. `beside` is what stands in
the other years (about so much each), or how the file writes its numbers.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from grids import HEAD_I, grid

from wardxl import schema as schemas
from wardxl.intake import check_grids
from wardxl.lexicon import lexicon
from wardxl.model import Amount, Content, Grid, Period, Target

WORDS = lexicon(schemas.load())
CASES = Path(__file__).parent / "data" / "typings.csv"
HEAD = [*HEAD_I[:4], "Chỉ tiêu Nghị quyết Đại hội Đảng bộ Phường", *HEAD_I[4:]]
ROWS = {
    "money": ("Thu tiền sử dụng đất", "Tỷ đồng"),
    "percent": ("Tỷ lệ dân số tham gia BHYT", "%"),
    "count": ("Công nhận mới", "Trường"),
    "fraction": (
        "Hoàn thành việc lập và trình duyệt các đồ án quy hoạch chi tiết theo kế hoạch được giao",
        "%",
    ),
    "text": ("Giảm số hộ nghèo", "Hộ"),
}
BESIDE: dict[str, list[object]] = {
    "": [],
    "1000": [1100, 1200, 1300, 1400],
    "1": [Decimal("1.1"), Decimal("1.2"), Decimal("1.3"), Decimal("1.4")],
    "96": [96, 97, 98, 99],
}
#: About figures beside each other, or about what else a task must have.
ELSEWHERE = frozenset({"V201", "U304", "T703"})


def cases() -> list[tuple[str, ...]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return [tuple(row) for row in rows]


def sheet(row: str, beside: str, typed: str) -> tuple[Grid, str, str]:
    """A sheet with the typed text, the column and the cell that it stands in."""
    if row == "period":
        head = ["TT", "Nhiệm vụ", "Chủ trì tham mưu", "Thời gian thực hiện", "Sản phẩm", "Hiệu quả"]
        line: list[object] = ["1", "Quản lý dân cư số", "Công an phường", typed, "Đề án", "Tốt"]
        return grid([["Phụ lục 2"], head, line]), "period", "D3"
    if row in ("target", "status"):
        name = "Tỷ lệ bao phủ BHYT" if row == "target" else "Duy trì phường đạt chuẩn quốc gia về y tế"
        head = ["TT", "Chỉ tiêu", "Đơn vị", "Thực hiện", "Chủ trì tham mưu"]
        unit = "%" if row == "target" else None
        return grid([["Phụ lục 1"], head, ["1", name, unit, typed]]), "target", "D3"
    if row == "resolution":
        name, unit = ROWS["percent"]
        return grid([HEAD, ["1", name, unit, None, typed, 100, 96, 97, 98, 99, 100]]), "resolution", "E2"
    name, unit = ROWS[row]
    habit = {"habit vi": "12,5", "habit us": "12.5"}.get(beside)
    others = BESIDE[beside] if habit is None else []
    rows: list[list[object]] = [HEAD, ["1", name, unit, None, None, None, typed, *others]]
    if habit:
        rows.append(["2", "Thu nhập bình quân", "Triệu đồng/người/tháng", None, None, habit])
    return grid(rows), "2026", "G2"


def written(content: Content | None) -> str:
    match content:
        case None:
            return "?"
        case Amount():
            return f"{content.value.normalize():f}" if content.value else "0"
        case Target():
            low, high = (
                "" if end is None else f"{end.normalize():f}" if end else "0"
                for end in (content.low, content.high)
            )
            return f"{'(' if content.low_open else '['}{low}..{high}{')' if content.high_open else ']'}"
        case Period():
            years = f"{content.start}-{content.end}" if content.start else ""
            return f"{'thường xuyên ' if content.ongoing else ''}{years}".strip()
        case _:
            return f"={content}"


@pytest.mark.parametrize(("row", "beside", "typed", "read", "said"), cases())
def test_what_is_typed(row: str, beside: str, typed: str, read: str, said: str) -> None:
    found, column, cell = sheet(row, beside, typed)
    submission, faults = check_grids([found], WORDS, "a.xlsx")
    assert faults == ()
    assert written(submission.records[0].values[column].content) == read
    codes = {
        problem.code
        for problem in submission.problems
        if problem.ref and problem.ref.a1 == cell and problem.code[0] in "VT"
    }
    assert codes - ELSEWHERE == set(said.split()) - ELSEWHERE
