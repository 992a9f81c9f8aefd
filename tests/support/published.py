"""A wave drawn and published in one language, for the tests of the report and the workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read as read_codebook
from pipeline.engine.stage import WaveFolders
from pipeline.figures.context import Context
from pipeline.figures.provenance import Provenance
from pipeline.tables.files import WaveTables
from tests.support.stages import origin_of

VOID = {"meta", "link", "br", "input", "img", "hr", "area", "base", "col", "source", "wbr"}


@dataclass(frozen=True)
class Edition:
    """Where one language's outputs lie, and the inputs and tables behind them."""

    folder: Path
    raw: Path
    tables: Path
    language: str

    @property
    def page(self) -> str:
        return (self.folder / "report.html").read_text("utf-8")

    @property
    def origin(self) -> Provenance:
        return origin_of(WaveFolders(self.raw, self.tables, self.folder, self.folder))

    @property
    def workbook(self) -> Path:
        return self.folder / "tableaux.xlsx"


def publish(wave, folder: Path, language: str) -> Edition:
    """Figures, then workbook and report, of a wave that has its tables."""
    assert wave.stage("draw", language, folder) == 0
    assert wave.stage("report", language, folder) == 0
    return Edition(folder, wave.raw, wave.done, language)


def context_of(edition: Edition) -> Context:
    """What the report is made from."""
    codebook, register = read_codebook(edition.raw / "codebook.toml"), edition.raw / "published.toml"
    return Context(
        codebook=codebook,
        language=edition.language,
        tables=WaveTables(edition.tables),
        provenance=edition.origin,
        register=read_register(register, codebook) if register.exists() else None,
    )


class Node:
    """One element of a page."""

    def __init__(self, tag: str, attributes: dict, parent: Node | None):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node | str] = []

    def all(self, tag: str) -> list[Node]:
        """Every element of that tag inside this one, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                found += [child] if child.tag == tag else []
                found += child.all(tag)
        return found

    def every(self) -> list[Node]:
        nested = [child for child in self.children if isinstance(child, Node)]
        return nested + [one for child in nested for one in child.every()]

    @property
    def text(self) -> str:
        """What a reader sees: no script and no style."""
        if self.tag in ("script", "style"):
            return ""
        parts = [child.text if isinstance(child, Node) else child for child in self.children]
        return re.sub(r"[ \n\t]+", " ", "".join(parts)).strip()


class _Builder(HTMLParser):
    """Builds the tree; fails on an element that is not closed where it should be."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("", {}, None)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs), self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Node(tag, dict(attrs), self.here))

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(data)


def parsed(page: str) -> Node:
    builder = _Builder()
    builder.feed(page)
    assert builder.here is builder.root, f"<{builder.here.tag}> is never closed"
    return builder.root
