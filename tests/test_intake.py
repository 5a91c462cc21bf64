"""Whose file it is, and whether it belongs here at all (S105, S113, S114; CONTRACT sections 2 and 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from grids import HEAD_I, grid

from wardxl import schema as schemas
from wardxl.intake import check_grids
from wardxl.lexicon import lexicon
from wardxl.model import State, Submission

WORDS = lexicon(schemas.load())
WATER = ["1", "Tỷ lệ hộ dân được cung cấp nước sạch", "%", 100, 100, 100, 100, 100, 100, 100]
HOTSPOTS = [
    "2",
    "Các tụ điểm phức tạp về an ninh, trật tự có thể gây mất ổn định cục bộ",
    "Tụ điểm",
    None,
    0,
    0,
    0,
    0,
    0,
    0,
]


def submit(
    *titles: str, file: str = "a.xlsx", rows: tuple[list[object], ...] = (WATER,), head: list[str] = HEAD_I
) -> Submission:
    submission, faults = check_grids([grid([*([title] for title in titles), head, *rows])], WORDS, file)
    assert faults == ()
    return submission


def codes(submission: Submission) -> list[str]:
    return [problem.code for problem in submission.problems]


@pytest.mark.parametrize(
    ("title", "barred"),
    [
        ("ỦY BAN NHÂN DÂN PHƯỜNG TỪ LIÊM", False),
        ("UBND phường Từ Liêm", False),
        ("UBND PHƯỜNG", False),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", False),
        ("Phòng Văn hóa - Xã Hội", False),
        ("BIỂU TỔNG HỢP CHỈ TIÊU CỦA PHƯỜNG GIAI ĐOẠN 2026 – 2030", False),
        ("(Kèm theo Báo cáo số 12/BC-UBND của UBND phường Từ Liêm)", False),
        ("UBND phường Tu Liem", False),
        ("CHỈ TIÊU KINH TẾ - XÃ HỘI PHƯỜNG TỪ LIÊM GIAI ĐOẠN 2026-2030", False),
        ("CHỈ TIÊU NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ PHƯỜNG LẦN THỨ I", False),
        ("XÂY DỰNG PHƯỜNG THÔNG MINH GIAI ĐOẠN 2026-2030", False),
        ("CHỈ TIÊU KINH TẾ - XÃ HỘI PHƯỜNG 5 NĂM 2026-2030", False),
        ("CHỈ TIÊU KINH TẾ - XÃ HỘI PHƯỜNG YÊN HÒA GIAI ĐOẠN 2026-2030", True),
        ("KẾ HOẠCH KT-XH PHƯỜNG CẦU GIẤY", True),
        ("ỦY BAN NHÂN DÂN PHƯỜNG YÊN HÒA", True),
        ("UBND phường Yên Hòa", True),
        ("(Kèm theo Báo cáo của UBND phường Cầu Giấy)", True),
        ("UBND xã Sóc Sơn", True),
    ],
)
def test_another_ward(title: str, barred: bool) -> None:
    """S113: “the title names another ward than the template”."""
    submission = submit(title)
    assert (submission.state is State.UNREADABLE) == barred
    assert codes(submission) == (["S113"] if barred else [])


@pytest.mark.parametrize(
    ("titles", "barred"),
    [
        (("UBND PHƯỜNG TỪ LIÊM (trước đây là phường Cầu Diễn)",), False),
        (("UBND PHƯỜNG TỪ LIÊM", "Sáp nhập từ phường Cầu Diễn"), False),
        (("UBND PHƯỜNG TỪ LIÊM", "UBND PHƯỜNG CẦU GIẤY"), True),
        (("UBND PHƯỜNG CẦU GIẤY", "Kính gửi: UBND phường Từ Liêm"), True),
    ],
)
def test_another_ward_beside_ours(titles: tuple[str, ...], barred: bool) -> None:
    assert codes(submit(*titles)) == (["S113"] if barred else [])


@pytest.mark.parametrize(
    ("title", "barred"),
    [
        ("GIAI ĐOẠN 2026 - 2030", False),
        ("GIAI ĐOẠN 2025 – 2030", False),
        ("Giai đoạn 2021-2026", False),
        ("GIAI ĐOẠN 2021 - 2025", True),
        ("Kế hoạch 2031—2035", True),
        ("THỰC HIỆN KẾ HOẠCH 2021-2025 VÀ KẾ HOẠCH 2026-2030", False),
    ],
)
def test_another_period_in_the_title(title: str, barred: bool) -> None:
    """S114: “the title or the year columns have no year in common with the plan”."""
    assert codes(submit(title)) == (["S114"] if barred else [])


def test_another_period_in_the_columns() -> None:
    head = ["TT", "Nội dung", "Đơn vị tính", "KH 2021-2025", *(f"Năm {year}" for year in range(2021, 2026))]
    assert "S114" in codes(submit(head=head, rows=(["1", WATER[1], "%", 100, 100, 100, 100, 100, 100],)))


def test_no_table() -> None:
    """S105: “no appendix was recognised in the workbook”."""
    submission, _ = check_grids([grid([["Kính gửi"], ["a", 1, 2]])], WORDS, "a.xlsx")
    assert (submission.state, codes(submission)) == (State.UNREADABLE, ["S105"])


@pytest.mark.parametrize(
    ("titles", "file", "rows", "department"),
    [
        (("PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ",), "x.xlsx", (WATER,), "Phòng Kinh tế, Hạ tầng và Đô thị"),
        (("CÔNG AN PHƯỜNG",), "phong van hoa - xa hoi.xlsx", (WATER,), "Công an phường"),
        ((), "Cong an phuong_PL1.xlsx", (WATER,), "Công an phường"),
        ((), "Công an phường/bieu 1.xlsx", (WATER,), "Công an phường"),
        ((), "x.xlsx", (WATER,), "Phòng Kinh tế, Hạ tầng và Đô thị"),
        # Who is to receive a file has not sent it.
        (("CÔNG AN PHƯỜNG", "Kính gửi: Văn phòng HĐND và UBND"), "x.xlsx", (WATER,), "Công an phường"),
        (("Kính gửi: Văn phòng HĐND và UBND phường",), "x.xlsx", (WATER, HOTSPOTS), None),
        (
            ("Đơn vị gửi: Trạm Y tế phường", "PHỤ LỤC CỦA PHÒNG VĂN HÓA - XÃ HỘI"),
            "x.xlsx",
            (WATER,),
            "Trạm Y tế phường",
        ),
        # Two names side by side in a file's name decide nothing, one that is part of the other does.
        ((), "VHXH, Cong an.xlsx", (WATER, HOTSPOTS), None),
        ((), "Công an phường/VHXH, Cong an.xlsx", (WATER, HOTSPOTS), "Công an phường"),
        ((), "VHXH gui Cong an.xlsx", (WATER, HOTSPOTS), "Phòng Văn hóa - Xã hội"),
        ((), "gửi về Văn phòng HĐND và UBND.xlsx", (WATER,), "Phòng Kinh tế, Hạ tầng và Đô thị"),
        (("BIỂU GỬI CÔNG AN PHƯỜNG TỔNG HỢP",), "x.xlsx", (WATER,), "Phòng Kinh tế, Hạ tầng và Đô thị"),
        (("Số liệu gửi của Công an phường",), "x.xlsx", (WATER,), "Công an phường"),
        ((), "x.xlsx", (WATER, HOTSPOTS), None),
        (("UBND PHƯỜNG TỪ LIÊM",), "tong hop.xlsx", (WATER, HOTSPOTS), None),
        (
            ("(Kèm theo Công văn của Phòng Văn hóa - Xã hội)",),
            "x.xlsx",
            (WATER, HOTSPOTS),
            None,
        ),
    ],
)
def test_department(
    titles: tuple[str, ...], file: str, rows: tuple[list[object], ...], department: str | None
) -> None:
    """The title block, else the folder's or file's name, else the leads of the rows if they are one."""
    assert submit(*titles, file=file, rows=rows).department == department


@pytest.mark.parametrize("title", ["PHÒNG TÀI NGUYÊN NƯỚC", "Đơn vị báo cáo: Đội Trật tự đô thị"])
def test_unknown_department_in_the_title(title: str) -> None:
    """C610: “the department in the title, that the template does not know”."""
    submission = submit(title)
    assert codes(submission) == ["C610"]
    assert str(submission.problems[0].ref) == "a.xlsx!Sheet1!A1"


def test_the_ward_itself_is_no_unknown_department() -> None:
    assert codes(submit("Đơn vị: UBND phường Từ Liêm")) == []


def test_what_a_format_cannot_tell_is_said() -> None:
    """S115: values without number formats and error cells are used, and it is said that they are only that."""
    plain = grid([HEAD_I, WATER])
    submission, _ = check_grids([replace(plain, formats_known=False)], WORDS, "a.xls")
    assert codes(submission) == ["S115"]
    assert submission.state is State.ACCEPTED


def test_an_older_table_beside_the_plan_is_left_out_alone() -> None:
    """S114 bars the table of another period; the plan on the next sheet is read all the same."""
    head = ["TT", "Nội dung", "Đơn vị tính", "KH 2021-2025", *(f"Năm {year}" for year in range(2021, 2026))]
    older = grid([head, ["1", WATER[1], "%", 90, 90, 90, 90, 90, 90]], sheet="2021-2025")
    submission, _ = check_grids([older, grid([HEAD_I, WATER])], WORDS, "a.xlsx")
    assert (submission.state, codes(submission)) == (State.ACCEPTED, ["S114"])
    assert [(table.sheet, table.rows) for table in submission.tables] == [("Sheet1", 1)]
