"""Legacy Vietnamese text to Unicode: TCVN3 (fonts `.Vn…`) and VNI (fonts `VNI-…`).

Before Unicode, Vietnamese was typed as Latin-1 letters that a special font drew as Vietnamese ones.
A cell keeps these letters for ever: `Tæng sè` under `.VnTime` is `Tổng số`. The font says which table
it was, and then the text itself is asked, since many people later typed Unicode under the old font.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

from wardxl.syllables import is_syllable

# ── The two tables ────────────────────────────────────────────────────────────────────────

_VOWELS = "aăâeêioôơuưy"
_MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # level, grave, hook, tilde, acute, dot


def _toned(vowel: str) -> list[str]:
    """The six tones of a vowel: a à ả ã á ạ."""
    return [unicodedata.normalize("NFC", vowel + mark) for mark in _MARKS]


#: TCVN 5712:1993 VN3, in the order of `_VOWELS` and `_MARKS`; a capital with a tone has no code of its own.
_TCVN3_CODES = (
    *("aµ¶·¸¹", "¨»¼½¾Æ", "©ÇÈÉÊË", "eÌÎÏÐÑ", "ªÒÓÔÕÖ", "i×ØÜÝÞ"),
    *("oßáâãä", "«åæçèé", "¬êëìíî", "uïñòóô", "\xadõö÷øù", "yúûüýþ"),
)

TCVN3: Mapping[str, str] = {
    **{
        code: letter
        for vowel, codes in zip(_VOWELS, _TCVN3_CODES, strict=True)
        for code, letter in zip(codes, _toned(vowel), strict=True)
        if code != letter or not code.isascii()
    },
    **dict(zip("\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xae", "ĂÂÊÔƠƯĐđ", strict=True)),
    "\xf0": "đ",  # no letter of VN3: what a Vietnamese Windows typed for đ among TCVN3 text
}

#: VNI writes the tone, alone or together with the circumflex or breve, as a second letter.
_VNI_TONES = ("", "ø", "û", "õ", "ù", "ï")
_VNI_CIRCUMFLEX = ("â", "à", "å", "ã", "á", "ä")
_VNI_BREVE = ("ê", "è", "ú", "ü", "é", "ë")
_VNI_PAIRS = {
    "a": ("a", _VNI_TONES),
    "ă": ("a", _VNI_BREVE),
    "â": ("a", _VNI_CIRCUMFLEX),
    "e": ("e", _VNI_TONES),
    "ê": ("e", _VNI_CIRCUMFLEX),
    "o": ("o", _VNI_TONES),
    "ô": ("o", _VNI_CIRCUMFLEX),
    "ơ": ("ô", _VNI_TONES),
    "u": ("u", _VNI_TONES),
    "ư": ("ö", _VNI_TONES),
}


def _vni_table() -> dict[str, str]:
    lower = {
        base + sign: letter
        for vowel, (base, signs) in _VNI_PAIRS.items()
        for sign, letter in zip(signs, _toned(vowel), strict=True)
    }
    lower |= dict(zip("ìæóíò", _toned("i")[1:], strict=True))
    lower |= {"y" + sign: letter for sign, letter in zip(_VNI_TONES[1:5], _toned("y")[1:5], strict=True)}
    lower |= {"î": "ỵ", "ñ": "đ"}
    table = dict(lower)
    for code, letter in lower.items():
        # A capital's second letter is typed in either case; the first one decides.
        table[code[0].upper() + code[1:]] = letter.upper()
        table[code.upper()] = letter.upper()
        table[code[0] + code[1:].upper()] = letter
    return {code: letter for code, letter in table.items() if code != letter}


VNI: Mapping[str, str] = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_TCVN3_TRANSLATION = str.maketrans(dict(TCVN3))


def tcvn3(text: str) -> str:
    """Read every letter of a text as TCVN3; what has no code there stays."""
    return text.translate(_TCVN3_TRANSLATION)


def vni(text: str) -> str:
    """Read every letter of a text as VNI; what has no code there stays."""
    return _VNI_CODE.sub(lambda code: VNI[code[0]], text)


# ── What the reading library made of the bytes ────────────────────────────────────────────

#: Letters that code page 1258, that of a Vietnamese Windows, puts where Latin-1 has others.
_CP1258 = str.maketrans(
    "ĂăĐđƠơƯư₫\u0300\u0301\u0309\u0303\u0323",
    "\xc3\xe3\xd0\xf0\xd5\xf5\xdd\xfd\xfe\xcc\xec\xd2\xde\xf2",
)
#: Control codes where a library took bytes for Latin-1: the quotes and dashes of code page 1252.
_CONTROLS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in b"\x81\x8d\x8f\x90\x9d"
}

# ── Word by word ──────────────────────────────────────────────────────────────────────────

_WORD = re.compile(r"(?:[A-Za-z\u00a1-\u024f\u0300-\u0323\u1ea0-\u1ef9\u20ab])+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Everyday Unicode words whose reading by the table would be a syllable as well, but one hardly ever
#: written: a text of nothing else under an old font was typed in Unicode.
_EVERYDAY = {
    "tcvn3": _words(
        """
        án bán bên bù cái cán cân chân chè chí chú có công còn cùng dân giá giám góp hân hóa hòa hùng khá
        khám kháng khí khó khóa khoáng không lâm lân lãi lãm lê lên lít lô mã mô môi môn mùa ngã ngân ngõ
        ngôn nhân nhãn nhóm nhôm nên nông nâng nóng phá phân phê phép phí phòng phóng phôi phú phùng sáng
        sân séc sông tâm tân tên thái tháng thân thám thép thêm thì thôn thông thuê tín tòa tôn tông trái
        trên trì trí trú tùng vân vét vùng vôi xã xâm xét xí xóa xóm
        """
    ),
    "vni": _words(
        """
        có doãn gò góp hóa hòa hoá hoàn khó khô khóa lò mô môi môn ngoài ngói ngôn nhóm nhôm nó nón phó phôi
        rô soát sôi thôn thoát toán tòa tôn tròn vòm vôi xoá xóa xoài xóm
        """
    ),
}


class _Says(Enum):
    """What a word says of its own encoding."""

    UNICODE = "unicode"
    LEGACY = "legacy"
    EITHER = "either"
    NEITHER = "neither"
    NOTHING = "nothing"


def _one_case(word: str) -> bool:
    """Whether a word is in small letters, in capitals or capitalised, as people type."""
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())


@lru_cache(maxsize=20_000)
def _says(word: str, table: str) -> _Says:
    """Judge one word that holds at least one letter beyond ASCII."""
    if any(sign > "\u00ff" for sign in word):
        return _Says.UNICODE
    as_unicode = _one_case(word) and is_syllable(word)
    read = _READ[table](word)
    if read == word:
        # `ý` is the same letter in TCVN3, `í` and `ì` in VNI; `à` alone has no code in either.
        telling = any(not sign.isascii() and sign.lower() not in _SAME[table] for sign in word)
        return _Says.UNICODE if as_unicode and telling and len(word) > 1 else _Says.NOTHING
    as_legacy = read.isalpha() and (is_syllable(read) or bool(_INITIALS.fullmatch(read)))
    if as_unicode and as_legacy:
        return _Says.EITHER
    # A letter by itself may be half of a word that fonts cut in two.
    if as_unicode and len(word) > 1:
        return _Says.UNICODE
    return _Says.LEGACY if as_legacy else _Says.NEITHER


#: What abbreviations are made of, no syllables: HĐND, QĐ, NĐ.
_INITIALS = re.compile("[BCDĐGHKLMNPQRSTVX]{2,6}")
_READ = {"tcvn3": tcvn3, "vni": vni}
_SAME = {"tcvn3": "ý", "vni": "íì"}


def marked_words(text: str) -> list[str]:
    """The words of a text that hold a letter beyond ASCII."""
    return [word for word in _WORD.findall(text) if not word.isascii()]


@lru_cache(maxsize=256)
def _table_of(font: str) -> str:
    """The table that a font draws: `tcvn3`, `vni` or ''."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith(("vni-", "vni ")) else ""


