"""What a single file may cost. CONTRACT S103 "decompression bomb, DOCTYPE/entities, absurd dimensions: refused
before it costs memory"; every file here is small or is refused before it is looked at."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
import xlsx_made as made
from grids import HEAD_I, grid
from test_sniff import encrypted

from wardxl import intake, table_header
from wardxl import schema as schemas
from wardxl.archive import Archive
from wardxl.found_tables import FoundTables
from wardxl.intake import check_grids
from wardxl.lexicon import Lexicon, lexicon
from wardxl.model import State
from wardxl.pipeline import run
from wardxl.readers import ReadError, limits, read, worker
from wardxl.readers import html as page_reader
from wardxl.readers.worker import WorkerDied, decrypt_apart
from wardxl.sheet import Sheet

SECONDS = 6.0
A_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'
TABLE = "<table><tr><td>a</td><td>1</td></tr></table>"


def noise(count: int) -> list[int]:
    """Numbers that cannot be packed so well that the packing itself gives the file away."""
    source = random.Random(7)
    return [source.randrange(10**9) for _ in range(count)]


def many_sheets() -> bytes:
    parts = made.parts(made.sheet(A_CELL))
    entries = "".join(f'<sheet name="{n}" sheetId="1" r:id="rId1"/>' for n in noise(limits.MAX_SHEETS + 1))
    spaces = f'xmlns="{made.MAIN}" xmlns:r="{made.RELATIONS}"'
    return made.pack(
        {**parts, "xl/workbook.xml": f"<workbook {spaces}><sheets>{entries}</sheets></workbook>"}
    )


def many_formats() -> bytes:
    entries = "".join(f'<xf numFmtId="{n % 50}" fontId="{n}"/>' for n in noise(limits.MAX_STYLES + 9))
    styles = f'<styleSheet xmlns="{made.MAIN}"><cellXfs>{entries}</cellXfs></styleSheet>'
    return made.pack(made.parts(made.sheet(A_CELL), styles=styles))


def arrays_over_everything() -> bytes:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><f t="array" ref="A1:XFD1048576">B{n}</f><v>1</v></c></row>'
        for r, n in enumerate(noise(200), start=1)
    )
    return made.workbook(rows)


def arrays_over_whole_rows() -> bytes:
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><f t="array" ref="A{r}:XFD1048576">B{n}</f><v>1</v></c></row>'
        for r, n in enumerate(noise(20_000), start=1)
    )
    return made.workbook(rows)


def a_long_shared_formula() -> bytes:
    master = "+".join(f'"{n}"' for n in noise(400_000))
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><f t="shared" si="0">{master if r == 1 else ""}</f><v>{n}</v></c></row>'
        for r, n in enumerate(noise(5_000), start=1)
    )
    return made.workbook(rows)


def many_ods_sheets() -> bytes:
    tables = "".join(f'<t:table t:name="{n}"/>' for n in noise(limits.MAX_SHEETS + 1))
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    root = f'<o:document-content xmlns:o="{urn}:office:1.0" xmlns:t="{urn}:table:1.0">'
    content = f"{root}<o:body><o:spreadsheet>{tables}</o:spreadsheet></o:body></o:document-content>"
    return made.pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def merges_of_thousands_of_cells() -> bytes:
    places = (n % 1_000_000 for n in noise(100_000))
    merges = "".join(f'<mergeCell ref="A{top + 1}:E{top + 1_000}"/>' for top in places)
    return made.workbook(A_CELL, after=f"<mergeCells>{merges}</mergeCells>")


def a_long_text(before: str, after: str) -> str:
    return f"{before}{''.join(map(str, noise(120_000)))}{after}"


def a_long_cell(before: str, after: str) -> str:
    return f'<row r="1"><c r="A1" t="str">{a_long_text(before, after)}</c></row>'


def a_long_number_format() -> bytes:
    code = "0.0;" * limits.MAX_FORMAT
    styles = (
        f'<styleSheet xmlns="{made.MAIN}"><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
    )
    return made.pack(made.parts(made.sheet(A_CELL), styles=f"{styles}</styleSheet>"))


def elements_within_each_other() -> bytes:
    tags = "".join(f"<{random.Random(n).choice('xyzw')}>" for n in range(200_000))
    return made.workbook(A_CELL, after=tags)


def attributes_without_end() -> bytes:
    attributes = " ".join(f"a{n}=''" for n in noise(100_000))
    return made.workbook(A_CELL, after=f"<x {attributes}/>")


def relations_to_nowhere() -> bytes:
    files = made.parts(made.sheet(A_CELL))
    files["_rels/.rels"] = made.relations(
        ("rId1", "officeDocument", "xl/workbook.xml"),
        *[("rId2", "none", f"{n}.xml") for n in noise(limits.MAX_RELATIONS)],
    )
    return made.pack(files)


def html(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


REFUSED: list[tuple[str, Callable[[], bytes]]] = [
    ("thousands of sheets over one part", many_sheets),
    ("a hundred thousand cell formats", many_formats),
    ("array formulas over the whole sheet", arrays_over_everything),
    ("array formulas over the rest of the sheet", arrays_over_whole_rows),
    ("a shared formula of megabytes", a_long_shared_formula),
    ("merged ranges, a hundred thousand of them", merges_of_thousands_of_cells),
    ("a value of a million letters", lambda: made.workbook(a_long_cell("<v>", "</v>"))),
    ("a text of a million letters", lambda: made.workbook(a_long_cell("<is><t>", "</t></is>"))),
    ("a shared string of a million letters", lambda: made.workbook(A_CELL, a_long_text("<t>", "</t>"))),
    ("a formula of a million letters", lambda: made.workbook(a_long_cell("<f>", "</f><v>1</v>"))),
    ("elements in each other, a hundred thousand deep", elements_within_each_other),
    ("an element of a hundred thousand attributes", attributes_without_end),
    ("thousands of relations", relations_to_nowhere),
    ("thousands of sheets in an .ods", many_ods_sheets),
    ("a number format of thousands of letters", a_long_number_format),
    ("cells over thousands of rows, side by side", lambda: html(
        "<table><tr>" + "<td rowspan=60000>a" * 16_000 + "</tr>" + "<tr><td>1</td></tr>" * 500 + "</table>")),
    ("a cell wider than a sheet", lambda: html("<table><tr>" + "<td colspan=1000000000>a" * 5_000)),
    ("a text file of 40 MB", lambda: b"a;b\n" * 10_000_000),
    ("a page of 40 MB", lambda: b"<table><tr><td>a" + b" " * 40_000_000),
]  # fmt: skip


@pytest.mark.parametrize("make", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_at_once(make: Callable[[], bytes]) -> None:
    data = make()
    begun = time.process_time()
    with pytest.raises(ReadError) as refusal:
        read(data, "a.xls")
    assert refusal.value.code == "S103"
    assert "chép riêng bảng số liệu" in refusal.value.message
    assert time.process_time() - begun < SECONDS


def test_a_page_of_more_rows_than_a_sheet_has_is_refused_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = html("<table><tr><td>a<td>1" + "<tr>" * 20)
    assert read(page, "a.xls").grids[0].rows
    monkeypatch.setattr(page_reader, "MAX_ROW", 10)
    with pytest.raises(ReadError, match="S103"):
        read(page, "a.xls")


def properties(inner: str) -> bytes:
    parts = made.parts(made.sheet(A_CELL))
    parts["_rels/.rels"] = made.relations(
        ("rId1", "officeDocument", "xl/workbook.xml"), ("rId2", "custom-properties", "docProps/custom.xml")
    )
    parts["docProps/custom.xml"] = f'<Properties><property name="a">{inner}</property></Properties>'
    return made.pack(parts)


READ: list[tuple[str, Callable[[], bytes]]] = [
    ("a property of very many parts", lambda: properties("".join(f"<x>{n}</x>" for n in noise(400_000)))),
    ("closing tags for nothing, deep down", lambda: html(TABLE + "<b>" * 20_000 + "</i>" * 200_000)),
    ("the same in a cell", lambda: html("<table><tr><td>1<td>a" + "<b>" * 20_000 + "</i>" * 200_000)),
    ("a cell of very many lines", lambda: html("<table><tr><td>1<td>" + "<b>x</b><br>" * 50_000)),
    ("a tag that takes its time", lambda: html(TABLE + "<p " + 'a="b" ' * 150_000 + ">")),
    ("rows of nothing", lambda: b"a;b\n1;2\n" + b";\n" * 1_000_000),
]  # fmt: skip


@pytest.mark.parametrize("make", [case[1] for case in READ], ids=[case[0] for case in READ])
def test_read_in_time_that_grows_with_the_file(make: Callable[[], bytes]) -> None:
    data = make()
    begun = time.process_time()
    book = read(data, "a.xls")
    assert book.grids[0].rows
    assert time.process_time() - begun < SECONDS


def test_a_line_that_never_ends_is_no_table() -> None:
    with pytest.raises(ReadError) as refusal:
        read(b";".join(b"%d" % n for n in range(1_000_000)), "a.csv")
    assert refusal.value.code in ("S101", "S103")


def test_a_password_is_tried_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file says how often it is to be hashed, and may say it so that nobody finds the number."""
    dear = encrypted("x").replace(b'spinCount="100000"', b"spinCount='999999'")
    with pytest.raises(WorkerDied) as death:
        decrypt_apart(dear, seconds=0.1)
    assert death.value.late
    monkeypatch.setattr(worker, "decrypt_apart", partial(decrypt_apart, seconds=0.1))
    with pytest.raises(ReadError, match="S102"):
        read(dear, "a.xlsx")


