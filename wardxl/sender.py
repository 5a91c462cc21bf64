"""Which department a file is from: its id if it is a form of ours, its title block, its name or folder, else the
leads of its rows.

A file whose rows have several leads and that names no department is collective: it has none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from wardxl.form_id import FormId
from wardxl.lexicon import Lexicon
from wardxl.model import Department, Label, Record
from wardxl.text import key

# How the name of an office begins; after `Đơn vị:` anything is one.
_OFFICE = re.compile(
    r"^(phòng|ban(?! hành)|công an|trạm|văn phòng|trung tâm|thuế|chi cục|bảo hiểm|bộ chỉ huy|đội|hạt|hội|đoàn|thống kê"
    r"|kho bạc|ngân hàng|viện|tòa án)\s"
)
_SENDER = re.compile(
    r"^(?:tên\s+)?(?:đơn vị|cơ quan|phòng, ban)(?:\s+(?:báo cáo|nộp|lập|gửi|chủ trì|thực hiện))*\s*:\s*(.+)$",
    re.IGNORECASE,
)
#: What stands before the ward's name where the ward itself is meant.
_COMMITTEE = re.compile(r"^(?:ubnd|ủy ban nhân dân) ")
_LONGEST_OFFICE_WORDS = 14
#: How a line begins that names others than the sender.
_OTHERS = (
    "(kèm theo",
    "kèm theo",
    "(ban hành",
    "ban hành",
    "kính gửi",
    "nơi nhận",
    "đơn vị nhận",
    "gửi:",
    "gửi ",
)
#: What stands behind it is who receives the file: `Biểu tổng hợp gửi Phòng …`, not `Số liệu gửi của Phòng …`.
_TO = re.compile(r"(?<=\w)\s+gửi\s+(?!của\b|từ\b)", re.IGNORECASE)
_TO_IN_NAME = re.compile(r"(?<= )gui (?:cho |ve |toi |den |len )?$")


@dataclass(frozen=True, slots=True)
class Sender:
    """The department, None for a collective file; `unknown` a title that names one nobody knows."""

    department: str | None
    unknown: Label | None = None


def sender(
    file: str,
    titles: Sequence[Label],
    records: Sequence[Record],
    lexicon: Lexicon,
    form: FormId | None = None,
) -> Sender:
    """Tell which department a file is from, in the order form's id, title, file name, leads of its rows."""
    if form and len(issued_to := lexicon.departments.find(form.department).names) == 1:
        return Sender(issued_to[0])
    known = _in_titles(titles, lexicon)
    if len(known) == 1:
        return Sender(known[0])
    unknown = None if known else next((label for label in titles if _names_office(label.text, lexicon)), None)
    if named := _in_name(file, lexicon.schema.departments):
        return Sender(named, unknown)
    leads = {(record.leads or record.row.leads)[0] for record in records if record.leads or record.row.leads}
    if len(leads) == 1:
        return Sender(leads.pop(), unknown)
    return Sender(None, unknown)


def _in_titles(titles: Sequence[Label], lexicon: Lexicon) -> list[str]:
    """The departments that a title block names; `Đơn vị gửi: …` beats whatever else stands there."""
    # `Kèm theo Báo cáo của …` names the report's author, `Kính gửi: …` who is to receive it.
    own = [label.text for label in titles if not key(label.text).startswith(_OTHERS)]
    stated = [text for text in own if _SENDER.match(text)]
    for texts in (stated, [_TO.split(text)[0] for text in own]):
        if named := [name for text in texts for name in lexicon.departments.find(text).names]:
            return list(dict.fromkeys(named))
    return []


def _names_office(text: str, lexicon: Lexicon) -> bool:
    """Whether a title line is the name of an office, by its wording, and not one of the ward itself."""
    if match := _SENDER.match(text):
        ward = _COMMITTEE.sub("", key(match[1])) == key(lexicon.schema.ward)
        return not ward and not lexicon.units.named(match[1])
    words = text.split()
    return bool(
        _OFFICE.match(key(text) + " ")
        and 2 <= len(words) <= _LONGEST_OFFICE_WORDS
        and (text.isupper() or text.istitle())
    )


def _in_name(file: str, departments: Iterable[Department]) -> str | None:
    """The one department that a file's or folder's name spells, accents left out as people do there."""
    for part in reversed(PurePosixPath(file).parts):
        text = f" {_plain(PurePosixPath(part).stem)} "
        found = {}
        for department in departments:
            spellings = [_plain(name) for name in (department.name, *department.other_names)]
            longest = max((s for s in spellings if len(s) > 2 and _stands(s, text)), default="", key=len)
            if longest:
                found[department.name] = longest
        # Of names that are one part of another the longer is meant; two that stand side by side decide nothing.
        whole = [
            name
            for name, spelling in found.items()
            if not any(
                f" {spelling} " in f" {other} " for other in found.values() if len(other) > len(spelling)
            )
        ]
        if len(whole) == 1:
            return whole[0]
    return None


def _stands(spelling: str, text: str) -> bool:
    """Whether a name stands in that of a file, as the sender's and not as that of who receives it."""
    before, found, _ = text.partition(f" {spelling} ")
    return bool(found) and not _TO_IN_NAME.search(f"{before} ")


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Letters and digits only, without accents: `Công an phường` → `cong an phuong`."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", letters))
