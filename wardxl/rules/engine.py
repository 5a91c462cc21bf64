"""Running the rules: which rule sees what, in which turn, and what a crash of one costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from wardxl.model import Block, Fault, Problem, Record, Ref, Relation, Schema, Severity, Value
from wardxl.rules.registry import RULES, Collection, Context, Rows, Rule


def run(
    records: Sequence[Record],
    schema: Schema,
    *,
    mixed_only: bool = False,
    arrival: Mapping[str, int] | None = None,
    problems: Iterable[Problem] = (),
) -> tuple[list[Problem], list[Fault]]:
    """Run every rule on the records of one submission, or on merged records.

    Three turns. Rules marked `first` say that a figure is impossible in itself; nobody uses that cell after
    them. Then the others. Then the `clean` ones, in the order of registration, which use no cell that is under
    an error or in doubt. `problems` are those of earlier stages: cells under their errors are not used by clean
    rules either, and what they already say at a cell is not said again.

    Nothing is said of figures whose unit is of another kind (U303).

    `mixed_only` keeps only problems whose cells come from more than one file; `arrival` ranks the files, and
    the cell to mend is then the one that arrived last. Never raises for data: a rule that crashes becomes a
    Fault and the others go on.
    """
    earlier = _about(records, problems)
    context = Context(schema, arrival)
    records = _measured(records, earlier, context)
    runner = _Runner(context, mixed_only)
    active = [
        rule for rule in RULES.values() if rule.scope is not Collection and context.enabled(rule.code.code)
    ]

    found = runner.run([rule for rule in active if rule.first], records)
    usable = without(records, _places(found))
    found += runner.run([rule for rule in active if not rule.first and not rule.clean], usable)
    for rule in active:
        if rule.clean:
            doubtful = _unfit(rule, [*earlier, *found], context)
            found += runner.run([rule], without(usable, doubtful))

    said = {(problem.code, problem.ref) for problem in earlier if problem.ref}
    fresh: dict[tuple[str, Ref | None, str | None], Problem] = {}
    for problem in found:
        if (problem.code, problem.ref) in said:
            continue
        if mixed_only:
            if len(_files(problem)) < 2:
                continue
            # The sender is the one of the cell's file, which the caller knows; the record has several.
            problem = replace(problem, department=None)
        # A value merged over several years is one cell: what it holds is said once.
        apart = problem.message if problem.found is None else problem.expected
        fresh.setdefault((problem.code, problem.ref, apart), problem)
    return list(fresh.values()), runner.faults


def run_collection(collection: Collection) -> tuple[list[Problem], list[Fault]]:
    """Run the rules that look at everything that came (what is missing)."""
    context = Context(collection.schema)
    runner = _Runner(context)
    found: list[Problem] = []
    for rule in RULES.values():
        if rule.scope is Collection and context.enabled(rule.code.code):
            found += runner.guarded(rule, [(collection,)])
    return found, runner.faults


class _Runner:
    """Runs rules over records and keeps their crashes.

    `mixed_only`: records and blocks of one file alone were checked with it and are passed over; single values are
    not, for whoever uses them must know which are impossible.
    """

    def __init__(self, context: Context, mixed_only: bool = False) -> None:
        self.context = context
        self.mixed_only = mixed_only
        self.faults: list[Fault] = []

    def run(self, rules: Sequence[Rule], records: Sequence[Record]) -> list[Problem]:
        """Run rules on everything of their scope."""
        wanted = {rule.scope for rule in rules}
        things: dict[type, list[tuple[object, ...]]] = {}
        if Value in wanted:
            things[Value] = [
                (value, record)
                for record in records
                for value in record.values.values()
                if value.content is not None
            ]
        if Record in wanted:
            things[Record] = [(record,) for record in records if self._wanted(record)]
        if Block in wanted:
            things[Block] = [
                (block,)
                for block in blocks(records, self.context.schema)
                if self._wanted(block.whole, *block.parts)
            ]
        if Rows in wanted:
            things[Rows] = [(Rows(by_code(records)),)]
        return [problem for rule in rules for problem in self.guarded(rule, things[rule.scope])]

    def _wanted(self, *records: Record) -> bool:
        return not self.mixed_only or len(frozenset[str]().union(*(record.files for record in records))) > 1

    def guarded(self, rule: Rule, things: Iterable[tuple[object, ...]]) -> list[Problem]:
        """Collect what a rule says of each thing; a crash becomes a fault of ours, what was said before it stays."""
        found: list[Problem] = []
        for thing in things:
            try:
                found.extend(rule.check(*thing, self.context))
            except (
                Exception
            ) as error:  # Whatever a rule of ours trips over, it must not cost the other checks.
                where = f"{rule.code.code} {_where(thing)}".strip()
                self.faults.append(Fault(where, f"{type(error).__name__}: {error}"))
        return found


def _where(thing: tuple[object, ...]) -> str:
    """Say where a rule crashed: the row, or the cell."""
    match thing[0]:
        case Value(ref=ref):
            return str(ref)
        case Record(row=row, name=name):
            return f"{row.code} ({name.ref})"
        case Block(whole=whole):
            return f"{whole.row.code} ({whole.name.ref})"
    return ""


def by_code(records: Iterable[Record]) -> dict[str, Record]:
    """Index records by row code; of a row that stands twice in a file the first counts."""
    index: dict[str, Record] = {}
    for record in records:
        index.setdefault(record.row.code, record)
    return index


def blocks(records: Iterable[Record], schema: Schema) -> Iterator[Block]:
    """Put wholes and their parts together, as the catalogue relates them.

    Parts that add up make a block only when all of them came; of parts that are only some of the whole one is
    enough.
    """
    index = by_code(records)
    families: dict[tuple[str, Relation], list[str]] = {}
    for row in schema.rows.values():
        if row.parent in index and row.relation in (Relation.PART, Relation.SOME):
            families.setdefault((row.parent, row.relation), []).append(row.code)
    for (parent, relation), codes in families.items():
        parts = tuple(index[code] for code in codes if code in index)
        if parts and (relation is Relation.SOME or len(parts) == len(codes)):
            yield Block(index[parent], parts, relation)


def without(records: Sequence[Record], places: frozenset[Ref]) -> Sequence[Record]:
    """Take the content out of some cells: what is left cannot be used, yet the cells are not blank."""
    if not places:
        return records
    return [
        record._replace(
            values={
                key: value._replace(content=None) if value.ref in places else value
                for key, value in record.values.items()
            },
        )
        if any(value.ref in places for value in record.values.values())
        else record
        for record in records
    ]


def _measured(records: Sequence[Record], problems: Sequence[Problem], context: Context) -> Sequence[Record]:
    """Take out the figures whose unit is of another kind: no range or sum of the catalogue is about them.

    Those are the figures of the row whose unit cell is named, else the ones that the problem itself names.
    """
    wrong = [problem for problem in problems if problem.code == "U303"]
    if not wrong or not context.enabled("U303"):
        return records
    units = {(problem.row, problem.ref) for problem in wrong}
    places = frozenset(
        value.ref
        for record in records
        if record.unit and (record.row.code, record.unit.ref) in units
        for value in record.values.values()
    )
    related = (place for problem in wrong for place in problem.related)
    return without(records, places | _places(wrong) | frozenset(related))


def _places(problems: Iterable[Problem]) -> frozenset[Ref]:
    """The cells that problems name as faulty."""
    return frozenset(
        place for problem in problems for place in (problem.ref, *problem.cells) if place is not None
    )


def _about(records: Sequence[Record], problems: Iterable[Problem]) -> list[Problem]:
    """The problems, without those of their further cells that no record has (of rows come back a thousand times)."""
    found = list(problems)
    if not any(problem.cells for problem in found):
        return found
    known = {value.ref for record in records for value in record.values.values()}
    return [
        replace(problem, cells=tuple(filter(known.__contains__, problem.cells))) if problem.cells else problem
        for problem in found
    ]


def _files(problem: Problem) -> set[str]:
    """The files whose cells a problem names."""
    return {place.file for place in (problem.ref, *problem.cells, *problem.related) if place is not None}


def _unfit(rule: Rule, problems: Sequence[Problem], context: Context) -> frozenset[Ref]:
    """The cells that a clean rule must not use: under an error, or in doubt by a rule that says so.

    A cell that a block points out counts only where an error stands behind it: what rounding explains is sound.
    """
    weighed = [problem for problem in problems if problem.code not in rule.despite]
    errors = [problem for problem in weighed if context.severity(problem) is Severity.ERROR]
    behind = _places(errors) | {place for problem in errors for place in problem.related}
    doubted = [problem for problem in weighed if problem.code in RULES and RULES[problem.code].doubts]
    operands = {place for problem in errors if problem.code in rule.beware for place in problem.related}
    return (
        _places(errors)
        | operands
        | frozenset(
            place
            for problem in doubted
            for place in _places([problem])
            if context.severity(problem) is not Severity.INFO or place in behind
        )
    )
