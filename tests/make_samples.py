"""Makes the sample submissions in `inputs/`: `python tests/make_samples.py`.

Từ Liêm's Phụ lục I as its six first-lead departments would send it, and Phụ lục 1–3 as one collective file,
made from Yên Hòa's rows. Every figure is the documents'; every file has the habits of another clerk.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from departments_forms import write_book
from layouts import Layout, Part
from source import Line, by_first_lead, lines

INPUTS = Path(__file__).parent.parent / "inputs"

#: Nothing in a sample may depend on the day on which it is made.
STAMP = "2026-04-06T08:00:00Z"

COLLECTIVE = "Phụ lục 1, 2, 3 - toàn phường.xlsx"


@dataclass(frozen=True)
class Sample:
    """One department's file: its name, and how its clerk lays out and types."""

    department: str
    file: str
    layout: Layout
    typing: str


def _attached(number: str, department: str) -> str:
    return f"(Kèm theo Công văn số      /{number} ngày      /4/2026 của {department})"


SAMPLES = (
    # Everything as Vietnamese text, `46.497,8` and `12,1%`; two rows of heading; sub-rows of revenue without
    # any mark.
    Sample(
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Phu luc I - Phong KTHTDT.xlsx",
        Layout(
            sheet="PL1",
            department="Phòng Kinh tế, Hạ tầng và Đô thị",
            attached=_attached("KTHTĐT", "Phòng Kinh tế, Hạ tầng và Đô thị"),
            headings=2,
            column_numbers="all",
        ),
        "text",
    ),
    # Percentages as formatted cells, 0.965 with `0.0%`; the heading `I` over the numbers, the column numbers
    # 1 2 3 … 8 and the heading again in mid-table, all as in the document; sub-rows told by `-`.
    Sample(
        "Phòng Văn hóa - Xã hội",
        "Phụ lục I - Phòng Văn hóa - Xã hội (gửi VP).xlsx",
        Layout(
            sheet="Biểu tổng hợp",
            department="Phòng Văn hóa - Xã hội",
            attached=_attached("VHXH", "Phòng Văn hóa - Xã hội"),
            heading_texts={"tt": "I"},
            column_numbers="document",
            repeat_after=(8,),
        ),
        "percent",
    ),
    # Text without the sign that the unit column has: `100`, and `03/03 đồ án`.
    Sample(
        "Ban Quản lý dự án đầu tư - hạ tầng",
        "BQLDA_bieu chi tieu 2026-2030.xlsx",
        Layout(
            sheet="Sheet1",
            department="Ban Quản lý dự án đầu tư - hạ tầng",
            attached=_attached("BQLDA", "Ban Quản lý dự án đầu tư - hạ tầng"),
            heading_texts={"tt": "I"},
            column_numbers="brackets",
        ),
        "bare text",
    ),
    # Plain numbers, 100 under `%`; years as numbers below `Kế hoạch từng năm`.
    Sample(
        "Văn phòng HĐND và UBND",
        "Văn phòng HĐND và UBND - PL I.xlsx",
        Layout(
            sheet="PL I",
            department="Văn phòng HĐND và UBND",
            attached=_attached("VP", "Văn phòng HĐND và UBND"),
            headings=2,
            years="number",
            renumber=True,
        ),
        "plain",
    ),
    # Percent-formatted; `2026 (đã giao)`; a covering letter on the sheet before.
    Sample(
        "Ban Chỉ huy Quân sự phường",
        "BCH Quan su phuong - phu luc I.xlsx",
        Layout(
            sheet="Biểu số liệu",
            other_sheets=("Công văn",),
            department="Ban Chỉ huy Quân sự phường",
            attached=_attached("BCH", "Ban Chỉ huy Quân sự phường"),
            years="given",
        ),
        "percent",
    ),
    # Plain numbers; the table stands off the edge, under three rows of heading.
    Sample(
        "Công an phường",
        "Công an phường - Phụ lục I (bản chính thức).xlsx",
        Layout(
            sheet="Phụ lục I",
            top=1,
            left=1,
            department="Công an phường",
            attached=_attached("CAP", "Công an phường"),
            headings=3,
            years="year",
            renumber=True,
        ),
        "plain",
    ),
)


def _collective(appendix: str) -> tuple[Line, ...]:
    """Yên Hòa's rows, with the lost line break between two leads of one model put back."""
    return tuple(
        line.changed("lead", re.sub(r"(?<=hội) (?=Trạm)", "\n", line.text("lead")))
        for line in lines(appendix)
    )


def write_all(folder: Path) -> tuple[Path, ...]:
    """Write the seven sample files below a folder."""
    groups = by_first_lead(lines("I"))
    assert set(groups) == {sample.department for sample in SAMPLES}
    written = []
    for sample in SAMPLES:
        path = folder / sample.file
        write_book(path, [Part(groups[sample.department], sample.layout, sample.typing)])
        written.append(path)
    path = folder / COLLECTIVE
    write_book(path, [_sheet(code) for code in "123"])
    written.append(path)
    for path in written:
        _settle(path)
    return tuple(written)


def _sheet(appendix: str) -> Part:
    """One sheet of the collective file, which the ward itself signs, on the last."""
    layout = Layout(
        sheet=f"PL{appendix}",
        attached="(Kèm theo Kế hoạch số      /KH-UBND ngày      /4/2026 của UBND phường Từ Liêm)",
        signer="TM. ỦY BAN NHÂN DÂN" if appendix == "3" else "",
    )
    return Part(_collective(appendix), layout, "as written", {"1.4.1": "percent"})


def _settle(path: Path) -> None:
    """Write a workbook again with fixed dates, so that the same samples are the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + STAMP.encode(), data)
            new.writestr(zipfile.ZipInfo(name, (2026, 4, 6, 8, 0, 0)), data, zipfile.ZIP_DEFLATED)
    path.write_bytes(packed.getvalue())


if __name__ == "__main__":
    for made in write_all(INPUTS):
        print(made)
