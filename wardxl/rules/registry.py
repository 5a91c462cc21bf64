"""How a rule is declared: `@rule`, the scopes that its first parameter may have, and its context."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, get_type_hints

from wardxl.codes import STAGE_CODES, Code, paragraphs
from wardxl.model import Block, Problem, Record, Row, Schema, Severity, Submission, Value

#: What the template's column `Dung sai` stands for where it is left blank.
DEFAULT_TOLERANCES: Mapping[str, Decimal] = {"Y408": Decimal(5), "U304": Decimal("0.05")}


@dataclass(frozen=True, slots=True)
class Rows:
    """All records of one submission, or all merged ones, by row code: for relations between rows."""

    records: Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that came: the submissions, and the merged record of every catalogue row that has one."""

    submissions: Sequence[Submission]
    records: Mapping[str, Record]
    schema: Schema


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know besides the thing it looks at.

    `arrival` ranks the files by time where values of several files meet (a later file ranks higher).
    """

    schema: Schema
    arrival: Mapping[str, int] | None = None
    _tolerances: dict[str, Decimal] = field(default_factory=dict)
    _years: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def tolerance(self, code: str) -> Decimal:
        """Return the code's tolerance as the template sets it: a factor for sums, else a threshold."""
        if code not in self._tolerances:
            setting = self.schema.rules.get(code)
            chosen = setting.tolerance if setting else None
            default = DEFAULT_TOLERANCES.get(code, Decimal(1))
            self._tolerances[code] = default if chosen is None else chosen
        return self._tolerances[code]

    def enabled(self, code: str) -> bool:
        """Whether the template leaves the code switched on."""
        setting = self.schema.rules.get(code)
        return setting is None or setting.enabled

    def severity(self, problem: Problem) -> Severity:
        """Return a problem's severity: the template's, else the problem's own, else the rule's."""
        setting = self.schema.rules.get(problem.code)
        if setting and setting.severity:
            return setting.severity
        if problem.severity:
            return problem.severity
        known = RULES[problem.code].code if problem.code in RULES else STAGE_CODES.get(problem.code)
        return known.severity if known else Severity.ERROR

    def years(self, row: Row) -> tuple[str, ...]:
        """Return the keys of the year columns of a row's form, in order."""
        if row.appendix not in self._years:
            form = self.schema.forms.get(row.appendix)
            self._years[row.appendix] = form.years if form else ()
        return self._years[row.appendix]

    def blamed(self, usual: Value, others: Iterable[Value]) -> Value:
        """Choose the operand to mend: the usual one, or in a mix of files the one that arrived last."""
        operands = [usual, *others]
        if self.arrival is None or len({value.ref.file for value in operands}) == 1:
            return usual
        return max(operands, key=lambda value: (self.arrival or {}).get(value.ref.file, -1))


Check = Callable[..., Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A registered rule; `scope` is the annotated type of its first parameter.

    `first`: it says that a figure is impossible in itself, and nobody uses the cell after it. `clean`: it uses
    no cell that is under an error or in doubt, save for the errors of the codes in `despite`. `doubts`: the
    cells that it names are not used by clean rules that come later, although it is no error. `beware`: codes of
    sums; where one of them is an error, none of its operands is used, for any of them may be the wrong one.
    """

    code: Code
    scope: type
    check: Check
    first: bool = False
    clean: bool = False
    doubts: bool = False
    despite: frozenset[str] = frozenset()
    beware: frozenset[str] = frozenset()


#: Every rule by its code, in the order of registration.
RULES: dict[str, Rule] = {}

_SCOPES = frozenset({Value, Record, Block, Rows, Collection})


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    first: bool = False,
    clean: bool = False,
    doubts: bool = False,
    despite: Iterable[str] = (),
    beware: Iterable[str] = (),
    varies: bool = False,
    tolerance: str = "",
) -> Callable[[Check], Check]:
    """Register a generator as the rule of a code.

    Its docstring is Vietnamese: one sentence that names the fault, paragraphs that explain it, and `Ví dụ:`
    with a message as the rule writes it. `first`, `clean`, `doubts`, `despite` and `beware`: see `Rule`. `varies` marks
    a code whose problems set their own severity, `tolerance` says what the template's column `Dung sai` means
    for it. Raises ValueError when the code is taken, TypeError when the first parameter's type is no scope.
    """

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"code {code} is taken by {RULES[code].check.__name__}")
        hints: dict[str, Any] = get_type_hints(check)
        scope = next(iter(hints.values()))
        if scope not in _SCOPES:
            raise TypeError(f"{check.__name__}: {scope!r} is no scope of a rule")
        entry = Code(code, name, severity, *paragraphs(check.__doc__ or ""), varies, tolerance)
        RULES[code] = Rule(entry, scope, check, first, clean, doubts, frozenset(despite), frozenset(beware))
        return check

    return register
