"""Is a word a possible Vietnamese syllable?

Written Vietnamese is built of syllables, an onset and a rime from short lists, so a word read in
the wrong encoding nearly always shows itself: `c¸c` and `cỏc` cannot be Vietnamese, `các` can.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
#: With a stop at the end only the acute and the dot below are possible.
_STOP_TONES = frozenset("\u0301\u0323")
_STOPS = ("c", "ch", "p", "t", "k")

_ONSETS = (
    *("ngh", "ng", "gh", "gi", "nh", "kh", "ph", "th", "tr", "ch", "qu"),
    *"bcdđghklmnpqrstvx",
    "",
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RIMES = _words(
    """
    a ac ach ai ak am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em
    en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu o
    oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
    ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên
    uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc
    ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu
    """
)
_AFTER_QU = _words(
    """
    a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây e en eo et ê êch ên ênh êt i
    in it ôc ơ ơi ơt y ych yên yêt yn ynh yt
    """
)
#: After `gi` the rime may lack its own i: gì, gìn, giêng, giết.
_AFTER_GI = frozenset({"", "n", "m", "êc", "êng", "êt"})
_FRONT = ("i", "e", "ê", "y")


def _fits(onset: str, rime: str) -> bool:
    """Whether spelling allows the rime (without tone) after the onset."""
    if onset == "gi":
        return rime in _AFTER_GI or (rime in _RIMES and not rime.startswith(("i", "y", "oo")))
    if onset == "qu":
        return rime in _AFTER_QU
    if rime not in _RIMES or onset == "q":
        return False
    if onset in ("k", "gh", "ngh"):
        return rime.startswith(_FRONT)
    if onset in ("c", "ng"):
        return not rime.startswith(_FRONT)
    if onset == "g":
        return not rime.startswith(("i", "y")) or rime == "i"
    return not rime.startswith("yê") or not onset


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether a word (any case) can be one Vietnamese syllable, its tone included.

    Either placement of a tone on an open rime is accepted (hóa, hoá).
    """
    letters: list[str] = []
    tones: list[str] = []
    for sign in unicodedata.normalize("NFD", word.lower()):
        (tones if sign in _TONES else letters).append(sign)
    if len(tones) > 1:
        return False
    base = unicodedata.normalize("NFC", "".join(letters))
    for onset in _ONSETS:
        if not base.startswith(onset):
            continue
        rime = base[len(onset) :]
        if _fits(onset, rime):
            return not rime.endswith(_STOPS) or (bool(tones) and tones[0] in _STOP_TONES)
    return False
