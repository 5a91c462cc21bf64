"""Where everything stands in the workbook, settled before a cell is written, so that sheets can link to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wardxl.model import Column, Consolidated, Finding, Form, Ref, Relation, column_letters
from wardxl.result import Result

OVERVIEW, PROBLEMS, DEPARTMENTS = "Tổng quan", "Vấn đề", "Đơn vị nộp"
SOURCES, DATA, RULES = "Nguồn số liệu", "Dữ liệu", "Quy tắc"
_FIXED = (OVERVIEW, PROBLEMS, DEPARTMENTS, SOURCES, DATA, RULES)

AMONG = "Trong đó:"
ADDED = "Dòng do đơn vị bổ sung, ngoài danh mục"
#: A form this wide numbers its columns, as the office's wide tables do, so that notes can cite them.
_NUMBERED_FROM = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an appendix sheet: a row of the form, or a text that leads over to the next rows.

    `at` is the sheet row, counted from 0 as XlsxWriter does; `item` None marks a section or `Trong đó:`.
    """

    at: int
    item: Consolidated | None
    text: str
    number: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Appendix:
    """The layout of one appendix sheet; rows and columns count from 0."""

    form: Form
    sheet: str
    title: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    head: int
    numbered: bool
    column_at: Mapping[str, int]
    row_at: Mapping[str, int]
    status_column: int

    @property
    def body(self) -> int:
        """The first row below the headings."""
        return self.head + (2 if self.numbered else 1)

    @property
    def last(self) -> int:
        """The last row of the table."""
        return self.lines[-1].at if self.lines else self.body

    def column_of_role(self, role: str) -> int | None:
        """The sheet column of the first form column with that role."""
        return next((at for at, column in enumerate(self.columns) if column.role == role), None)

    def cell(self, row: str, column: str | None) -> tuple[int, int]:
        """The sheet cell of a row's value; of its name where the column is not one of the form's."""
        at = self.column_at.get(column or "")
        return self.row_at[row], at if at is not None else self.column_of_role("name") or 0


@dataclass(slots=True)
class Places:
    """All sheets' layouts: appendices by code, findings by number (their order in `Vấn đề`, from 0).

    `findings_of` a row, by appendix and code: its findings' numbers, each with the columns that it speaks of there.
    """

    appendices: Mapping[str, Appendix]
    spots: Sequence[tuple[tuple[str, str, str | None], ...]]
    findings_of: Mapping[tuple[str, str], Mapping[int, Sequence[str | None]]]
    sources_at: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def finding_row(self, number: int) -> int:
        """The row of a finding in `Vấn đề`, from 0 (its heading is row 0)."""
        return number + 1

    def link_to_finding(self, number: int) -> str:
        """An internal link to a finding's line."""
        return internal(PROBLEMS, self.finding_row(number), 0)

    def link_to_cell(self, appendix: str, row: str, column: str | None) -> str:
        """An internal link to a consolidated cell."""
        place = self.appendices[appendix]
        return internal(place.sheet, *place.cell(row, column))


def internal(sheet: str, row: int, column: int) -> str:
    """Write a link within the workbook; row and column from 0."""
    return f"internal:{quoted(sheet)}!{a1(row, column)}"


def quoted(sheet: str) -> str:
    """Quote a sheet's name for a reference."""
    return "'" + sheet.replace("'", "''") + "'"


def a1(row: int, column: int, *, fixed: bool = False) -> str:
    """Name a cell, row and column from 0; with `fixed` both are held (`$F$12`)."""
    letters = column_letters(column + 1)
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"


def settle(result: Result) -> Places:
    """Lay out all sheets of a result."""
    names = {name.casefold() for name in _FIXED}
    appendices: dict[str, Appendix] = {}
    for code, form in result.schema.forms.items():
        sheet = _sheet_name(form.sheet_name or f"Phụ lục {code}", names)
        names.add(sheet.casefold())
        appendices[code] = _lay_out(form, sheet, result.appendices.get(code, ()))
    by_ref = _by_ref(result)
    spots = tuple(tuple(dict.fromkeys(_spots(finding, by_ref, appendices))) for finding in result.findings)
    findings_of: dict[tuple[str, str], dict[int, list[str | None]]] = {}
    for number, places in enumerate(spots):
        for appendix, row, column in places:
            findings_of.setdefault((appendix, row), {}).setdefault(number, []).append(column)
    return Places(appendices, spots, findings_of)


