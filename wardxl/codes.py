"""The codes of findings: what each means, why it matters, how it is computed and mended.

Codes are born in two places. A rule carries its own (`wardxl.rules`); what a reader, the parser or the merge
notices has its code here, with its Vietnamese words in `stage_codes.md` beside this module. Both are
explained in the same form, and switched by the same sheet of the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wardxl.model import Severity

#: Groups of codes in the order in which they are listed.
GROUPS = "SVUYHRCT"

_SWITCH = (
    "Bật, tắt: trong tệp mẫu, trang `Quy tắc`, dòng {code}: cột `Bật` ghi `không` để tắt; cột `Mức độ` ghi "
    "`lỗi`, `cảnh báo` hoặc `thông tin` để đổi mức{varies}."
)
_VARIES = " (để cả hai mức hoặc để trống thì tùy trường hợp như nêu trên)"


@dataclass(frozen=True, slots=True)
class Code:
    """A code of findings as users meet it.

    `summary` is one Vietnamese sentence that names the fault, `explanation` paragraphs, each begun with a word
    and a colon, `sample` a real message. `varies` marks a code whose weight depends on the case; `severity`
    is then the lighter one. `tolerance` says what the template's column `Dung sai` means, '' where nothing.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    explanation: str
    sample: str = ""
    varies: bool = False
    tolerance: str = ""

    @property
    def full_explanation(self) -> str:
        """The explanation with how to switch the code off or change its weight or tolerance."""
        switch = _SWITCH.format(code=self.code, varies=_VARIES if self.varies else "")
        tolerance = f" Cột `Dung sai`: {self.tolerance}" if self.tolerance else ""
        return f"{self.explanation}\n\n{switch}{tolerance}"


def order(code: str) -> tuple[int, str]:
    """Sort key of a code: by group as the contract lists them, then by number."""
    group = GROUPS.find(code[:1])
    return (group if group >= 0 else len(GROUPS), code)


def paragraphs(text: str) -> tuple[str, str, str]:
    """Split an explanation into its summary, its paragraphs and its sample message.

    The first paragraph is the summary, one that begins with `Ví dụ:` the sample. Lines of a paragraph are joined.
    """
    blocks = [" ".join(block.split()) for block in text.strip().split("\n\n")]
    samples = [block for block in blocks[1:] if block.startswith("Ví dụ:")]
    rest = [block for block in blocks[1:] if not block.startswith("Ví dụ:")]
    sample = samples[0].removeprefix("Ví dụ:").strip() if samples else ""
    return blocks[0] if blocks else "", "\n\n".join(rest), sample


def _read(text: str) -> Iterable[Code]:
    """Read the sections `## CODE name severity` of the Markdown that describes the stages' codes."""
    for section in text.split("\n## ")[1:]:
        heading, _, body = section.partition("\n")
        code, name, severities = heading.split()
        summary, explanation, sample = paragraphs(body)
        lightest, _, heavier = severities.partition("/")
        yield Code(code, name, Severity(lightest), summary, explanation, sample, varies=bool(heavier))


def stage_codes() -> Mapping[str, Code]:
    """Read the codes born outside the rules, by code."""
    text = Path(__file__).with_name("stage_codes.md").read_text(encoding="utf-8")
    return {code.code: code for code in _read(text)}


STAGE_CODES = stage_codes()
