"""What a service's functions need around them: something that runs them, and stand-ins for the services they call."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from watchbill.local.running import Runner
from watchbill.local.running.outside import Outside
from watchbill.local.standin.authority import Authority
from watchbill.local.standin.campaign_service import CampaignServiceStandin
from watchbill.local.standin.entry_service import EntryServiceStandin
from watchbill.local.standin.pagerduty import PagerDutyStandin
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
ROUTING_KEY = "0123456789abcdef" * 2
"""As long as PagerDuty's are; worth nothing either."""
HOSTS = {
    "pagerduty": ("events.pagerduty.com", "events.eu.pagerduty.com"),
    "slack": ("slack.com", "files.slack.com"),
}
"""Where a channel's vendor is, unless a receiver names another address."""
ADDRESS_SETTINGS = {"pagerduty": "events_url", "slack": "api_url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """All on loopback. With a virtual clock, `runner` moves the cloud's time: an hour takes as long as its work."""

    cloud: EmbeddedCloud
    runner: Runner
    slack: SlackStandin
    pagerduty: PagerDutyStandin
    entries: EntryServiceStandin
    campaigns: CampaignServiceStandin


@contextmanager
def neighbours(cloud: EmbeddedCloud, plan: Plan, clock: Clock) -> Iterator[Neighbours]:
    """Start them; they end with the block. Secrets that the plan names get a value of no worth."""
    hosts = _hosts(plan)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watchbill-authority-")))
        authority = Authority(folder, sorted(hosts))
        slack = stack.enter_context(SlackStandin(None, TOKEN, _slack_channels(plan), clock.now))
        pagerduty = stack.enter_context(PagerDutyStandin(authority, (ROUTING_KEY,), clock.now))
        entries = stack.enter_context(EntryServiceStandin())
        campaigns = stack.enter_context(CampaignServiceStandin(CAMPAIGNS))
        ports = {"pagerduty": pagerduty.port, "slack": slack.secure(authority)}
        outside = Outside(
            addresses=_addresses(slack, entries, campaigns),
            ports={host: ports[channel] for host, channel in hosts.items()},
            certificates=str(authority.file),
        )
        runner = stack.enter_context(Runner(cloud, clock, outside=outside))
        _introduce(cloud, plan)
        yield Neighbours(
            cloud=cloud, runner=runner, slack=slack, pagerduty=pagerduty, entries=entries, campaigns=campaigns
        )


def _hosts(plan: Plan) -> dict[str, str]:
    """The names of vendors, and the channel that each belongs to."""
    found = {host: channel for channel, hosts in HOSTS.items() for host in hosts}
    for receiver in plan.receivers:
        url = dict(receiver.settings).get(ADDRESS_SETTINGS.get(receiver.channel, ""), "")
        if host := urlsplit(url).hostname:
            found[host] = receiver.channel
    return found


def _slack_channels(plan: Plan) -> dict[str, str]:
    """Names and ids of the channels that functions or receivers post to."""
    settings = [entry.resource.settings for entry in plan.of_kind("lambda_function")]
    posted_to = {one.environment["SLACK_CHANNEL"] for one in settings if "SLACK_CHANNEL" in one.environment}
    posted_to |= {dict(one.settings)["to"] for one in plan.receivers if one.channel == "slack"}
    return {channel: f"C{number}" for number, channel in enumerate(sorted(posted_to))}


def _introduce(cloud: EmbeddedCloud, plan: Plan) -> None:
    """Give every secret a value, and let SES know its senders."""
    settings = [entry.resource.settings for entry in plan.of_kind("lambda_function")]
    secrets = {use.secret: TOKEN for one in settings for use in one.uses if use.secret}
    for receiver in plan.receivers:
        secrets |= {name: ROUTING_KEY if key == "routing_key" else TOKEN for key, name in receiver.secrets}
        if sender := dict(receiver.settings).get("sender"):
            cloud.client("sesv2").create_email_identity(EmailIdentity=sender)
    for name, value in sorted(secrets.items()):
        if name.startswith("/"):
            cloud.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        else:
            cloud.client("secretsmanager").create_secret(Name=name, SecretString=value)


def _addresses(
    slack: SlackStandin, entries: EntryServiceStandin, campaigns: CampaignServiceStandin
) -> Mapping[str, str]:
    """By the variable in which a function looks for it."""
    return {
        "SLACK_API_URL": f"{slack.url}/api",
        "ENTRY_SERVICE_URL": entries.url,
        "CAMPAIGN_SERVICE_URL": campaigns.url,
    }
