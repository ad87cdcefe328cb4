"""An alert of canary.failing says which step failed, what was expected, what came, and where to look."""

from __future__ import annotations

import json

import pytest

from canaries.memory import remember
from canaries.report import Report, Result, Step
from tests.workers.alert_router.test_incident_table import TABLE, create_table
from tests.workers.alert_router.world import World
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.evidence import RULE, failure_key
from workers.alert_router.table import Item
from workers.runtime.client import client

FAILURE = {
    "canary": "prd2011-qa1-load-db",
    "step": "item_written",
    "expected": "an item campaign:c/score:a",
    "got": "no such item",
    "moment": "2026-03-04T12:00:00Z",
    "trace_id": "f" * 32,
    "links": {"logs": "https://console.example/logs", "trace": "https://console.example/trace"},
}


@pytest.fixture
def world() -> World:
    return World()


def leave(world, alarm, **changes):
    world.table.write([Item(key=failure_key(alarm), body={**FAILURE, **changes})])


def test_the_page_says_what_failed_and_links_trace_and_logs(world):
    leave(world, "load-failing")
    world.take(world.enter("load-failing", "ALARM", rule=RULE))
    (page,) = world.vendors["on-call"].told
    details = dict(page.details)
    assert (details["failed step"], details["expected"], details["got"]) == (
        "item_written",
        "an item campaign:c/score:a",
        "no such item",
    )
    assert "f" * 32 in details["run"]
    assert dict(page.links)["trace"] == "https://console.example/trace"
    assert dict(page.links)["logs"] == "https://console.example/logs"


def test_several_canaries_of_one_incident_are_told_by_name(world):
    leave(world, "one", canary="first")
    leave(world, "two", canary="second", step="response")
    world.take(world.enter("one", "ALARM", rule=RULE), world.enter("two", "ALARM", rule=RULE))
    world.pass_seconds(120)
    details = dict(world.vendors["on-call"].told[-1].details)
    assert {"first: failed step", "second: failed step"} <= set(details)
    assert details["second: failed step"] == "response"


@pytest.mark.parametrize("rule", ["canary.not_running", "lambda_function.error_rate_high"])
def test_other_rules_are_told_as_they_are(world, rule):
    leave(world, "load-failing")
    world.take(world.enter("load-failing", "ALARM", rule=rule))
    assert "failed step" not in dict(world.vendors["on-call"].told[0].details)


def test_without_evidence_the_alert_goes_out_all_the_same(world, monkeypatch):
    world.take(world.enter("load-failing", "ALARM", rule=RULE))
    leave(world, "other")
    world.take(world.enter("load-failing", "OK", rule=RULE))
    assert world.vendors["on-call"].actions == ["open", "resolve"]


def test_what_the_runner_writes_is_what_the_router_reads(cloud, environment):
    create_table(cloud.url)
    step = Step(name="response", result=Result.FAILED, expected="status 200", got="status 502")
    report = Report(
        canary="c",
        function="f",
        run="r",
        trace_id="t",
        moment="m",
        milliseconds=1.0,
        steps=(step,),
        links={"logs": "l"},
    )
    for _ in range(2):  # a later failure takes the place of the one before
        remember(report, "the-alarm", 1_767_225_600, client, TABLE)
    (item,) = DynamoDbTable(TABLE).get([failure_key("the-alarm")]).values()
    assert item.body["got"] == "status 502"
    assert item.expires > 1_767_225_600
    assert json.dumps(item.body)
