"""The template's sheets and their columns, and the Vietnamese words for what is coded in them.

This is the form of the template, the same for every ward; what stands in it is data. The reader
finds columns by these headings, the builder writes them with their notes and drop-downs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from wardxl.model import Better, FiveYear, Kind, Relation, Severity
from wardxl.text import key


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet: its title, what it means (shown as a note), and how Excel is to treat it.

    `kind` is `text` (codes, fractions, periods: Excel must not make numbers or dates of them), `number`
    or `general`; `choices` names a drop-down list; without `needed` the column may be missing.
    """

    title: str
    note: str
    width: float = 14
    kind: str = "general"
    choices: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet of the template: its name, its CSV source, what it is for, its columns."""

    name: str
    source: str
    purpose: str
    headings: tuple[Heading, ...]


SETTINGS = SheetLayout(
    "Cấu hình",
    "cau_hinh",
    "Tên phường, kỳ kế hoạch, hạn nộp",
    (
        Heading("Khóa", "Tên mục cấu hình. Không sửa cột này.", 16, "text"),
        Heading(
            "Giá trị",
            "Giá trị của mục. Viết {phuong} hoặc {khóa khác} để chèn giá trị của mục đó.",
            34,
        ),
        Heading("Giải thích", "Mục này dùng để làm gì.", 90, needed=False),
    ),
)
APPENDICES = SheetLayout(
    "Phụ lục",
    "phu_luc",
    "Các phụ lục: mã, tiêu đề, khổ giấy",
    (
        Heading("Mã", "Mã của phụ lục, dùng ở các trang khác (I, 1, 2, 3 …).", 8, "text"),
        Heading(
            "Tên trang", "Tên trang tính của phụ lục trong sổ kết quả; để trống thì là “Phụ lục” và mã.", 16
        ),
        Heading(
            "Tiêu đề",
            "Các dòng tiêu đề, xuống dòng bằng Alt+Enter. Viết {phuong}, {nam_goc}, {nam_dau}, {nam_cuoi} "
            "để chèn giá trị ở trang Cấu hình, {so_dong} để chèn số dòng của phụ lục.",
            64,
        ),
        Heading("Kèm theo", "Dòng “Kèm theo …” in nghiêng dưới tiêu đề; để trống thì không in.", 56),
        Heading("Khổ giấy", "A4 hoặc A3.", 10, choices="papers"),
        Heading("Hướng", "Hướng giấy: ngang hoặc dọc.", 10, choices="orientations"),
    ),
)
COLUMNS = SheetLayout(
    "Biểu mẫu",
    "bieu_mau",
    "Các cột của từng phụ lục, theo thứ tự từ trái sang phải",
    (
        Heading("Phụ lục", "Mã phụ lục có cột này.", 9, "text", choices="appendices"),
        Heading(
            "Vai trò",
            "Cột chứa gì: tt (số thứ tự), name (nội dung), unit (đơn vị tính), baseline (kết quả năm gốc), "
            "resolution (chỉ tiêu Nghị quyết), total (số 5 năm), year (các năm: một dòng cho mọi năm), "
            "target (chỉ tiêu), "
            "lead (đơn vị chủ trì), period (thời gian), product (sản phẩm), effect (hiệu quả), note (ghi "
            "chú); "
            "cột khác: number:tên (số) hoặc text:tên (chữ).",
            16,
            choices="roles",
        ),
        Heading("Tiêu đề", "Tiêu đề cột in trên biểu. Cột year viết {năm} ở chỗ ghi năm.", 40),
        Heading("Tên gọi khác", "Các cách viết tiêu đề khác cũng được nhận ra, cách nhau bằng “ | ”.", 90),
        Heading("Bắt buộc", "có: tệp thiếu cột này là có lỗi; không: thiếu cũng được.", 10, choices="yes_no"),
        Heading("Độ rộng", "Độ rộng cột khi in, tính bằng số ký tự.", 9, "number"),
    ),
)
CATALOGUE = SheetLayout(
    "Danh mục",
    "danh_muc",
    "Các chỉ tiêu, nhiệm vụ, mô hình của từng phụ lục",
    (
        Heading(
            "Mã",
            "Mã riêng của dòng, không trùng nhau và không đổi khi đã dùng (I.1, 1.2.3, 2.14 …).",
            9,
            "text",
        ),
        Heading("Phụ lục", "Mã phụ lục của dòng.", 9, "text", choices="appendices"),
        Heading("Mục", "Tên mục lớn mà dòng thuộc về; để trống nếu phụ lục không chia mục.", 22),
        Heading("Nội dung", "Tên chỉ tiêu, nhiệm vụ hoặc mô hình như in trên biểu.", 60),
        Heading(
            "Đơn vị tính",
            "Đơn vị tính, phải có ở trang Đơn vị tính; để trống nếu không có.",
            18,
            choices="units",
        ),
        Heading(
            "Kiểu giá trị",
            "số; số đếm (số nguyên: hộ, trường …); chữ; tỷ số (03/03 đồ án); chỉ tiêu (≥95, 85-90); "
            "trạng thái (Đạt); nhiệm vụ; mô hình; nhóm (dòng tên nhóm, không có giá trị).",
            13,
            choices="kinds",
        ),
        Heading(
            "Cách tính 5 năm",
            "Số 5 năm so với các năm: tổng; năm cuối; hằng năm (mọi năm như nhau); bình quân; không.",
            14,
            choices="five_years",
        ),
        Heading(
            "Chiều tốt",
            "tăng: càng cao càng tốt; giảm: càng thấp càng tốt; để trống: không xét.",
            10,
            choices="betters",
        ),
        Heading("Nhỏ nhất", "Giá trị nhỏ nhất có thể có; để trống nếu không giới hạn.", 10, "number"),
        Heading("Lớn nhất", "Giá trị lớn nhất có thể có; để trống nếu không giới hạn.", 10, "number"),
        Heading("Thuộc", "Mã của dòng mà dòng này là một phần hoặc được xếp dưới.", 9, "text"),
        Heading(
            "Quan hệ",
            "thành phần: các dòng cộng lại bằng dòng trên; một phần: cộng lại không vượt dòng trên; nhóm: "
            "chỉ xếp chung.",
            12,
            choices="relations",
        ),
        Heading(
            "Đơn vị chủ trì",
            "Các đơn vị chủ trì, đơn vị chính trước, cách nhau bằng “ | ”.",
            44,
            choices="departments",
        ),
        Heading(
            "Tên gọi khác", "Các cách viết khác của nội dung cũng được nhận ra, cách nhau bằng “ | ”.", 60
        ),
    ),
)
KNOWN = SheetLayout(
    "Số liệu nền",
    "so_lieu_nen",
    "Số liệu biết trước, in sẵn vào biểu của các đơn vị và đối chiếu khi biểu gửi về",
    (
        Heading("Mã", "Mã dòng ở trang Danh mục.", 10, "text"),
        Heading("Cột", "Vai trò hoặc tiêu đề của cột: baseline, resolution, total, 2026 …", 28, "text"),
        Heading("Giá trị", "Giá trị biết trước, viết như trên biểu.", 40, "text"),
    ),
)
FORMULAS = SheetLayout(
    "Công thức",
    "cong_thuc",
    "Các quan hệ giữa các dòng phải đúng ở mọi năm",
    (
        Heading("Mã", "Mã dòng mà quan hệ nói về.", 10, "text"),
        Heading(
            "Công thức",
            "Quan hệ viết bằng số, mã dòng, + - * /, ngoặc, cộng dồn(mã), năm trước(mã), và =, ≤, ≥ hoặc "
            "≈n%. "
            "Không bắt đầu bằng dấu =.",
            60,
            "text",
        ),
        Heading("Giải thích", "Vì sao quan hệ này phải đúng; in trong thông báo.", 90, needed=False),
    ),
)
DEPARTMENTS = SheetLayout(
    "Đơn vị",
    "don_vi",
    "Các phòng, ban, đơn vị và các cách viết tên",
    (
        Heading("Tên", "Tên đầy đủ của đơn vị, như in trong kết quả.", 40),
        Heading("Tên gọi khác", "Các cách viết khác của tên, cách nhau bằng “ | ”.", 100),
        Heading("Bắt buộc nộp", "có: phải gửi phụ lục; không: chỉ phối hợp.", 14, choices="yes_no"),
    ),
)
UNITS = SheetLayout(
    "Đơn vị tính",
    "don_vi_tinh",
    "Các đơn vị tính, cách viết và hệ số quy đổi",
    (
        Heading("Ký hiệu", "Đơn vị tính như in trên biểu.", 26, "text"),
        Heading("Tên gọi khác", "Các cách viết khác, cách nhau bằng “ | ”.", 80, "text"),
        Heading(
            "Đại lượng", "Các đơn vị cùng đại lượng quy đổi được cho nhau; để trống: không quy đổi được.", 22
        ),
        Heading(
            "Hệ số",
            "Một đơn vị này bằng bao nhiêu đơn vị gốc của đại lượng (triệu đồng: 1000000).",
            18,
            "number",
        ),
        Heading("Là số đếm", "có: giá trị phải là số nguyên (hộ, trường, người …).", 12, choices="yes_no"),
    ),
)
RULES = SheetLayout(
    "Quy tắc",
    "quy_tac",
    "Các điều kiểm tra: bật, tắt, mức độ, dung sai",
    (
        Heading("Mã", "Mã quy tắc. Không sửa cột này.", 8, "text"),
        Heading("Tên", "Tên ngắn của quy tắc.", 26, needed=False),
        Heading("Bật", "không: quy tắc này không kiểm tra nữa.", 8, choices="yes_no"),
        Heading(
            "Mức độ",
            "lỗi, cảnh báo hoặc thông tin; để trống hoặc ghi thông tin/cảnh báo: tùy từng trường hợp.",
            20,
            choices="severities",
        ),
        Heading(
            "Dung sai",
            "Với phép cộng: hệ số nhân với dung sai làm tròn (1). Với Y408, U304: ngưỡng. Để trống nếu "
            "không dùng.",
            10,
            "number",
        ),
        Heading("Nội dung", "Quy tắc phát hiện điều gì.", 100, needed=False),
    ),
)
GUIDE = SheetLayout(
    "Hướng dẫn",
    "huong_dan",
    "Cách dùng mẫu này",
    (Heading("Việc", "Việc cần làm.", 34), Heading("Cách làm", "Cách làm từng bước.", 110)),
)

#: The sheets that make the schema, in the order in which they are read and written.
LAYOUTS = (SETTINGS, APPENDICES, COLUMNS, CATALOGUE, KNOWN, FORMULAS, DEPARTMENTS, UNITS, RULES)

KINDS: Mapping[str, Kind] = {
    "số": Kind.NUMBER,
    "số đếm": Kind.COUNT,
    "chữ": Kind.TEXT,
    "tỷ số": Kind.FRACTION,
    "chỉ tiêu": Kind.TARGET,
    "trạng thái": Kind.STATUS,
    "nhiệm vụ": Kind.TASK,
    "mô hình": Kind.MODEL,
    "nhóm": Kind.HEADING,
}
FIVE_YEARS: Mapping[str, FiveYear] = {
    "tổng": FiveYear.SUM,
    "năm cuối": FiveYear.LAST,
    "hằng năm": FiveYear.EACH,
    "bình quân": FiveYear.MEAN,
    "không": FiveYear.NONE,
}
BETTERS: Mapping[str, Better] = {"tăng": Better.UP, "giảm": Better.DOWN}
RELATIONS: Mapping[str, Relation] = {
    "thành phần": Relation.PART,
    "một phần": Relation.SOME,
    "nhóm": Relation.GROUP,
}
SEVERITIES: Mapping[str, Severity | None] = {
    "lỗi": Severity.ERROR,
    "cảnh báo": Severity.WARNING,
    "thông tin": Severity.INFO,
    "thông tin/cảnh báo": None,
}
YES_NO: Mapping[str, bool] = {"có": True, "không": False}
PAPERS: Mapping[str, str] = {"A4": "A4", "A3": "A3"}
ORIENTATIONS: Mapping[str, bool] = {"ngang": True, "dọc": False}

#: Roles that a column may have once in a form; `number:<key>` and `text:<key>` may stand any number of times.
ROLES = (
    "tt",
    "name",
    "unit",
    "baseline",
    "resolution",
    "total",
    "year",
    "target",
    "lead",
    "period",
    "product",
    "effect",
    "note",
)

_Coded = TypeVar("_Coded")

_FURTHER_WORDS = {
    "hàng năm": "hằng năm",
    "trung bình": "bình quân",
    "tỉ số": "tỷ số",
    "x": "có",
    "1": "có",
    "true": "có",
    "yes": "có",
    "bắt buộc": "có",
    "0": "không",
    "false": "không",
    "no": "không",
    "landscape": "ngang",
    "portrait": "dọc",
    "info/warning": "thông tin/cảnh báo",
}
_AS_WRITTEN = {key(word): key(meaning) for word, meaning in _FURTHER_WORDS.items()}


def decode(words: Mapping[str, _Coded], text: str) -> tuple[_Coded] | None:
    """Return the value that a Vietnamese word (or the English one of the catalogue) stands for, in a 1-tuple.

    None when the word is not one of `words`. Capitals, spaces and tone placement do not matter.
    """
    wanted = key(text)
    wanted = _AS_WRITTEN.get(wanted, wanted)
    for word, value in words.items():
        if key(word) == wanted or (isinstance(value, StrEnum) and value.value == wanted):
            return (value,)
    return None


def encode(words: Mapping[str, _Coded], value: _Coded) -> str:
    """Return the Vietnamese word of a coded value; '' when it has none (a direction that nobody asks for)."""
    return next((word for word, coded in words.items() if coded == value), "")
