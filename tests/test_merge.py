"""Many files, one truth: who wins, who agrees, who is named (CONTRACT sections 3 and 4, C603–C606)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from wardxl import schema as schemas
from wardxl.merge import Merged, arrival, merge
from wardxl.model import Amount, Fate, Label, Record, Ref, State, Submission, Value

SCHEMA = schemas.load()
CULTURE, INSURANCE, ECONOMY = (
    "Phòng Văn hóa - Xã hội",
    "Bảo hiểm xã hội cơ sở Từ Liêm",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
)
ROW = "I.3"  # led by CULTURE, then INSURANCE


def figure(text: str) -> Amount:
    whole, _, decimals = text.partition(",")
    return Amount(Decimal(f"{whole}.{decimals or 0}"), len(decimals))


def submission(
    file: str,
    department: str | None,
    figures: dict[str, str],
    *,
    row: str = ROW,
    day: int | None = None,
    revision: int = 0,
    saved: float = 0.0,
    leads: tuple[str, ...] = (),
    again: dict[str, str] | None = None,
) -> Submission:
    """One file with one row (`again`: the same row a second time); '' is a blank cell, `?` one that was not read."""
    records = [
        _record(file, department, row, found, line, leads)
        for line, found in enumerate([figures, *([again] if again else [])], start=10)
    ]
    return Submission(
        file,
        file,
        State.ACCEPTED,
        department,
        records=tuple(records),
        revision=revision,
        modified=datetime(2026, 11, day, tzinfo=UTC) if day else None,
        saved=saved,
    )


def _record(
    file: str, department: str | None, row: str, figures: dict[str, str], line: int, leads: tuple[str, ...]
) -> Record:
    values = {
        column: Value(
            Ref(file, "S", line, place), column, text, figure(text) if text not in ("", "?") else None
        )
        for place, (column, text) in enumerate(figures.items(), start=5)
    }
    return Record(SCHEMA.rows[row], department, Label(Ref(file, "S", line, 2), "x"), values, leads=leads)


def merged(*submissions: Submission) -> Merged:
    return merge(submissions, SCHEMA)


def codes(result: Merged) -> list[tuple[str, str, str | None]]:
    return [(p.code, p.ref.file if p.ref else "", p.column) for p in result.problems]


def shown(result: Merged, column: str = "2026", row: str = ROW) -> str:
    return result.rows[row].record.values[column].shown


def account(result: Merged, file: str) -> tuple[int, int, int, int]:
    """Consolidated, agreed, superseded, reported; read is always their sum."""
    found = next(s.account for s in result.submissions if s.file == file)
    assert found.read == found.consolidated + found.agreed + found.superseded + found.reported
    return found.consolidated, found.agreed, found.superseded, found.reported


def test_leads_that_agree() -> None:
    """“co-leads that agree are `agreed`”; 96,5 printed and 96,46 meet within rounding."""
    result = merged(submission("a", CULTURE, {"2026": "96,5"}), submission("b", INSURANCE, {"2026": "96,46"}))
    assert codes(result) == []
    assert shown(result) == "96,5"
    assert (account(result, "a"), account(result, "b")) == ((1, 0, 0, 0), (0, 1, 0, 0))


@pytest.mark.parametrize("order", [1, -1])
def test_conflict(order: int) -> None:
    """C603: “two leads of a row give different values: the first lead's is shown, both are named”."""
    files = [submission("a", CULTURE, {"2026": "96,5"}), submission("b", INSURANCE, {"2026": "97,5"})]
    result = merged(*files[::order])
    (problem,) = result.problems
    assert (problem.code, problem.row, problem.column) == ("C603", ROW, "2026")
    assert shown(result) == "96,5"
    assert CULTURE in problem.message
    assert INSURANCE in problem.message
    assert (str(problem.ref), [str(ref) for ref in problem.related]) == ("b!S!E10", ["a!S!E10"])
    assert account(result, "b") == (0, 0, 0, 1)


def test_not_the_lead_is_used_only_if_no_lead_sent_one() -> None:
    """C604: “a value from a department that does not lead the row (used only if no lead sent one)”."""
    alone = merged(submission("x", ECONOMY, {"2026": "90,0", "2027": "91,0"}))
    assert codes(alone) == [("C604", "x", None)]
    assert alone.problems[0].cells == (Ref("x", "S", 10, 5), Ref("x", "S", 10, 6))
    assert account(alone, "x") == (2, 0, 0, 0)
    beside = merged(submission("x", ECONOMY, {"2026": "90,0"}), submission("a", CULTURE, {"2026": "96,5"}))
    assert shown(beside) == "96,5"
    assert codes(beside) == [("C604", "x", None)]
    assert account(beside, "x") == (0, 0, 0, 1)


