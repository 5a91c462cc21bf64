"""What stands against an annotated copy of a workbook.

Parts that are not changed are taken over byte for byte, whatever they hold: pictures, charts, macros, pivot tables.
So a copy is refused only where a change anywhere breaks something elsewhere, or where it is not known how to make it.
"""

from __future__ import annotations

from wardxl.readers.package import Package, part_name


def obstacle(package: Package) -> str | None:
    """Say in Vietnamese why a workbook cannot be copied with marks, None where it can."""
    names = [part_name(entry.filename) for entry in package.entries]
    if len(set(names)) < len(names):
        return "tệp nén bên trong có phần trùng tên"
    if any(name.startswith("_xmlsignatures/") for name in names):
        return "tệp có chữ ký số, đánh dấu vào thì chữ ký mất hiệu lực"
    if any("/revisions/" in name for name in names):
        return "tệp là sổ dùng chung có theo dõi thay đổi (Shared Workbook)"
    return None
