"""The eight functions and their canaries' runner, deployed once for a module; canaries are run on the cloud's time."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.watchbill.local.running.conftest import START
from tests.watchbill.local.running.world import SPEC, Services, World
from watchbill.canary.suite import Suite, canaries_of
from watchbill.cloud.connection import Connection
from watchbill.demo.probing import CloudClock, rest
from watchbill.local.clock import VirtualClock
from watchbill.local.running import Runner
from watchbill.local.standin.campaign_service import CampaignServiceStandin
from watchbill.local.standin.entry_service import EntryServiceStandin
from watchbill.local.standin.slack import SlackStandin
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from canaries.report import Report
    from watchbill.local.cloud import EmbeddedCloud

RUNNER = "prd2011-qa1-canary-runner"


@dataclass
class Aviary:
    """A deployed service with its canaries."""

    world: World

    def __post_init__(self) -> None:
        cloud = self.world.cloud
        self.canaries = canaries_of(read_plan(SPEC, "qa1"))
        self.suite = Suite(connection=Connection(cloud.region, cloud.endpoint_url), clock=CloudClock(self.world.runner))

    def run(self, key: str) -> Report:
        """One run of one canary, from here."""
        return self.suite.run(self.canaries[key], lambda _: None).last

    def client(self, service: str) -> Any:
        return self.world.client(service)


@contextmanager
def deployed(cloud: EmbeddedCloud, folder: Path) -> Iterator[Aviary]:
    """The service and its canaries on a cloud; their schedules rest, because time is moved by hand."""
    cloud.reset()
    clock = VirtualClock(START)
    slack = SlackStandin(None, "xoxb-planted", {"#verifiedfan-api": "C1"}, clock.now)
    campaigns = CampaignServiceStandin({"canary-0000": [{"id": "c1", "name": "Tour"}]})
    with Runner(cloud, clock) as runner, slack, EntryServiceStandin() as entries, campaigns:
        services = Services(slack, entries, campaigns)
        made = Aviary(World.build(cloud, runner, services, folder, also=("canaries",)))
        rest(made.suite.connection, read_plan(SPEC, "qa1"), clock.now())
        yield made


@pytest.fixture(scope="module")
def aviary(cloud, tmp_path_factory):
    with deployed(cloud, tmp_path_factory.mktemp("spec")) as made:
        yield made
