"""What a file is, told by its bytes; and what is said of one that is no spreadsheet."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsx_made as made

from wardxl.readers import KINDS, READERS, ReadError, read, sniff
from wardxl.readers.decrypt import DEFAULT_PASSWORD

XLSX = made.workbook('<row r="1"><c r="A1"><v>12.5</v></c></row>')


def package(content_type: str, **files: str) -> bytes:
    return made.pack(
        {
            "[Content_Types].xml": f'<Types><Override ContentType="application/{content_type}"/></Types>',
            **files,
        }
    )


def opendocument(kind: str) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<x/>")
    return target.getvalue()


def compound(*names: str, inner: str = "", stream: bytes = b"") -> bytes:
    """A compound file whose top level holds streams of these names, and `inner` in a storage below."""
    free, end = b"\xff" * 4, b"\xfe\xff\xff\xff"
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    header[44:52] = b"\x01\x00\x00\x00\x01\x00\x00\x00"
    header[56:60] = b"\x00\x10\x00\x00"
    header[60:64] = header[68:72] = end
    header[76:] = free * 109
    header[76:80] = b"\x00\x00\x00\x00"

    def entry(name: str, right: int, child: int, sector: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        raw = bytearray(128)
        raw[: len(text)] = text
        raw[64:66] = (len(text) + 2).to_bytes(2, "little")
        raw[66:68] = b"\x02\x01"
        for place, number in ((68, -1), (72, right), (76, child)):
            raw[place : place + 4] = number.to_bytes(4, "little", signed=True)
        raw[116:120], raw[120:124] = sector.to_bytes(4, "little"), size.to_bytes(4, "little")
        return bytes(raw)

    last = len(names)
    entries = entry("Root Entry", -1, 1, 0, 0)
    for number, name in enumerate(names, start=1):
        below = last + 1 if inner and number == last else -1
        entries += entry(name, number + 1 if number < last else -1, below, 9, 5000)
    if inner:
        entries += entry(inner, -1, -1, 9, 5000)
    table = b"\xfd\xff\xff\xff" + b"".join(n.to_bytes(4, "little") for n in range(2, 8)) + end * 121
    return bytes(header) + table + entries.ljust(512 * 8, b"\x00") + stream.ljust(5120, b"\x00")


BOF = b"\x09\x08\x10\x00" + b"\x00\x06\x05\x00" + bytes(12)
KIND_CASES: list[tuple[str, bytes, str]] = [
    ("a workbook", XLSX, "xlsx"),
    ("a macro workbook", package("vnd.ms-excel.sheet.macroEnabled.main+xml"), "xlsx"),
    ("a template", package("vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"), "xlsx"),
    ("half a workbook", XLSX[: len(XLSX) // 2], "xlsx"),
    ("a binary workbook", package("vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb"),
    ("Word", package("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), "docx"),
    ("PowerPoint", package("vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), "pptx"),
    ("Calc", opendocument("spreadsheet"), "ods"),
    ("Writer", opendocument("text"), "odt"),
    ("workbooks in a zip", made.pack({"a/KTHT.xlsx": XLSX}), "zip"),
    ("an empty zip", made.pack({}), "zip"),
    ("old Excel", compound("Workbook", stream=BOF), "xls"),
    ("Excel 5", compound("Book"), "xls"),
    (
        "old Excel with a password",
        compound("Workbook", stream=BOF + b"\x2f\x00\x06\x00" + bytes(6)),
        "encrypted",
    ),
    ("old Word", compound("WordDocument"), "doc"),
    ("old Word with a sheet in it", compound("WordDocument", "ObjectPool", inner="Workbook"), "doc"),
    ("old PowerPoint", compound("PowerPoint Document"), "ppt"),
    ("an encrypted package", compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    ("another compound file", compound("__properties"), "ole"),
    ("Excel 4", b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(20), "xls"),
    ("PDF", b"%PDF-1.7\n%\xe2\xe3", "pdf"),
    ("a photograph", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
    ("a screenshot", b"\x89PNG\r\n\x1a\n", "image"),
    ("RTF", b"{\\rtf1\\ansi", "rtf"),
    ("RAR", b"Rar!\x1a\x07\x00", "archive"),
    ("a page", "\ufeff<!DOCTYPE html><html><body>Đăng nhập</body></html>".encode(), "html"),
    ("a table alone", b"\r\n <table border=1><tr><td>1</td></tr></table>", "html"),
    ("a page in UTF-16", "<html><table></table></html>".encode("utf-16"), "html"),
    (
        "XML 2003",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "xml",
    ),
    ("a web archive", b"MIME-Version: 1.0\nContent-Type: multipart/related", "mht"),
    ("CSV", "STT;Tên;Số\n1;Hộ nghèo;12,5\n".encode(), "csv"),
    ("CSV in code page 1258", "STT,Tên\n1,a\n".encode("cp1258", "replace"), "csv"),
    ("CSV in UTF-16", "STT\tTên\n".encode("utf-16"), "csv"),
    ("prose", "Kính gửi: Ủy ban nhân dân phường".encode(), "csv"),
    ("nothing", b"", "empty"),
    ("zeros", bytes(4096), "empty"),
    ("blanks", b"\xef\xbb\xbf \r\n", "empty"),
    ("noise", bytes(range(256)), "unknown"),
]


@pytest.mark.parametrize(
    ("data", "kind"), [case[1:] for case in KIND_CASES], ids=[case[0] for case in KIND_CASES]
)
def test_kinds(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


def test_every_kind_has_a_name_and_a_case() -> None:
    assert {kind for _, _, kind in KIND_CASES} == set(KINDS)
    assert set(READERS) <= set(KINDS)


@pytest.mark.parametrize(
    ("data", "name", "code", "word"),
    [
        (b"", "PL1.xlsx", "S101", "không có nội dung"),
        (b"%PDF-1.7", "PL1.xlsx", "S101", "thực ra là tệp PDF"),
        (b"%PDF-1.7", "PL1.pdf", "S104", "là tệp PDF"),
        (b"\x89PNG\r\n\x1a\n", "PL1.xls", "S101", "tệp ảnh"),
        (b"\x89PNG\r\n\x1a\n", "ảnh.png", "S104", "tệp ảnh"),
        (package("vnd.openxmlformats-officedocument.wordprocessingml.x"), "PL1.XLSX", "S101", "Word (.docx)"),
        (
            package("vnd.openxmlformats-officedocument.wordprocessingml.x"),
            "PL1.docx",
            "S104",
            "dán vào Excel",
        ),
        (b"<html><body><p>404</p></body></html>", "PL1.xls", "S101", "HTML"),
        ("Kính gửi: Ủy ban nhân dân phường".encode(), "PL1.xls", "S101", "văn bản"),
        (made.pack({"a.txt": "x"}), "PL1.xlsx", "S101", "tệp nén"),
        (bytes(range(256)), "PL1.xlsx", "S101", "không rõ định dạng"),
        (compound("EncryptionInfo", "EncryptedPackage"), "PL1.xlsx", "S102", "mật khẩu"),
        (compound("Workbook", stream=BOF + b"\x2f\x00\x06\x00" + bytes(6)), "PL1.xls", "S102", "mật khẩu"),
    ],
)
def test_what_is_no_spreadsheet_is_named_as_what_it_is(data: bytes, name: str, code: str, word: str) -> None:
    """S101: … or not a spreadsheet at all whatever its name says; S102 needs a password; S104 foreign-file."""
    with pytest.raises(ReadError) as refusal:
        read(data, name)
    assert refusal.value.code == code
    assert word in refusal.value.message
    assert name not in refusal.value.message


def encrypted(password: str) -> bytes:
    """The workbook under a password (with a picture's worth of noise: the library cannot pack small files)."""
    from msoffcrypto.format.ooxml import OOXMLFile

    source, target = BytesIO(XLSX), BytesIO()
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("xl/media/image1.png", random.Random(1).randbytes(20_000))
    OOXMLFile(source).encrypt(password, target)
    return target.getvalue()


def test_the_default_password_is_tried() -> None:
    """Default password (VelvetSweatshop) tried, else S102."""
    book = read(encrypted(DEFAULT_PASSWORD), "x.xlsx")
    assert book.grids[0].rows[1][1].value == "12.5"
    with pytest.raises(ReadError) as refusal:
        read(encrypted("bí mật"), "x.xlsx")
    assert refusal.value.code == "S102"


def test_a_password_may_not_cost_hours() -> None:
    dear = encrypted("x").replace(b'spinCount="100000"', b'spinCount="999999"')
    hopeless = encrypted("x").replace(b'spinCount="100000"', b'spinCount="99999999"')
    assert dear != hopeless
    with pytest.raises(ReadError, match="S102"):
        read(hopeless, "x.xlsx")


def test_the_name_decides_nothing(tmp_path: Path) -> None:
    for name in ("x.xlsx", "x.xls", "x.csv", "x.docx", "x"):
        assert read(XLSX, name).format == "xlsx"


@pytest.mark.parametrize("size", [0, 1, 6, 255, 65_535])
def test_a_compound_file_of_impossible_sectors(size: int) -> None:
    data = bytearray(compound("Workbook"))
    data[30:32] = size.to_bytes(2, "little")
    assert sniff(bytes(data)) == "xls"


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_numbers_of_two_bytes_are_no_text(order: str) -> None:
    """Every other byte is zero there as well."""
    numbers = b"".join(
        number.to_bytes(2, "little" if order.endswith("le") else "big") for number in range(1, 200)
    )
    assert sniff(numbers * 3) == "unknown"


def test_a_table_may_begin_with_the_letters_of_a_bitmap() -> None:
    assert sniff("BM;Biểu mẫu\n1;2\n".encode()) == "csv"
    assert sniff(b"BM" + (1000).to_bytes(4, "little") + bytes(4) + bytes(range(200))) == "image"
