"""Bytes of a text file → text: Unicode where it is Unicode, else the code pages of Vietnamese machines."""

from __future__ import annotations

import codecs
import re
import unicodedata

from wardxl import legacy
from wardxl.readers.errors import ReadError
from wardxl.readers.sniff import byte_order
from wardxl.syllables import is_syllable

#: How much of a file is looked at to tell what it is.
_SAMPLE = 1 << 16
#: Letters that no byte of an old encoding is ever taken for.
_UNICODE_ALONE = re.compile("[ăđơư\u1ea0-\u1ef9]")
#: So many words with a mark do not yet tell the encoding of a whole file.
_FEW_WORDS = 3
_TEXT_CONTROLS = frozenset("\t\n\r\f\x1a")


def decode(data: bytes, declared: str = "") -> str:
    """Decode a text file, composed to NFC.

    A byte order mark decides, then UTF-16 told by its zero bytes, then UTF-8 where every byte fits, then
    `declared` (a page's own charset), then code page 1258 (tone marks as signs of their own). Text typed
    for a TCVN3 or VNI font is handed on as it is, for `legacy` to convert. Raises ReadError S101 for what
    is not text.
    """
    text = _decode(data, declared)
    sample = text[:_SAMPLE]
    odd = sum(unicodedata.category(sign) == "Cc" and sign not in _TEXT_CONTROLS for sign in sample)
    if odd * 100 > len(sample):
        raise ReadError(
            "S101",
            "Tệp chứa dữ liệu nhị phân, không phải bảng tính cũng không phải văn bản. "
            "Hãy mở bằng Excel, lưu lại dưới dạng .xlsx rồi gửi lại.",
        )
    return unicodedata.normalize("NFC", text.replace("\0", ""))


def _decode(data: bytes, declared: str) -> str:
    if wide := byte_order(data[:_SAMPLE]):
        # A file cut in the middle of a letter is still UTF-16.
        return data[: len(data) // 2 * 2].decode(wide, "replace").removeprefix("\ufeff")
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        # A file cut in the middle of a letter is still UTF-8.
        if fault.start >= len(data) - 3 and fault.reason == "unexpected end of data":
            return data.decode("utf-8", "replace").rstrip("\ufffd")
    return _eight_bit(data, declared)


def _eight_bit(data: bytes, declared: str) -> str:
    if declared:
        try:
            if codecs.lookup(declared).name not in ("utf-8", "iso8859-1", "cp1252", "ascii"):
                return data.decode(declared, "replace")
        except LookupError:
            pass
    latin = data.decode("cp1252", "replace") if b"\xad" not in data else data.decode("latin-1")
    try:
        vietnamese = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return latin
    sample = data[:_SAMPLE]
    plain = unicodedata.normalize("NFC", sample.decode("cp1258", "replace"))
    raw = sample.decode("latin-1")
    old = max(_vietnamese_words(table(raw)) for table in (legacy.tcvn3, legacy.vni))
    return latin if old > _vietnamese_words(plain) else vietnamese


def legacy_font(text: str) -> str:
    """A font of the kind that a text was typed for as a whole, `.VnTime` or `VNI-Times`; '' for Unicode.

    A field by itself may be of either; where most words of the file are Vietnamese only in one of the old
    encodings, that is the encoding of all its fields.
    """
    sample = text[:_SAMPLE]
    if _UNICODE_ALONE.search(sample):
        return ""
    plain = _vietnamese_words(sample)
    words, font = max(
        (_vietnamese_words(table(sample)), font)
        for table, font in ((legacy.tcvn3, ".VnTime"), (legacy.vni, "VNI-Times"))
    )
    return font if words > max(plain, _FEW_WORDS) else ""


def _vietnamese_words(text: str) -> int:
    """How many words with a mark are Vietnamese, less those that cannot be."""
    return sum(1 if is_syllable(word) else -1 for word in legacy.marked_words(text))
