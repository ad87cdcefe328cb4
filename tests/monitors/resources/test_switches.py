"""Kinds that are derived: canaries once they are deployed, the router where receivers need it, the service always."""

from __future__ import annotations

import pytest

from monitors.model.alarm import Priority, Severity
from tests.monitors.sample import SPEC, find, plan_of, sample_plan

SWITCHES = "canaries: {enabled: true}\nreports: {weekly: {enabled: true, to: [mailbox]}}\n"
MAILBOX = "receivers: {mail: {channel: email, sender: a@example.com, to: [b@example.com]}}\nrouting: [{to: [mail]}]\n"
SNS = "receivers: {mail: {channel: sns, to: [b@example.com]}}\nrouting: [{to: [mail]}]\n"
TOPIC = (
    'receivers: {ops: {channel: sns, topic_arn: "arn:aws:sns:eu-central-1:123456789012:ops"}}\nrouting: [{to: [ops]}]\n'
)


def with_receivers(receivers: str) -> str:
    """The sample with other receivers."""
    head, _, rest = SPEC.replace(SWITCHES, "").partition("receivers:\n")
    return head + receivers + rest[rest.index("functions:") :]


def test_without_their_switches_nothing_watches_what_is_not_deployed():
    plan = plan_of(SPEC.replace(SWITCHES, "").replace("team]}\nfunctions", "team, mailbox]}\nfunctions"))
    assert {entry.resource.kind for entry in plan.resources}.isdisjoint({"canary", "report"})
    assert len(plan.of_kind("service")) == 1


@pytest.mark.parametrize(
    ("receivers", "routers"),
    [
        pytest.param("", 0, id="nobody to tell"),
        pytest.param(MAILBOX, 0, id="a mailbox: SNS mails it"),
        pytest.param(MAILBOX + "router: {enabled: true}\n", 1, id="a mailbox, and a router that is wanted"),
        pytest.param(SNS, 0, id="addresses: SNS mails them"),
        pytest.param(TOPIC, 1, id="somebody else's topic: no alarm publishes there by itself"),
        pytest.param(None, 1, id="PagerDuty and Slack"),
    ],
)
def test_there_is_a_router_where_a_receiver_needs_one(receivers: str | None, routers: int):
    plan = sample_plan() if receivers is None else plan_of(with_receivers(receivers))
    assert len(plan.of_kind("router")) == routers
    assert plan.policy.enabled is bool(routers)


def test_each_function_with_a_canary_has_one_named_after_it():
    canaries = {entry.resource.key: entry.resource.name for entry in sample_plan().of_kind("canary")}
    assert canaries == {key: f"shop-test-{key}" for key in ("consume", "load", "follow", "post")}
    silenced = plan_of(SPEC.replace("  post:\n", "  post:\n    canary: {enabled: false}\n"))
    assert {entry.resource.key for entry in silenced.of_kind("canary")} == {"consume", "load", "follow"}


def test_a_failing_canary_of_a_critical_function_pages():
    critical, other = find("canary.failing", "consume"), find("canary.failing", "load")
    assert (critical.priority, critical.severity) == (Priority.HIGH, Severity.P2)
    assert (other.priority, other.severity) == (Priority.MEDIUM, Severity.P3)
    tuned = plan_of(SPEC + "defaults:\n  canary:\n    rules:\n      failing: {priority: low}\n")
    assert {a.priority for a in tuned.alarms if a.rule == "canary.failing"} == {Priority.LOW}


def test_the_router_is_watched_by_its_own_names():
    (router,) = sample_plan().of_kind("router")
    names = {
        value
        for alarm in router.alarms
        for series in alarm.condition.series
        if series.metric is not None
        for _, value in series.metric.dimensions
    }
    assert names == {"shop-test-alert-router", "shop-test-alert-router-dlq"}
    assert {alarm.priority for alarm in router.alarms} == {Priority.HIGH}


def test_synthetics_canaries_are_watched_by_synthetics_metrics():
    plan = plan_of(SPEC.replace("canaries: {enabled: true}", "canaries: {enabled: true, engine: synthetics}"))
    alarms = [alarm for alarm in plan.alarms if alarm.kind == "canary"]
    read = {series.metric for alarm in alarms for series in alarm.condition.series if series.metric}
    assert {metric.namespace for metric in read} == {"CloudWatchSynthetics"}
    assert {name for metric in read for name, _ in metric.dimensions} == {"CanaryName"}
    assert not any(alarm.links.logs for alarm in alarms), "their log groups have names that AWS makes up"
