"""All checks of a codebook as a whole, one after another."""

from __future__ import annotations

from dataclasses import replace

from pipeline.codebook.checks import analysis, columns, derived_variables, figures, ids, labels, questions
from pipeline.codebook.checks.findings import Finding
from pipeline.codebook.model import Codebook


def findings(codebook: Codebook) -> list[Finding]:
    """Return every finding of every check; none when the codebook makes sense."""
    of_tables = [
        finding
        for check in (ids, columns, labels, questions, derived_variables)
        for finding in check.findings(codebook)
    ]
    # What uses a derived variable that cannot be made is a finding too, under a code of its own.
    lost = derived_variables.unmade(codebook)
    makeable = derived_variables.makeable(codebook)
    of_uses = [finding for check in (analysis, figures) for finding in check.findings(makeable)]
    return of_tables + [
        replace(finding, code="codebook_lost") if finding.value in lost else finding for finding in of_uses
    ]
