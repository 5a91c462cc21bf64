"""Golden runs: both documents, in any layout and typing, with exactly their figures and findings."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from counting import value_cells
from make_samples import COLLECTIVE, INPUTS, SAMPLES
from running import accounts, found, likened, missing_appendices, run, sources, tu_liem, values
from source import TU_LIEM_FINDINGS, TU_LIEM_NAMES, VALUE_COLUMNS, YEARS, YEN_HOA_NAMES, Found, lines, meaning
from typings import NAMES

SIX = [INPUTS / sample.file for sample in SAMPLES]

REVERSED = ("name", "tt", "lead", "unit", *reversed(YEARS), "total", "resolution", "baseline", "note")
WITHOUT_NOTE = TU_LIEM_FINDINGS - {("V210", "I.12", "baseline")}

#: Layouts by name. No figure and no finding may hang on any of them.
LAYOUTS: dict[str, dict[str, Any]] = {
    "as the document": {},
    "two rows of heading": {"headings": 2},
    "three rows of heading": {"headings": 3, "years": "year"},
    "years as numbers": {"years": "number", "headings": 2},
    "years as numbers in one row": {"years": "number"},
    "2026 (đã giao)": {"years": "given"},
    "KH 2026 beside KH 2026-2030": {"years": "short"},
    "I over the numbers": {"heading_texts": {"tt": "I"}, "column_numbers": "document"},
    "all columns numbered": {"column_numbers": "all", "headings": 2},
    "columns numbered in brackets": {"column_numbers": "brackets"},
    "columns lettered": {"column_numbers": "letters", "headings": 3},
    "heading repeated": {"repeat_after": (1, 2, 5, 9), "column_numbers": "all"},
    "two-row heading repeated": {"repeat_after": (4,), "headings": 2, "years": "number"},
    "several tables": {"split_after": (3, 6), "repeat_after": (10,)},
    "columns in another order": {"order": REVERSED, "headings": 2},
    "empty columns between": {"spacers": frozenset({"unit", "total", "2028", "lead"})},
    "years merged": {"merge_equal_years": True},
    "years merged above a repeated heading": {"merge_equal_years": True, "repeat_after": (2, 7)},
    "years merged above a heading of two rows": {
        "merge_equal_years": True,
        "repeat_after": (7, 8),
        "headings": 2,
    },
    "no line Trong đó": {"in_which": False, "mark": "nothing"},
    "sub-rows +": {"mark": "+"},
    "sub-rows *": {"mark": "*", "mark_in_name": True},
    "sub-rows - in the name": {"mark": "-", "mark_in_name": True},
    "sub-rows a)": {"mark": "a)"},
    "sub-rows a) in the name": {"mark": "a)", "mark_in_name": True},
    "sub-rows 1.1": {"mark": "1.1", "renumber": True},
    "sub-rows indented": {"mark": "indent", "in_which": False},
    "numbered anew": {"renumber": True, "totals": "label"},
    "off the edge, on the third sheet": {
        "top": 6,
        "left": 3,
        "sheet": "Bieu 05",
        "other_sheets": ("Công văn", "Sheet2"),
    },
    "nothing around the table": {"block": False, "title": (), "attached": "", "signer": ""},
}

#: Each layout once, the typings taking turns.
CASES = [(layout, NAMES[turn % len(NAMES)]) for turn, layout in enumerate(LAYOUTS)]


def expected_figures() -> dict[str, dict[str, Decimal | str | None]]:
    return {
        line.code: {column: meaning(line, column) for column in VALUE_COLUMNS["I"]} for line in lines("I")
    }


@pytest.mark.parametrize(("layout", "typing"), CASES)
def test_tu_liem_whatever_the_typing_and_layout(layout: str, typing: str, tmp_path: Path) -> None:
    """ "All 27 rows with exactly the figures …, and exactly the findings listed in DOMAIN section 1"."""
    written = tu_liem(tmp_path, typing=typing, layout=LAYOUTS[layout])
    report = run(tmp_path)
    assert values(report, "I") == expected_figures()
    assert sources(report) == written
    assert sorted(found(report)) == sorted(TU_LIEM_FINDINGS)
    assert missing_appendices(report) == {"1", "2", "3"}
    assert likened(report) <= TU_LIEM_NAMES
    for cells in accounts(report).values():
        assert cells["read"] == cells["consolidated"]


@pytest.mark.parametrize(
    ("without", "findings"),
    [
        ({"tt", "unit"}, TU_LIEM_FINDINGS),
        ({"lead"}, TU_LIEM_FINDINGS),
        ({"note"}, WITHOUT_NOTE),
        ({"tt", "unit", "resolution", "lead", "note"}, WITHOUT_NOTE),
    ],
)
def test_columns_that_a_form_may_lack(without: set[str], findings: frozenset[Found], tmp_path: Path) -> None:
    tu_liem(tmp_path, layout={"without": frozenset(without)})
    report = run(tmp_path)
    expected = expected_figures()
    for row in expected.values():
        row.update(dict.fromkeys(without & row.keys()))
    assert values(report, "I") == expected
    assert sorted(found(report)) == sorted(findings)


def test_unknown_columns_are_said_and_change_nothing(tmp_path: Path) -> None:
    """S112: "a column that the form does not have"."""
    tu_liem(tmp_path, layout={"extra": {"unit": "Mã số", "note": "Cơ quan phối hợp"}})
    report = run(tmp_path)
    assert values(report, "I") == expected_figures()
    assert sorted(finding for finding in found(report) if finding[0] != "S112") == sorted(TU_LIEM_FINDINGS)
    assert {submission["file"] for submission in report["submissions"]} == {
        finding["file"] for finding in report["findings"] if finding["code"] == "S112"
    }


def test_unit_above_the_table(tmp_path: Path) -> None:
    """`Đơn vị tính: Tỷ đồng` stands above the table instead of in a column."""
    revenue = [line for line in lines("I") if line.text("unit") == "Tỷ đồng"]
    tu_liem(tmp_path, revenue, layout={"unit_above": True, "headings": 2}, typing="plain")
    report = run(tmp_path)
    figures = expected_figures()
    assert {line.code: values(report, "I")[line.code] for line in revenue} == {
        line.code: figures[line.code] for line in revenue
    }
    rows = {line.code for line in revenue}
    assert sorted(f for f in found(report) if f[0] != "C601") == sorted(
        f for f in TU_LIEM_FINDINGS if f[1] in rows
    )


# ── The samples ───────────────────────────────────────────────────────────────────────────


def test_the_six_samples() -> None:
    report = run(SIX)
    assert values(report, "I") == expected_figures()
    assert sorted(found(report)) == sorted(TU_LIEM_FINDINGS)
    assert likened(report) <= TU_LIEM_NAMES


def test_the_account_of_cells_is_the_independent_count() -> None:
    """ "Từ Liêm's six files … hold 56, 96, 12, 7, 7 and 7"; read is the sum of the others."""
    cells = accounts(run(SIX))
    assert [cells[path.name]["read"] for path in SIX] == [56, 96, 12, 7, 7, 7]
    assert [cells[path.name]["read"] for path in SIX] == [value_cells(path) for path in SIX]
    for account in cells.values():
        parts = ("consolidated", "agreed", "superseded", "reported")
        assert account["read"] == sum(account[part] for part in parts)


def test_all_samples_together_miss_nothing() -> None:
    report = run(INPUTS)
    assert sorted(found(report)) == sorted(TU_LIEM_FINDINGS)
    assert missing_appendices(report) == set()
    assert likened(report) <= TU_LIEM_NAMES | YEN_HOA_NAMES
    assert accounts(report)[COLLECTIVE]["read"] == value_cells(INPUTS / COLLECTIVE)


# ── Yên Hòa ───────────────────────────────────────────────────────────────────────────────


def target(text: str) -> str | dict[str, Any]:
    """What a target of the document means: `11,0-12,0`, `≥95`, `> 90`, `85`, `Đạt`."""
    digits = re.findall(r"\d+(?:,\d+)?", text)
    if not digits:
        return text
    low, high = (Decimal(digit.replace(",", ".")) for digit in (digits[0], digits[-1]))
    only_low = text[0] in "≥>"
    return {"low": low, "high": None if only_low else high, "low_open": text[0] == ">", "high_open": False}


def without_text(value: object) -> object:
    """A value of the report without the words it was read from."""
    return {key: part for key, part in value.items() if key != "text"} if isinstance(value, dict) else value


@pytest.fixture(scope="module")
def yen_hoa(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The collective file in a folder of its own."""
    folder = tmp_path_factory.mktemp("yen_hoa")
    (folder / COLLECTIVE).write_bytes((INPUTS / COLLECTIVE).read_bytes())
    return run(folder)