def test_the_clock_of_a_file_in_an_archive_begins_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of a thousand files takes longer than any of them may."""
    archive = Archive(made.pack({"a.csv": "Nội dung;Số"}))
    later = limits.thread_time() + 10 * limits.MAX_SECONDS
    monkeypatch.setattr(limits, "thread_time", lambda: later)
    (member,) = archive.members()
    assert archive.read(member).decode() == "Nội dung;Số"


def test_the_texts_of_a_workbook_are_weighed() -> None:
    budget = limits.Budget()
    text = "x" * (limits.LONGEST_TEXT - 1_000)
    for _ in range(limits.MAX_TEXT // text.__sizeof__()):
        budget.spend_text(text)
    with pytest.raises(ReadError, match="phần chữ lớn hơn"):
        budget.spend_text(text)


# ── What is made of a file once it is read ────────────────────────────────────────────────

WORDS = lexicon(schemas.load())
LARGE: list[tuple[str, str, list[list[object]]]] = [
    ("more tables than anybody fills in", "MAX_TABLES", [HEAD_I, ["1", "Thu ngân sách", "%", 1]] * 9),
    ("more rows than a ward can have", "MAX_TABLE_ROWS", [HEAD_I, *[["1", "Thu nội địa", "%", 1]] * 9]),
    ("more rows than the catalogue", "MAX_UNLISTED", [HEAD_I, *[["1", f"Dòng {n}", "%", 1] for n in range(9)]]),
]  # fmt: skip


@pytest.mark.parametrize(("limit", "rows"), [case[1:] for case in LARGE], ids=[case[0] for case in LARGE])
def test_tables_beyond_all_measure(
    limit: str, rows: list[list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check_grids([grid(rows)], WORDS, "a.xlsx")[0].records
    for module in (limits, table_header, intake):
        monkeypatch.setattr(module, limit, 5, raising=False)
    with pytest.raises(ReadError, match="S103"):
        check_grids([grid(rows)], WORDS, "a.xlsx")


def known(number: int) -> str:
    """The name of some row of appendix I, another one for each number."""
    rows = WORDS.schema.rows_of("I")
    return rows[number % len(rows)].name


def filled(*cells: object, rows: int = 30) -> list[list[object]]:
    """Appendix I with the same cells behind the names of all its rows; `{n}` in them is the row's number."""
    texts = [[str(cell).replace("{n}", str(number)) for cell in cells] for number in range(rows)]
    return [HEAD_I, *[[number, known(number), *texts[number]] for number in range(rows)]]


