"""Imports go one way, as drawn in docs/architecture.md; heavy packages are imported where they are used.

The rooms of the drawing are named here from left to right. A module that is not named belongs wherever its
imports allow: what counts is that no room reaches a later one, not even through such a module.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "wardxl"

ROOMS: tuple[frozenset[str], ...] = (
    frozenset({"model"}),
    frozenset({"text", "numerals", "units", "targets", "periods", "rounding", "legacy", "codes"}),
    frozenset({"schema", "matching", "readers", "locate", "normalise", "inbox"}),
    frozenset({"rules"}),
    frozenset({"merge"}),
    frozenset({"findings"}),
    frozenset({"pipeline"}),
    frozenset({"workbook", "returns", "report"}),
    frozenset({"ward", "wards"}),
    frozenset({"cli", "commands"}),
)
HEAVY = {
    "dask",
    "distributed",
    "fsspec",
    "msoffcrypto",
    "openpyxl",
    "pandas",
    "python_calamine",
    "rich",
    "xlrd",
    "xlsxwriter",
}
#: Modules made of a heavy package's classes: as heavy as the package, and imported like it.
STANDING_ON = {"wardxl.workbook.writer": "xlsxwriter", "wardxl.workbook.quick_writer": "xlsxwriter"}


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _sources() -> Mapping[str, ast.Module]:
    return {_module(path): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def _targets(node: ast.stmt, module: str) -> Iterator[str]:
    """The modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module}, line {node.lineno}: imports are written in full"
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            yield whole if whole in _sources() else str(node.module)


@cache
def _arrows() -> Mapping[str, frozenset[str]]:
    """For each of our modules those of ours that it imports, wherever in its text."""
    return {
        module: frozenset(
            target
            for node in ast.walk(tree)
            if isinstance(node, ast.stmt)
            for target in _targets(node, module)
            if target in _sources() and target != module
        )
        for module, tree in _sources().items()
    }


def _room(module: str) -> str:
    """The room a module stands in: `wardxl.readers.xlsx` in `readers`."""
    return module.split(".")[1] if "." in module else ""


def _number(module: str) -> int | None:
    return next((number for number, rooms in enumerate(ROOMS) if _room(module) in rooms), None)


def _reached(start: str) -> dict[str, tuple[str, ...]]:
    """Everything a module reaches without entering another named room on the way, with the way."""
    ways: dict[str, tuple[str, ...]] = {}
    waiting = [(start, (start,))]
    while waiting:
        module, way = waiting.pop()
        for target in _arrows()[module]:
            if target not in ways:
                ways[target] = (*way, target)
                if _number(target) is None:
                    waiting.append((target, ways[target]))
    return ways


def test_every_room_of_the_drawing_is_there() -> None:
    rooms = {_room(module) for module in _sources()}
    assert frozenset().union(*ROOMS) <= rooms


@pytest.mark.parametrize("module", sorted(_sources()))
def test_imports_never_run_back(module: str) -> None:
    here = _number(module)
    if here is None:
        return
    for target, way in _reached(module).items():
        there = _number(target)
        assert there is None or there <= here, " → ".join(way)


def test_no_circles() -> None:
    # A package and its own modules may name each other: the package is only their common door.
    graph = {
        module: {target for target in targets if not module.startswith(target + ".")}
        for module, targets in _arrows().items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(reversed(error.args[1])))


def test_model_imports_nothing_of_ours() -> None:
    targets = {target for module, found in _arrows().items() if _room(module) == "model" for target in found}
    assert {_room(target) for target in targets} <= {"model"}


def test_nobody_inside_goes_through_the_public_door() -> None:
    assert {module for module, targets in _arrows().items() if "wardxl" in targets} <= {"wardxl.__main__"}


def test_only_the_doors_know_the_pipeline() -> None:
    users = {_room(module) for module, targets in _arrows().items() if "wardxl.pipeline" in targets}
    assert users <= {"", "__main__", "pipeline"} | frozenset().union(*ROOMS[-3:])


def _at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from _at_import(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            yield from _at_import(node.body + node.orelse + node.finalbody)
        elif isinstance(node, ast.With):
            yield from _at_import(node.body)


@pytest.mark.parametrize("module", sorted(_sources()))
def test_heavy_packages_are_imported_where_used(module: str) -> None:
    for node in _at_import(_sources()[module].body):
        for target in _targets(node, module):
            heavy = target in STANDING_ON and module not in STANDING_ON
            heavy |= target.partition(".")[0] in HEAVY - {STANDING_ON.get(module)}
            assert not heavy, f"line {node.lineno}: import {target} in the function"
