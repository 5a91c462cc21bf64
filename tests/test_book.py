"""The one module that reaches behind XlsxWriter's public face: what it leans on is there, and does only that."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.core import Core
from xlsxwriter.packager import Packager
from xlsxwriter.worksheet import Worksheet

import wardxl
from wardxl.workbook import book as own
from wardxl.workbook.book import new_book

PACKAGE = Path(wardxl.__file__).parent
FONTS = {"font_name": "Arial", "font_size": 10}


def parts(*, bare: bool, plain: bool = False) -> dict[str, str]:
    """The parts of a small workbook, made by our class or by XlsxWriter's own."""
    target = BytesIO()
    book: Any = (
        Workbook(target, {"in_memory": True, "default_format_properties": FONTS})
        if plain
        else new_book(target, FONTS)
    )
    sheet = book.add_worksheet("Phụ lục I")
    sheet.write_string(0, 0, "Tỷ lệ")
    sheet.write_number(0, 1, 96.5)
    sheet.set_header("&C&P", {"scale_with_doc": False})
    if bare:
        sheet.first_page_bare = True
    book.set_properties({"title": "Tổng hợp", "author": "Phường", "created": own_date()})
    book.close()
    with zipfile.ZipFile(target) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def own_date() -> Any:
    from datetime import datetime

    return datetime(2026, 4, 6)


@pytest.mark.parametrize(
    ("of", "name"),
    [
        (Core, "_write_dc_title"),
        (Core, "_set_properties"),
        (Core, "_set_xml_writer"),
        (Core, "_assemble_xml_file"),
        (Core, "_xml_data_element"),
        (Packager, "_write_core_file"),
        (Packager, "_filename"),
        (Workbook, "_get_packager"),
        (Worksheet, "_prepare_formula"),
        (Worksheet, "_write_header_footer"),
        (Worksheet, "_write_odd_header"),
        (Worksheet, "_xml_start_tag"),
        (Worksheet, "_xml_end_tag"),
    ],
)
def test_what_is_overridden_or_called_is_there(of: type, name: str) -> None:
    """A new XlsxWriter that has it no longer is told here, not by a header that is silently lost."""
    assert callable(getattr(of, name))
    assert name in Path(own.__file__).read_text(encoding="utf-8")


def test_the_list_above_is_whole() -> None:
    text = Path(own.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r"\b(_[a-z][a-z_]+)\(", text))
    listed = next(
        mark for mark in test_what_is_overridden_or_called_is_there.pytestmark if mark.name == "parametrize"
    )
    assert named == {name for _, name in listed.args[1]}


def test_only_the_first_page_loses_its_number_and_the_language_is_vietnamese() -> None:
    found = parts(bare=True)
    assert (
        '<headerFooter differentFirst="1" scaleWithDoc="0"><oddHeader>&amp;C&amp;P</oddHeader></headerFooter>'
        in found["xl/worksheets/sheet1.xml"]
    )
    assert "<dc:language>vi-VN</dc:language>" in found["docProps/core.xml"]


def test_nothing_else_differs_from_what_xlsxwriter_writes() -> None:
    ours, theirs = parts(bare=False), parts(bare=False, plain=True)
    assert ours.keys() == theirs.keys()
    core = ours["docProps/core.xml"].replace("<dc:language>vi-VN</dc:language>", "")
    assert core == theirs["docProps/core.xml"]
    for name in ours.keys() - {"docProps/core.xml"}:
        assert ours[name] == theirs[name], name


@pytest.mark.parametrize(
    "path", sorted(set(PACKAGE.rglob("*.py")) - set(PACKAGE.glob("readers/*"))), ids=lambda path: path.name
)
def test_no_other_module_reaches_behind_it(path: Path) -> None:
    if path != Path(own.__file__):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(sheet|book|chart|worksheet|workbook)\._[a-z]", text)
        assert not re.search(r"from xlsxwriter\.(core|packager|worksheet|workbook)", text)
