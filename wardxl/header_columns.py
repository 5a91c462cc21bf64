"""Rows of headings read as those of a form: which of its columns is where, and which headings are others' beside it.

Beside a table there may stand another that is none of ours, or the years that a chart is drawn from, with their
headings in the very same row. What a form's table is, is then a stretch of the headings, from one seam to another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from wardxl.heading_readings import Place, Reading
from wardxl.headings import LOOSE_STRUCTURE, Headings
from wardxl.model import Form

_TITLE_BONUS = 1.5
#: What a heading that names no column costs: more than one row of headings more.
_NOTHING_NAMED = 0.06
#: So many years, one after the other, are the head of a block of figures.
_FEWEST_YEARS = 3
#: Headings with more seams than this are nobody's.
_MOST_SEAMS = 16

#: What is merged over more columns than this, or stands by itself so many columns off, is no heading of one column of
#: values: `GIAI ĐOẠN 2026 - 2030` is a title then.
_WIDEST_HEADING = 3
_FARTHEST = 4
_BEYOND = 1 << 30

#: By column the texts of its headings.
Texts = Mapping[int, tuple[str, ...]]
#: The same in order.
_Items = tuple[tuple[int, tuple[str, ...]], ...]


def readings(headings: Headings, place: Place) -> tuple[Reading, ...]:
    """The ways to read some headings, the likeliest first; several only where the rows below have to tell."""
    whole = _of_forms(headings, place)
    best = _best(headings, place, whole)
    if best is None:
        return ()
    if best.unknown or not _is_complete(headings, best):
        stretch = _stretch(headings, place, best)
        if stretch is not None:
            same = stretch.form == best.form and _name(headings, stretch) == _name(headings, best)
            return (stretch,) if same else (stretch, best)
    return _rivals(headings, place, best, whole)


def is_complete(form: Form, columns: Mapping[str, int]) -> bool:
    """Whether every required column is there."""
    return not _missing(form, columns)


def _missing(form: Form, columns: Mapping[str, int]) -> list[str]:
    return [column.key for column in form.columns if column.required and column.key not in columns]


def _is_complete(headings: Headings, reading: Reading) -> bool:
    return is_complete(headings.schema.forms[reading.form], reading.columns)


def _name(headings: Headings, reading: Reading) -> int:
    """The column of the rows' names."""
    columns = headings.schema.forms[reading.form].columns
    return next(reading.columns[column.key] for column in columns if column.role == "name")


# ── All headings as those of one table ──


def _of_forms(headings: Headings, place: Place) -> list[Reading]:
    """The headings read as those of each form that they may be of."""
    forms, mentioned, further, lefts, items = place
    found = (
        _read(headings, form, dict(items), dict(lefts), further, code in mentioned)
        for code, form in headings.schema.forms.items()
        if code in forms
    )
    return [reading for reading in found if reading]


def _best(headings: Headings, place: Place, found: Sequence[Reading]) -> Reading | None:
    mentioned = place[1]
    best = _highest(found)
    sure = _highest(
        [reading for reading in found if reading.form in mentioned and _is_complete(headings, reading)]
    )
    # What the title names and has all its columns is not half of another form with a stray block of years beside it.
    if sure and best and best.form not in mentioned and not _is_complete(headings, best):
        return sure
    return best


def _highest(found: Sequence[Reading]) -> Reading | None:
    """The reading of the highest score, the first of equals."""
    best: Reading | None = None
    for reading in found:
        if best is None or reading.score > best.score + 1e-9:
            best = reading
    return best


def _rivals(headings: Headings, place: Place, best: Reading, found: Sequence[Reading]) -> tuple[Reading, ...]:
    """The best reading and those of other forms that name as many columns, though some they require may lack.

    `KH 2026-2030` beside `Nội dung` is the target of one form and, years missing, the total of another.
    """
    mentioned = place[1]
    alike = [
        reading
        for reading in found
        if reading.form != best.form
        and (reading.form in mentioned) == (best.form in mentioned)
        and len(reading.columns) >= len(best.columns)
    ]
    return (
        tuple(sorted((best, *alike), key=lambda reading: -_fitting(headings, reading))) if alike else (best,)
    )


def _fitting(headings: Headings, reading: Reading) -> float:
    """How well the headings fit, whatever lacks."""
    return round(reading.score + 0.5 * len(_missing(headings.schema.forms[reading.form], reading.columns)), 6)


# ── A stretch of them ──


