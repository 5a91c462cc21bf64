"""Rows that have a height and still grow: what XlsxWriter cannot say.

A height that XlsxWriter sets is marked as chosen by hand (`customHeight`), and a row so marked never grows with
what is typed in it. Without the mark the height holds until the row is edited; without a height LibreOffice and
others draw every row one line high.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_ROW = re.compile(rb"<row [^>]*>")
_CHOSEN = b' customHeight="1"'


def let_rows_grow(content: bytes) -> bytes:
    """Return a workbook of XlsxWriter's whose rows keep their heights and grow when they are edited."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            data = source.read(entry)
            if _SHEET.fullmatch(entry.filename):
                data = _ROW.sub(lambda row: row[0].replace(_CHOSEN, b""), data)
            copy.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
