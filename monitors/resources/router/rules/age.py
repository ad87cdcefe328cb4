"""router.age."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from monitors.forms.waiting import waiting_too_long
from monitors.model.alarm import Priority, Severity
from monitors.resources.router import metrics
from monitors.resources.router.spec import Spec
from monitors.rule import Rule
from monitors.spec.model import RuleTuning
from monitors.words import span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.alarm import Condition
    from monitors.rule import Watch


class AgeTuning(RuleTuning):
    """Thresholds of router.age."""

    threshold_seconds: int = Field(300, ge=60, le=86_400, description="Trips when an event has waited longer.")


class Age(Rule[Spec, AgeTuning]):
    """Alarm events wait in the router's queue: people are told late.

    Watches: The age of the oldest event in the router's queue: above five minutes.
    Hurts: Pages come late by as much, and what could have been stopped early grows meanwhile.
    Wrong when: A storm of alarms is being told at the pace that Slack and PagerDuty allow.
    First:
    - Is the router invoked, throttled, failing? Is a channel slow or refusing?
    - How many wait? Hundreds at once are a storm: look for the one cause behind them.
    Then:
    - Enable its event source mapping; raise its concurrency; take a broken channel out of the routes.
    Prevent:
    - Let composites speak for many alarms with one cause.
    Form: The age is in seconds, and exists only while events wait: gaps are filled with 0.
    """

    priority = Priority.HIGH
    severity = Severity.P2
    source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/approximate-age-of-oldest-message.html"
    Tuning: ClassVar[type[RuleTuning]] = AgeTuning

    def conditions(self, watch: Watch[Spec, AgeTuning]) -> Iterator[Condition]:
        seconds = watch.tuning.threshold_seconds
        age = metrics.queue(watch.resource, "ApproximateAgeOfOldestMessage", "Maximum")
        yield waiting_too_long(age, seconds, words=f"oldest event waits > {span(seconds)}")
