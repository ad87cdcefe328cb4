"""What a demo's functions need around them: something that runs them, and stand-ins for the services they call."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.local.clock import VirtualClock
from watchbill.local.running import Runner
from watchbill.local.standin.campaign_service import CampaignServiceStandin
from watchbill.local.standin.entry_service import EntryServiceStandin
from watchbill.local.standin.slack import SlackStandin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.plan import Plan
    from watchbill.demo.copy import ProjectCopy
    from watchbill.local.cloud import EmbeddedCloud

TOKEN = "xoxb-stand-in"  # noqa: S105 # the stand-in's own, worth nothing anywhere else


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """All on loopback. `runner` moves the cloud's time: an hour of it takes as long as the work in it."""

    cloud: EmbeddedCloud
    runner: Runner
    slack: SlackStandin
    entries: EntryServiceStandin
    campaigns: CampaignServiceStandin

    def introduce(self, copy: ProjectCopy, plan: Plan) -> None:
        """Point the functions at the stand-ins, and give the secrets that they name a value of no worth."""
        addresses = {
            "SLACK_API_URL": f"{self.slack.url}/api",
            "ENTRY_SERVICE_URL": self.entries.url,
            "CAMPAIGN_SERVICE_URL": self.campaigns.url,
        }
        secrets: set[str] = set()
        for entry in plan.of_kind("lambda_function"):
            settings = entry.resource.settings
            secrets.update(use.secret for use in settings.uses if use.secret)
            for name in settings.environment.keys() & addresses.keys():
                copy.edit(("functions", entry.resource.key, "environment", name), addresses[name])
        for name in sorted(secrets):
            self.cloud.client("secretsmanager").create_secret(Name=name, SecretString=TOKEN)


@contextmanager
def neighbours(cloud: EmbeddedCloud, plan: Plan) -> Iterator[Neighbours]:
    """Start them; they end with the block."""
    environments = [entry.resource.settings.environment for entry in plan.of_kind("lambda_function")]
    posted_to = sorted({variables["SLACK_CHANNEL"] for variables in environments if "SLACK_CHANNEL" in variables})
    channels = {channel: f"C{number}" for number, channel in enumerate(posted_to)}
    clock = VirtualClock()
    with ExitStack() as stack:
        runner = stack.enter_context(Runner(cloud, clock))
        yield Neighbours(
            cloud=cloud,
            runner=runner,
            slack=stack.enter_context(SlackStandin(None, TOKEN, channels, clock.now)),
            entries=stack.enter_context(EntryServiceStandin()),
            campaigns=stack.enter_context(CampaignServiceStandin({})),
        )