def _stretch(headings: Headings, place: Place, whole: Reading) -> Reading | None:
    """The best reading of a stretch of the headings beside which all else is another's; None where there is none."""
    forms, mentioned, further, lefts, items = place
    seams = _seams(headings, items)
    if len(seams) > _MOST_SEAMS:
        return None
    best: Reading | None = None
    highest = (False, 0, 0)
    for start, end in combinations(seams, 2):
        beside = [side for side in (items[:start], items[end:]) if side]
        if not beside:
            continue
        for reading in _of_forms(headings, (forms, mentioned, further, lefts, items[start:end])):
            rank = (_is_complete(headings, reading), len(reading.columns), start - end)
            if rank > highest and _is_the_table(headings, place, reading, whole, (start, end)):
                aside = tuple(column for side in beside for column, _ in side)
                best, highest = replace(reading, aside=aside), rank
    return best


def _is_the_table(
    headings: Headings, place: Place, reading: Reading, whole: Reading, cut: tuple[int, int]
) -> bool:
    """Whether a stretch of the headings is the table, rather than all of them: what is beside it is another's."""
    mentioned, items = place[1], place[4]
    form = headings.schema.forms[reading.form]
    if reading.form == whole.form:
        if len(_missing(form, reading.columns)) > len(_missing(form, whole.columns)):
            return False
    else:
        needed = {reading.columns.get(column.key) for column in form.columns if column.required}
        told = whole.form not in mentioned or reading.form in mentioned
        if not (told and _is_complete(headings, reading) and needed.intersection(whole.unknown)):
            return False
    numbered = any(column.role == "tt" and column.key in reading.columns for column in form.columns)
    start, end = cut
    sides = (items[:start], items[start:]), (items[end:], items[:end])
    owns_years = any(column.role == "year" for column in form.columns)
    return all(
        (numbered and any(headings.numbers_rows(stack) for _, stack in side))
        or _is_a_list(headings, side, rest, (whole, reading))
        or (
            _has_years(headings, side)
            and (reading.form != whole.form or not owns_years or _stands_apart(headings, side, rest, whole))
        )
        for side, rest in sides
        if side
    )


def _is_a_list(headings: Headings, side: _Items, rest: _Items, readings: tuple[Reading, Reading]) -> bool:
    """Whether headings beyond an empty column are a list's of its own: numbered, and nothing that the rest lacks.

    readings: of all headings, and of the rest.
    """
    whole, reading = readings
    apart = side[0][0] > rest[-1][0] + 1 or side[-1][0] < rest[0][0] - 1
    columns = {column for column, _ in side}
    lost = {key for key, column in whole.columns.items() if column in columns} - reading.columns.keys()
    roles = {column.role for column in headings.schema.forms[whole.form].columns if column.key in lost}
    return (
        apart
        and not columns.isdisjoint(whole.unknown)
        and roles <= {"tt", "note"}
        and headings.numbers_rows(side[0][1])
    )


def _stands_apart(headings: Headings, side: _Items, rest: _Items, whole: Reading) -> bool:
    """Whether years beside some headings are no further columns of theirs: something is between the two.

    It is an empty column, the numbers of a table, or the heading of a block's own names.
    """
    nearest, next_to, gap = (
        (side[0], rest[-1], side[0][0] - rest[-1][0])
        if side[0] > rest[0]
        else (side[-1], rest[0], rest[0][0] - side[-1][0])
    )
    begins = headings.numbers_rows(next_to[1]) or headings.naming_rows(next_to[1])
    if gap > 1 or (side[0] < rest[0] and begins):
        return True
    column, stack = nearest
    of_years = any(column in run for run in _runs(headings, side))
    return not of_years and (column in whole.unknown or bool(headings.naming_rows(stack)))


def _seams(headings: Headings, items: _Items) -> list[int]:
    """The places at which a table may begin or end: at an empty column, before numbers and names, around years."""
    seams = {0, len(items)}
    for at, ((before, left), (column, stack)) in enumerate(pairwise(items), 1):
        named = bool(headings.naming_rows(stack)) and not headings.numbers_rows(left)
        if column > before + 1 or headings.numbers_rows(stack) or named:
            seams.add(at)
    places = {column: at for at, (column, _) in enumerate(items)}
    for run in _runs(headings, items):
        # Before its years a block has a heading over its names.
        seams |= {max(places[run.start] - 1, 0), places[run.start], places[run.stop - 1] + 1}
    return sorted(seams)