LEADS = ["PHỤ LỤC 3"], ["TT", "MÔ HÌNH", "Đơn vị chủ trì"]
TERMS = ["PHỤ LỤC 2"], ["TT", "NHIỆM VỤ", "Đơn vị chủ trì", "Thời gian", "Sản phẩm"]
AIMS = ["PHỤ LỤC 1"], ["TT", "Chỉ tiêu", "Đơn vị tính", "Chỉ tiêu đến năm 2030"]
SLOW: list[tuple[str, list[list[object]]]] = [
    ("a figure with thousands of notes", filled("%", "{n},5 " + "(1) " * 8_000, rows=100)),
    ("a figure in thousands of brackets", filled("%", *["{n}" + "(" * 16_000 + ")" * 16_000] * 7, rows=200)),
    ("units of pages", filled("{n} " + "Tỷ " * 10_000, 1, rows=500)),
    ("departments of pages", [*LEADS, *[[n, f"Mô hình {n}", f"{'Phòng ' * 6_000}{n}"] for n in range(50)]]),
    ("terms of pages", [*TERMS, *[[n, f"Việc {n}", "Công an", f"{n}- " * 5_000, "x"] for n in range(400)]]),
    ("aims of pages", [*AIMS, *[[n, f"Việc {n}", "%", "≥ " * 15_000 + f"8{n}"] for n in range(150)]]),
    ("a title of pages", [*[[f"{'Phòng Kinh tế ' * 2_000}{n}"] for n in range(20)], *filled("%", *[1] * 7)]),
    ("names of abbreviations", [HEAD_I, *[[n, "TNCH GDKP QVXT " * 12 + str(n), "%", 1] for n in range(900)]]),
    ("headings that come again and again in their line", [HEAD_I * 60, *filled("%", *[1] * 7)[1:]]),
    ("offices far down", [*filled("%", *[1] * 7), *[[None, None, "SỞ TÀI CHÍNH"]] * 60_000, ["", "Nơi nhận:"]]),
]  # fmt: skip


