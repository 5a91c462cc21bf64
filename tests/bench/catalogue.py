"""The bench's own catalogue: rows of every kind and relation, as an office would list them in the template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from wardxl.model import Schema
from wardxl.schema import schema_of, shipped_tables
from wardxl.template_layout import CATALOGUE, FORMULAS, KNOWN
from wardxl.template_tables import Entry, Line, Tables


@dataclass(frozen=True)
class Spec:
    """A row of the catalogue, in the template's words."""

    code: str
    name: str
    unit: str
    kind: str
    five_year: str
    low: Fraction | None = None
    high: Fraction | None = None
    parent: str = ""
    relation: str = ""

    @property
    def count(self) -> bool:
        """Whether it holds whole numbers."""
        return self.kind == "số đếm"

    @property
    def whole_of(self) -> bool:
        """Whether some of what it holds is listed below it."""
        return any(one.parent == self.code and one.relation == "một phần" for one in SPECS.values())


_ROWS = """
T.1     | Thu ngân sách trên địa bàn            | Tỷ đồng | số     | tổng      | 0 |     |
T.1.1   | Thu thuế và phí                       | Tỷ đồng | số     | tổng      | 0 |     | thành phần
T.1.1.1 | Thuế ngoài quốc doanh                 | Tỷ đồng | số     | tổng      | 0 |     | thành phần
T.1.1.2 | Lệ phí trước bạ                       | Tỷ đồng | số     | tổng      | 0 |     | thành phần
T.1.1.3 | Thuế thu nhập cá nhân                 | Tỷ đồng | số     | tổng      | 0 |     | thành phần
T.1.2   | Tiền sử dụng đất                      | Tỷ đồng | số     | tổng      | 0 |     | thành phần
T.1.3   | Thu khác ngân sách                    | Tỷ đồng | số     | tổng      | 0 |     | thành phần
T.2     | Cân đối thu chi                       | Tỷ đồng | số     | tổng      |   |     |
T.2.1   | Kết dư chi thường xuyên               | Tỷ đồng | số     | tổng      |   |     | thành phần
T.2.2   | Kết dư chi đầu tư                     | Tỷ đồng | số     | tổng      |   |     | thành phần
T.3     | Vụ việc được giải quyết               | Vụ      | số đếm | tổng      | 0 |     |
T.3.1   | Vụ việc dân sự                        | Vụ      | số đếm | tổng      | 0 |     | thành phần
T.3.2   | Vụ việc hành chính                    | Vụ      | số đếm | tổng      | 0 |     | thành phần
T.3.3   | Khiếu nại về đất                      | Vụ      | số đếm | tổng      | 0 |     | thành phần
T.3.4   | Tố cáo cán bộ                         | Vụ      | số đếm | tổng      | 0 |     | thành phần
T.4     | Trường học công lập                   | Trường  | số đếm | năm cuối  | 0 |     |
T.4.1   | Trường mầm non                        | Trường  | số đếm | năm cuối  | 0 |     | thành phần
T.4.2   | Trường tiểu học                       | Trường  | số đếm | năm cuối  | 0 |     | thành phần
T.4.3   | Trường trung học cơ sở                | Trường  | số đếm | năm cuối  | 0 |     | thành phần
T.5     | Tỷ trọng dịch vụ và công nghiệp       | %       | số     | năm cuối  | 0 | 100 |
T.5.1   | Tỷ trọng dịch vụ                      | %       | số     | năm cuối  | 0 | 100 | thành phần
T.5.2   | Tỷ trọng công nghiệp                  | %       | số     | năm cuối  | 0 | 100 | thành phần
T.6     | Rác thải thu gom bình quân            | Tấn     | số     | bình quân | 0 |     |
T.6.1   | Rác thải sinh hoạt                    | Tấn     | số     | bình quân | 0 |     | thành phần
T.6.2   | Rác thải xây dựng                     | Tấn     | số     | bình quân | 0 |     | thành phần
T.7     | Hộ kinh doanh đăng ký                 | Hộ      | số đếm | năm cuối  | 0 |     |
T.7.1   | Hộ kinh doanh ăn uống                 | Hộ      | số đếm | năm cuối  | 0 |     | một phần
T.7.2   | Hộ kinh doanh vận tải                 | Hộ      | số đếm | năm cuối  | 0 |     | một phần
T.8     | Tổng vốn đầu tư công                  | Tỷ đồng | số     | tổng      | 0 |     |
T.8.1   | Vốn đầu tư giao thông                 | Tỷ đồng | số     | tổng      | 0 |     | một phần
T.8.2   | Vốn đầu tư thủy lợi                   | Tỷ đồng | số     | tổng      | 0 |     | một phần
T.9     | Giá trị sản xuất nông nghiệp          | Tỷ đồng | số     | tổng      | 0 |     |
T.10    | Diện tích cây xanh trồng thêm         | ha      | số     | tổng      | 0 |     |
T.11    | Tỷ lệ bao phủ bảo hiểm y tế           | %       | số     | năm cuối  | 0 | 100 |
T.12    | Thu nhập bình quân đầu người          | Triệu đồng/người/tháng | số | năm cuối | 0 | |
T.13    | Tốc độ tăng giá trị sản phẩm          | %       | số     | hằng năm  | -50 | 50 |
T.14    | Tỷ lệ hồ sơ giải quyết đúng hạn       | %       | số     | bình quân | 0 | 100 |
T.15    | Nhà văn hóa xây mới                   | Nhà     | số đếm | tổng      | 0 |     |
T.16    | Lượng nước sạch cung cấp              | m3      | số     | không     | 0 |     |
T.17    | Điểm ngập úng còn lại                 | Điểm    | số đếm | năm cuối  | 0 |     |
T.18    | Diện tích nhà ở mỗi người             | m2/người | số    | hằng năm  | 0 |     |
T.90    | Chỉ số hài lòng của người dân         | %       | số     | không     | 0 | 100 |
"""


