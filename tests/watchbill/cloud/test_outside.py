"""What somebody did to an alarm is found by asking CloudWatch; what merely looks different is not."""

from __future__ import annotations

from typing import Any

import pytest

from watchbill.cloud.outside import find_outside

from .stacks import PLACE, alarm, template

TOPIC = "arn:aws:sns:us-east-1:123456789012:high"
WRITTEN = alarm(
    "a",
    Threshold=5,
    AlarmActions=[{"Fn::Sub": "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:high"}],
    OKActions=[{"Ref": "Topic"}],
)
LIVE = {
    "AlarmName": "a",
    "ActionsEnabled": True,
    "AlarmActions": [TOPIC],
    "OKActions": ["arn:aws:sns:us-east-1:123456789012:whatever-the-ref-is"],
    "InsufficientDataActions": [],
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "load"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 5,
    "DatapointsToAlarm": 5,
    "Threshold": 5.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
    "StateValue": "OK",
}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, {}),
        ({"Threshold": 9.0}, {"Threshold": 9.0}),
        ({"ActionsEnabled": False}, {"ActionsEnabled": False}),
        ({"AlarmActions": []}, {"AlarmActions": []}),
        ({"TreatMissingData": "missing", "Period": 300}, {"Period": 300.0, "TreatMissingData": "missing"}),
        ({"AlarmDescription": "by hand"}, {}),
    ],
    ids=["same", "threshold", "silenced", "tells-nobody", "two", "not-in-the-template"],
)
def test_differences(changed: dict[str, Any], found: dict[str, Any]) -> None:
    outside = find_outside(template({"A": WRITTEN}), {"a": {**LIVE, **changed}}, PLACE)
    edits = outside["A"].edits if outside else ()
    assert {edit.name: edit.after for edit in edits} == found


def test_a_vanished_alarm_is_found() -> None:
    assert find_outside(template({"A": WRITTEN}), {}, PLACE)["A"].deleted


def test_metric_math_is_compared_by_id_whatever_the_order() -> None:
    def stat(id_: str, period: int = 60) -> dict[str, Any]:
        dimensions = [{"Name": "FunctionName", "Value": "load"}]
        metric = {"Namespace": "AWS/Lambda", "MetricName": id_, "Dimensions": dimensions}
        return {
            "Id": id_,
            "MetricStat": {"Metric": metric, "Period": period, "Stat": "Sum"},
            "ReturnData": False,
        }

    expression = {"Id": "e1", "Expression": "100*errors/calls"}
    written = {"Type": "AWS::CloudWatch::Alarm"}
    written["Properties"] = {"AlarmName": "a", "Metrics": [stat("errors"), stat("calls"), expression]}  # type: ignore[assignment]
    turned = [dict(reversed(stat(name).items())) for name in ("calls", "errors")]
    live = {"AlarmName": "a", "Metrics": [{"ReturnData": True, **expression}, *turned]}
    assert find_outside(template({"A": written}), {"a": live}, PLACE) == {}
    live["Metrics"][1] = stat("calls", 300)  # type: ignore[index]
    (edit,) = find_outside(template({"A": written}), {"a": live}, PLACE)["A"].edits
    assert edit.name == "Metrics.calls.MetricStat.Period"
