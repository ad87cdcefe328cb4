"""The chart shows the alarm's own metrics, with its threshold and the moment it tripped."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.workers.alert_router.channels.sample import REGION, member, notification
from watchbill.local.standin.server import Reply, Request, Standin
from workers.alert_router.channels.slack.chart import draw
from workers.alert_router.channels.slack.notifier import make_notifier
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = member().name
ERRORS = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": "f"}]}
PLAIN: dict[str, Any] = {**ERRORS, "AlarmName": NAME, "Statistic": "Sum", "Period": 300, "Threshold": 5.0}
MATH: dict[str, Any] = {
    "AlarmName": NAME,
    "Threshold": 5.0,
    "Metrics": [
        {"Id": "rate", "Expression": "100*e/i", "Label": "error rate", "ReturnData": True},
        {"Id": "e", "MetricStat": {"Metric": ERRORS, "Stat": "Sum", "Period": 300}, "ReturnData": False},
    ],
}


class Charts(Standin):
    """CloudWatch as far as drawing goes; it knows one alarm, and keeps the widgets it was asked to draw."""

    name = "CloudWatch"

    def __init__(self) -> None:
        super().__init__()
        self.alarms: list[dict[str, Any]] = []
        self.drawn: list[dict[str, Any]] = []

    def answer(self, request: Request) -> Reply:
        asked = json.loads(request.body)
        if request.headers["x-amz-target"].endswith("DescribeAlarms"):
            return self._json({"MetricAlarms": [a for a in self.alarms if a["AlarmName"] in asked["AlarmNames"]]})
        self.drawn.append(json.loads(asked["MetricWidget"]))
        return self._json({"MetricWidgetImage": base64.b64encode(b"\x89PNG").decode()})

    def complaint(self, status: int, request: Request) -> Reply:
        return Reply(status=status)

    def _json(self, body: dict[str, Any]) -> Reply:
        return Reply(body=json.dumps(body).encode(), headers={"Content-Type": "application/x-amz-json-1.0"})


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Charts]:
    with Charts() as running:
        for name, value in {
            "AWS_ENDPOINT_URL_CLOUDWATCH": running.url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
        }.items():
            monkeypatch.setenv(name, value)
        client.cache_clear()
        yield running
        client.cache_clear()


@pytest.mark.parametrize(
    ("alarm", "metrics"),
    [
        (PLAIN, [["AWS/Lambda", "Errors", "FunctionName", "f", {"stat": "Sum", "period": 300}]]),
        (
            MATH,
            [
                [{"id": "rate", "visible": True, "label": "error rate", "expression": "100*e/i"}],
                [
                    *("AWS/Lambda", "Errors", "FunctionName", "f"),
                    {"id": "e", "visible": False, "stat": "Sum", "period": 300},
                ],
            ],
        ),
    ],
    ids=["metric", "math"],
)
def test_chart_shows_metric_threshold_and_trip(alarm: dict[str, Any], metrics: object, cloudwatch: Charts) -> None:
    cloudwatch.alarms = [alarm]
    assert draw(notification()) == b"\x89PNG"
    (widget,) = cloudwatch.drawn
    assert widget["metrics"] == metrics
    assert [line["value"] for line in widget["annotations"]["horizontal"]] == [5.0]
    assert [line["value"] for line in widget["annotations"]["vertical"]] == ["2026-03-01T02:14:00Z"]


@pytest.mark.parametrize(
    "changes",
    [{"members": ()}, {"region": "eu-west-1"}, {"members": (member(name="a composite"),)}],
    ids=["no alarm", "another Region", "a composite"],
)
def test_what_has_no_metric_here_has_no_chart(changes: dict[str, Any], cloudwatch: Charts) -> None:
    cloudwatch.alarms = [PLAIN]
    assert draw(notification(**changes)) is None
    assert not cloudwatch.drawn


@pytest.mark.parametrize(("setting", "drawn"), [({"charts": "on"}, True), ({}, False)], ids=["on", "not set"])
def test_charts_are_drawn_where_the_receiver_asks_for_them(setting: dict[str, str], drawn: bool) -> None:
    made = make_notifier({"to": "#a", **setting}, str, clock=lambda: 0.0)
    assert (made._draw is not None) == drawn
