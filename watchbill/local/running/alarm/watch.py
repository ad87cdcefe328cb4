"""One metric alarm between its evaluations, over the data that is really there."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from monitors.evaluator import metric_alarm
from monitors.evaluator.intake.metric_alarm import read_metric_alarm
from monitors.evaluator.intake.reader import Reader
from monitors.evaluator.math import MathError
from monitors.evaluator.math.calendar import CLOCK
from monitors.evaluator.metric_alarm import Standing, resume
from monitors.evaluator.sample import identify
from monitors.evaluator.state import State
from monitors.model.source import Source
from watchbill.local import clock
from watchbill.local.running.alarm.stamp import stamp

if TYPE_CHECKING:
    from monitors.evaluator.state import Transition
    from monitors.model.alarm import Condition
    from watchbill.local.api.cloudwatch.series import MetricStore
    from watchbill.local.api.cloudwatch.store import AlarmRecord

log = logging.getLogger(__name__)
_NAME = re.compile(r"[A-Z]+")
RECENT = 10
"""Datapoints in a reason's data at most."""


class Watch:
    """Knows how an alarm is evaluated and when it last was. `record` is the definition that it was made for."""

    def __init__(self, record: AlarmRecord, metrics: MetricStore, region: str) -> None:
        self.record = record
        self._metrics, self._region = metrics, region
        self._condition = _read(record)
        self._since = int(record.created.timestamp())
        self._quiet = -1
        if self._condition is not None:
            self._warm = Standing.initial(self._condition, self._since).warm
            self._series = [identify(one.metric) for one in self._condition.series if one.metric is not None]
            self._reach = metric_alarm.reach(self._condition)
            self._is_timeless = not any(
                CLOCK & set(_NAME.findall(one.expression or "")) for one in self._condition.series
            )

    @property
    def is_fast(self) -> bool:
        """Whether it is evaluated every ten seconds."""
        return self._condition is not None and bool(self._condition.period % 60)

    def evaluate(self, now: int) -> Transition | None:
        """Evaluate up to `now` (seconds UTC); the last change of state, if the alarm is to change."""
        if self._condition is None or now <= self._since:
            return None
        since, self._since = self._since, now
        if self._rests(now):
            return None
        begin = min(since, now) - self._reach
        data = {series: self._metrics.between(self._region, series, begin, now) for series in self._series}
        before = State(self.record.shown["StateValue"])
        standing = Standing(state=before, warm=self._warm)
        try:
            standing, changes = resume(self._condition, data, standing, since=since, end=now)
        except (MathError, ValueError) as error:
            log.warning("alarm %s is not evaluated: %s", self.record.name, error)
            self._condition = None
            return None
        self._warm = standing.warm
        return changes[-1] if changes and standing.state is not before else None

    def _rests(self, now: int) -> bool:
        """Whether nothing can have changed: no data in reach, none since the last look, and that look changed nothing.

        Most alarms of an idle service are such, and their evaluation is most of the clock's work.
        """
        puts = sum(self._metrics.puts(self._region, series) for series in self._series)
        newest = max(self._metrics.newest(self._region, series) for series in self._series)
        is_empty = self._is_timeless and newest < now - self._reach - 60
        state = State(self.record.shown["StateValue"])
        look = hash((puts, state, now >= self._warm))
        rests = is_empty and look == self._quiet
        self._quiet = look if is_empty else -1
        return rests

    def data(self, change: Transition) -> str:
        """StateReasonData."""
        assert self._condition is not None  # noqa: S101 - it was evaluated
        condition, points = self._condition, [pair for pair in change.seen if pair[1] is not None][:RECENT]
        told: dict[str, Any] = {"version": "1.0", "queryDate": stamp(clock.utc())}
        if points:
            told["startDate"] = stamp(clock.utc(points[-1][0]))
        if condition.returned.metric is not None:
            told["statistic"] = condition.returned.metric.statistic
        told |= {"period": condition.period, "recentDatapoints": [value for _, value in reversed(points)]}
        told["threshold"] = float(condition.threshold)
        told["evaluatedDatapoints"] = [self._point(start, value) for start, value in points]
        return json.dumps(told, separators=(",", ":"))

    def _point(self, start: int, value: float | None) -> dict[str, Any]:
        assert self._condition is not None  # noqa: S101 - it was evaluated
        point = {"timestamp": stamp(clock.utc(start)), "value": value}
        if self._condition.returned.metric is None:
            return point
        series = identify(self._condition.returned.metric)
        samples = self._metrics.between(self._region, series, start, start + self._condition.period)
        return {"timestamp": point["timestamp"], "sampleCount": sum(s.sample_count for s in samples), "value": value}


def _read(record: AlarmRecord) -> Condition | None:
    """What the alarm watches; None, with a warning, for what is beyond the evaluator."""
    reader = Reader(record.shown, "DescribeAlarms", record.name)
    found = read_metric_alarm(reader, record.name, Source("DescribeAlarms", 1), lambda _, __: ())
    if found.condition is None:
        why = "; ".join(problem.message for problem in reader.findings)
        log.warning("alarm %s is not evaluated: %s", record.name, why)
    return found.condition