@pytest.mark.parametrize("rows", [case[1] for case in SLOW], ids=[case[0] for case in SLOW])
def test_texts_that_no_table_has_are_not_taken_apart(rows: list[list[object]]) -> None:
    sheet = grid(rows)
    begun = time.process_time()
    submission, faults = check_grids([sheet], WORDS, "a.xlsx")
    assert time.process_time() - begun < SECONDS
    assert submission.records
    assert not faults


def test_what_takes_too_long_after_the_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the processor, so that a busy machine refuses no file."""
    assert check_grids([grid(filled("%", *[1] * 7))], WORDS, "a.xlsx")[0].records
    moments = iter(range(0, 10_000, 7))
    monkeypatch.setattr(limits, "thread_time", lambda: next(moments))
    with pytest.raises(ReadError, match="đọc quá 20 giây"):
        check_grids([grid(filled("%", *[1] * 7, rows=100))], WORDS, "a.xlsx")


TASK = WORDS.schema.rows_of("2")[0].name
PAGE = "Đoạn văn dài " * 5_000
QUOTING: list[tuple[str, list[list[object]]]] = [
    ("C607", [HEAD_I, ["1", PAGE, "%", 1]]),
    ("V202", filled("%", PAGE, rows=1)),
    ("U301", filled(PAGE, 1, rows=1)),
    ("C605", [*TERMS, *[["1", TASK, "Công an", 2026, f"{PAGE} {n}"] for n in range(60)]]),
    ("C610", [*LEADS, ["1", "Mô hình", PAGE]]),
    ("T701", [*TERMS, ["1", "Việc", "Công an", PAGE, "x"]]),
    ("T704", [*AIMS, ["1", "Việc", "%", f"5 {PAGE}"]]),
]


@pytest.mark.parametrize(("code", "rows"), QUOTING, ids=[case[0] for case in QUOTING])
def test_messages_quote_no_pages(code: str, rows: list[list[object]]) -> None:
    """Thousands of cells may hold the same text, which is kept once; a message is kept for each of them."""
    submission, _ = check_grids([grid(rows)], WORDS, "a.xlsx")
    said = [problem for problem in submission.problems if problem.code == code]
    assert said
    assert max(len(problem.message) for problem in said) < 1_500
    assert max(len(record.row.code) for record in submission.records) < 500


def test_rows_whose_names_differ_on_the_second_page_are_two_rows() -> None:
    rows = [HEAD_I, *[["1", f"{PAGE} {number}", "%", 1] for number in range(2)]]
    records = check_grids([grid(rows)], WORDS, "a.xlsx")[0].records
    assert len({record.row.code for record in records}) == 2


def test_a_crash_of_our_own_costs_its_file_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """ "`faults`: crashes of our own rules or stages"; "nothing stops the run"."""
    page = html(f"<table><tr><th>{'<th>'.join(HEAD_I)}</tr><tr><td>1<td>{known(1)}<td>%<td>1</table>")
    for name in ("a.xls", "b.xls"):
        (tmp_path / name).write_bytes(page + name.encode())
    read_tables = intake.read_tables

    def stumble(sheets: Sequence[Sheet], lexicon: Lexicon) -> FoundTables:
        if sheets[0].file == "a.xls":
            raise ZeroDivisionError("x")
        return read_tables(sheets, lexicon)

    monkeypatch.setattr(intake, "read_tables", stumble)
    result = run([tmp_path], WORDS.schema)
    assert [submission.state for submission in result.submissions] == [State.UNREADABLE, State.ACCEPTED]
    assert [(fault.where, fault.error) for fault in result.faults] == [("a.xls", "ZeroDivisionError: x")]
    assert [finding.file for finding in result.findings if finding.code == "S101"] == ["a.xls"]


@pytest.mark.parametrize("figure", ["1E99999", "1E-99999", "9" * 400])
def test_a_figure_that_no_spreadsheet_holds_does_not_end_the_run(figure: str, tmp_path: Path) -> None:
    page = html(
        f"<table><tr><th>{'<th>'.join(HEAD_I)}</tr><tr>{'<td x:num>2026' * 2}<td x:num>{figure}</table>"
    )
    (tmp_path / "a.xls").write_bytes(page)
    heads = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD_I)
    (tmp_path / "b.xlsx").write_bytes(
        made.workbook(
            f'<row>{heads}</row><row r="2"><c r="B2"><v>5</v></c><c r="F2"><v>{figure}</v></c></row>'
        )
    )
    assert len(run([tmp_path], WORDS.schema).submissions) == 2


def test_a_file_of_too_many_tables_is_refused_as_a_file(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD_I)
        + "</row>"
        for n in range(1, limits.MAX_TABLES + 3)
    )
    (tmp_path / "a.xlsx").write_bytes(made.workbook(rows, after=f"<!--{noise(20_000)}-->"))
    (submission,) = run([tmp_path], WORDS.schema).submissions
    assert [problem.code for problem in submission.problems] == ["S103"]


@pytest.mark.parametrize("word", ["nước ", "và ", "BHXH ", "Tỷ lệ hộ dân được cung cấp nước sạch "])
def test_a_name_that_goes_on_and_on_is_no_row(word: str) -> None:
    matcher = WORDS.matchers["I"]
    begun = time.process_time()
    for number in range(50):
        assert matcher.match(f"{word * 1_500} {number}").row is None
        assert matcher.match(f"{word * 40} {number}").row is None
    assert time.process_time() - begun < SECONDS
