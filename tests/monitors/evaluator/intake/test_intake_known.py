"""Alarms of others are accused of what is certain, warned of what misleads, and otherwise left alone."""

from __future__ import annotations

import pytest

from monitors.evaluator.intake.known import judge_metric
from monitors.model.metric import Metric


def metric(path: str, statistic: str = "Sum", **dimensions: str) -> Metric:
    namespace, _, name = path.rpartition("/")
    return Metric(namespace=namespace, name=name, statistic=statistic, dimensions=tuple(sorted(dimensions.items())))


LOAD = {"FunctionName": "load"}


@pytest.mark.parametrize(
    ("path", "statistic", "unit", "dimensions"),
    [
        ("AWS/Lambda/Errors", "Sum", None, LOAD),
        ("AWS/Lambda/Errors", "Sum", "Count", LOAD),
        ("AWS/Lambda/Errors", "Average", None, LOAD),  # errors a call, a share that many alarm on
        ("AWS/Lambda/Duration", "p99", "Milliseconds", LOAD),
        ("AWS/SQS/ApproximateAgeOfOldestMessage", "Maximum", "Seconds", {"QueueName": "q"}),
        ("AWS/ECS/CPUUtilization", "Average", "Percent", {"ClusterName": "c"}),
        ("MyShop/OrdersPlaced", "Sum", None, {"Stage": "dev"}),
        ("Lambda-Insights/memory", "Sum", None, {}),
    ],
)
def test_what_may_be_so_is_not_accused(path, statistic, unit, dimensions):
    assert judge_metric(metric(path, statistic, **dimensions), unit) == ()


@pytest.mark.parametrize(
    ("path", "statistic", "unit", "dimensions", "code", "word"),
    [
        ("AWS/Lambda/Errors", "Sum", None, {"Function": "load"}, "never-fires", "no series"),
        ("AWS/Lambda/Error", "Sum", None, LOAD, "never-fires", "did you mean Errors"),
        ("AWS/Lambda/Duration", "p99", "Seconds", LOAD, "never-fires", "published in Milliseconds"),
        ("AWS/Lambda/Errors", "Sum", "Seconds", LOAD, "never-fires", "published as a count"),
        ("AWS/DynamoDB/ThrottledRequests", "Sum", None, {"TableName": "t"}, "never-fires", "no series"),
        ("AWS/DynamoDB/WriteThrottleEvents", "Average", None, {"TableName": "t"}, "statistic", "about 1"),
        ("AWS/lambda/Errors", "Sum", None, LOAD, "namespace", "AWS/Lambda"),
        ("AWS/Lamda/Errors", "Sum", None, LOAD, "namespace", "AWS/Lambda"),
    ],
)
def test_what_is_wrong_is_told_as_what_it_is(path, statistic, unit, dimensions, code, word):
    ((found, text),) = judge_metric(metric(path, statistic, **dimensions), unit)
    assert found == code
    assert word in text
