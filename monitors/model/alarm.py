"""Alarms. The same object is rendered, evaluated, drawn, explained and costed: there is no second description."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.metric import Series
    from monitors.model.source import Source


class Comparison(StrEnum):
    """CloudWatch's operators; `symbol` is how people write them. The last three compare with a band of two series."""

    GREATER = "GreaterThanThreshold"
    GREATER_OR_EQUAL = "GreaterThanOrEqualToThreshold"
    LESS = "LessThanThreshold"
    LESS_OR_EQUAL = "LessThanOrEqualToThreshold"
    OUTSIDE_BAND = "LessThanLowerOrGreaterThanUpperThreshold"
    BELOW_BAND = "LessThanLowerThreshold"
    ABOVE_BAND = "GreaterThanUpperThreshold"

    @property
    def symbol(self) -> str:
        return {
            Comparison.GREATER: ">",
            Comparison.GREATER_OR_EQUAL: "≥",
            Comparison.LESS: "<",
            Comparison.LESS_OR_EQUAL: "≤",
            Comparison.OUTSIDE_BAND: "outside",
            Comparison.BELOW_BAND: "below",
            Comparison.ABOVE_BAND: "above",
        }[self]

    @property
    def is_upper(self) -> bool:
        """True when large values breach."""
        return self in (Comparison.GREATER, Comparison.GREATER_OR_EQUAL)


class MissingData(StrEnum):
    """TreatMissingData: always stated, for the default (`missing`) suits almost no alarm."""

    MISSING = "missing"
    IGNORE = "ignore"
    BREACHING = "breaching"
    NOT_BREACHING = "notBreaching"


class LowSamples(StrEnum):
    """EvaluateLowSampleCountPercentile, for percentile statistics only."""

    EVALUATE = "evaluate"
    IGNORE = "ignore"


class Priority(StrEnum):
    """Picks the channel: high → PagerDuty, medium → Slack, low → email."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Severity(StrEnum):
    """The incident's level: P1 all down or data lost, P2 one function down or lag > 4 h, P3 degraded, P4 cosmetic."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Part(StrEnum):
    """What an alarm does for its incident.

    trip  opens it (and closes it, where there is no hold)
    hold  ALARM means "not yet recovered": its OK closes the incident, it never opens one
    step  raises an open incident's severity
    """

    TRIP = "trip"
    HOLD = "hold"
    STEP = "step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When an alarm is in ALARM: series, threshold, window. `unit` is for people (`%`, `ms`, `messages`)."""

    series: tuple[Series, ...]
    comparison: Comparison
    threshold: float
    unit: str
    evaluation_periods: int
    datapoints_to_alarm: int
    missing_data: MissingData
    low_samples: LowSamples = LowSamples.EVALUATE
    warm_up_minutes: int | None = None
    """WarmUpConfiguration: no evaluation to ALARM for so long after creation. The remedy for alarms at deployment."""
    warm_up_whole: bool = False
    """OnlyStartEvaluatingAfterWarmUpPeriodEnds: even if data fills the window before."""
    wall_clock: str | None = None
    """WallClockWindow's time zone (`UTC`, `+05:30`, `Europe/Berlin`); None is CloudWatch's default, sliding windows."""
    band: str | None = None
    """ThresholdMetricId: the id of the series whose band takes the threshold's place (anomaly detection)."""
    part: Part = Part.TRIP
    severity: Severity | None = None
    """Overrides the rule's severity: a step says here what it raises the incident to."""
    priority: Priority | None = None
    """Overrides the rule's priority for this resource; the spec's tuning still wins."""
    words: str = ""
    """What breaches, as a person says it (`iterator age > 1 h`), where label, threshold and unit would puzzle."""
    drawn_at: float | None = None
    """Where the chart's threshold line stands, when the alarm evaluates something else than the chart shows."""

    @property
    def period(self) -> int:
        """Seconds; all metrics of an alarm share it. Raises StopIteration for neither metric nor query."""
        metrics = (series.metric.period for series in self.series if series.metric is not None)
        queries = (series.period for series in self.series if series.period is not None)
        return next(chain(metrics, queries))

    @property
    def returned(self) -> Series:
        """The one series that is compared with the threshold."""
        return next(series for series in self.series if series.returns)

    @property
    def window_seconds(self) -> int:
        return self.period * self.evaluation_periods


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Absolute addresses; empty where there is none."""

    runbook: str = ""
    dashboard: str = ""
    logs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A metric alarm of one rule on one resource.

    `incident` is the same for the trip, hold and step alarms of one rule × resource: the router's key.
    `description` is plain text with bare URLs, at most 1,024 characters.
    """

    name: str
    rule: str
    kind: str
    resource: str
    incident: str
    condition: Condition
    priority: Priority
    severity: Severity
    owner: str
    description: str
    links: Links
    tags: tuple[tuple[str, str], ...]
    source: Source
    tells_alarm: bool
    """Whether ALARM notifies. A hold alarm's does not: ALARM is its resting state between trip and recovery."""
    tells_ok: bool
    """Whether OK notifies. A trip's does not where a hold alarm decides recovery."""

    @property
    def part(self) -> Part:
        return self.condition.part

    @property
    def id(self) -> str:
        """As people write it; the hold and step alarms of a trip have the same."""
        return f"{self.rule}/{self.resource}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeAlarm:
    """An alarm over alarms. `rule_expression` is CloudWatch's AlarmRule; `children` the names it mentions."""

    name: str
    rule: str
    kind: str
    resource: str
    incident: str
    rule_expression: str
    children: tuple[str, ...]
    priority: Priority
    severity: Severity
    owner: str
    description: str
    links: Links
    tags: tuple[tuple[str, str], ...]
    source: Source
    tells: bool = True
    """False for the inner nodes of a tree (a composite takes 100 children at most)."""

    @property
    def id(self) -> str:
        """As people write it."""
        return f"{self.rule}/{self.resource}"
