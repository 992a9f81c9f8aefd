"""What a heat table shows: share of each answer for each service, against all services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure, Service
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE
from pipeline.figures.context import Context
from pipeline.figures.estimates import counted
from pipeline.figures.records import estimate_record


@dataclass(frozen=True)
class HeatmapData:
    """The numbers of one heat table.

    Attributes
    ----------
    estimates : one row a service and answer, pooled services included, with p, p_adjusted,
        difference to all services, and `over` where significantly above them.
    answers : ids of the answers, most frequent first.
    families : services of each family, by id, in the codebook's order.
    """

    context: Context
    figure: Figure
    estimates: pd.DataFrame
    answers: list[str]
    families: dict[str, list[Service]]

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Share of each answer, one row a service; NaN when withheld."""
        return self._wide("share")

    @cached_property
    def over(self) -> pd.DataFrame:
        """Whether each share is significantly above that of all services."""
        return self._wide("over")

    @cached_property
    def bases(self) -> pd.DataFrame:
        """Base and status of each service."""
        return self.estimates.drop_duplicates("service").set_index("service")[["n", "status"]]

    @cached_property
    def answer_labels(self) -> dict[str, str]:
        return {answer: self.context.level_label(self.figure.question, answer) for answer in self.answers}

    @cached_property
    def finding(self) -> pd.Series | None:
        """The cell furthest above all services, among significant ones."""
        over = self.estimates[self.estimates["over"]]
        return None if over.empty else over.loc[over["difference"].idxmax()]

    def _wide(self, column: str) -> pd.DataFrame:
        return self.estimates.pivot(index="service", columns="answer", values=column)[self.answers]


def select(context: Context, figure: Figure) -> HeatmapData | None:
    """Return the numbers of the figure; None when its question has no rows."""
    table = counted(context, figure)
    if table.empty:
        return None
    table = table.merge(_tests(context, figure), on=["service", "answer"], how="left", validate="one_to_one")
    significant = table["p_adjusted"] < context.codebook.method.significance
    table["over"] = significant & (table["difference"] > 0) & (table["status"] == "")
    pooled = table[table["service"] == ALL_SERVICES]
    # A question about services that are not pooled is ordered by the plain mean of their shares.
    order = pooled if len(pooled) else table.groupby("answer", sort=False, as_index=False)["share"].mean()
    answers = order.sort_values("share", ascending=False, kind="stable")["answer"].tolist()
    present = set(table["service"])
    families = {
        family.id: [
            service
            for service in context.codebook.service
            if service.family == family.id and service.id in present
        ]
        for family in context.codebook.service_family
    }
    families = {family: services for family, services in families.items() if services}
    return HeatmapData(context, figure, table, answers, families)


def records(heatmap: HeatmapData) -> Iterator[dict]:
    """Yield every number drawn, as records of open data."""
    context = heatmap.context
    question = context.text(context.codebook.by_id[heatmap.figure.question].label)
    services = [service.id for family in heatmap.families.values() for service in family]
    for service in [ALL_SERVICES, *services]:
        rows = heatmap.estimates[heatmap.estimates["service"] == service].set_index("answer", drop=False)
        for row in rows.reindex(heatmap.answers).dropna(subset="service").itertuples(index=False):
            level = context.level_label(heatmap.figure.question, row.answer)
            tests = {"p": row.p, "p_adjusted": row.p_adjusted}
            yield estimate_record(context, row, measure=question, level=level) | tests


def _tests(context: Context, figure: Figure) -> pd.DataFrame:
    """Return the tests of each service against all services, by answer."""
    table = context.tables["contrasts"]
    tests = table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["breakdown"] == BY_SERVICE)
    ]
    tests = tests.assign(service=tests["group"])
    return tests[["service", "answer", "difference", "p", "p_adjusted", "comparisons"]]