def _runs(headings: Headings, items: _Items) -> Iterator[range]:
    """The columns of each run of years, one beside the other."""
    first, year, column = 0, 0, 0
    for place, stack in (*items, (_BEYOND, ())):
        found = headings.names_year(stack)
        if not (found and found == year + 1 and place == column + 1):
            if column - first + 1 >= _FEWEST_YEARS and year:
                yield range(first, column + 1)
            first = place
        year, column = found, place


def _has_years(headings: Headings, items: _Items) -> bool:
    return any(True for _ in _runs(headings, items))


# ── Headings as those of one form ──


def _read(
    headings: Headings, form: Form, stacks: Texts, lefts: Mapping[int, int], further: int, mentioned: bool
) -> Reading | None:
    """Read headings as those of a form; None where they are not. `further`: rows of headings beyond the first."""
    taken: dict[str, tuple[float, int]] = {}
    unknown: list[int] = []
    titles = _titles(stacks, lefts)
    for column, stack in stacks.items():
        fit = headings.fit_stack(form, stack)
        if fit is None:
            unknown.append(column)
            continue
        if fit.column.holds_values and column in titles:
            continue
        rival = taken.get(fit.column.key)
        if rival is None or fit.quality > rival[0]:
            taken[fit.column.key] = (fit.quality, column)
            loser = rival[1] if rival else None
        else:
            loser = column
        if loser is not None:
            winner = taken[fit.column.key][1]
            if lefts.get(loser, loser) != lefts.get(winner, winner):
                unknown.append(loser)
    columns = {name: column for name, (_, column) in taken.items()}
    name = next((columns[c.key] for c in form.columns if c.role == "name" and c.key in columns), None)
    # A row above a repeated heading was taken for its first line: it has a row's name over `Nội dung`.
    if name is None or any(headings.fit(form, text) is None for text in stacks[name]):
        return None
    sure = {key for key, (quality, _) in taken.items() if quality > LOOSE_STRUCTURE}
    if not (
        _recognised(form, columns, sure, mentioned)
        or (mentioned and _lacks_values(headings, form, columns, stacks))
    ):
        return None
    missing = sum(1 for column in form.columns if column.required and column.key not in columns)
    score = sum(quality for key, (quality, _) in taken.items() if key != "tt")
    score += _TITLE_BONUS * mentioned - 0.5 * missing - 0.05 * further - _NOTHING_NAMED * len(unknown)
    ordered = {column.key: columns[column.key] for column in form.columns if column.key in columns}
    return Reading(form.code, ordered, tuple(unknown), score)


def _titles(stacks: Texts, lefts: Mapping[int, int]) -> frozenset[int]:
    """The columns whose texts are lines of a title beside the headings, whatever they say: wide ones, and far ones."""
    areas: dict[int, list[int]] = {}
    for column in stacks:
        areas.setdefault(lefts.get(column, column), []).append(column)
    spans = sorted((min(columns), max(columns)) for columns in areas.values())
    if len(spans) < 2:
        return frozenset()
    ends = [(-_BEYOND, -_BEYOND), *spans, (_BEYOND, _BEYOND)]
    return frozenset(
        column
        for (_, before), (first, last), (after, _) in zip(ends, spans, ends[2:], strict=False)
        if last - first >= _WIDEST_HEADING or min(first - before, after - last) > _FARTHEST
        for column in range(first, last + 1)
    )


def _recognised(form: Form, columns: Mapping[str, int], sure: Collection[str], mentioned: bool) -> bool:
    """A table is the form's when it names rows and has something of what makes the form.

    A text with a year and other words alone, as a row's remark may be, makes no table.
    """
    others = [
        column
        for column in form.columns
        if column.key in columns and column.role not in ("tt", "name", "note")
    ]
    telling = [column for column in others if column.required or column.holds_values]
    if len(telling) == 1 and telling[0].key not in sure:
        return False
    return bool(telling) and (mentioned or len(others) >= 2 or any(column.required for column in telling))


def _lacks_values(headings: Headings, form: Form, columns: Mapping[str, int], stacks: Texts) -> bool:
    """Whether a table below the form's own title is the form without the column it is filled in for.

    It has two describing columns, or numbers its rows and calls them as no other form does (`MÔ HÌNH`).
    """
    roles = {column.role: columns[column.key] for column in form.columns if column.key in columns}
    if len(roles.keys() - {"tt", "name", "note"}) > 1:
        return True
    named = stacks[roles["name"]][-1]
    others = (other for other in headings.schema.forms.values() if other is not form)
    return "tt" in roles and not any(headings.fit(other, named) for other in others)
