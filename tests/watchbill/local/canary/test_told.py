"""From a function that breaks to a page that says which step failed; and from a runner that dies to one that says so.

All of it deployed: schedule, runner, alarms, router. Time is the cloud's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from watchbill.local.standin.pagerduty import PagerDutyStandin
from watchbill.packaging.package import Recipe, build_of, package_functions
from watchbill.packaging.target import Target
from watchbill.project import load_project
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud

pytestmark = [pytest.mark.wide, pytest.mark.xdist_group("canaries told")]
KEY = "0123456789abcdef" * 2
SPEC = """\
version: 1
service: till
product: shop
region: us-east-1
owner: tills
links: {repository: https://git.example/till, runbooks: https://git.example/till/runbooks}
teams: {tills: {channel: "#tills", on_call: "PagerDuty: tills"}}
receivers:
  on-call: {channel: pagerduty, routing_key: {secret: till/key}, fallbacks: [last]}
  last: {channel: sns, to: [tills@till.example]}
routing:
  - {to: [on-call]}
canaries: {enabled: true}
environments: {qa1: {}}
functions:
  till:
    handler: till.handler.handle
    memory_size_mb: 256
    critical: true
    uses: [{table: items, access: [write], env: TABLE}]
tables:
  items: {partition_key: {name: PK}}
"""
MONITORS = """\
rules: {not_invoked: {enabled: false, reason: the canary is all that calls it here}}
canary:
  checks:
    - {kind: response, within_seconds: 5}
    - {kind: item_written, within_seconds: 2, settings: {partition: canary-0000-run, state: sold}}
"""
HANDLER = """\
import os, time, boto3

def handle(event, context):
    item = {"PK": {"S": event["order"]}, "state": {"S": "sold"}}
    boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item=item)
    return {"sold": 1}

def broken(event, context):
    return {"sold": 1}

def stuck(event, context):
    time.sleep(30)
"""
FAILING, SILENT = "shop-qa1-canary-till-failing", "shop-qa1-canary-till-not-running"
FUNCTION, RUNNER = "shop-qa1-us-east-1-till", "shop-qa1-canary-runner"


@dataclass
class Shop:
    """A deployed service, and whoever is on call for it."""

    cloud: EmbeddedCloud
    runner: Runner
    pagerduty: PagerDutyStandin

    def minutes_until(self, name: str, state: str, most: int) -> int:
        """How long it takes until the alarm is in the state."""
        for minute in range(most + 1):
            found = self.cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
            if found[0]["StateValue"] == state:
                return minute
            self.runner.tick(60, timeout=120)
        raise AssertionError(f"{name} is {found[0]['StateValue']} after {most} minutes: {found[0]['StateReason']}")

    def configure(self, function: str, **settings: object) -> None:
        self.cloud.client("lambda").update_function_configuration(FunctionName=function, **settings)

    def pages(self, rule: str) -> list[object]:
        self.runner.tick(60, timeout=120)
        return [page for page in self.pagerduty.open if rule in page.last["payload"]["summary"]]


@pytest.fixture(scope="module")
def shop(cloud, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    (folder / "till").mkdir()
    for name, text in {
        "config.yaml": SPEC,
        "till/handler.py": HANDLER,
        "till/__init__.py": "",
        "till/monitors.yaml": MONITORS,
        "till/event.json": '{"order": "canary-0000-run"}',
    }.items():
        (folder / name).write_text(text)
    cloud.reset()
    clock = VirtualClock()
    authority = Authority(folder, ["events.pagerduty.com"])
    pagerduty = PagerDutyStandin(authority, (KEY,), clock.now)
    outside = Outside(ports={"events.pagerduty.com": pagerduty.port}, certificates=str(authority.file))
    with Runner(cloud, clock, outside=outside) as runner, pagerduty:
        cloud.client("secretsmanager").create_secret(Name="till/key", SecretString=KEY)
        plan = read_plan(folder / "config.yaml", "qa1")
        packages = package_functions(plan, Recipe(root=folder, target=Target.here()))
        wanted = {"functions", "logs", "stores", "alarms", "routing", "canaries"}
        stacks = generate(plan, build_of(packages), only=wanted).stacks
        code = {package.key: (lambda package=package: package.archive) for package in packages}
        owner = load_project(folder / "config.yaml", "qa1", pack=False).owner
        connection = Connection(cloud.region, cloud.endpoint_url)
        report = deploy(connection, propose(connection, owner, stacks), code, "test", Silent())
        assert not report.failures, report.failures
        made = Shop(cloud, runner, pagerduty)
        assert made.minutes_until(FAILING, "OK", 20) <= 16
        assert made.minutes_until(SILENT, "OK", 20) <= 16
        yield made


def test_a_function_that_stops_writing_is_paged_with_the_step_that_failed_until_it_writes_again(shop):
    shop.configure(FUNCTION, Handler="till.handler.broken")
    assert shop.minutes_until(FAILING, "ALARM", 20) <= 16
    (page,) = shop.pages("failing")
    told = page.last["payload"]["custom_details"]
    assert told["failed step"] == "item_written"
    assert "state': 'sold'" in told["expected"]
    assert told["got"].startswith("no such item")
    links = {link["text"]: link["href"] for link in page.last["links"]}
    assert {"Trace", "Logs", "Runbook"} <= set(links), links
    assert told["run"].rpartition(" ")[2] in links["Trace"]

    shop.configure(FUNCTION, Handler="till.handler.handle")
    assert shop.minutes_until(FAILING, "OK", 20) <= 16
    assert shop.pages("failing") == []


@pytest.mark.parametrize("fault", ["dies", "hangs", "is throttled"])
def test_a_runner_that_does_not_report_is_noticed(shop, fault):
    client = shop.cloud.client("lambda")
    was = client.get_function_configuration(FunctionName=RUNNER)
    if fault == "dies":
        shop.configure(RUNNER, Handler="canaries.handler.gone")
    elif fault == "hangs":  # it waits for a function that does not answer, and is cut off by its own timeout
        shop.configure(FUNCTION, Handler="till.handler.stuck", Timeout=60)
        shop.configure(RUNNER, Timeout=2)
    else:
        client.put_function_concurrency(FunctionName=RUNNER, ReservedConcurrentExecutions=0)
    assert shop.minutes_until(SILENT, "ALARM", 25) <= 21
    assert len(shop.pages("not running")) == 1
    client.delete_function_concurrency(FunctionName=RUNNER)
    shop.configure(FUNCTION, Handler="till.handler.handle", Timeout=60)
    shop.configure(RUNNER, Handler=was["Handler"], Timeout=was["Timeout"])
    assert shop.minutes_until(SILENT, "OK", 20) <= 7
    assert shop.pages("not running") == []
