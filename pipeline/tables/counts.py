"""Who gave which answer in which group: what every table is counted from, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.design import Design, counted_by_cell
from pipeline.tables.estimands import Grouping, Topic


@dataclass(frozen=True)
class Tabulation:
    """The respondents of a survey: their design, every topic, everyone together and every breakdown."""

    design: Design
    topics: list[Topic]
    groupings: list[Grouping]

    @cached_property
    def counted(self) -> list[tuple[Design, Topic, list[Grouping]]]:
        """Each topic, everyone and every breakdown but its own, and the design that they are rows of.

        There is one row for all respondents who are alike in them.
        """
        return [self._by_cell(topic) for topic in self.topics]

    def crossed(self) -> Iterator[tuple[Design, Topic, Grouping]]:
        """Each topic with each breakdown but its own, without everyone together."""
        for design, topic, groupings in self.counted:
            for grouping in groupings:
                if grouping.variable != EVERYONE:
                    yield design, topic, grouping

    def _by_cell(self, topic: Topic) -> tuple[Design, Topic, list[Grouping]]:
        groupings = [grouping for grouping in self.groupings if grouping.variable != topic.question]
        codes = [grouping.codes for grouping in groupings]
        design, domain, outcomes, *codes = counted_by_cell(self.design, topic.domain, topic.outcomes, *codes)
        if design is self.design:
            return design, topic, groupings
        groupings = [grouping.of(own) for grouping, own in zip(groupings, codes, strict=True)]
        return design, replace(topic, domain=domain, outcomes=outcomes), groupings
