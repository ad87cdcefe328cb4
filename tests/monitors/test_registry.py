"""Which metrics exist, and what is said of those that do not."""

from __future__ import annotations

import pytest

from monitors.model.metric import Metric, dimensions
from monitors.registry import check_metric, find_metric


def metric(namespace: str, name: str, statistic: str = "Sum", **dims: str) -> Metric:
    return Metric(namespace=namespace, name=name, dimensions=dimensions(**dims), statistic=statistic)


@pytest.mark.parametrize(
    ("wrong", "unit", "said"),
    [
        (metric("AWS/Lamda", "Errors", FunctionName="f"), None, "did you mean AWS/Lambda?"),
        (metric("AWS/Lambda", "Eror", FunctionName="f"), None, "did you mean Errors?"),
        (metric("AWS/Lambda", "Errors", Function="f"), None, "did you mean FunctionName?"),
        (metric("AWS/Lambda", "Errors", FunctionName="f", Region="r"), None, "no series by FunctionName and Region"),
        (
            metric("AWS/Lambda", "ClaimedAccountConcurrency", "Maximum", FunctionName="f"),
            None,
            "leave the dimensions out",
        ),
        (metric("AWS/Lambda", "DroppedEventCount", FunctionName="f"), None, "by event source mapping"),
        (metric("AWS/Lambda", "Duration", "p99", FunctionName="f"), "s", "is in ms, its threshold is given in s"),
        (metric("AWS/Lambda", "Throttles", "p99", FunctionName="f"), None, "p99 of Throttles means nothing"),
        (metric("AWS/Lambda", "Invocations", FunctionName="f"), "ms", "is a count, its threshold is given in ms"),
        (
            metric("AWS/Kinesis", "GetRecords.IteratorAge", "Maximum", StreamName="s"),
            None,
            "GetRecords.IteratorAgeMilliseconds",
        ),
        (metric("AWS/Kinesis", "IteratorAge", "Maximum", StreamName="s"), None, "is a Lambda metric"),
        (metric("AWS/Kinesis", "IteratorAgeMilliseconds", "Maximum", StreamName="s"), None, "paid enhanced monitoring"),
        (
            metric("AWS/Kinesis", "SubscribeToShardEvent.MillisBehindLatest", "Maximum", StreamName="s"),
            None,
            "add ConsumerName",
        ),
        (
            metric("AWS/SQS", "ApproximateNumberOfMessages", "Maximum", QueueName="q"),
            None,
            "a queue attribute, not a metric",
        ),
        (metric("AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", QueueName="q"), "min", "is in s"),
        (metric("AWS/DynamoDB", "ThrottledRequests", TableName="t"), None, "add Operation, or use ReadThrottleEvents"),
        (metric("AWS/DynamoDB", "UserErrors", TableName="t"), None, "no series by table exists"),
        (metric("AWS/DynamoDB", "SystemErrors", TableName="t"), None, "sum over the operations in use"),
        (metric("AWS/DynamoDB", "WriteThrottleEvents", "Average", TableName="t"), None, "use Sum"),
        (
            metric("AWS/DynamoDB", "ReadThrottleEvents", TableName="t", GlobalSecondaryIndex="i"),
            None,
            "did you mean GlobalSecondaryIndexName?",
        ),
        (metric("AWS/S3", "5xxErrors", BucketName="b"), None, "add FilterId"),
        (metric("AWS/ApiGateway", "5xx", ApiName="a"), None, "HTTP APIs have 4xx and 5xx by ApiId"),
        (metric("AWS/Scheduler", "TargetErrorCount", ScheduleName="s"), None, "schedules have no series each"),
        (metric("Watchbill/Logs", "f/Exploded"), None, "has no metric f/Exploded"),
        (metric("VerifiedFan/Workers", "RecordsIn"), None, "its dimensions are FunctionName"),
    ],
    ids=lambda value: f"{value.name} {value.statistic}" if isinstance(value, Metric) else None,
)
def test_a_metric_that_cannot_be_is_refused_with_a_remedy(wrong: Metric, unit: str | None, said: str):
    reasons = check_metric(wrong, unit)
    assert any(said in reason for reason in reasons), reasons


@pytest.mark.parametrize(
    ("right", "unit"),
    [
        (metric("AWS/Lambda", "Errors", FunctionName="f"), "errors"),
        (metric("AWS/Lambda", "Errors"), None),
        (metric("AWS/Lambda", "Duration", "tm99", FunctionName="f", Resource="f:live"), "ms"),
        (metric("AWS/DynamoDB", "ThrottledRequests", TableName="t", Operation="PutItem"), "requests"),
        (metric("AWS/DynamoDB", "UserErrors"), None),
        (metric("AWS/ApiGateway", "5xx", ApiId="a", Stage="$default"), None),
        (
            metric(
                "AWS/Usage", "ResourceCount", "Maximum", Class="None", Resource="x", Service="Lambda", Type="Resource"
            ),
            None,
        ),
        (metric("Watchbill/Logs", "shop-test-f/TimedOut"), "timeouts"),
        (metric("VerifiedFan/Workers", "OperationFailed", FunctionName="f", Operation="slack.post"), None),
        (
            metric("VerifiedFan/Scoring", "VerdictCount", "Maximum", FunctionName="f", campaignId="1", verdict="ok"),
            None,
        ),
        (metric("Watchbill/Canaries", "SuccessPercent", "SampleCount", Canary="c"), "runs"),
    ],
    ids=lambda value: value.name if isinstance(value, Metric) else None,
)
def test_a_metric_that_exists_is_taken(right: Metric, unit: str | None):
    assert check_metric(right, unit) == ()


def test_what_is_known_says_how_a_metric_is_published():
    age = find_metric("AWS/SQS", "ApproximateAgeOfOldestMessage")
    capacity = find_metric("AWS/DynamoDB", "ProvisionedReadCapacityUnits")
    assert age is not None
    assert capacity is not None
    assert (age.unit, age.sparse, age.publish_seconds) == ("s", True, 60)
    assert (capacity.sparse, capacity.publish_seconds) == (False, 300)