def _specs() -> Iterator[Spec]:
    for line in _ROWS.strip().splitlines():
        code, name, unit, kind, five_year, low, high, relation = (part.strip() for part in line.split("|"))
        parent = code.rpartition(".")[0]
        yield Spec(
            code,
            name,
            unit,
            kind,
            five_year,
            Fraction(low) if low else None,
            Fraction(high) if high else None,
            parent if relation else "",
            relation,
        )


#: Every row by code, in order.
SPECS: dict[str, Spec] = {spec.code: spec for spec in _specs()}

#: What a table is put together of: a row by itself, or a whole with all that belongs to it.
SUBJECTS: dict[str, tuple[str, ...]] = {
    top: tuple(code for code in SPECS if code == top or code.startswith(f"{top}."))
    for top in SPECS
    if top.count(".") == 1 and top != "T.90"
}


@cache
def schema() -> Schema:
    """The shipped template with these rows in the place of its own, and without relations between rows."""
    shipped = shipped_tables()
    (first, *_) = shipped.of(CATALOGUE)
    lead = first.text("Đơn vị chủ trì").split("|")[0].strip()
    lines = []
    for number, spec in enumerate(SPECS.values(), 2):
        texts = {
            "Mã": spec.code,
            "Phụ lục": "I",
            "Nội dung": spec.name,
            "Đơn vị tính": spec.unit,
            "Kiểu giá trị": spec.kind,
            "Cách tính 5 năm": spec.five_year,
            "Nhỏ nhất": "" if spec.low is None else str(spec.low),
            "Lớn nhất": "" if spec.high is None else str(spec.high),
            "Thuộc": spec.parent,
            "Quan hệ": spec.relation,
            "Đơn vị chủ trì": lead,
        }
        entries = {heading: Entry(text) for heading, text in texts.items() if text}
        lines.append(Line(CATALOGUE.name, number, first.columns, entries))
    changed = {CATALOGUE.name: tuple(lines), FORMULAS.name: (), KNOWN.name: ()}
    return schema_of(replace(shipped, lines={**shipped.lines, **changed}))


__all__ = ["SPECS", "SUBJECTS", "Spec", "Tables", "schema"]
