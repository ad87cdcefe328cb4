"""GetMetricData answers series, statistics and metric math as CloudWatch does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

START = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)


@pytest.fixture
def watch(cloud):
    cloud.reset()
    return cloud.client("cloudwatch")


def put(watch, name, values, **dimensions):
    """One value each five minutes; None leaves a gap."""
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    data = [
        {"MetricName": name, "Dimensions": pairs, "Value": value, "Timestamp": START + timedelta(minutes=5 * index)}
        for index, value in enumerate(values)
        if value is not None
    ]
    watch.put_metric_data(Namespace="Shop", MetricData=data)


def stat(name, metric, statistic="Sum", period=300, returns=True, **dimensions):
    pairs = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {"Namespace": "Shop", "MetricName": metric, "Dimensions": pairs},
            "Period": period,
            "Stat": statistic,
        },
        "ReturnData": returns,
    }


def ask(watch, *queries, **more):
    given = {"ScanBy": "TimestampAscending", "StartTime": START, "EndTime": START + timedelta(minutes=20), **more}
    reply = watch.get_metric_data(MetricDataQueries=list(queries), **given)
    return {result["Id"]: result["Values"] for result in reply["MetricDataResults"]}


@pytest.mark.parametrize(
    ("statistic", "period", "values"),
    [
        ("Sum", 300, [4, 8, 6]),
        ("Sum", 600, [12, 6]),
        ("Average", 600, [6, 6]),
        ("SampleCount", 600, [2, 1]),
        ("Maximum", 600, [8, 6]),
        ("p50", 600, [4, 6]),
    ],
)
def test_a_statistic_over_periods_leaves_gaps_as_gaps(watch, statistic, period, values):
    put(watch, "Sold", [4, 8, None, 6], Till="1")
    put(watch, "Sold", [100, 100, 100, 100], Till="2")
    assert ask(watch, stat("m", "Sold", statistic, period, Till="1")) == {"m": values}


def test_an_expression_over_expressions_is_computed_and_only_what_is_asked_for_is_returned(watch):
    put(watch, "Sold", [4, 8, None, 6])
    put(watch, "Lost", [1, None, None, 3])
    queries = (
        stat("sold", "Sold", returns=False),
        stat("lost", "Lost", returns=False),
        {"Id": "share", "Expression": "100 * FILL(lost, 0) / sold", "ReturnData": False},
        {"Id": "largest", "Expression": "MAX([share, lost])"},
    )
    assert ask(watch, *queries) == {"largest": pytest.approx([25, 0, 50])}


def test_the_newest_comes_first_unless_asked_otherwise(watch):
    put(watch, "Sold", [1, 2, 3])
    assert ask(watch, stat("m", "Sold"), ScanBy="TimestampDescending") == {"m": [3, 2, 1]}


def test_pages_together_hold_every_point_once(watch):
    put(watch, "Sold", [1, 2, 3])
    pages = watch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[stat(f"m{number}", "Sold") for number in range(5)],
        StartTime=START,
        EndTime=START + timedelta(minutes=20),
        MaxDatapoints=6,
    )
    found = [[result["Id"] for result in page["MetricDataResults"]] for page in pages]
    assert found == [["m0", "m1"], ["m2", "m3"], ["m4"]]


@pytest.mark.parametrize(
    "queries",
    [
        ({"Id": "e", "Expression": "FILL(nothing, 0)"},),
        (stat("m", "Sold"), {"Id": "e", "Expression": "m +"}),
        (stat("m", "Sold", "Median"),),
    ],
)
def test_what_cannot_be_computed_is_refused(watch, queries):
    with pytest.raises(ClientError) as caught:
        ask(watch, *queries)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
