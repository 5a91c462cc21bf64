"""Legacy text. CONTRACT S110: "TCVN3 (.Vn…) or VNI text was converted to Unicode"."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.legacy import TCVN3, VNI, tcvn3, to_unicode, vni
from wardxl.syllables import is_syllable

VOWELS = "aăâeêioôơuưy"
MARKS = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot below
LOWER = [unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in ("", *MARKS)] + ["đ"]

#: Every small letter with its code, written out by hand: vowel, then grave, hook, tilde, acute, dot below.
TCVN3_LETTERS = {
    "a": "µ ¶ · ¸ ¹",
    "ă": "¨ » ¼ ½ ¾ Æ",
    "â": "© Ç È É Ê Ë",
    "e": "Ì Î Ï Ð Ñ",
    "ê": "ª Ò Ó Ô Õ Ö",
    "i": "× Ø Ü Ý Þ",
    "o": "ß á â ã ä",
    "ô": "« å æ ç è é",
    "ơ": "¬ ê ë ì í î",
    "u": "ï ñ ò ó ô",
    "ư": "\xad õ ö ÷ ø ù",
    "y": "ú û ü ý þ",
}
VNI_LETTERS = {
    "a": "aø aû aõ aù aï",
    "ă": "aê aè aú aü aé aë",
    "â": "aâ aà aå aã aá aä",
    "e": "eø eû eõ eù eï",
    "ê": "eâ eà eå eã eá eä",
    "i": "ì æ ó í ò",
    "o": "oø oû oõ où oï",
    "ô": "oâ oà oå oã oá oä",
    "ơ": "ô ôø ôû ôõ ôù ôï",
    "u": "uø uû uõ uù uï",
    "ư": "ö öø öû öõ öù öï",
    "y": "yø yû yõ yù î",
}


def letters(table: dict[str, str]) -> list[tuple[str, str]]:
    pairs = []
    for vowel, codes in table.items():
        tones = ["", *MARKS] if len(codes.split(" ")) == 6 else [*MARKS]
        for code, tone in zip(codes.split(" "), tones, strict=True):
            pairs.append((code, unicodedata.normalize("NFC", vowel + tone)))
    return pairs


@pytest.mark.parametrize(("code", "letter"), [*letters(TCVN3_LETTERS), ("®", "đ")])
def test_every_small_letter_of_tcvn3(code: str, letter: str) -> None:
    assert tcvn3(code) == letter


@pytest.mark.parametrize(("code", "letter"), list(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True)))
def test_every_capital_of_tcvn3(code: str, letter: str) -> None:
    assert tcvn3(code) == letter


@pytest.mark.parametrize(("code", "letter"), [*letters(VNI_LETTERS), ("ñ", "đ")])
def test_every_letter_of_vni_small_and_capital(code: str, letter: str) -> None:
    assert vni(code) == letter
    assert vni(code.upper()) == letter.upper()
    assert vni(code[0].upper() + code[1:]) == letter.upper()


def test_the_tables_name_every_letter_once() -> None:
    assert len(set(LOWER)) == 73
    assert set(LOWER) - set("aeiouyý") <= set(TCVN3.values())
    assert {*LOWER, *(x.upper() for x in LOWER)} - set("aeiouyAEIOUYíìÍÌ") == set(VNI.values())


#: The tables backwards; where two codes give one letter, the one that the keyboard programs write.
TO_TCVN3 = {letter: code for code, letter in reversed(TCVN3.items()) if code != "\xf0"}
TO_VNI = {letter: code for code, letter in reversed(VNI.items()) if code.islower() or code.isupper()}


def encode(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in text)


ASCII = [chr(code) for code in range(32, 127)]


@given(st.text(st.sampled_from([*LOWER, *"ĂÂÊÔƠƯĐ", *ASCII])))
def test_tcvn3_reads_back_whatever_vietnamese_was_written(text: str) -> None:
    assert tcvn3(encode(text, TO_TCVN3)) == text


@given(st.text(st.sampled_from([*LOWER, *(letter.upper() for letter in LOWER), *ASCII])))
def test_vni_reads_back_whatever_vietnamese_was_written(text: str) -> None:
    assert vni(encode(text, TO_VNI)) == text


NAMES = [
    "Tổng thu ngân sách nhà nước trên địa bàn",
    "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều",
    "Thu tiền sử dụng đất",
    "Số trường đạt chuẩn quốc gia",
    "Đơn vị tính: tỷ đồng",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    "Kết quả thực hiện năm 2025",
    "Người tham gia bảo hiểm xã hội tự nguyện/ lực lượng lao động",
    "Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể thấp còi",
    "Chỉ tiêu Nghị quyết Đại hội",
    "Bên giao",
    "Hộ",
    "%",
]
UNDER_TCVN3 = [".VnTime", ".vntime", ".VnArial Narrow", " .VNTIME"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("font", UNDER_TCVN3)
def test_names_under_a_tcvn3_font(name: str, font: str) -> None:
    typed = encode(name, TO_TCVN3)
    assert to_unicode(typed, font) == (None if typed.isascii() else name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("font", ["VNI-Times", "vni-helve", "VNI-Times  Narrow"])
def test_names_under_a_vni_font(name: str, font: str) -> None:
    typed = encode(name, TO_VNI)
    assert to_unicode(typed, font) == (None if typed.isascii() else name)
    capitals = encode(name.upper(), TO_VNI)
    assert to_unicode(capitals, font) == (None if capitals.isascii() else name.upper())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("font", [".VnTimeH", ".vntimeh", ".VnArial NarrowH"])
def test_a_font_in_h_draws_capitals(name: str, font: str) -> None:
    typed = encode(name, TO_TCVN3)
    assert to_unicode(typed, font) == (name.upper() if typed != name.upper() else None)


@pytest.mark.parametrize(
    "name",
    [
        *[*NAMES, "Công nhân", "Có", "Xã", "xã hội", "CÔNG AN", "Số", "Phòng", "Lý do"],
        # `ô` is a word in every encoding: its neighbours tell which
        "Xử lý các cơ sở gây ô nhiễm môi trường",
    ],
)
@pytest.mark.parametrize("font", [".VnTime", "VNI-Times", "Times New Roman", ""])
def test_text_that_is_unicode_already_stays(name: str, font: str) -> None:
    assert to_unicode(name, font) is None


@pytest.mark.parametrize(
    ("typed", "font", "meant"),
    [
        ("hé", ".VnTime", "hộ"),  # a Unicode word too, but the font decides where content does not
        ("vô", ".VnTime", "vụ"),
        ("bé phËn", ".VnTime", "bộ phận"),
        ("5.000®", ".VnTime", "5.000đ"),
        ("Ê", ".VnTimeH", "Ấ"),  # a cell's word cut in two by its fonts
        ("Ng\xad", ".VnTime", "Ngư"),
        ("Tæng số", ".VnTime", "Tổng số"),  # both in one run
        ("®Êt đai n«ng nghiÖp", ".VnTime", "đất đai nông nghiệp"),
        ("Tổng số hộ nghÌo", ".VnTime", "Tổng số hộ nghèo"),
        ("ðầu tư", ".VnTime", None),
        ("ðÇu t\xad", ".VnTime", "đầu tư"),
        ("Soá hoä", "VNI-Times", "Số hộ"),
        ("SOÁ HOÄ", "VNI-Times", "SỐ HỘ"),
        ("Diện tích ñaát", "VNI-Times", "Diện tích đất"),
        ("§¬n vÞ \x96 tû ®ång", ".VnTime", "Đơn vị – tỷ đồng"),
        ("30°C, ±2 m²", ".VnTime", None),
        ("…", ".VnTime", None),
        ("12,5", ".VnTimeH", None),
    ],
)
def test_by_font_then_by_content(typed: str, font: str, meant: str | None) -> None:
    assert to_unicode(typed, font) == meant


@pytest.mark.parametrize("name", [name for name in NAMES if not name.isascii()])
def test_bytes_that_were_taken_for_code_page_1258(name: str) -> None:
    """A library that trusts the code page a file states gives other letters for the same bytes."""
    taken = encode(name, TO_TCVN3).encode("latin-1").decode("cp1258")
    assert to_unicode(taken, ".VnTime") == name


@pytest.mark.parametrize("table", [TO_TCVN3, TO_VNI], ids=["tcvn3", "vni"])
@pytest.mark.parametrize("font", ["Times New Roman", "Arial", ""])
def test_legacy_text_without_its_font_is_told_by_what_it_says(table: dict[str, str], font: str) -> None:
    for name in [*NAMES[:7], "Văn phòng HĐND và UBND", "Xử lý các cơ sở gây ô nhiễm"]:
        assert to_unicode(encode(name, table), font) == name


@pytest.mark.parametrize(
    "text",
    [
        "Café",
        "São Paulo",
        "m×n",
        "3 × 4",
        "µm",
        "30°C",
        "© 2026",
        "Größe",
        "Wärtsilä",
        "½ lít",
        "Renault Mégane",
        "déjà vu",
    ],
)
def test_foreign_words_and_signs_stay_under_an_ordinary_font(text: str) -> None:
    assert to_unicode(text, "Calibri") is None


@given(st.text(max_size=40), st.sampled_from([".VnTime", ".VnTimeH", "VNI-Times", "Arial", ""]))
def test_any_text_is_taken_and_none_means_no_change(text: str, font: str) -> None:
    turned = to_unicode(text, font)
    assert turned is None or turned != text


@pytest.mark.parametrize(
    "word",
    [
        "nghiệp",
        "quốc",
        "giếng",
        "gìn",
        "thuế",
        "khuỷu",
        "yêu",
        "Đắk",
        "oanh",
        "toàn",
        "KHOẺ",
        "hoà",
        "hòa",
        "quý",
        "kỳ",
    ],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["cỏc", "cễng", "hỡnh", "kờ", "ngiệp", "tõt", "Café", "bcd", "oỏ", "trình́"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