def _draws_capitals(font: str) -> bool:
    name = font.strip().lower()
    return name.startswith(".vn") and name.endswith("h")


def _as_bytes(text: str, table: str) -> str:
    """Undo what a library did with the bytes, where that makes more words Vietnamese."""
    text = text.translate(_CONTROLS)
    if all(sign <= "\u00ff" or sign in "–—‘’“”…•™€" for sign in text):
        return text
    again = text.translate(_CP1258)
    before = sum(is_syllable(word) for word in marked_words(unicodedata.normalize("NFC", text)))
    after = sum(_says(word, table) is _Says.LEGACY for word in marked_words(again))
    return again if after > before else text


def _convert(text: str, table: str, verdicts: Mapping[str, _Says], undecided: bool) -> str:
    """Convert the legacy words of a text, the undecided ones too if told so."""

    def turn(word: re.Match[str]) -> str:
        says = verdicts.get(word[0], _Says.UNICODE)
        return _READ[table](word[0]) if says is _Says.LEGACY or (undecided and says in _OPEN) else word[0]

    return _WORD.sub(turn, text)


_OPEN = (_Says.EITHER, _Says.NEITHER)


def _under_legacy_font(text: str, table: str) -> str:
    text = _as_bytes(text, table)
    verdicts = {word: _says(word, table) for word in marked_words(text)}
    found = list(verdicts.values())
    unicode, legacy = found.count(_Says.UNICODE), found.count(_Says.LEGACY)
    if unicode > legacy:
        return _convert(text, table, verdicts, undecided=False)
    everyday = not legacy and all(
        word.lower() in _EVERYDAY[table] for word, says in verdicts.items() if says is not _Says.NOTHING
    )
    return text if everyday else _convert(text, table, verdicts, undecided=True)


