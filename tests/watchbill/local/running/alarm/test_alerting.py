"""From a handler that fails to people who are told: alarm, event, rule, queue, the router's own zip, the vendors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from generators.collect import generate
from tests.watchbill.local.running.world import Silent
from watchbill.cloud.connection import Connection
from watchbill.cloud.deployment import deploy
from watchbill.cloud.proposal import propose
from watchbill.local.clock import VirtualClock
from watchbill.local.running import Runner
from watchbill.local.running.outside import Outside
from watchbill.local.standin.authority import Authority
from watchbill.local.standin.fault import Fault
from watchbill.local.standin.pagerduty import PagerDutyStandin
from watchbill.local.standin.slack import SlackStandin
from watchbill.packaging.package import Recipe, build_of, package_functions
from watchbill.packaging.target import Target
from watchbill.project import load_project
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud

KEY = "0123456789abcdef" * 2
ALARM = "shop-qa1-lambda-till-error-rate-high"
SPEC = """\
version: 1
service: till
product: shop
region: us-east-1
owner: tills
links: {repository: https://git.example/till, runbooks: https://git.example/till/runbooks}
teams: {tills: {channel: "#tills", on_call: "PagerDuty: tills"}}
receivers:
  on-call: {channel: pagerduty, routing_key: {secret: till/key}, fallbacks: [chat, last]}
  chat: {channel: slack, to: "#tills", token: {secret: till/token}, fallbacks: [last]}
  mailbox: {channel: email, sender: watchbill@till.example, to: [tills@till.example], fallbacks: [chat]}
  last: {channel: sns, to: [tills@till.example]}
routing:
  - {match: {priority: [high]}, to: [on-call]}
  - {match: {priority: [medium]}, to: [chat]}
  - {match: {priority: [low]}, to: [mailbox]}
router: {fallback_minutes: 1}
environments: {qa1: {}}
functions:
  till: {handler: till.handle, memory_size_mb: 256}
  door: {handler: till.handle, memory_size_mb: 256} # which keeps well: else all functions were failing
"""


@dataclass
class Shop:
    """A deployed service, and those who hear of it."""

    cloud: EmbeddedCloud
    runner: Runner
    function: str
    pagerduty: PagerDutyStandin
    slack: SlackStandin

    def sell(self, minutes: int, **event: Any) -> None:
        """Four invocations a minute."""
        for _ in range(minutes):
            for _ in range(4):
                self.runner.invoke(self.function, event)
            self.runner.tick(60)

    def state(self, name: str = ALARM) -> str:
        found = self.cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return found[0]["StateValue"]

    @property
    def mails(self) -> list[str]:
        return [mail.subject for mail in self.runner.mailbox.mails if "router" not in mail.subject]


@pytest.fixture(scope="module")
def shop(cloud, tmp_path_factory):
    folder = tmp_path_factory.mktemp("till")
    (folder / "till.py").write_text("def handle(event, context):\n    return 1 / event.get('by', 1)\n")
    cloud.reset()
    clock = VirtualClock()
    authority = Authority(folder, ["events.pagerduty.com", "slack.com"])
    pagerduty = PagerDutyStandin(authority, (KEY,), clock.now)
    slack = SlackStandin(None, "xoxb-planted", {"#tills": "C1"}, clock.now)
    ports = {"events.pagerduty.com": pagerduty.port, "slack.com": slack.secure(authority)}
    outside = Outside(ports=ports, certificates=str(authority.file))
    # One process of each function: they take a second each to start.
    with Runner(cloud, clock, at_once=1, outside=outside) as runner, pagerduty, slack:
        (folder / "config.yaml").write_text(SPEC)
        for name, value in (("till/key", KEY), ("till/token", "xoxb-planted")):
            cloud.client("secretsmanager").create_secret(Name=name, SecretString=value)
        cloud.client("sesv2").create_email_identity(EmailIdentity="watchbill@till.example")
        plan = read_plan(folder / "config.yaml", "qa1")
        packages = package_functions(plan, Recipe(root=folder, target=Target.here()))
        stacks = generate(plan, build_of(packages), only={"functions", "logs", "stores", "alarms", "routing"}).stacks
        code = {package.key: (lambda package=package: package.archive) for package in packages}
        owner = load_project(folder / "config.yaml", "qa1", pack=False).owner
        connection = Connection(cloud.region, cloud.endpoint_url)
        report = deploy(connection, propose(connection, owner, stacks), code, "test", Silent())
        assert not report.failures, report.failures
        made = Shop(cloud, runner, plan.find("lambda_function", "till").resource.name, pagerduty, slack)
        made.sell(2)
        yield made


def test_failure_is_paged_and_its_end_resolves_it(shop) -> None:
    shop.sell(1, by=0)
    assert shop.state() == "ALARM"
    (page,) = shop.pagerduty.open
    assert page.last["payload"]["summary"].startswith("error rate high: till")
    assert page.last["links"]
    shop.sell(8)
    assert shop.pagerduty.open == [page]  # healthy, but not for ten minutes yet
    shop.sell(4)
    assert (shop.state(), shop.pagerduty.open) == ("OK", [])
    assert [event["event_action"] for event in page.events] == ["trigger", "resolve"]


def test_page_that_is_refused_goes_to_chat_and_stays_one_thread(shop) -> None:
    shop.pagerduty.faults.plant(Fault.BAD_REQUEST, 50)
    shop.sell(1, by=0)
    shop.pagerduty.faults.clear()
    assert shop.pagerduty.open == []
    (parent,) = shop.slack.workspace.parents
    assert "P2 In alarm" in parent.text
    assert [file.content[:4] for file in shop.slack.workspace.files.values()] == [b"\x89PNG"]
    shop.sell(14)
    assert "P2 Resolved" in parent.text
    assert any("Resolved after" in reply.text for reply in shop.slack.workspace.replies(parent))


def test_low_alarm_is_mailed(shop) -> None:
    name = "shop-qa1-lambda-till-concurrency-near-limit"
    shop.cloud.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a drill")
    before = len(shop.mails)
    shop.sell(2)
    assert shop.mails[before:] == [
        "[P4] concurrency near limit: till (till qa1)",
        "Re: [P4] concurrency near limit: till (till qa1)",
    ]
