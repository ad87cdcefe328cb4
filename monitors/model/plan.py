"""Every monitor for one spec and environment, sorted, before any file exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitors.model.route import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.canary import Canary
    from monitors.model.command import Command
    from monitors.model.essay import RuleFacts
    from monitors.model.log_metric import LogMetric
    from monitors.model.query import Query
    from monitors.model.report import Report
    from monitors.model.resource import Resource
    from monitors.model.route import Receiver, Route
    from monitors.model.widget import Row


NO_ROUTER = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who owns things. `escalation` is in order; `on_call` says where the schedule is."""

    name: str
    channel: str
    on_call: str
    escalation: tuple[str, ...]
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The whole: names, place, owner, and where its pages live. Links have no trailing slash."""

    name: str
    product: str
    environment: str
    region: str
    owner: str
    runbooks_url: str
    repository_url: str
    documentation_url: str
    teams: tuple[Team, ...]
    spec_file: str
    spec_digest: str
    """First 12 hex digits of the SHA-256 over all spec files: the banner says what an artefact was made from."""

    @property
    def prefix(self) -> str:
        """`prd2011-qa1`: begins the name of every stack, topic, dashboard and alarm."""
        return f"{self.product}-{self.environment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePlan:
    """One resource with all that watches it; stays together in one stack."""

    resource: Resource[Any]
    alarms: tuple[Alarm, ...] = ()
    composites: tuple[CompositeAlarm, ...] = ()
    row: Row | None = None
    queries: tuple[Query, ...] = ()
    log_metrics: tuple[LogMetric, ...] = ()
    list_commands: Callable[[], tuple[Command, ...]] = tuple
    """Debugging commands, made when asked for: only runbooks and `debug` want them."""
    canary: Canary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What generators read. `resources` are sorted by kind and key, so that any order of a spec gives one plan."""

    service: Service
    resources: tuple[ResourcePlan, ...]
    receivers: tuple[Receiver, ...] = ()
    routes: tuple[Route, ...] = ()
    report: Report | None = None
    policy: Policy = NO_ROUTER
    rules: Mapping[str, RuleFacts] = field(default_factory=dict)
    """The facts of every rule in the catalogue, by id."""

    @property
    def alarms(self) -> Iterator[Alarm]:
        for entry in self.resources:
            yield from entry.alarms

    @property
    def composites(self) -> Iterator[CompositeAlarm]:
        for entry in self.resources:
            yield from entry.composites

    @property
    def every_alarm(self) -> Iterator[Alarm | CompositeAlarm]:
        """Metric alarms, then composites."""
        yield from self.alarms
        yield from self.composites

    def of_kind(self, kind: str) -> tuple[ResourcePlan, ...]:
        return tuple(entry for entry in self.resources if entry.resource.kind == kind)

    def find(self, kind: str, key: str) -> ResourcePlan:
        """The plan of one resource. Raises KeyError for a name that the spec lacks."""
        for entry in self.resources:
            if entry.resource.kind == kind and entry.resource.key == key:
                return entry
        raise KeyError(f"{kind}/{key}")
