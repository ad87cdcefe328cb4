"""A template costs what its alarms, dashboards and log metrics cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitors import prices
from monitors.cost import estimate
from watchbill.cloud.template_cost import cost_of_templates
from watchbill.project import load_project

from .stacks import alarm, dashboard, queue, template


def _math(*periods: int, expression: str = "m0") -> dict[str, Any]:
    queries = [{"Id": f"m{n}", "MetricStat": {"Period": period}} for n, period in enumerate(periods)]
    metrics = [*queries, {"Id": "e", "Expression": expression}]
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": metrics}}


FILTER = {"Type": "AWS::Logs::MetricFilter", "Properties": {"MetricTransformations": [{}]}}
COMPOSITE = {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {}}
SYNTHETIC = {"Type": "AWS::Synthetics::Canary", "Properties": {"Schedule": {"Expression": "rate(5 minutes)"}}}
CHARTED = {
    "Type": "AWS::CloudWatch::Dashboard",
    "Properties": {
        "DashboardBody": {
            "Fn::Sub": json.dumps(
                {
                    "widgets": [
                        {
                            "properties": {
                                "metrics": [
                                    ["Watchbill/Canaries", "Duration", "Canary", "a", {"id": "d"}],
                                    ["AWS/Lambda", "Errors", "FunctionName", "f", {"id": "e"}],
                                    [{"expression": "d + e"}],
                                ]
                            }
                        },
                        {"properties": {"markdown": "a heading"}},
                    ]
                }
            )
        }
    },
}


def _schedule(event: str) -> dict[str, Any]:
    properties = {"ScheduleExpression": "cron(2/5 * * * ? *)", "Target": {"Input": event}}
    return {"Type": "AWS::Scheduler::Schedule", "Properties": properties}


@pytest.mark.parametrize(
    ("resource", "price"),
    [
        (alarm("a"), 0.10),
        (alarm("a", Period=10), 0.30),
        (_math(60, 60, 60), 0.30),
        (_math(30, 30), 0.60),
        (_math(60, expression="ANOMALY_DETECTION_BAND(m0)"), 0.30),
        (COMPOSITE, 0.50),
        (dashboard("d"), 3.00),
        (FILTER, 0.30),
        (queue("q"), 0.00),
        (CHARTED, 3.30),
        (SYNTHETIC, 10.368),
        (_schedule('{"canary": "prd2011-qa1-canary-load-db"}'), round(prices.canary("lambda", 5), 6)),
        (_schedule('{"reconcile": {}}'), 0.00),
        (_schedule('"canary"'), 0.00),
        (_schedule('{"watchbill":"reconcile"}'), round(prices.router(), 6)),
    ],
    ids=[
        *("alarm", "high-resolution", "math", "fast-math", "anomaly", "composite", "dashboard", "log-metric", "queue"),
        *("charted-metric", "synthetics", "canary-schedule", "schedule", "schedule-of-text", "router"),
    ],
)
def test_a_resource_has_its_price(resource: dict[str, Any], price: float) -> None:
    assert cost_of_templates([template({"R": resource}), ""]) == pytest.approx(price)


@pytest.mark.parametrize("environment", ["qa1", "prd1"])
def test_the_real_spec_costs_the_same_as_plan_and_as_templates(environment: str) -> None:
    project = load_project(Path(__file__).parents[3] / "config.yaml", environment, pack=False)
    bill = estimate(project.plan, project.dashboards)
    assert cost_of_templates(stack.template for stack in project.stacks) == pytest.approx(bill.total)
