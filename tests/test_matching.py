"""Names of rows and departments as clerks type them, against the real catalogue."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl import schema
from wardxl.matching import DepartmentFinder, RowMatcher
from wardxl.model import Department, Row
from wardxl.row_names import without_enumerator

APPENDIX_I = """
I.1|Thu ngân sách Nhà nước trên địa bàn|Tỷ đồng||
I.1.1|Thu từ thuế, phí, lệ phí và thu khác|Tỷ đồng|I.1|
I.1.2|Thu tiền sử dụng đất|Tỷ đồng|I.1|
I.2|Số trường công lập đạt chuẩn quốc gia|||
I.2.1|Tỷ lệ trường công lập đạt chuẩn quốc gia|%|I.2|
I.2.2|Công nhận lại|Trường|I.2|
I.2.3|Công nhận mới|Trường|I.2|
I.3|Tỷ lệ dân số tham gia BHYT|%||
I.4|Tỷ lệ lao động tham gia bảo hiểm xã hội bắt buộc/ lực lượng lao động trong độ tuổi lao động|%||
I.5|Tỷ lệ lao động tham gia bảo hiểm xã hội tự nguyện/ lực lượng lao động trong độ tuổi lao động|%||
I.6|Tỷ lệ lao động tham gia bảo hiểm thất nghiệp/ lực lượng lao động trong độ tuổi lao động|%||
I.7|Tỷ lệ hộ dân được cung cấp nước sạch|%||
I.8|Tỷ lệ rác thải sinh hoạt được phân loại, thu gom và vận chuyển trong ngày|%||
I.9|Tốc độ tăng tổng GTSP trên địa bàn|%||
I.10|Thu nhập bình quân|Triệu đồng/người/tháng||
I.11|Giảm số hộ nghèo|Hộ||
I.12|Tỷ lệ doanh nghiệp vừa và nhỏ sử dụng nền tảng số|%||
I.13|Hoàn thành việc lập và trình duyệt các đồ án quy hoạch chi tiết theo kế hoạch được giao|%||
I.14|Xử lý các cơ sở gây ô nhiễm môi trường nghiêm trọng về chất thải rắn|%||
I.15|Tỷ lệ hộ gia đình được công nhận và giữ vững danh hiệu gia đình văn hóa|%||
I.16|Tỷ lệ tổ dân phố được công nhận và giữ vững danh hiệu tổ dân phố văn hóa|%||
I.17|Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng giảm còn|%||
I.18|Cán bộ lãnh đạo quản lý các cấp được bồi dưỡng, cập nhật kiến thức, kỹ năng|%||
I.19|Cán bộ, công chức viên chức được tập huấn, bồi dưỡng kiến thức, kỹ năng về chuyển đổi số|%||
I.20|Kiến nghị cử tri được tiếp nhận, xử lý, giải quyết, giải quyết 1 phần theo quy định|%||
I.21|Chỉ tiêu tuyển quân, nghĩa vụ công an nhân dân|%||
I.22|Các tụ điểm phức tạp về an ninh, trật tự có thể gây mất ổn định cục bộ|Tụ điểm||
"""
APPENDIX_1 = """
1.1.1|Thu ngân sách trên địa bàn (chỉ tiêu pháp lệnh)|%||Phát triển kinh tế
1.1.2|Phấn đấu đạt tốc độ tăng trưởng tổng giá trị sản phẩm trên địa bàn/năm|%||Phát triển kinh tế
1.2.1|Tỷ lệ tổ dân phố được công nhận và giữ vững danh hiệu Tổ dân phố văn hóa|%||Phát triển văn hóa, xã hội
1.2.2|Tỷ lệ gia đình được công nhận và giữ vững danh hiệu gia đình văn hóa|%||Phát triển văn hóa, xã hội
1.2.3|Tỷ lệ trường công lập trên địa bàn đạt chuẩn quốc gia|%||Phát triển văn hóa, xã hội
1.2.4|Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng giảm hàng năm|%||Phát triển văn hóa, xã hội
1.2.5|Tỷ lệ bao phủ BHYT|%||Phát triển văn hóa, xã hội
1.2.6|Tỷ lệ lao động qua đào tạo|%||Phát triển văn hóa, xã hội
1.2.7|Tỷ lệ lao động có bằng cấp, chứng chỉ|%||Phát triển văn hóa, xã hội
1.2.8|Tỷ lệ hộ dân được cung cấp nước sạch|%||Phát triển văn hóa, xã hội
1.2.9|Tỷ lệ rác thải sinh hoạt được thu gom và vận chuyển trong ngày|%||Phát triển văn hóa, xã hội
1.2.10|Không để phát sinh hộ nghèo, cận nghèo theo chuẩn mới của Thành phố|||Phát triển văn hóa, xã hội
1.2.11|Duy trì phường đạt chuẩn quốc gia về y tế|||Phát triển văn hóa, xã hội
1.2.12|Tỷ lệ hài lòng của người dân, tổ chức đối với sự phục vụ của chính quyền phường|%||Phát triển văn hóa, xã hội
1.3.1|Tiếp nhận thông báo tố giác tội phạm/giải quyết|%||Về an ninh quốc phòng
1.3.2|Tỷ lệ điều tra khám phá trọng án|%||Về an ninh quốc phòng
1.3.3|Tỷ lệ điều tra các vụ việc khác|%||Về an ninh quốc phòng
1.3.4|Hoàn thành chỉ tiêu giao quân hàng năm|%||Về an ninh quốc phòng
1.4.1|Các vườn hoa, cây xanh, điểm vui chơi được lắp đặt thiết bị thể dục thể thao|%||Về các công trình, dự án
1.4.2|Chỉnh trang, cải tạo đồng bộ các ngõ, ngách, hẻm|%||Về các công trình, dự án
1.4.3|Đầu tư bể nước phòng cháy chữa cháy, hệ thống PCCC tại các ngõ|%||Về các công trình, dự án
"""
APPENDIX_2 = """
2.1|Xây dựng đề án phát triển kinh tế phường|||
2.2|Phát triển thương mại dịch vụ|||
2.3|Triển khai chuyển đổi số phường|||
2.4|Xây dựng hệ thống dữ liệu đô thị|||
2.5|Cải thiện môi trường đầu tư|||
2.6|Quản lý trật tự xây dựng|||
2.7|Giải quyết điểm ùn tắc giao thông|||
2.8|Xử lý điểm ngập úng|||
2.9|Nâng cao vệ sinh môi trường|||
2.10|Phát triển giáo dục chất lượng cao|||
2.11|Nâng cao chất lượng y tế cơ sở|||
2.12|Bảo đảm an sinh xã hội|||
2.13|Tăng cường PCCC|||
2.14|Phát triển thiết chế văn hóa|||
2.15|Bảo tồn văn hóa làng Cốt|||
2.16|Phát triển thể thao cơ sở|||
2.17|Quản lý dân cư số|||
2.18|Đẩy mạnh cải cách hành chính|||
2.19|Phối hợp nâng cao dịch vụ công trực tuyến|||
2.20|Xây dựng phường đô thị thông minh|||
"""
APPENDIX_3 = """
3.1|Phường số - quản trị số|||
3.2|Digital Twin phường Yên Hòa (mô hình số phục vụ quản lý, điều hành đô thị)|||
3.3|Cộng đồng doanh nghiệp chuyển đổi số|||
3.4|Khu dân cư xanh - thông minh|||
3.5|Trường học thông minh, hạnh phúc - công dân số|||
3.6|Trạm y tế thông minh|||
3.7|Tái thiết hạ tầng kỹ thuật ngõ, tổ dân phố|||
3.8|Thiết chế văn hoá, không gian văn hóa - học tập cộng đồng Yên Hòa|||
"""


def rows(appendix: str, table: str) -> list[Row]:
    cells = [line.split("|") for line in table.strip().splitlines()]
    return [
        Row(code, appendix, name, section=section, unit=unit, parent=parent)
        for code, name, unit, parent, section in cells
    ]


CATALOGUE = {
    "I": rows("I", APPENDIX_I),
    "1": rows("1", APPENDIX_1),
    "2": rows("2", APPENDIX_2),
    "3": rows("3", APPENDIX_3),
}
MATCHERS = {appendix: RowMatcher(known) for appendix, known in CATALOGUE.items()}


def without(appendix: str, *codes: str) -> RowMatcher:
    return RowMatcher([row for row in CATALOGUE[appendix] if row.code not in codes])


# ── Rows ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "row", [row for known in CATALOGUE.values() for row in known], ids=lambda row: row.code
)
def test_every_row_is_known_by_its_own_name(row: Row) -> None:
    for typed in (row.name, row.name.upper(), unicodedata.normalize("NFD", row.name), f" - {row.name}: "):
        match = MATCHERS[row.appendix].match(typed)
        assert (match.row, match.how, match.added, match.lost) == (row, "exact", (), ())


@pytest.mark.parametrize(
    ("appendix", "typed", "code"),
    [
        ("I", "1. Thu ngân sách Nhà nước trên địa bàn", "I.1"),
        ("I", "1.1 Thu tiền sử dụng đất", "I.1.2"),
        ("I", "+ Thu tiền sử dụng đất", "I.1.2"),
        ("I", "* Công nhận lại", "I.2.2"),
        ("I", "a) Công nhận mới.", "I.2.3"),
        ("I", "II. Thu nhập bình quân", "I.10"),
        ("I", "Tỉ lệ hộ gia đình được công nhận và giữ vững danh hiệu gia đình văn hoá", "I.15"),
        ("2", "Phát triển thiết chế văn hoá", "2.14"),
        ("3", "Phường số – quản trị số", "3.1"),
        # the unit behind the name
        ("I", "Tỷ lệ dân số tham gia BHYT (%)", "I.3"),
        ("I", "Thu nhập bình quân (triệu đồng/ người/tháng)", "I.10"),
        ("I", "a) Công nhận mới, ĐVT: Trường", "I.2.3"),
        # the line before, on the same line
        ("I", "Trong đó: Thu từ thuế, phí, lệ phí và thu khác", "I.1.1"),
        ("I", "- Trong đó Thu tiền sử dụng đất", "I.1.2"),
    ],
)
def test_only_typed_differently(appendix: str, typed: str, code: str) -> None:
    """NFC, tone placement, y/i, dashes, spaces, a trailing dot; leading enumerators; a unit behind the name."""
    match = MATCHERS[appendix].match(typed)
    assert match.row is not None
    assert (match.row.code, match.how) == (code, "exact")


@pytest.mark.parametrize(
    ("appendix", "typed", "code"),
    [
        # typos of the two documents
        (
            "I",
            "Cán bộ, công chức viên chức được tập huấn, bồi dưỡng kiến thức, kỹ năng về chuyên đôi số",
            "I.19",
        ),
        ("I", "Chi tiêu tuyển quân, nghĩa vụ công an nhân dân", "I.21"),
        ("1", "Phần đầu đạt tốc độ tăng trưởng tổng giá trị sản phẩm trên địa bàn/năm", "1.1.2"),
        # others
        ("I", "Công nhân mới", "I.2.3"),
        ("I", "Tỷ lệ hộ dân được cung cấpnước sạch", "I.7"),
        ("I", "Tỷlệ hộ dân được cung cấp nước sạ ch", "I.7"),
        ("I", "Thu ngân sch Nhà nước trên địa bàn", "I.1"),
        ("I", "Tỷ lệ hộ dân được cung cấp nươc sạh", "I.7"),
        # no accents at all
        ("I", "Ty le dan so tham gia BHYT", "I.3"),
        ("I", "Cong nhan lai", "I.2.2"),
        ("I", "Giam so ho ngheo", "I.11"),
        # abbreviations, either way round
        ("I", "Tỷ lệ dân số tham gia bảo hiểm y tế", "I.3"),
        ("I", "Thu NSNN trên địa bàn", "I.1"),
        ("I", "Tốc độ tăng tổng giá trị sản phẩm trên địa bàn", "I.9"),
        ("I", "Tỷ lệ TDP được công nhận và giữ vững danh hiệu TDP văn hóa", "I.16"),
        ("I", "Các tụ điểm phức tạp về ANTT có thể gây mất ổn định cục bộ", "I.22"),
        ("I", "Tỷ lệ LĐ tham gia BHXH bắt buộc/ LLLĐ trong độ tuổi LĐ", "I.4"),
        ("1", "Đầu tư bể nước PCCC, hệ thống phòng cháy chữa cháy tại các ngõ", "1.4.3"),
        ("2", "Nâng cao VSMT", "2.9"),
        ("2", "Tăng cường phòng cháy, chữa cháy", "2.13"),
        # small words, punctuation, units, years, footnotes
        ("I", "Thu ngân sách của Nhà nước", "I.1"),
        ("I", "Tổng thu ngân sách Nhà nước", "I.1"),
        ("I", "3. Tỷ lệ dân số tham gia BHYT (1)", "I.3"),
        ("I", "Tỷ lệ hộ dân được cung cấp nước sạch đến năm 2030", "I.7"),
        ("1", "Tỷ lệ trường công lập trên địa bàn phường đạt chuẩn quốc gia", "1.2.3"),
        ("1", "Tỷ lệ điều tra, khám phá trọng án", "1.3.2"),
        # a list in another order
        ("I", "Thu từ phí, lệ phí, thuế và thu khác", "I.1.1"),
        ("I", "Tỷ lệ rác thải sinh hoạt được thu gom, phân loại và vận chuyển trong ngày", "I.8"),
        ("1", "Chỉnh trang, cải tạo đồng bộ các hẻm, ngõ, ngách", "1.4.2"),
    ],
)
def test_likeness_without_a_content_word_of_difference(appendix: str, typed: str, code: str) -> None:
    """C608 matched-by-likeness: info while no content word was added or lost."""
    match = MATCHERS[appendix].match(typed)
    assert match.row is not None
    assert (match.row.code, match.how, match.added, match.lost) == (code, "likeness", (), ())


@pytest.mark.parametrize(
    ("appendix", "typed", "code", "added", "lost"),
    [
        ("I", "BHXH tự nguyên/ LLLĐ", "I.5", "", "Tỷ lệ tham gia độ tuổi"),
        ("I", "BHXH bắt buộc/LLLĐ", "I.4", "", "Tỷ lệ tham gia độ tuổi"),
        ("I", "Tỷ lệ lao động tham gia BHXH tự nguyện", "I.5", "", "lực lượng độ tuổi"),
        ("I", "Thu ngân sách", "I.1", "", "Nhà nước"),
        ("I", "Tỷ lệ trường công lập đạt chuẩn", "I.2.1", "", "quốc gia"),
        ("I", "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng", "I.17", "", "giảm còn"),
        ("I", "Tỷ lệ tổ dân phố văn hóa", "I.16", "", "công nhận giữ vững danh hiệu"),
        ("1", "Thu ngân sách trên địa bàn", "1.1.1", "", "chỉ tiêu pháp lệnh"),
        ("1", "Hoàn thành chỉ tiêu giao quân", "1.3.4", "", "hàng năm"),
        ("2", "Quản lý dân cư", "2.17", "", "số"),
        ("3", "Khu dân cư xanh", "3.4", "", "thông minh"),
        (
            "I",
            "Các tụ điểm phức tạp về an ninh, trật tự công cộng có thể gây mất ổn định cục bộ",
            "I.22",
            "công cộng",
            "",
        ),
        (
            "I",
            "Hoàn thành tốt việc lập và trình duyệt các đồ án quy hoạch chi tiết theo kế hoạch được giao",
            "I.13",
            "tốt",
            "",
        ),
    ],
)
def test_words_added_or_lost_are_told(appendix: str, typed: str, code: str, added: str, lost: str) -> None:
    """C608: warning when a content word was added or lost."""
    match = MATCHERS[appendix].match(typed)
    assert match.row is not None
    assert (match.row.code, match.how) == (code, "likeness")
    assert (" ".join(match.added), " ".join(match.lost)) == (added, lost)


@pytest.mark.parametrize(
    ("appendix", "typed"),
    [
        # C607 unknown-row: a row that differs in a content word from everything
        ("I", "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng thể thấp còi"),
        ("I", "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng thấp còi giảm còn"),
        ("I", "Tỷ lệ trẻ em dưới 6 tuổi bị suy dinh dưỡng giảm còn"),
        ("I", "Tỷ lệ trẻ em trên 5 tuổi bị suy dinh dưỡng giảm còn"),
        ("I", "Giảm số hộ cận nghèo"),
        ("I", "Giam so ho can ngheo"),
        ("I", "Tăng số hộ nghèo"),
        ("I", "Số hộ nghèo"),
        ("I", "Giảm tỷ lệ hộ nghèo"),
        ("I", "Tỷ lệ dân số tham gia BHXH"),
        ("I", "Công nhận loại"),
        ("I", "Thu tiền thuê đất"),
        ("I", "Chi ngân sách Nhà nước trên địa bàn"),
        ("I", "Thu nhập bình quân đầu người"),
        ("I", "Tỷ lệ hộ dân không được cung cấp nước sạch"),
        ("I", "Tỷ lệ lao động tham gia bảo hiểm xã hội bắt buộc, tự nguyện/ lực lượng lao động"),
        ("1", "Tỷ lệ lao động qua đào tạo nghề"),
        ("1", "Không để phát sinh hộ nghèo theo chuẩn mới của Thành phố"),
        ("2", "Phát triển thể thao cao"),
        # lines of a table that are no rows
        ("I", "Trong đó:"),
        ("I", "Tổng cộng"),
        ("I", "Người lập biểu"),
        ("I", "Phát triển kinh tế"),
        ("I", "8"),
        ("I", ""),
        ("I", "-"),
    ],
)
def test_another_indicator_is_not_taken_for_a_known_one(appendix: str, typed: str) -> None:
    match = MATCHERS[appendix].match(typed)
    assert (match.row, match.how) == (None, "none")


@pytest.mark.parametrize(
    ("typed", "absent"),
    [
        ("BHXH tự nguyên/ LLLĐ", "I.5"),
        ("BHXH bắt buộc/ LLLĐ", "I.4"),
        ("Tỷ lệ lao động tham gia bảo hiểm thất nghiệp/ lực lượng lao động trong độ tuổi lao động", "I.6"),
        ("Công nhận lại", "I.2.2"),
        ("Công nhận mới", "I.2.3"),
        ("Số trường công lập đạt chuẩn quốc gia", "I.2"),
        ("Tỷ lệ trường công lập đạt chuẩn quốc gia", "I.2.1"),
        ("Thu tiền sử dụng đất", "I.1.2"),
    ],
)
def test_a_neighbour_does_not_stand_in_for_an_absent_row(typed: str, absent: str) -> None:
    """`BHXH tự nguyên/ LLLĐ` is I.5 and never I.4 or I.6, also when those are absent."""
    assert without("I", absent).match(typed).row is None
    others = [row.code for row in CATALOGUE["I"] if row.code != absent]
    match = without("I", *others).match(typed)
    assert match.row is not None
    assert match.row.code == absent


@pytest.mark.parametrize("typed", ["BHXH tự nguyên/ LLLĐ", "BHXH tự nguyện/LLLĐ", "bhxh tự nguyện/ LLLĐ"])
@pytest.mark.parametrize("absent", ["", "I.4", "I.6"])
def test_a_shorter_other_name_takes_nothing_away(typed: str, absent: str) -> None:
    """`BHXH tự nguyên/ LLLĐ` is I.5 in the shipped template too, whose other names hold the abbreviations."""
    rows = [row for row in schema.load(None).rows_of("I") if row.code != absent]
    match = RowMatcher(rows).match(typed)
    assert match.row is not None
    assert match.row.code == "I.5"
    assert RowMatcher([row for row in rows if row.code != "I.5"]).match(typed).row is None


@pytest.mark.parametrize(
    ("appendix", "typed", "rivals"),
    [
        ("I", "Công nhận", "I.2.2 I.2.3"),
        ("I", "trường công lập đạt chuẩn quốc gia", "I.2 I.2.1"),
        ("I", "Tỷ lệ lao động tham gia bảo hiểm xã hội", "I.4 I.5"),
        ("1", "Tỷ lệ lao động", "1.2.6 1.2.7"),
    ],
)
def test_between_two_rows_nothing_is_guessed(appendix: str, typed: str, rivals: str) -> None:
    match = MATCHERS[appendix].match(typed)
    assert match.row is None
    assert sorted(row.code for row in match.rivals) == rivals.split()


def test_other_names_of_the_template() -> None:
    matcher = RowMatcher(
        [Row("I.10", "I", "Thu nhập bình quân", other_names=("Thu nhập bình quân đầu người",))]
    )
    match = matcher.match("- Thu nhập bình quân ĐẦU NGƯỜI:")
    assert match.row is not None
    assert (match.row.code, match.how) == ("I.10", "other-name")
    assert matcher.match("Thu nhập BQ đầu người").how == "likeness"


SAME_NAMES = RowMatcher(
    [
        Row("A", "1", "Trường mầm non", section="Giáo dục"),
        Row("A.1", "1", "Công lập", section="Giáo dục", parent="A"),
        Row("B", "1", "Trường tiểu học", section="Giáo dục"),
        Row("B.1", "1", "Công lập", section="Giáo dục", parent="B"),
        Row("C.1", "1", "Hộ nghèo", section="Kinh tế"),
        Row("D.1", "1", "Hộ nghèo", section="Về xã hội"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "parent", "section", "code"),
    [
        ("Công lập", "A", "", "A.1"),
        ("Công lập", "B", "Giáo dục", "B.1"),
        ("Cong lap", "B", "", "B.1"),
        ("Công lập", "", "Giáo dục", None),
        ("Công lập", "", "", None),
        ("Hộ nghèo", "", "VỀ XÃ HỘI:", "D.1"),
        ("Hộ nghèo", "A", "Kinh tế", "C.1"),
        ("Hộ nghèo", "", "", None),
        # a name that is unique matches anywhere
        ("Trường tiểu học", "A", "Kinh tế", "B"),
    ],
)
def test_one_name_in_two_places(typed: str, parent: str, section: str, code: str | None) -> None:
    match = SAME_NAMES.match(typed, parent=parent, section=section)
    assert (match.row.code if match.row else None) == code
    assert len(match.rivals) == (0 if code else 2)


def test_rows_that_differ_in_a_year() -> None:
    matcher = RowMatcher([Row("1", "I", "Tỷ lệ hộ nghèo năm 2026"), Row("2", "I", "Tỷ lệ hộ nghèo năm 2030")])
    assert matcher.match("Tỉ lệ hộ nghèo năm 2030").row is not None
    assert matcher.match("Ty le ho ngheo nam 2028").row is None
    assert len(matcher.match("Tỷ lệ hộ nghèo").rivals) == 2


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("1. Thu", "Thu"),
        ("1.1. Thu", "Thu"),
        ("1.1 Thu", "Thu"),
        ("I. Thu", "Thu"),
        ("a) Thu", "Thu"),
        ("(1) Thu", "Thu"),
        ("1. a) - Thu", "Thu"),
        ("+ Thu", "Thu"),
        ("– Thu", "Thu"),
        ("o Thu", "Thu"),
        ("→ Thu", "Thu"),
        ("I.10. Thu", "Thu"),
        ("I.1.2 Thu", "Thu"),
        ("Trong đó: - Thu", "Thu"),
        ("Trong đó:", "Trong đó:"),
        ("Trong đóng góp", "Trong đóng góp"),
        ("VI Thu", "VI Thu"),
        ("03/03 đồ án", "03/03 đồ án"),
        ("5 tuổi", "5 tuổi"),
        ("Thu 1. 2", "Thu 1. 2"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_enumerators(name: str, rest: str) -> None:
    assert without_enumerator(name) == rest


LONG = [row for known in CATALOGUE.values() for row in known if len(row.name.split()) >= 8]


@given(st.sampled_from(LONG), st.data())
def test_a_lost_accent_never_makes_another_row(row: Row, data: st.DataObject) -> None:
    marked = [at for at, letter in enumerate(row.name) if not letter.isascii() and letter.isalpha()]
    at = data.draw(st.sampled_from(marked))
    plain = unicodedata.normalize("NFD", row.name[at].replace("đ", "d").replace("Đ", "D"))[0]
    match = MATCHERS[row.appendix].match(row.name[:at] + plain + row.name[at + 1 :])
    assert match.row == row
    assert (match.added, match.lost) == ((), ())


@given(st.sampled_from(LONG), st.data())
def test_a_wrong_letter_never_makes_another_row(row: Row, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(row.name) - 1))
    letter = data.draw(st.sampled_from([*"abcdehilmnoqstuvxyđươáạ", ""]))
    match = MATCHERS[row.appendix].match(row.name[:at] + letter + row.name[at + 1 :])
    assert match.row in (row, None)


@given(st.sampled_from([row for known in CATALOGUE.values() for row in known]))
def test_a_row_that_is_absent_is_not_found_in_another(row: Row) -> None:
    assert without(row.appendix, row.code).match(row.name).row is None


# ── Departments ───────────────────────────────────────────────────────────────────────────

ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
CULTURE = "Phòng Văn hóa - Xã hội"
PROJECTS = "Ban Quản lý dự án đầu tư - hạ tầng"
OFFICE = "Văn phòng HĐND và UBND"
MILITARY = "Ban Chỉ huy Quân sự phường"
POLICE = "Công an phường"
INSURANCE = "Bảo hiểm xã hội cơ sở Từ Liêm"
TAX = "Thuế cơ sở 8 thành phố Hà Nội"
STATISTICS = "Thống kê cơ sở Phú Diễn"
HEALTH = "Trạm Y tế phường"

FINDER = DepartmentFinder(
    [
        Department(ECONOMY, ("Phòng Kinh tế - Hạ tầng, đô thị", "KTHT")),
        Department(CULTURE, ("VHXH",)),
        Department(PROJECTS),
        Department(OFFICE),
        Department(MILITARY),
        Department(POLICE, ("Công an", "Công an Phường Từ Liêm")),
        Department(INSURANCE, ("Bảo hiểm xã hội Từ Liêm",)),
        Department(TAX, ("Thuế cơ sở",)),
        Department(STATISTICS, ("Thống kê cơ sở",)),
        Department(HEALTH),
    ]
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phòng Kinh tế, Hạ tầng và Đô thị; Thuế cơ sở 8 thành phố Hà Nội", (ECONOMY, TAX)),
        ("Phòng Kinh tế, Hạ tầng và Đô thị, Thống kê cơ sở Phú Diễn", (ECONOMY, STATISTICS)),
        ("Phòng Văn hóa - Xã hội Trạm Y tế phường", (CULTURE, HEALTH)),
        ("Phòng Văn hóa - Xã hội\nTrạm Y tế phường", (CULTURE, HEALTH)),
        ("Trạm Y tế phường Phòng Văn hóa - Xã hội", (HEALTH, CULTURE)),
        ("Phòng Văn hóa - Xã Hội, Bảo hiểm xã hội cơ sở Từ Liêm", (CULTURE, INSURANCE)),
        ("Phòng Kinh tế - Hạ tầng, đô thị", (ECONOMY,)),
        ("Phòng Kinh tế - Hạ tầng - Đô thị", (ECONOMY,)),
        ("Ban quản lý Dự án đầu tư - hạ tầng", (PROJECTS,)),
        ("Ban chỉ huy quân sự Phường; Công an Phường", (MILITARY, POLICE)),
        ("Ban chỉ huy quân sự Phường và Công an Phường", (MILITARY, POLICE)),
        ("PHÒNG VĂN HOÁ – XÃ HỘI", (CULTURE,)),
        ("phòng văn hoá-xã hội", (CULTURE,)),
        ("Văn phòng HĐND & UBND", (OFFICE,)),
        ("VP HĐND và UBND", (OFFICE,)),
        ("Văn phòng Hội đồng nhân dân và Uỷ ban nhân dân", (OFFICE,)),
        ("Phòng VH-XH", (CULTURE,)),
        ("Phòng KT, HT & ĐT", (ECONOMY,)),
        ("Ban CHQS phường", (MILITARY,)),
        ("BHXH cơ sở Từ Liêm", (INSURANCE,)),
        ("Chủ trì: Phòng Văn hóa - Xã hội; phối hợp: Công an phường", (CULTURE, POLICE)),
        ("1. Phòng Văn hóa - Xã hội 2. Trạm Y tế phường", (CULTURE, HEALTH)),
        ("- Phòng Văn hóa - Xã hội (chủ trì)", (CULTURE,)),
        ("Phòng Văn hóa - Xã hội và các đơn vị liên quan", (CULTURE,)),
        ("Phòng VHXH, các phòng, ban, ngành có liên quan", (CULTURE,)),
        ("Công an phường, Công an phường", (POLICE,)),
        ("Công an", (POLICE,)),
        # the ward's own name behind a department's
        ("Phòng Văn hóa - Xã hội phường", (CULTURE,)),
        ("Phòng Văn hóa - Xã hội phường Từ Liêm", (CULTURE,)),
        ("Công an phường Từ Liêm; Trạm Y tế phường Từ Liêm", (POLICE, HEALTH)),
        # one slip, or no accents
        ("Phong Van hoa - Xa hoi", (CULTURE,)),
        ("Van phong HDND va UBND", (OFFICE,)),
        ("Ban chi huy quan su Phuong va Cong an Phuong", (MILITARY, POLICE)),
        ("Phòng Văn hóa - Xã hôi", (CULTURE,)),
        ("Phòng Văn hóa - Xã hộii", (CULTURE,)),
        ("Công an phưòng", (POLICE,)),
        ("", ()),
        ("-", ()),
    ],
)
def test_departments_by_their_longest_known_name(text: str, names: tuple[str, ...]) -> None:
    found = FINDER.find(text)
    assert (found.names, found.unknown) == (names, "")


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        # `chủ` of `chủ trì`, `tổ` of `tổ chức` and `hợp` of `phối hợp` begin names as well.
        ("Chủ tịch UBND phường", (), "Chủ tịch UBND phường"),
        ("Tổ dân phố số 5; Hợp tác xã Rau sạch phối hợp", (), "Tổ dân phố số 5; Hợp tác xã Rau sạch"),
        ("Hội Nông dân", (), "Hội Nông dân"),
        ("Phòng Tài chính, Kế hoạch; Công an phường", (POLICE,), "Phòng Tài chính, Kế hoạch"),
        ("Phòng Văn hóa - Xã hội\nHội Phụ nữ", (CULTURE,), "Hội Phụ nữ"),
        ("Hội Phụ nữ; Công an phường; Đoàn Thanh niên", (POLICE,), "Hội Phụ nữ; Đoàn Thanh niên"),
        ("Phòng Kinh tế", (), "Phòng Kinh tế"),
        ("UBND phường Từ Liêm", (), "UBND phường Từ Liêm"),
        # a known name that goes on is another body
        ("Phòng Văn hóa - Xã hội quận", (), "Phòng Văn hóa - Xã hội quận"),
        ("Công an quận", (), "Công an quận"),
        ("CÔNG AN QUẬN CẦU GIẤY", (), "CÔNG AN QUẬN CẦU GIẤY"),
        ("Công an thành phố Hà Nội; Trạm Y tế phường", (HEALTH,), "Công an thành phố Hà Nội"),
        ("Công an phường Yên Hòa", (), "Công an phường Yên Hòa"),
        ("Công an xã", (), "Công an xã"),
        ("Thuế cơ sở 9", (), "Thuế cơ sở 9"),
        ("Thống kê cơ sở Cầu Giấy", (), "Thống kê cơ sở Cầu Giấy"),
        ("BÁO CÁO CỦA PHÒNG VĂN HÓA - XÃ HỘI VỀ KẾ HOẠCH", (CULTURE,), "BÁO CÁO; VỀ KẾ HOẠCH"),
    ],
)
def test_what_nobody_knows_is_told(text: str, names: tuple[str, ...], unknown: str) -> None:
    """C610 unknown-department: a lead typed in a row that the template does not know."""
    found = FINDER.find(text)
    assert (found.names, found.unknown) == (names, unknown)


ALL = (ECONOMY, CULTURE, PROJECTS, OFFICE, MILITARY, POLICE, INSURANCE, TAX, STATISTICS, HEALTH)


@given(
    st.lists(st.sampled_from(ALL), min_size=1, max_size=5, unique=True),
    st.sampled_from([", ", "; ", " ", "\n", " và ", " - ", " / "]),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_any_list_of_departments_however_joined(names: list[str], join: str, case: type[str]) -> None:
    found = FINDER.find(case(join.join(names)))
    assert (found.names, found.unknown) == (tuple(names), "")
