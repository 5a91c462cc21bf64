"""Whether openpyxl can open a workbook and save it again without losing anything.

It drops what it does not know in silence, so the zip is looked through first: only parts and elements that
it is known to write back are let pass. Everything else means: no copy rather than a damaged one.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

#: Parts that are written back as they were.
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:core|app|custom)\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|calcChain)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme\d*\.xml"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+\.rels"
    r"|xl/(?:comments/?(?:comment)?s?\d*|tables/table\d+)\.xml|xl/drawings/(?:vml|comments)Drawing\d+\.vml"
    r"|xl/externalLinks/.+",
    re.IGNORECASE,
)
#: Parts whose loss nobody sees: pictures of the first page, a printer's own settings, labels of a file server.
_SPARED = re.compile(
    r"docProps/thumbnail\.\w+|xl/printerSettings/.+|customXml/.+|docMetadata/.+|\[trash\]/.+|.*/",
    re.IGNORECASE,
)
#: Elements of a sheet that are lost: extensions (newer validations and conditional formats), controls, shapes.
_LOST = re.compile(
    rb"<(?:\w+:)?(extLst|AlternateContent|drawing|legacyDrawingHF|picture|oleObjects|controls|webPublishItems"
    rb"|smartTags|customSheetViews|dataConsolidate|scenarios)\b"
)
_WORDS = {
    b"extLst": "định dạng hoặc kiểm soát nhập liệu kiểu mới",
    b"drawing": "hình vẽ hoặc biểu đồ",
    b"controls": "nút bấm",
    b"oleObjects": "đối tượng nhúng",
}
#: In the drawing of comments: anything but the boxes of comments.
_CONTROLS = re.compile(rb'ObjectType="(?!Note")')
#: Phonetic or rich text inside a cell itself, and strict workbooks, which openpyxl reads as empty.
_STRICT = b"http://purl.oclc.org/ooxml/"
#: Beyond this openpyxl takes minutes and gigabytes.
_LARGEST = 40 * 1024 * 1024


def obstacle(data: bytes) -> str | None:
    """Say in Vietnamese what openpyxl would lose of a workbook, None where it loses nothing.

    The bytes must already have passed the bounded reader; a file that is no zip is an obstacle too.
    """
    if not data.startswith(b"PK"):
        return "tệp không phải dạng .xlsx"
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _look_through(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return "tệp nén bên trong bị lỗi"


def _look_through(package: zipfile.ZipFile) -> str | None:
    infos = package.infolist()
    if sum(info.file_size for info in infos) > _LARGEST:
        return "tệp quá lớn"
    if len({info.filename.casefold() for info in infos}) < len(infos):
        return "tệp nén bên trong có phần trùng tên"
    for info in infos:
        name = info.filename
        if not (_KEPT.fullmatch(name) or _SPARED.fullmatch(name)):
            return _part_words(name)
        if name.casefold().startswith("xl/worksheets/") and name.endswith(".xml"):
            if found := _LOST.search(content := package.read(info)):
                return _WORDS.get(found[1], "thành phần đặc biệt của trang tính")
            if _STRICT in content[:2000]:
                return "tệp lưu theo kiểu Strict Open XML"
        elif name.endswith(".vml") and _CONTROLS.search(package.read(info)):
            return "nút bấm hoặc hình vẽ"
    return None


def _part_words(name: str) -> str:
    lowered = name.casefold()
    if "vbaproject" in lowered or "activex" in lowered:
        return "macro"
    if "/charts/" in lowered or "/drawings/" in lowered or "/media/" in lowered:
        return "hình vẽ, ảnh hoặc biểu đồ"
    if "pivot" in lowered:
        return "bảng tổng hợp (PivotTable)"
    if "thread" in lowered or "persons" in lowered:
        return "bình luận kiểu mới"
    return f"thành phần {name}"