def _sheet_name(name: str, taken: set[str]) -> str:
    """Make a sheet name that spreadsheets accept and that no other sheet has."""
    plain = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:31] or "Phụ lục"
    unique, number = plain, 2
    while unique.casefold() in taken:
        tail = f" ({number})"
        unique, number = plain[: 31 - len(tail)] + tail, number + 1
    return unique


def _lay_out(form: Form, sheet: str, items: Sequence[Consolidated]) -> Appendix:
    count = str(sum(item.row.known for item in items))
    title = tuple(line.replace("{so_dong}", count) for line in form.title if line.strip())
    if not title or not title[0].casefold().startswith("phụ lục"):
        title = (form.sheet_name, *title)
    head = len(title) + (1 if form.attached else 0) + 1
    numbered = len(form.columns) >= _NUMBERED_FROM
    lines = tuple(_lines(items, head + (2 if numbered else 1)))
    return Appendix(
        form=form,
        sheet=sheet,
        title=title,
        columns=form.columns,
        lines=lines,
        head=head,
        numbered=numbered,
        column_at={column.key: at for at, column in enumerate(form.columns)},
        row_at={line.item.row.code: line.at for line in lines if line.item},
        status_column=len(form.columns) + 1,
    )


def _lines(items: Sequence[Consolidated], start: int) -> Iterator[Line]:
    """Number the rows as the documents do: anew in each section, a dash for grouped sub-rows, nothing for parts."""
    at, number, section, added = start, 0, "", False
    depths: dict[str, int] = {}
    among: set[str] = set()
    for item in items:
        row = item.row
        if not row.known and not added:
            added, section, number = True, "", 0
            yield Line(at, None, ADDED)
            at += 1
        elif row.section != section and row.known:
            section, number = row.section, 0
            if section:
                yield Line(at, None, section)
                at += 1
        depth = depths[row.code] = depths[row.parent] + 1 if row.parent in depths else 0
        is_part = depth > 0 and row.relation in (Relation.PART, Relation.SOME)
        if is_part and row.parent not in among:
            among.add(row.parent)
            yield Line(at, None, AMONG, depth=depth)
            at += 1
        if depth == 0:
            number += 1
        label = str(number) if depth == 0 else "" if is_part else "-"
        yield Line(at, item, row.name, label, depth)
        at += 1


def _by_ref(result: Result) -> dict[Ref, tuple[str, str, str | None]]:
    """Map cells of the departments' files to the consolidated cells that they were meant for."""
    places: dict[Ref, tuple[str, str, str | None]] = {}
    for appendix, items in result.appendices.items():
        for item in items:
            for column, candidates in item.candidates.items():
                for candidate in candidates:
                    places.setdefault(candidate.value.ref, (appendix, item.row.code, column))
            if item.record:
                for column, value in item.record.values.items():
                    places.setdefault(value.ref, (appendix, item.row.code, column))
                labels = (item.record.name, item.record.unit, item.record.lead, item.record.note)
                for label in labels:
                    if label:
                        places.setdefault(label.ref, (appendix, item.row.code, None))
    return places


def _spots(
    finding: Finding, by_ref: Mapping[Ref, tuple[str, str, str | None]], appendices: Mapping[str, Appendix]
) -> Iterator[tuple[str, str, str | None]]:
    """The consolidated cells a finding speaks of; a finding over many cells has many."""
    appendix = appendices.get(finding.appendix or "")
    if appendix and finding.row in appendix.row_at:
        yield finding.appendix or "", finding.row or "", finding.column
    for ref in finding.cells:
        if (
            (spot := by_ref.get(ref))
            and spot[1] in appendices[spot[0]].row_at
            and (finding.row is None or spot[1] != finding.row or finding.column is None)
        ):
            yield spot
