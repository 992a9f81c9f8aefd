"""The house stands as CONTRIBUTING.md draws it: rooms, the direction of imports, one meaning a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.support.stages import ROOT

# From top to bottom: a room imports from its own layer and from those below it, never from above.
LAYERS = [
    {"stages"},
    {"publishing"},
    {"figures"},
    {"waves"},
    {"claims", "discriminant"},
    {"tables"},
    {"validation"},
    {"weighting", "responses"},
    {"codebook"},
    {"errors"},
    {"statistics", "text"},
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
# What starts the stages stands at the door, above all rooms.
AT_THE_DOOR = {"__main__", "flow", "engine"}


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted((ROOT / "pipeline").rglob("*.py"))}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the project that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("pipeline"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in MODULES else node.module)
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in MODULES}
    return frozenset(found)


def test_every_module_stands_in_a_room():
    assert {room(module) for module in MODULES} - {""} - AT_THE_DOOR == set(LEVEL)


@pytest.mark.parametrize("module", [module for module in MODULES if room(module) in LEVEL])
def test_a_room_imports_only_from_rooms_below_it(module):
    level = LEVEL[room(module)]
    upward = {
        other
        for other in imports(module)
        if room(other) != room(module) and LEVEL.get(room(other), -1) <= level
    }
    assert upward == set()


def test_nothing_imports_a_stage():
    for module in MODULES:
        if room(module) not in AT_THE_DOOR:
            stages = {other for other in imports(module) if room(other) == "stages"}
            assert stages == set(), module


def test_nothing_in_the_program_imports_a_study_or_a_test():
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in ("studies", "tests"), module


def test_no_modules_import_each_other_in_a_circle():
    done: dict[str, bool] = {}

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join([*trail, module])
        if done.get(module):
            return
        for other in imports(module):
            if other != module:
                visit(other, (*trail, module))
        done[module] = True

    for module in MODULES:
        visit(module, ())
    assert len(done) > 150


def constants_and_classes(path: Path) -> set[str]:
    """Public constants and classes that a module defines."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            for part in ast.walk(target) if target is not None else ():
                if isinstance(part, ast.Name) and part.id.isupper():
                    found.add(part.id)
    return {name for name in found if not name.startswith("_")}


def test_a_name_has_one_meaning_in_the_whole_program():
    homes = defaultdict(set)
    for module, path in MODULES.items():
        for name in constants_and_classes(path):
            homes[name].add(module)
    assert len(homes) > 300
    assert {name: sorted(modules) for name, modules in homes.items() if len(modules) > 1} == {}


def test_every_module_is_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    files = [name for name, path in MODULES.items() if path.name != "__init__.py" and room(name) in LEVEL]
    assert len(files) > 150
    assert [name for name in files if f"`{name.removeprefix('pipeline.')}`" not in glossary] == []
