"""A `watchbill local` of its own process for these tests, and a project on it for each."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from watchbill.cloud.connection import Connection
from watchbill.cloud.deployment import Report, deploy
from watchbill.cloud.destruction import Destruction, destroy, survey
from watchbill.cloud.proposal import Owner, Proposal, propose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generators.stacks import Stack
    from watchbill.cloud.outcome import Outcome, Step

_numbers = itertools.count(1)


@dataclass
class Recorder:
    """Progress that only remembers."""

    steps: list[Step] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def step(self, step: Step) -> None:
        self.steps.append(step)

    def end(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


@dataclass
class Ground:
    """One owner's stacks on the shared cloud; names begin with `prefix`, so that tests do not meet."""

    connection: Connection
    prefix: str

    @property
    def owner(self) -> Owner:
        return Owner(service=f"svc-{self.prefix}", environment="qa1", prefix=self.prefix)

    def name(self, short: str) -> str:
        return f"{self.prefix}-{short}"

    def client(self, service: str) -> Any:
        return self.connection.client(service)

    def plan(self, *stacks: Stack, drift: bool = False) -> Proposal:
        return propose(self.connection, self.owner, stacks, drift=drift)

    def deploy(self, *stacks: Stack, code: Mapping[str, Any] | None = None) -> Report:
        report = deploy(self.connection, self.plan(*stacks), code or {}, "0123456789ab", Recorder())
        return Report(outcomes={name: o for name, o in report.outcomes.items() if not name.endswith("-artefacts")})

    def destroy(self, *stacks: Stack, delete_data: bool = False) -> Destruction:
        found = survey(self.connection, self.owner)
        after = {stack.name: stack.after for stack in stacks}
        return destroy(self.connection, self.owner, found, after, Recorder(), delete_data=delete_data)

    def statuses(self) -> dict[str, str]:
        """Our living stacks, the artefacts' apart."""
        stacks = self.client("cloudformation").describe_stacks()["Stacks"]
        ours = [stack for stack in stacks if stack["StackName"].startswith(f"{self.prefix}-")]
        return {s["StackName"]: s["StackStatus"] for s in ours if not s["StackName"].endswith("-artefacts")}

    def alarms(self) -> dict[str, dict[str, Any]]:
        prefix = f"{self.prefix}-"
        found = self.connection.pages("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=prefix)
        return {alarm["AlarmName"]: alarm for alarm in found}

    def queues(self) -> Sequence[str]:
        urls = self.client("sqs").list_queues(QueueNamePrefix=f"{self.prefix}-").get("QueueUrls", [])
        return [url.rpartition("/")[2] for url in urls]


@pytest.fixture
def ground(endpoint: str) -> Ground:
    return Ground(Connection("us-east-1", endpoint), f"t{next(_numbers)}")
