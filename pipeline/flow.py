"""The flow: every stage with what it reads and writes, and the stages behind each target.

How to read the table. `reads` gives each argument of the stage's function its path; `{raw}` is the wave's
folder in data/raw, `{done}` its folder in data/processed, `{figures}` that of figures/ in the language of the
run; `{base_raw}` and `{base_done}` belong to the earlier wave that is compared with.
  "{raw}/communes.csv?"            a file that a wave may do without
  "{done}: tests.csv quality/*.csv"  the argument is a folder, and these are the files read in it
  "{raw}/codebook.toml = {done}/structure.json"  the first is given, the second decides what is up to date
`writes` lists the files that the stage makes in its folder `out`; with "*" as many as the survey has, with
"?" those that not every survey has. A stage that `publishes` prints where its numbers come from: it depends
on all inputs of the wave and on the whole program; the others on what makes numbers (engine/fingerprints.py).
"""

from __future__ import annotations

from pipeline.engine.stage import Stage

WHOLE_CODEBOOK = "{raw}/codebook.toml"
CODEBOOK = "{raw}/codebook.toml = {done}/structure.json"
RESPONSES = "{raw}/responses.csv? {raw}/responses.xlsx?"
MARGINS, COMMUNES, PUBLISHED = "{raw}/margins.csv", "{raw}/communes.csv?", "{raw}/published.toml?"
FIGURE = "fig[0-9][0-9]_*"
OF_CLAIMS = "claims.csv claims-readings.csv claims-estimates.csv claims-weightings.csv"


STAGES = (
    Stage(
        "check_codebook",
        {"codebook_file": WHOLE_CODEBOOK,
         "wave": "{raw}: margins.csv? communes.csv? README.md? responses.csv? responses.xlsx?"},
        "{done}", "structure.json",
    ),
    Stage(
        "clean",
        {"codebook_file": CODEBOOK, "responses_file": RESPONSES, "communes_file": COMMUNES,
         "corrections_file": "{raw}/corrections.csv?"},
        "{done}/candidate", "cleaned.csv set-aside.csv faults.csv communes.csv corrections.csv",
    ),
    Stage(
        "validate",
        {"codebook_file": CODEBOOK, "responses_file": RESPONSES, "communes_file": COMMUNES,
         "candidate": "{done}/candidate: cleaned.csv set-aside.csv faults.csv communes.csv corrections.csv"},
        "{done}", "2-validated.csv errors.xlsx quality/account.csv quality/missing.csv quality/communes.csv "
        "quality/contradictions.csv quality/straight-lining.csv quality/never-seen.csv "
        "quality/corrections.csv quality/faults.csv quality/set-aside.csv",
    ),
    Stage(
        "weight",
        {"codebook_file": CODEBOOK, "validated_file": "{done}/2-validated.csv", "margins_file": MARGINS,
         "communes_file": COMMUNES},
        "{done}", "3-weighted.csv weighting.csv weighting-margins.csv weighting-ratios.csv "
        "participation.csv places.csv",
    ),
    Stage(
        "tabulate",
        {"codebook_file": CODEBOOK, "weighted_file": "{done}/3-weighted.csv"},
        "{done}", "estimates.csv tests.csv items.csv contrasts.csv pairs.csv medians.csv means.csv",
    ),
    Stage(
        "screen",
        {"codebook_file": CODEBOOK, "tables": "{done}: 3-weighted.csv estimates.csv contrasts.csv tests.csv"},
        "{done}", "screening.csv test-values.csv",
    ),
    Stage(
        "discriminate",
        {"codebook_file": CODEBOOK, "weighted_file": "{done}/3-weighted.csv"},
        "{done}/discriminant", "functions.csv *.csv", shares=True,
    ),
    Stage(
        "verify",
        {"codebook_file": CODEBOOK, "weighted_file": "{done}/3-weighted.csv", "margins_file": MARGINS,
         "estimates_file": "{done}/estimates.csv", "published_file": "{raw}/published.toml"},
        "{done}", OF_CLAIMS, only_with="{raw}/published.toml",
    ),
    Stage(
        "draw",
        {"codebook_file": WHOLE_CODEBOOK, "published_file": PUBLISHED,
         "tables": "{done}: estimates.csv contrasts.csv tests.csv test-values.csv weighting.csv "
         "weighting-margins.csv weighting-ratios.csv participation.csv places.csv discriminant/*.csv "
         "claims*.csv"},
        "{figures}", f"figures.csv {FIGURE}.png {FIGURE}.svg {FIGURE}.csv {FIGURE}.alt.txt", publishes=True,
        shares=True,
    ),
    Stage(
        "report",
        {"codebook_file": WHOLE_CODEBOOK, "published_file": PUBLISHED,
         "figures": f"{{figures}}: figures.csv {FIGURE}.png {FIGURE}.svg {FIGURE}.csv",
         "tables": "{done}: estimates.csv contrasts.csv tests.csv items.csv pairs.csv medians.csv means.csv "
         "screening.csv test-values.csv weighting.csv weighting-margins.csv quality/*.csv discriminant/*.csv "
         "claims*.csv"},
        "{figures}", "report.html tableaux.xlsx figures.docx", publishes=True, shares=True,
    ),
    Stage(
        "publish_open_data",
        {"codebook_file": WHOLE_CODEBOOK,
         "tables": "{done}: estimates.csv contrasts.csv medians.csv means.csv weighting.csv"},
        "{open_data}", "datapackage.json results.csv dictionary.csv", publishes=True,
    ),
    Stage(
        "compare",
        {"codebook_file": WHOLE_CODEBOOK, "base_codebook_file": "{base_raw}/codebook.toml",
         "tables": "{done}: 3-weighted.csv estimates.csv weighting.csv weighting-margins.csv",
         "base_tables": "{base_done}: 3-weighted.csv estimates.csv weighting.csv weighting-margins.csv "
         "claims.csv?",
         "base_margins_file": "{base_raw}/margins.csv", "base_published_file": "{base_raw}/published.toml?"},
        "{done}/compare-{base}", "differences.csv codebook.csv weights.csv margins.csv tests.csv claims.csv?",
        only_with="{base_raw}/codebook.toml",
    ),
    Stage(
        "report_comparison",
        {"codebook_file": WHOLE_CODEBOOK, "base_codebook_file": "{base_raw}/codebook.toml",
         "tables": "{done}: estimates.csv weighting-margins.csv",
         "compared": "{done}/compare-{base}: differences.csv codebook.csv weights.csv margins.csv tests.csv "
         "claims.csv?",
         "base_published_file": "{base_raw}/published.toml?"},
        "{figures}/compare-{base}",
        f"report.html tableaux.xlsx {FIGURE}.png {FIGURE}.svg {FIGURE}.csv {FIGURE}.alt.txt",
        publishes=True, only_with="{base_raw}/codebook.toml",
    ),
)  # fmt: skip

# What `make <target>` asks for; everything behind it is made first.
TARGETS = {
    "all": ("report", "publish_open_data"),
    "validate": ("validate",),
    "weight": ("weight",),
    "tabulate": ("tabulate",),
    "discriminate": ("screen", "discriminate"),
    "classify": ("discriminate",),
    "claims": ("verify",),
    "verdict": ("verify",),
    "table": ("weight", "tabulate"),
    "figures": ("draw",),
    "report": ("report",),
    "open-data": ("publish_open_data",),
    "base": ("weight", "tabulate", "verify"),
    "compare": ("report_comparison",),
}
