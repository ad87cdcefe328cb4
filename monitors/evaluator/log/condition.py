"""When a log alarm is in ALARM: a Condition on the results of a query, which come at the query's own rate."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.evaluator.sample import SeriesId
from monitors.model.alarm import Condition
from monitors.model.metric import Metric, Series

if TYPE_CHECKING:
    from monitors.evaluator.log.aggregation import Aggregation

_RATE = re.compile(r"rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)")
_UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCondition(Condition):
    """`period` is the query's rate, in seconds. An execution at T looks at lines from T − `start` until T − `end`."""

    aggregation: Aggregation
    start: int
    end: int = 0

    @property
    def results(self) -> SeriesId:
        """The place in Data of what the query gave, one value an execution; contributors add their dimensions."""
        return SeriesId("", self._metric.name, ())

    @property
    def lines(self) -> SeriesId:
        """The place of what it is made from, minute by minute, for those who know that instead."""
        return SeriesId("", f"{self._metric.name.removesuffix('.results')}.lines", ())

    @property
    def _metric(self) -> Metric:
        metric = self.returned.metric
        assert metric is not None  # noqa: S101 - made by `results_of`
        return metric


def results_of(alarm: str, rate: int) -> tuple[Series, ...]:
    """The series of a LogCondition: the results of that alarm's query, one every `rate` seconds."""
    metric = Metric(namespace="", name=f"{alarm}.results", statistic="Average", period=rate)
    return (Series(id="results", metric=metric, returns=True),)


def parse_rate(text: str) -> int:
    """`rate(5 minutes)` → 300. Raises ValueError for anything else."""
    match = _RATE.fullmatch(text.strip())
    if match is None or not int(match[1]):
        raise ValueError(f"{text!r} is no rate, such as rate(5 minutes)")
    return int(match[1]) * _UNITS[match[2]]
