"""A template costs what its alarms, dashboards and log metrics cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

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
    ],
    ids=["alarm", "high-resolution", "math", "fast-math", "anomaly", "composite", "dashboard", "log-metric", "queue"],
)
def test_a_resource_has_its_price(resource: dict[str, Any], price: float) -> None:
    assert cost_of_templates([template({"R": resource}), ""]) == pytest.approx(price)


@pytest.mark.parametrize("environment", ["qa1", "prd1"])
def test_the_real_spec_costs_the_same_as_plan_and_as_templates(environment: str) -> None:
    project = load_project(Path(__file__).parents[3] / "config.yaml", environment, pack=False)
    bill = estimate(project.plan, project.dashboards)
    assert cost_of_templates(stack.template for stack in project.stacks) == pytest.approx(bill.total)
