"""Made-up verdicts on made-up results about any codebook, for figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.claims.model import Register
from pipeline.claims.verdicts import VERDICTS
from pipeline.codebook.model import Codebook

WEIGHTINGS = pd.DataFrame({"weighting": ["calibrated", "unweighted"], "limit_low": 0.0, "limit_high": np.nan})


def published_results(
    codebook: Codebook, significant: bool = True
) -> tuple[Register, dict[str, pd.DataFrame]]:
    """A register and the tables of its verdicts: a result a measure and service, a topic a measure.

    Parameters
    ----------
    significant : some results are not shown or contradicted.
    """
    claims = [claim for measure in codebook.measure for claim in _claims(codebook, measure)]
    register = Register.model_validate(
        {
            "document": {
                "title": {"fr": "Schéma", "en": "Scheme"},
                "source": {"fr": "annexe", "en": "annex"},
            },
            "section": [{"id": "findings", "title": {"fr": "Enseignements", "en": "Findings"}}],
            "claim": claims,
        }
    )
    kinds = VERDICTS if significant else ("established", "consistent")
    rows = [_row(claim, kinds[i % len(kinds)], i) for i, claim in enumerate(claims)]
    table = pd.DataFrame(rows)
    readings = table.assign(reading="retained", weighting="calibrated")
    return register, {"claims": table, "claims-readings": readings, "claims-weightings": WEIGHTINGS}


def _claims(codebook: Codebook, measure) -> list[dict]:
    battery = getattr(codebook.by_id[measure.question], "battery", False)
    services = [s.id for s in codebook.services_of(measure.question)][:4] if battery else [None]
    return [
        {
            "id": f"{measure.id}_{service or 'all'}",
            "section": "findings",
            "topic": measure.id,
            "check": "answers",
            "strength": "numeric",
            "test": [
                {"kind": "share", "measure": measure.id, "at_least": 0.5}
                | ({"services": [service]} if service else {})
            ],
        }
        for service in services
    ]


def _row(claim: dict, verdict: str, i: int) -> dict:
    told = verdict not in ("too_few", "not_testable")
    return {
        "claim": claim["id"], "section": claim["section"], "topic": claim["topic"], "along": "",
        "verdict": verdict, "satisfied": str(verdict in ("established", "consistent")), "n": 100.0 + i,
        "p_for": 0.01 if told else np.nan, "p_for_adjusted": 0.02 if told else np.nan, "p_against": 1.0,
        "p_against_adjusted": 1.0, "quantity": "share" if told else "", "services": "", "level": "all",
        "against": "", "estimate": 0.5 + 0.001 * i if told else np.nan, "ci_low": 0.4, "ci_high": 0.7,
        "alternatives": "", "weightings": "", "hangs_on": "unweighted" if i % 5 == 0 else "",
    }  # fmt: skip
