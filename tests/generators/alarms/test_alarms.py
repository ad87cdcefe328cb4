"""Alarms as CloudFormation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from troposphere import Tags, cloudwatch

from generators.alarms import generate
from generators.alarms.metric import render_alarm
from generators.artefact import Build, Fragment
from monitors.composite import tree
from monitors.model.alarm import CompositeAlarm, Part
from tests.generators.sample import alarm, entry, plan


def test_a_plain_metric_keeps_the_plain_form() -> None:
    properties = render_alarm(plan(), alarm("load")).properties
    assert {key: properties[key] for key in ("Namespace", "MetricName", "Statistic", "Period", "Dimensions")} == {
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "Dimensions": [{"Name": "FunctionName", "Value": "shop-qa1-load"}],
    }
    assert "Unit" not in properties  # a wrong unit means no data for ever


def test_metric_math_returns_exactly_one_series() -> None:
    queries = render_alarm(plan(), alarm("load", ratio=True)).properties["Metrics"]
    assert [(query["Id"], query["ReturnData"]) for query in queries] == [("e", False), ("c", False), ("e1", True)]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        pytest.param(Part.TRIP, {"AlarmActions"}, id="a trip with a hold tells ALARM only"),
        pytest.param(Part.HOLD, {"OKActions"}, id="a hold tells OK only: ALARM is its resting state"),
    ],
)
def test_who_is_told_of_what(part: Part, told: set[str]) -> None:
    properties = render_alarm(plan(), alarm("load", part=part)).properties
    assert {key for key in properties if key.endswith("Actions")} == told


def test_missing_data_and_tags_are_always_stated() -> None:
    properties = render_alarm(plan(), alarm("load")).properties
    assert properties["TreatMissingData"] == "notBreaching"
    assert properties["Tags"] == [{"Key": "watchbill:rule", "Value": "lambda_function.error_rate_high"}]
    assert properties["ActionConfiguration"] == {"AlarmTagsPropagation": {"Enabled": True}}


def test_troposphere_reads_what_we_write() -> None:
    """A second reader of the dicts; it knows no ActionConfiguration (docs/adr/0005-alarms-as-dicts.md)."""
    for made in (alarm("load"), alarm("load", ratio=True)):
        properties = dict(render_alarm(plan(), made).properties)
        del properties["ActionConfiguration"]
        properties |= {"AlarmActions": ["arn:x"], "Tags": Tags({t["Key"]: t["Value"] for t in properties["Tags"]})}
        cloudwatch.Alarm.from_dict("A", properties).to_dict()


def test_a_composite_over_many_children_becomes_a_tree_within_the_quotas() -> None:
    entries = [entry(f"f{number:03d}", alarms=[alarm(f"f{number:03d}")]) for number in range(250)]
    names = [alarm.name for one in entries for alarm in one.alarms]
    top = CompositeAlarm(
        name="shop-qa1-service-orders-all-functions-failing",
        rule="service.all_functions_failing",
        kind="service",
        resource="orders",
        incident="shop-qa1-service-orders-all-functions-failing",
        rule_expression="",
        children=(),
        priority=alarm("x").priority,
        severity=alarm("x").severity,
        owner="team-orders",
        description="All functions fail.",
        links=alarm("x").links,
        tags=(),
        source=alarm("x").source,
    )
    nodes = tree(top, names, "AND")
    assert [len(node.children) for node in nodes] == [100, 100, 50, 3]
    assert [node.tells for node in nodes] == [False, False, False, True]
    assert all(len(node.rule_expression) <= 10_240 for node in nodes)
    assert sorted(child for node in nodes[:-1] for child in node.children) == sorted(names)
    made = plan(replace(entries[0], composites=nodes), *entries[1:])
    after = {
        part.unit: part.after for part in generate(made, Build()) if part.resources[0].type.endswith("CompositeAlarm")
    }
    assert after["lambda_function/f000"] == ("foundation", "lambda_function/f000-part-1")
    assert all(isinstance(part, Fragment) for part in generate(made, Build()))
