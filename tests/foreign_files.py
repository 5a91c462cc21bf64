"""The workbooks from which LibreOffice saved `tests/files/pass/{cells,legacy_fonts}.{xls,ods}`.

`python tests/foreign_files.py` saves them anew. The files with a password (`default_password.xls`: Excel's
own `VelvetSweatshop`; `fail/password.*`: `matkhau`) were saved by LibreOffice from a sheet with `Mật` and 12.5.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font

FILES = Path(__file__).parent / "files"

#: Number formats in column A, the figure 1234.567 in column B under each of them.
FORMATS = [
    *("General", "0", "0.0", "#,##0", "#,##0.0", "0.0%", "0%", "dd/mm/yyyy", "@", "0.00E+00"),
    *("#,##0.00;[Red]-#,##0.00", "#,##0,", "0.0##", '#,##0" tỷ"', "[>=1000]#,##0;0.00"),
    *('#,##0.0;-#,##0.0;"-"', "000"),
]
VALUES = {
    1: "=1/0",
    2: "=SUM(B1:B3)",
    3: "=NA()",
    4: '=""',
    5: True,
    7: date(2026, 3, 3),
    8: datetime(2026, 3, 3, 8, 30),
    9: "hai\ndòng",
    10: "hai  cách",
    11: "=#REF!+1",
    12: 0.965,
    13: -5,
    14: 1e-7,
    15: 12345678901234,
    16: 46497.8,
    17: 0.1,
}
#: Text, its font, and what a reader makes of it (None: it stays as it is).
LEGACY = [
    ("Tæng thu ng©n s¸ch nhµ n\xadíc", ".VnTime", "Tổng thu ngân sách nhà nước"),
    ("phô lôc i: tæng hîp", ".VnTimeH", "PHỤ LỤC I: TỔNG HỢP"),
    ("Toång thu ngaân saùch nhaø nöôùc", "VNI-Times", "Tổng thu ngân sách nhà nước"),
    ("Tổng thu ngân sách nhà nước", ".VnTime", None),
    ("Công nhân", ".vntime", None),
    ("§¬n vÞ tÝnh: tû ®ång", ".VNARIAL", "Đơn vị tính: tỷ đồng"),
    ("Ng\xadêi lËp biÓu", "Times New Roman", "Người lập biểu"),
    ("STT", ".VnTime", None),
    ("hé", ".VnTime", "hộ"),
]
MIXED = [("Tû lÖ hé nghÌo ", ".VnTime"), ("(chuẩn đa chiều) ", "Times New Roman"), ("naêm 2025", "VNI-Times")]
MIXED_READ = "Tỷ lệ hộ nghèo (chuẩn đa chiều) năm 2025"


def cells() -> openpyxl.Workbook:
    """A workbook with one of everything that a reader is asked for."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "PL1"
    for row, number_format in enumerate(FORMATS, start=1):
        sheet.cell(row, 1, number_format).number_format = "@"
        sheet.cell(row, 2, 1234.567).number_format = number_format
    for row, value in VALUES.items():
        sheet.cell(row, 3, value)
    sheet["C12"].number_format = "0.0%"
    sheet["D1"] = "ẩn"
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[16].hidden = True
    sheet.merge_cells("E1:F2")
    sheet["E1"] = "gộp"
    looks = {"G1": ("đậm", {"bold": True}), "G2": ("nghiêng", {"italic": True}), "G3": (5, {"strike": True})}
    for place, (value, font) in looks.items():
        sheet[place] = value
        sheet[place].font = Font(name="Times New Roman", **font)
    sheet["G4"] = "thụt"
    sheet["G4"].alignment = Alignment(indent=2)
    struck = InlineFont(rFont="Times New Roman", strike=True)
    sheet["G5"] = CellRichText(
        "Số ", TextBlock(struck, "12"), TextBlock(InlineFont(rFont="Times New Roman"), " 13")
    )
    for row in (20, 21, 22):
        sheet.cell(row, 1, 7)
    sheet["Z30"] = "xa"
    hidden = book.create_sheet("Trang ẩn")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 1
    book.create_sheet("Rỗng")
    book.custom_doc_props.append(StringProperty(name="wardxl_form", value="phụ lục I"))
    return book


def legacy_fonts() -> openpyxl.Workbook:
    """A sheet with TCVN3 and VNI text in column A; the last cell mixes three fonts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row, (text, font, _) in enumerate(LEGACY, start=1):
        sheet.cell(row, 1, text).font = Font(name=font)
    last = sheet.cell(len(LEGACY) + 1, 1)
    last.value = CellRichText(*(TextBlock(InlineFont(rFont=font), text) for text, font in MIXED))
    last.font = Font(name="Times New Roman")
    return book


def main() -> None:
    """Save the files anew."""
    with tempfile.TemporaryDirectory() as folder:
        for make in (cells, legacy_fonts):
            source = Path(folder) / f"{make.__name__}.xlsx"
            make().save(source)
            for kind in ("xls", "ods"):
                subprocess.run(
                    ["soffice", "--headless", "--convert-to", kind, "--outdir", FILES / "pass", source],
                    check=True,
                )


if __name__ == "__main__":
    main()