def test_collective_files_know_no_c604() -> None:
    """“C604 and C610 do not apply to it”."""
    result = merged(submission("all", None, {"2026": "96,5"}))
    assert codes(result) == []
    assert account(result, "all") == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"day": 1}, {"day": 2}),
        ({"day": 9, "revision": 1}, {"day": 2, "revision": 2}),
        ({"saved": 10.0}, {"saved": 20.0}),
        ({"day": 1, "saved": 9e9}, {"day": 2, "saved": 1.0}),
        ({"day": 1, "saved": 1.0}, {"day": 1, "saved": 9e9}),
    ],
)
def test_a_later_file_replaces_value_by_value(older: dict[str, float], newer: dict[str, float]) -> None:
    """C606; “later” by the form's revision, then the modified property, then the file time."""
    old = submission("old", CULTURE, {"2026": "96,5", "2027": "97,3", "2028": "98,0"}, **older)  # type: ignore[arg-type]
    new = submission("new", CULTURE, {"2026": "96,5", "2027": "97,4", "2028": ""}, **newer)  # type: ignore[arg-type]
    result = merged(new, old)
    assert [shown(result, year) for year in ("2026", "2027", "2028")] == ["96,5", "97,4", "98,0"]
    (problem,) = result.problems
    assert (problem.code, problem.column, problem.found, problem.expected) == ("C606", "2027", "97,4", "97,3")
    assert (account(result, "old"), account(result, "new")) == ((1, 0, 2, 0), (2, 0, 0, 0))


def test_superseded_file() -> None:
    """“`superseded` (all its values replaced by a later file of the same department)”."""
    result = merged(
        submission("old", CULTURE, {"2026": "1,0"}, day=1), submission("new", CULTURE, {"2026": "2,0"}, day=2)
    )
    states = {s.file: (s.state, s.superseded_by) for s in result.submissions}
    assert states == {"old": (State.SUPERSEDED, "new"), "new": (State.ACCEPTED, None)}


def test_row_twice_in_one_file() -> None:
    """C605: “the same row twice in one file with different values”; equal ones agree."""
    result = merged(
        submission("a", CULTURE, {"2026": "96,5", "2027": "97,3"}, again={"2026": "96,5", "2027": "97,9"})
    )
    assert codes(result) == [("C605", "a", "2027")]
    assert str(result.problems[0].ref) == "a!S!F11"
    assert shown(result, "2027") == "97,3"
    assert account(result, "a") == (2, 1, 0, 1)


def test_unread_cells_count_as_reported() -> None:
    """“`reported` = not used, and under a finding”; an earlier readable figure stands."""
    result = merged(
        submission("old", CULTURE, {"2026": "96,5"}, day=1), submission("new", CULTURE, {"2026": "?"}, day=2)
    )
    assert shown(result) == "96,5"
    assert (account(result, "old"), account(result, "new")) == ((1, 0, 0, 0), (0, 0, 0, 1))


def test_every_candidate_is_kept_with_its_fate() -> None:
    result = merged(
        submission("a", CULTURE, {"2026": "96,5"}, day=2),
        submission("b", INSURANCE, {"2026": "97,5"}),
        submission("c", CULTURE, {"2026": "96,0"}, day=1),
    )
    found = [(c.value.shown, c.fate, bool(c.reason)) for c in result.rows[ROW].candidates["2026"]]
    assert found == [
        ("96,5", Fate.CONSOLIDATED, True),
        ("97,5", Fate.REPORTED, True),
        ("96,0", Fate.SUPERSEDED, True),
    ]


def test_order_of_files_does_not_matter() -> None:
    files = [
        submission("a", CULTURE, {"2026": "96,5"}, day=2),
        submission("b", INSURANCE, {"2026": "97,5"}),
        submission("c", None, {"2026": "96,0"}, day=1),
        submission("d", ECONOMY, {"2026": "50,0"}),
    ]
    one, other = merged(*files), merged(*reversed(files))
    assert one.rows == other.rows
    assert set(one.problems) == set(other.problems)


def test_arrival_breaks_ties_by_name() -> None:
    files = [submission("b", CULTURE, {}), submission("a", CULTURE, {})]
    assert arrival(files) == {"a": 0, "b": 1}
