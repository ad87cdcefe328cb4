"""The canaries of a plan, run from here against a deployed service, with repetitions for what may pass."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canaries.clock import RealClock
from canaries.definition import read_definitions
from canaries.probe import Probe
from canaries.run import Run
from generators.canaries.probe import ready_probes
from generators.canaries.runner import definitions
from monitors.model.errors import WatchbillError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from canaries.context import Clock
    from canaries.definition import Definition
    from canaries.report import Report, Step
    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection


class UnknownCanaryError(WatchbillError):
    """A name that no canary has."""


def canaries_of(plan: Plan) -> Mapping[str, Definition]:
    """By the key of the function, sorted. Raises PlanError with every problem; empty where canaries are not enabled."""
    found = read_definitions(definitions(ready_probes(plan)))
    return {definition.key: definition for definition in sorted(found.values(), key=lambda one: one.key)}


def choose(known: Mapping[str, Definition], names: Iterable[str]) -> list[Definition]:
    """Those that are named, by function's key or canary's name; all unless any is. Raises UnknownCanaryError."""
    by_name = {definition.name: definition for definition in known.values()}
    wanted = list(names)
    unknown = [name for name in wanted if name not in known and name not in by_name]
    if unknown:
        listed = ", ".join(known) or "none: the spec says canaries: {enabled: false}"
        raise UnknownCanaryError(f"no canary is called {', '.join(unknown)}; known are {listed}")
    return [known.get(name) or by_name[name] for name in wanted] or list(known.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """What became of one canary: the last report counts, the earlier ones failed."""

    reports: tuple[Report, ...]

    @property
    def last(self) -> Report:
        return self.reports[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Runs canaries one after the other: their runs do not meet, but a terminal has one place to write to."""

    connection: Connection
    clock: Clock
    retries: int = 0

    @classmethod
    def of(cls, connection: Connection, retries: int) -> Suite:
        return cls(connection=connection, clock=RealClock(), retries=retries)

    def run(self, definition: Definition, watch: Callable[[Step], None]) -> Attempts:
        """Run one canary, again while it fails and retries are left. `watch` sees the steps of every attempt."""
        reports = [self._once(definition, watch)]
        while not reports[-1].passed and len(reports) <= self.retries:
            reports.append(self._once(definition, watch))
        return Attempts(reports=tuple(reports))

    def _once(self, definition: Definition, watch: Callable[[Step], None]) -> Report:
        place = self.connection.place
        return Probe(
            definition=definition,
            run=Run(
                id=secrets.token_hex(8),
                started=self.clock.now(),
                account=place.account,
                region=place.region,
                partition=place.partition,
            ),
            clients=lambda service: self._client(service, definition),
            clock=self.clock,
        ).perform(watch)

    def _client(self, service: str, definition: Definition) -> Any:
        """Invocations are never repeated by the SDK, and waited for as long as the canary lives."""
        if service == "lambda":
            return self.connection.patient(service, definition.timeout_seconds)
        return self.connection.client(service)
