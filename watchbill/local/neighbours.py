"""What a service's functions need around them: something that runs them, and stand-ins for the services they call."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.local.running import Runner
from watchbill.local.standin.campaign_service import CampaignServiceStandin
from watchbill.local.standin.entry_service import EntryServiceStandin
from watchbill.local.standin.slack import SlackStandin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.model.plan import Plan
    from watchbill.local.clock import Clock
    from watchbill.local.cloud import EmbeddedCloud

TOKEN = "xoxb-stand-in"  # noqa: S105 # the stand-in's own, worth nothing anywhere else
CAMPAIGNS = {
    "spring-tour": [{"id": "tour-2026", "name": "Tour 2026"}, {"id": "club-2026", "name": "Clubs 2026"}],
    "canary-0000": [{"id": "canary", "name": "Canary"}],
}
"""What the campaign service knows, by event; the last is what the proxy's canary asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """All on loopback. With a virtual clock, `runner` moves the cloud's time: an hour takes as long as its work."""

    cloud: EmbeddedCloud
    runner: Runner
    slack: SlackStandin
    entries: EntryServiceStandin
    campaigns: CampaignServiceStandin


@contextmanager
def neighbours(cloud: EmbeddedCloud, plan: Plan, clock: Clock) -> Iterator[Neighbours]:
    """Start them; they end with the block. Secrets that the plan's functions name get a value of no worth."""
    settings = [entry.resource.settings for entry in plan.of_kind("lambda_function")]
    posted_to = sorted({one.environment["SLACK_CHANNEL"] for one in settings if "SLACK_CHANNEL" in one.environment})
    channels = {channel: f"C{number}" for number, channel in enumerate(posted_to)}
    with ExitStack() as stack:
        slack = stack.enter_context(SlackStandin(None, TOKEN, channels, clock.now))
        entries = stack.enter_context(EntryServiceStandin())
        campaigns = stack.enter_context(CampaignServiceStandin(CAMPAIGNS))
        runner = stack.enter_context(Runner(cloud, clock, addresses=_addresses(slack, entries, campaigns)))
        for name in sorted({use.secret for one in settings for use in one.uses if use.secret}):
            cloud.client("secretsmanager").create_secret(Name=name, SecretString=TOKEN)
        yield Neighbours(cloud=cloud, runner=runner, slack=slack, entries=entries, campaigns=campaigns)


def _addresses(
    slack: SlackStandin, entries: EntryServiceStandin, campaigns: CampaignServiceStandin
) -> Mapping[str, str]:
    """By the variable in which a function looks for it."""
    return {
        "SLACK_API_URL": f"{slack.url}/api",
        "ENTRY_SERVICE_URL": entries.url,
        "CAMPAIGN_SERVICE_URL": campaigns.url,
    }
