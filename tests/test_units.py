"""Units as people write them, found in a table of the template's rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardxl.model import Unit
from wardxl.units import UnitTable

D = Decimal

UNITS = (
    Unit("%", ("phần trăm",), "tỷ lệ"),
    Unit("‰", (), "tỷ lệ", D("0.1")),
    Unit("Điểm %", ("điểm phần trăm",), "điểm phần trăm"),
    Unit("Đồng", ("đ", "VNĐ"), "tiền"),
    Unit("Nghìn đồng", ("nghìn đ", "1.000 đồng", "1.000 đ"), "tiền", D(1000)),
    Unit("Triệu đồng", ("triệu", "tr.đ", "tr.đồng"), "tiền", D(10**6)),
    Unit("Tỷ đồng", ("tỷ",), "tiền", D(10**9)),
    Unit("Triệu đồng/người/tháng", (), "tiền/người/năm", D(12 * 10**6)),
    Unit("Triệu đồng/người/năm", (), "tiền/người/năm", D(10**6)),
    Unit("Hộ", ("hộ gia đình",), "hộ", count=True),
    Unit("Người", ("ng",), "người", count=True),
    Unit("Vạn người", (), "người", D(10000)),
    Unit("m2", ("mét vuông",), "diện tích"),
    Unit("ha", ("hecta",), "diện tích", D(10000)),
    Unit("Tấn", (), "khối lượng", D(1000)),
    Unit("kg", (), "khối lượng"),
    Unit("kg/ha", (), "năng suất"),
    Unit("Giường/10.000 dân", (), "giường trên dân"),
    Unit("Bó", (), ""),
    Unit("Sọt", (), ""),
)
TABLE = UnitTable(UNITS)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("%", "%"),
        ("(%)", "%"),
        ("( % )", "%"),
        ("%.", "%"),
        ("Phần trăm", "%"),
        ("điểm %", "Điểm %"),
        ("Tr.đồng", "Triệu đồng"),
        ("tr. đồng", "Triệu đồng"),
        ("Tr đồng", "Triệu đồng"),
        ("trđ", "Triệu đồng"),
        ("tr.đ", "Triệu đồng"),
        ("TRIỆU ĐỒNG", "Triệu đồng"),
        ("(triệu đồng)", "Triệu đồng"),
        ("triệu đồng:", "Triệu đồng"),
        ("tỉ đồng", "Tỷ đồng"),
        ("Tỷ  đồng", "Tỷ đồng"),
        ("tỉ", "Tỷ đồng"),
        ("ngàn đồng", "Nghìn đồng"),
        ("Ngàn đ", "Nghìn đồng"),
        ("1.000đ", "Nghìn đồng"),
        ("1000 đồng", "Nghìn đồng"),
        ("Tr.đồng/ người/ tháng", "Triệu đồng/người/tháng"),
        ("triệu đồng / người / năm", "Triệu đồng/người/năm"),
        ("tr.đ/ng/tháng", "Triệu đồng/người/tháng"),
        ("hộ", "Hộ"),
        ("Hộ gia đình.", "Hộ"),
        ("m²", "m2"),
        ("M2", "m2"),
        ("HA", "ha"),
        # a power of ten before a name
        ("1.000.000 đồng", "Triệu đồng"),
        ("1,000 đồng", "Nghìn đồng"),
        ("x1000đ", "Nghìn đồng"),
        ("10⁶ đồng", "Triệu đồng"),
        ("10^9 đ", "Tỷ đồng"),
        ("tỷ VNĐ", "Tỷ đồng"),
        ("nghìn VNĐ", "Nghìn đồng"),
        ("nghìn triệu đồng", "Tỷ đồng"),
        ("10.000 người", "Vạn người"),
        # below the line in any order
        ("Tr.đồng/tháng/người", "Triệu đồng/người/tháng"),
        ("triệu VNĐ/1 tháng/1 người", "Triệu đồng/người/tháng"),
        ("triệu đồng/một người/năm", "Triệu đồng/người/năm"),
        ("1.000.000 đồng/người/năm", "Triệu đồng/người/năm"),
        ("giường/1 vạn dân", "Giường/10.000 dân"),
    ],
)
def test_find(text: str, symbol: str) -> None:
    unit = TABLE.find(text)
    assert unit is not None
    assert unit.symbol == symbol


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "()", "sào", "triệu", "người/tháng", "tấn/người", "%/ha", "đồng/"),
        # an amount, a word that begins like a power, more than one unit, a remark
        *("100 ha", "10 hộ", "tỷ lệ", "tỷ suất", "người (hộ)", "triệu đồng so với năm trước", "% (ước)"),
    ],
)
def test_unknown(text: str) -> None:
    """U301: the unit is not in the template's list."""
    if text == "triệu":
        assert TABLE.find(text) is not None  # it is, as another name
    else:
        assert TABLE.find(text) is None


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("triệu đồng", "tỷ đồng", "0.001"),
        ("tỷ đồng", "triệu đồng", "1000"),
        ("đồng", "tỷ đồng", "1E-9"),
        ("ha", "m2", "10000"),
        ("‰", "%", "0.1"),
        ("vạn người", "người", "10000"),
        ("trđ", "triệu đồng", "1"),
        ("Tr.đ/người/tháng", "triệu đồng/người/năm", "12"),
        # by its parts: nghìn đồng for triệu đồng above the slash, hecta for m2 and tấn for kg
        ("nghìn đồng/người/tháng", "triệu đồng/người/tháng", "0.001"),
        ("tấn/ha", "kg/ha", "1000"),
        ("kg/m2", "kg/ha", "10000"),
        # multiples that the template does not have
        ("trăm triệu đồng", "tỷ đồng", "0.1"),
        ("nghìn hộ", "hộ", "1000"),
        ("1.000 ha", "ha", "1000"),
        ("nghìn m2", "ha", "0.1"),
        ("giường/1.000 dân", "giường/10.000 dân", "10"),
        ("vạn đồng/tháng/người", "triệu đồng/người/tháng", "0.01"),
    ],
)
def test_factor(source: str, target: str, factor: str) -> None:
    """U302: another unit of the same kind is converted."""
    one, other = TABLE.find(source), TABLE.find(target)
    assert one is not None
    assert other is not None
    assert TABLE.factor(one, other) == D(factor)