def test_yen_hoa_targets(yen_hoa: dict[str, Any]) -> None:
    rows = values(yen_hoa, "1")
    assert {code: without_text(row["target"]) for code, row in rows.items()} == {
        line.code: target(line.text("target")) for line in lines("1")
    }


@pytest.mark.parametrize("code", [line.code for line in lines("1") if not line.text("target").endswith("%")])
def test_yen_hoa_targets_as_written(code: str, yen_hoa: dict[str, Any]) -> None:
    value = values(yen_hoa, "1")[code]["target"]
    (line,) = (line for line in lines("1") if line.code == code)
    assert (value["text"] if isinstance(value, dict) else value) == line.text("target")


def test_yen_hoa_periods(yen_hoa: dict[str, Any]) -> None:
    for line in lines("2"):
        row = values(yen_hoa, "2")[line.code]
        text = line.text("period")
        years = [int(year) for year in re.findall(r"\d{4}", text)]
        assert row["period"] == {
            "start": years[0] if years else None,
            "end": years[-1] if years else None,
            "ongoing": not years,
            "text": text,
        }
        assert row["product"] == line.text("product")
        assert row["effect"] == line.text("effect")


def test_yen_hoa_leads(yen_hoa: dict[str, Any]) -> None:
    """ "Both spellings of the economy department resolved to one; the two leads … found"."""
    for appendix in "123":
        rows = {row["code"]: row["leads"] for row in yen_hoa["appendices"][appendix]}
        assert rows == {line.code: list(line.leads) for line in lines(appendix)}


def test_yen_hoa_findings(yen_hoa: dict[str, Any]) -> None:
    """ "No error, no C604, C609, C610"; the first appendix is missing, and that is all."""
    assert found(yen_hoa) == []
    assert missing_appendices(yen_hoa) == {"I"}
    assert likened(yen_hoa) <= YEN_HOA_NAMES


def test_a_collective_file_counts_as_sent_by_each_lead(yen_hoa: dict[str, Any]) -> None:
    """ "Its `department` is null and it counts as sent by each lead of its rows"."""
    (submission,) = yen_hoa["submissions"]
    assert submission["department"] is None
    assert submission["state"] == "accepted"
    assert [table["appendix"] for table in submission["tables"]] == ["1", "2", "3"]
    assert [table["rows"] for table in submission["tables"]] == [21, 20, 9]
    leads = {lead for appendix in "123" for line in lines(appendix) for lead in line.leads}
    sent = {entry["name"] for entry in yen_hoa["departments"] if entry["files"] == [COLLECTIVE]}
    assert sent == leads
