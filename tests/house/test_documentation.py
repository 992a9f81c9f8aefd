"""What the documents say can be done can be done, and what is written from the model is up to date."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipeline.codebook.elements import CodebookTable, Text
from pipeline.codebook.model import Codebook
from pipeline.codebook.reference import page
from pipeline.engine import documentation
from pipeline.text.messages import of_file
from tests.support.stages import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TOLD = {
    key.rpartition(".")[2]: key.split(".")[1]
    for key in of_file("flow.toml")
    if key.startswith(("flow.target.", "flow.make."))
}
TARGETS = {*TOLD, "help"}


def test_make_and_the_program_have_the_targets_that_the_help_lists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: help \$\(TARGETS\) (.*)$", makefile, flags=re.MULTILINE)[1].split()
    called = re.search(r"^TARGETS := (.*?)\n\n", makefile, flags=re.MULTILINE | re.DOTALL)[1]
    words = set(called.replace("\\\n", " ").split())
    assert words == {name for name, kind in TOLD.items() if kind == "target"}
    assert set(phony) == {name for name, kind in TOLD.items() if kind == "make"}


def test_the_page_on_the_flow_is_up_to_date():
    assert (ROOT / "docs" / "flow.md").read_text("utf-8") == documentation.page(), "make flow-doc"


def test_the_page_on_the_codebook_is_up_to_date():
    assert (ROOT / "docs" / "codebook.md").read_text("utf-8") == page(), "make codebook-doc"


def tables(table: type[CodebookTable]) -> set[type[CodebookTable]]:
    found = {table}
    for field in table.model_fields.values():
        for part in re.findall(r"\w+", str(field.annotation)):
            named = [
                one for one in CodebookTable.__subclasses__() + Text.__subclasses__() if one.__name__ == part
            ]
            found |= {inner for one in named for inner in tables(one)}
    return found


def test_every_key_of_the_codebook_is_described():
    text = page()
    assert len(tables(Codebook)) > 15
    for table in tables(Codebook):
        for name, field in table.model_fields.items():
            assert field.description, f"{table.__name__}.{name}"
            if table is not Codebook and table is not Text:
                assert f"| `{field.alias or name}` |" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_of_a_document_exist(document):
    text = document.read_text("utf-8")
    named = set(re.findall(r"(?:^|`)make (?:\w+=\S+ )*([a-z][a-z-]*)", text, flags=re.MULTILINE))
    assert named - TARGETS == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(document):
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
        assert (Path(document).parent / link).exists(), link


# Modules of docs/method-discriminant.md, which names their R calls by step.
OF_THE_DISCRIMINANT = set(
    ["classification", "cross_validation", "discriminant", "manova", "permutation", "selection"]
)


def test_every_function_of_the_statistics_says_which_call_of_r_it_equals():
    modules = sorted((ROOT / "pipeline" / "statistics").glob("*.py"))
    functions = [
        (module.stem, node)
        for module in modules
        if module.stem not in OF_THE_DISCRIMINANT
        for node in ast.parse(module.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    assert len(functions) > 40
    silent = [
        f"{module}.{f.name}"
        for module, f in functions
        if not re.search(r"\bR\b|FactoMineR", ast.get_docstring(f))
    ]
    assert silent == []
