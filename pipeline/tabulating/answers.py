"""Who gave which answer in which group: what every table is counted from, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.statistics.cells import counted_by_cell
from pipeline.statistics.design import Design
from pipeline.topics import EVERYONE, Grouping, Topic


@dataclass(frozen=True)
class Answers:
    """The respondents of a survey: their design, every topic, everyone together and every breakdown."""

    design: Design
    topics: list[Topic]
    groupings: list[Grouping]

    def crossed(self, *, with_everyone: bool = False) -> Iterator[tuple[Design, Topic, Grouping]]:
        """Each topic with each breakdown but its own, and the design that both are rows of."""
        for design, topic, groupings in self._counted:
            for grouping in groupings:
                if grouping.variable != topic.question and (with_everyone or grouping.variable != EVERYONE):
                    yield design, topic, grouping

    @cached_property
    def _counted(self) -> list[tuple[Design, Topic, list[Grouping]]]:
        """Each topic and all breakdowns, with one row for all respondents who are alike in them."""
        return [self._by_cell(topic) for topic in self.topics]

    def _by_cell(self, topic: Topic) -> tuple[Design, Topic, list[Grouping]]:
        codes = [grouping.codes for grouping in self.groupings]
        design, domain, outcomes, *codes = counted_by_cell(self.design, topic.domain, topic.outcomes, *codes)
        if design is self.design:
            return design, topic, self.groupings
        groupings = [grouping.of(own) for grouping, own in zip(self.groupings, codes, strict=True)]
        return design, replace(topic, domain=domain, outcomes=outcomes), groupings
