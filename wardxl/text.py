"""Vietnamese text: tidying what was typed, and keys by which two spellings of one thing are equal.

Accents are never dropped: they are meaning (`tỷ lệ` is not `ty le`). What a key does away with is
only how a thing was typed: composed or decomposed letters, capitals, kinds of spaces, dashes and quotes,
where the tone mark of an open syllable sits (`hoá`, `hóa`), and `y` for `i` (`tỷ`, `tỉ`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

#: No figure, unit, period, target or list of departments has more letters: what is longer is something else, and is
#: not taken apart, for that may take longer the longer it is.
LONGEST_PHRASE = 1_000
#: Letters of a cell that a message quotes.
LONGEST_QUOTED = 300
#: Signs that take no room: zero-width and direction marks, soft hyphen, byte order mark.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2070)))
)
_BLANKS = "".join(map(chr, (0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)))) + (
    "\u2028\u2029\u202f\u205f\u3000\t\n\v\f\r"
)
_CONTROLS = "".join(
    map(chr, (*range(0x00, 0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)))
)
#: Halves of letters and the two signs that are none: no file of text may hold them.
_NO_SIGNS = "".join(map(chr, (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)))
_TIDY = str.maketrans({**dict.fromkeys(_INVISIBLE + _CONTROLS + _NO_SIGNS), **dict.fromkeys(_BLANKS, " ")})
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_SAME_SIGN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
        **dict.fromkeys("“”„‟″«»〝〞＂", '"'),
        **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
        **dict.fromkeys("⁄∕／", "/"),
        # `m²` is typed with a sign or with a raised figure.
        "²": "2",
        "³": "3",
        # The Icelandic and African letters look like Đ, and old fonts and keyboards put them for it.
        **dict.fromkeys("ÐðƉɖ", "đ"),
    }
)

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_AROUND_SIGN = re.compile(r" ?([/,-]) ?")
_LETTER = r"[^\W\d_]"
_TRAILING = " .:;,"


def _toned(vowels: str) -> str:
    """The vowels with each of the five tone marks, composed."""
    return "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(vowels, _TONES))


#: `oà`, `oè`, `uỳ` ending a syllable take the mark on their first letter (not `quỳ`: there u is no vowel).
_LATE_MARK = re.compile(rf"(o)([{_toned('ae')}])(?!{_LETTER})|(?<!q)(u)([{_toned('y')}])(?!{_LETTER})")
#: After `qu` and `gi`, which are initials, the mark belongs to the vowel: `qúa` is `quá`, `gía` is `giá`.
_EARLY_MARK = re.compile(
    rf"(?<!{_LETTER})(?:(q)([{_toned('u')}])([aeoiyêơ])|(g)([{_toned('i')}])([aeouêôơư]))(?!{_LETTER})"
)
#: A whole syllable of one of h k l m s t and y.
_FREE_Y = re.compile(rf"(?<!{_LETTER})([hklmst])(y|[{_toned('y')}])(?!{_LETTER})")
_I_FOR_Y = {"y": "i", **dict(zip(_toned("y"), _toned("i"), strict=True))}

#: A tone typed before the circumflex or breve (`á` + `ˆ`), which normalisation leaves apart.
_TONE_FIRST = re.compile("([\u0300\u0301\u0303\u0309])([\u0302\u0306])")


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Tidy a text without changing what it says.

    Composed letters (NFC); odd spaces, tabs and line breaks become blanks, runs of blanks one blank; what
    cannot be seen (zero-width signs, soft hyphens, control characters) goes; ends are stripped.
    Text in a legacy encoding must have been converted before: there a soft hyphen is a letter.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_TIDY))
        if "\u0302" in text or "\u0306" in text:
            decomposed = unicodedata.normalize("NFD", text)
            text = unicodedata.normalize("NFC", _TONE_FIRST.sub(r"\2\1", decomposed))
    elif not text.isprintable():
        text = text.translate(_TIDY)
    return _collapse(text)


def _collapse(text: str) -> str:
    text = text.strip(" ")
    return " ".join(part for part in text.split(" ") if part) if "  " in text else text


def _fold(text: str) -> str:
    """Fold case, stable under folding again whatever the script."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFD", text).casefold()
    return unicodedata.normalize("NFC", folded)


def _early(match: re.Match[str]) -> str:
    mark_at = 2 if match[1] else 5
    initial, marked, vowel = match[mark_at - 1], match[mark_at], match[mark_at + 1]
    parts = unicodedata.normalize("NFD", marked)
    return initial + parts[0] + unicodedata.normalize("NFC", vowel + parts[1])


def _late(match: re.Match[str]) -> str:
    first, marked = (match[1], match[2]) if match[1] else (match[3], match[4])
    parts = unicodedata.normalize("NFD", marked)
    return unicodedata.normalize("NFC", first + parts[1]) + parts[0]


@lru_cache(maxsize=16384)
def key(text: str) -> str:
    """Return the key for comparing: equal for two ways of typing one thing, else different.

    NFC, case folded, blanks collapsed and none around `/`, `-` and `,`; dashes and quotes of one kind;
    tone marks of open syllables in one place; i for y after h k l m s t; no dot, colon, semicolon or
    comma at the end. Accents stay. A key's key is itself.
    """
    text = _fold(clean(text).translate(_SAME_SIGN))
    if not text.isascii():
        text = text.translate(_SAME_SIGN)
    text = _collapse(text)
    if "-" in text or "/" in text or "," in text:
        text = _AROUND_SIGN.sub(r"\1", text)
    text = text.lstrip(" ").rstrip(_TRAILING)
    if text.isascii() and "y" not in text:
        return text
    text = _LATE_MARK.sub(_late, text)
    text = _EARLY_MARK.sub(_early, text)
    return _FREE_Y.sub(lambda match: match[1] + _I_FOR_Y[match[2]], text)


def printable(name: str) -> str:
    """A name of a file or sheet as it can be written anywhere: `%FF` for a byte that is no letter.

    Names are Unicode by agreement only: old programs leave bytes of other encodings in them.
    """
    return _UNPRINTABLE.sub(_percent, name) if _UNPRINTABLE.search(name) else name


def _percent(match: re.Match[str]) -> str:
    # A byte that is no letter comes as one of these.
    code = ord(match[0])
    return f"%{code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code:02X}"


def brief(text: str) -> str:
    """Quote a text: whole, or how it begins where it is longer than anybody reads in a message.

    A cell may hold pages, and thousands of cells the same; each message would be as long as its cell.
    """
    return text if len(text) <= LONGEST_QUOTED else f"{text[:LONGEST_QUOTED].rstrip()}…"


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Return the words of the text's key, without signs: `Kinh tế - xã hội` → kinh, tế, xã, hội."""
    return tuple(_WORD.findall(key(text)))
