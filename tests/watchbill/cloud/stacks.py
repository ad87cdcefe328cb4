"""Hand-made templates and stacks for these tests."""

from __future__ import annotations

import json
from typing import Any

from generators.stacks import Stack
from monitors.model.source import Source
from watchbill.cloud.place import Place

PLACE = Place(account="123456789012", region="us-east-1")
Resources = dict[str, Any]


def template(resources: Resources, **sections: Any) -> str:
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources, **sections}, indent=2)


def stack(name: str, resources: Resources, *, unit: str = "", after: tuple[str, ...] = (), **sections: Any) -> Stack:
    return Stack(
        name=name,
        unit=unit or name,
        body=template(resources, **sections).encode(),
        after=after,
        resources=len(resources),
        sources={logical_id: Source("config.yaml", 14) for logical_id in resources},
    )


def alarm(name: str, **properties: Any) -> Resources:
    """A plain alarm on a function's errors, of the rule error_rate_high."""
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": name,
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": "load"}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 5,
            "DatapointsToAlarm": 5,
            "Threshold": 5,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "Tags": [
                {"Key": "watchbill:rule", "Value": "lambda_function.error_rate_high"},
                {"Key": "watchbill:part", "Value": "trip"},
            ],
            **properties,
        },
    }


def queue(name: str, **properties: Any) -> Resources:
    attributes = {key: properties.pop(key) for key in ("DeletionPolicy", "UpdateReplacePolicy") if key in properties}
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name, **properties}, **attributes}


def dashboard(name: str, *widgets: dict[str, Any]) -> Resources:
    body = json.dumps({"widgets": list(widgets)})
    return {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardName": name, "DashboardBody": body}}


def widget(title: str, y: int = 0, **properties: Any) -> dict[str, Any]:
    return {
        "type": "metric",
        "x": 0,
        "y": y,
        "width": 6,
        "height": 6,
        "properties": {"title": title, "region": "us-east-1", "metrics": [["AWS/Lambda", "Errors"]], **properties},
    }