def test_a_factor_without_end_is_near_enough_to_come_back() -> None:
    year, month = TABLE.find("triệu đồng/người/năm"), TABLE.find("triệu đồng/người/tháng")
    assert year is not None
    assert month is not None
    factor = TABLE.factor(year, month)
    assert factor is not None
    assert abs(factor * 12 - 1) < D("1E-26")


@pytest.mark.parametrize(
    ("source", "target"),
    [("hộ", "%"), ("điểm %", "%"), ("triệu đồng", "triệu đồng/người/năm"), ("bó", "sọt"), ("người", "hộ")],
)
def test_no_factor_between_quantities(source: str, target: str) -> None:
    """U303: a unit of another kind; units without a quantity convert into nothing."""
    one, other = TABLE.find(source), TABLE.find(target)
    assert one is not None
    assert other is not None
    assert TABLE.factor(one, other) is None


def test_a_unit_added_to_the_template_is_known_at_once() -> None:
    table = UnitTable((*UNITS, Unit("Sào", ("sào Bắc Bộ",), "diện tích", D(360))))
    source, target = table.find("Sào bắc bộ"), table.find("ha")
    assert source is not None
    assert target is not None
    assert table.factor(source, target) == D("0.036")


def test_a_symbol_beats_another_units_other_name() -> None:
    table = UnitTable([Unit("Tổ dân phố", ("tổ",)), Unit("Tổ", ()), Unit("Tổ chức", ("tổ",))])
    found = table.find("tổ")
    assert found is not None
    assert found.symbol == "Tổ"


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("% (so với cùng kỳ)", ["%"]),
        ("% so với năm trước", ["%"]),
        ("Tỷ đồng (giá so sánh 2010)", ["Tỷ đồng"]),
        ("triệu đồng, %", ["Triệu đồng", "%"]),
        ("triệu đồng (tỷ đồng)", []),
        ("(so với cùng kỳ)", []),
        ("chỉ tiêu (đã giao)", []),
    ],
)
def test_where_units_are_stated(text: str, symbols: list[str]) -> None:
    assert [unit.symbol for unit in TABLE.named(text)] == symbols


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_factors_are_consistent(a: Unit, b: Unit, c: Unit) -> None:
    there, back = TABLE.factor(a, b), TABLE.factor(b, a)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert abs(there * back - 1) < D("1E-20")
        onward, direct = TABLE.factor(b, c), TABLE.factor(a, c)
        assert (onward is None) == (direct is None)
        if onward is not None and direct is not None:
            assert abs(there * onward / direct - 1) < D("1E-20")


@given(st.sampled_from([name for unit in UNITS for name in (unit.symbol, *unit.other_names)]), st.data())
def test_decorated_names_are_found(name: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name, name.upper(), name.capitalize(), name.replace("/", " / ")]))
    name = data.draw(st.sampled_from([name, f"({name})", f" {name} ", f"{name}.", f"{name}:", f"[{name}]"]))
    assert TABLE.find(name) is not None
