"""docs/flow.md: the table of pipeline/flow.py as a page (`make flow-doc`)."""

from __future__ import annotations

from pipeline.engine.stage import Stage
from pipeline.flow import STAGES, TARGETS
from pipeline.text.messages import of_file

_HEAD = """# The flow

Written from `pipeline/flow.py` by `make flow-doc`. `raw` is the wave's folder in `data/raw`, `done` that in
`data/processed`, `figures` that in `figures/` (English in `en/`); `base` is the wave compared with. A file
with `?` may be missing; with `*` there are as many as the survey has.

A stage runs when the content of a file that it reads has changed, its code has, or one of its outputs is not
there as it was written. Dates play no part. What makes numbers reads the codebook through `structure.json`,
which holds neither labels nor titles nor figures: when one of these changes, figures and report alone are
made again.
"""


def page() -> str:
    """Return the page: a picture of what follows what, a table of the stages, one of the targets."""
    parts = [_HEAD, _picture(), "## Stages\n", _stages(), "## Targets\n", _targets()]
    return "\n".join(parts)


def _picture() -> str:
    """Return what follows what, as Mermaid (which GitHub draws), without arrows that others imply."""
    lines = ["```mermaid", "flowchart LR"]
    for stage in STAGES:
        direct = [earlier for earlier in STAGES if stage.follows(earlier)]
        implied = {earlier for near in direct for earlier in _behind(near)}
        lines += [f"  {earlier.name} --> {stage.name}" for earlier in direct if earlier not in implied]
    return "\n".join([*lines, "```", ""])


def _behind(stage: Stage) -> set[Stage]:
    """Return every stage that has to run before a stage."""
    direct = {earlier for earlier in STAGES if stage.follows(earlier)}
    return direct.union(*map(_behind, direct))


def _stages() -> str:
    rows = ["| stage | reads | writes |", "|---|---|---|"]
    for stage in STAGES:
        read = [text.replace(" = ", ", up to date by ") for text in stage.reads.values()]
        rows.append(
            f"| `{stage.name}` | {'; '.join(map(_plain, read))} | {_plain(f'{stage.out}: {stage.writes}')} |"
        )
    return "\n".join([*rows, ""])


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("[0-9][0-9]_*", "*").replace("*", r"\*")


def _targets() -> str:
    sentences = of_file("flow.toml")
    rows = ["| target | what it is for | stages asked for |", "|---|---|---|"]
    for target, stages in TARGETS.items():
        if f"flow.target.{target}" in sentences:
            meaning = sentences[f"flow.target.{target}"]["en"]
            rows.append(f"| `make {target}` | {meaning} | {', '.join(stages)} |")
    return "\n".join([*rows, ""])
