"""A rule: a catalogue entry that, given a resource, says which conditions are worth an alarm.

One rule a file, `monitors/resources/<kind>/rules/<symptom>.py`; its id is `<kind>.<symptom>`, read off that path.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from monitors.spec.model import ResourceSpec, RuleTuning

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitors.model.alarm import Alarm, CompositeAlarm, Condition, Priority, Severity
    from monitors.model.log_metric import LogMetric
    from monitors.model.resource import Resource
    from monitors.model.source import Source
    from monitors.scope import Scope

SpecT = TypeVar("SpecT", bound=ResourceSpec)
TuningT = TypeVar("TuningT", bound=RuleTuning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(Generic[SpecT, TuningT]):
    """What a rule is asked about: one resource, the rule's tuning there, and the plan's other resources."""

    resource: Resource[SpecT]
    tuning: TuningT
    scope: Scope
    source: Source
    """Where the spec speaks of this rule on this resource, or else of the resource."""

    @property
    def spec(self) -> SpecT:
        return self.resource.settings


class Rule(ABC, Generic[SpecT, TuningT]):
    """The declared facts of a rule, and its conditions.

    The docstring is read by `watchbill explain`, the runbooks and docs/rules.md. Its first line is the symptom; then
    come paragraphs headed `Watches:`, `Hurts:`, `Wrong when:`, `First:`, `Then:`, `Prevent:` and, where the form
    differs from the naive reading, `Form:`.
    """

    priority: ClassVar[Priority]
    severity: ClassVar[Severity]
    source: ClassVar[str]
    """The AWS page behind the rule."""
    covers: ClassVar[tuple[str, ...]] = ()
    """AWS-recommended (metric, dimensions) pairs this rule answers: `AWS/Lambda Errors FunctionName`."""
    Tuning: ClassVar[type[RuleTuning]]

    def applies(self, watch: Watch[SpecT, TuningT]) -> bool:
        """Whether the resource has what the rule watches (a stream trigger, a dead-letter queue…)."""
        return True

    @abstractmethod
    def conditions(self, watch: Watch[SpecT, TuningT]) -> Iterable[Condition]:
        """The trip condition first; then hold and step, where the rule has them."""

    def log_metrics(self, watch: Watch[SpecT, TuningT]) -> Iterable[LogMetric]:
        """Metrics that must be made from logs for the conditions to have data."""
        return ()


class CompositeRule(ABC, Generic[SpecT, TuningT]):
    """A rule over other rules' alarms: same facts and docstring as Rule."""

    priority: ClassVar[Priority]
    severity: ClassVar[Severity]
    source: ClassVar[str]
    covers: ClassVar[tuple[str, ...]] = ()
    Tuning: ClassVar[type[RuleTuning]]

    @abstractmethod
    def children(self, watch: Watch[SpecT, TuningT], alarms: Sequence[Alarm]) -> Iterable[Alarm | CompositeAlarm]:
        """The alarms combined; empty when the rule does not apply."""

    operator: ClassVar[str] = "AND"
    """`AND`: all children in ALARM. `OR`: any."""


AnyRule = Rule[Any, Any] | CompositeRule[Any, Any]
