"""Vietnamese text: what a key does away with, and what it must keep."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.text import clean, key, words

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
    "ABCDĐEÊHKLMNOÔƠQTUƯXYÁÀẢÃẠÍÚÝỲỶỸỴ -–/,.;:\u00a0\n0123456789“”'",
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("  Thu   ngân sách ", "Thu ngân sách"),
        ("Thu\u00a0tiền\u2009sử\u202fdụng\u3000đất", "Thu tiền sử dụng đất"),
        ("Phòng Văn hóa - Xã hội\nTrạm Y tế phường", "Phòng Văn hóa - Xã hội Trạm Y tế phường"),
        ("Trạm\r\n\tY tế", "Trạm Y tế"),
        ("\ufeffSố\u200b liệu\u2060", "Số liệu"),
        ("nghĩa\u00ad vụ", "nghĩa vụ"),
        ("a\x00b\x07c", "abc"),
        (unicodedata.normalize("NFD", "Tỷ lệ hộ nghèo"), "Tỷ lệ hộ nghèo"),
        ("t\u00e1\u0302t", "tất"),
        ("Ta\u0301\u0302t ca\u0309", "Tất cả"),
        ("", ""),
        (" \u00a0\n", ""),
        ("- Công nhận lại", "- Công nhận lại"),
    ],
)
def test_clean(typed: str, tidy: str) -> None:
    assert clean(typed) == tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # tone placement on open syllables
        ("hoá", "hóa"),
        ("Văn hoá", "văn hóa"),
        ("thuỷ lợi", "thủy lợi"),
        ("uỷ ban", "ủy ban"),
        ("UỶ BAN", "ỦY BAN"),
        ("khoẻ", "khỏe"),
        ("toạ đàm", "tọa đàm"),
        ("xoá", "xóa"),
        ("luỹ kế", "lũy kế"),
        ("văn hoá-xã hội", "văn hóa - xã hội"),
        ("qúy I", "quý I"),
        ("qủa", "quả"),
        ("gía", "giá"),
        # y and i after h k l m s t
        ("tỷ lệ", "tỉ lệ"),
        ("Tỷ đồng", "TỈ ĐỒNG"),
        ("kỹ năng", "kĩ năng"),
        ("quản lý", "quản lí"),
        ("mỹ thuật", "mĩ thuật"),
        ("bác sỹ", "bác sĩ"),
        ("hy vọng", "hi vọng"),
        ("kỳ", "kì"),
        # dashes, spaces, quotes, ends
        ("2026 – 2030", "2026-2030"),
        ("Kinh tế — xã hội", "kinh tế - xã hội"),
        ("Tr.đồng/ người/ tháng", "tr.đồng/người/tháng"),
        ("thuế , phí,lệ phí", "thuế, phí, lệ phí"),
        ("“Không ai bị bỏ lại”", '"Không ai bị bỏ lại"'),
        ("‘x’", "'x'"),
        ("Trong đó:", "trong đó"),
        ("Nội dung.", "NỘI DUNG"),
        ("Nội dung ;", "NỘI DUNG"),
        ("Nội\ndung", "Nội dung"),
        ("Ðô thị", "Đô thị"),
        ("Diện tích (m²)", "Diện tích (m2)"),
        (unicodedata.normalize("NFD", "Phường số"), "phường số"),
    ],
)
def test_one_thing_typed_in_two_ways_has_one_key(one: str, other: str) -> None:
    """Keys for comparing: NFC, case-folded, spaces collapsed, dashes unified, tone placement, y/i."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tỷ lệ", "ty le"),
        ("hoán", "hóan"),
        ("chuyển đổi", "chuyên đôi"),
        ("Chỉ tiêu", "Chi tiêu"),
        ("hoa", "hóa"),
        ("lại", "lai"),
        ("thy", "thi"),
        ("tay", "tai"),
        ("thủy", "thủi"),
        ("quý", "quí"),
        ("đình", "dình"),
        ("1,2", "12"),
        ("m²", "m"),
    ],
)
def test_what_means_something_else_keeps_its_own_key(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "text",
    [
        "hoàn",
        "toán",
        "quý",
        "quỳ",
        "quỷ",
        "giá",
        "già",
        "gìn",
        "giữ",
        "nghĩa",
        "huỳnh",
        "huýt",
        "khuyến",
        "nguyện",
        "thuế",
        "xoáy",
        "ngoài",
        "loại",
        "khoảng",
        "thoát",
        "khuỷu",
        "tuyển",
        "mía",
        "múa",
        "quá",
        "quả",
        "hóa",
        "thủy",
        "tuổi",
        "của",
    ],
)
def test_syllables_that_must_not_change(text: str) -> None:
    """Tone placement is unified on open syllables only: `hoàn` must not change."""
    assert key(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kinh tế - Xã hội", ("kinh", "tế", "xã", "hội")),
        ("BHXH tự nguyện/ LLLĐ", ("bhxh", "tự", "nguyện", "lllđ")),
        ("Hoàn thành 1 phần.", ("hoàn", "thành", "1", "phần")),
        ("Văn hoá", ("văn", "hóa")),
        ("(%)", ()),
        ("", ()),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@given(st.one_of(st.text(), VIETNAMESE))
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.one_of(st.text(), VIETNAMESE))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert key(clean(text)) == key(text)


@given(VIETNAMESE)
def test_decomposed_text_has_the_same_key(text: str) -> None:
    assert key(unicodedata.normalize("NFD", text)) == key(text)


@given(VIETNAMESE)
def test_a_key_keeps_every_accent(text: str) -> None:
    """Accents are not thrown away: they are meaning."""

    def marks(of: str) -> list[str]:
        return sorted(mark for mark in unicodedata.normalize("NFD", of) if unicodedata.combining(mark))

    assert marks(key(text)) == marks(text)