#: Letters that no legacy encoding has: under a font of today they end the question at once.
_BEYOND_LATIN = re.compile("[\u0100-\u1fff]")
_SIGNS = frozenset("¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾×÷")


def _plain_evidence(words: Iterable[str]) -> float:
    """How surely words under any font are legacy ones: a half for signs such as `×`, which people type."""
    return sum(0.5 if all(sign.isascii() or sign in _SIGNS for sign in word) else 1.0 for word in set(words))


def _under_other_font(text: str) -> str:
    """Convert only what leaves no doubt: every marked word fits one table, some cannot be anything else."""
    if any(sign > "\u00ff" and sign not in "–—‘’“”…•" for sign in text):
        return text
    for table in _READ:
        verdicts = {word: _says(word, table) for word in marked_words(text)}
        # A letter or sign by itself tells nothing; among legacy words it is one (`g©y « nhiÔm`).
        found = {says for word, says in verdicts.items() if len(word) > 1}
        if found & {_Says.UNICODE, _Says.NEITHER} or _Says.LEGACY not in found:
            continue
        telling = [word for word, says in verdicts.items() if says is _Says.LEGACY and len(word) > 1]
        if _plain_evidence(telling) >= 1:
            return _convert(text, table, verdicts, undecided=True)
    return text


def to_unicode(text: str, font: str) -> str | None:
    """Convert one text run from TCVN3 or VNI; None where there is nothing to convert.

    text: as the file holds it, before any cleaning (TCVN3 `ư` is the soft hyphen U+00AD), bytes taken for
    Latin-1, code page 1252 or 1258. font: the run's font as the file names it, any case; '' when unknown.
    Under `.Vn…` and `VNI-…` the text is converted unless it is Vietnamese in Unicode already; where a run
    mixes both, word by word. Under `.Vn…H`, whose small letters are drawn as capitals, the result is in
    capitals. Under any other font only text that cannot be anything but TCVN3 or VNI is converted.
    """
    if is_of_today(text) and not is_legacy(font):
        return None
    return _to_unicode(text, font)


def is_legacy(font: str) -> bool:
    """Whether a font is one of those that draw an old encoding (`.Vn…`, `VNI-…`), in any case."""
    return bool(_table_of(font))


def is_of_today(text: str) -> bool:
    """Whether a text is surely Unicode under any font but a legacy one."""
    return text.isascii() or bool(_BEYOND_LATIN.search(text))


@lru_cache(maxsize=10_000)
def _to_unicode(text: str, font: str) -> str | None:
    table = _table_of(font)
    if not table:
        turned = text if text.isascii() else _under_other_font(text)
    elif text.isascii():
        turned = text.upper() if _draws_capitals(font) else text
    else:
        turned = _under_legacy_font(text, table)
        if turned != text and _draws_capitals(font):
            turned = turned.upper()
    turned = unicodedata.normalize("NFC", turned)
    return None if turned == unicodedata.normalize("NFC", text) else turned
