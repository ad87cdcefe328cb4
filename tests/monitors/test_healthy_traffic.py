"""Healthy traffic fires nothing: every alarm of the sample over hours of it, with points a minute or two late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.monitors.clockwork import alarms, run, steady
from tests.monitors.sample import sample_plan

if TYPE_CHECKING:
    from monitors.model.alarm import Alarm

HOURS = 2
HEALTHY = {
    "Invocations": 60, "Errors": 0, "Throttles": 0, "Duration": 900, "IteratorAge": 400, "ConcurrentExecutions": 6,
    "ClaimedAccountConcurrency": 120, "GetRecords.IteratorAgeMilliseconds": 300, "GetRecords.Success": 1,
    "PutRecord.Success": 1, "PutRecords.FailedRecords": 0, "ReadProvisionedThroughputExceeded": 0.01,
    "WriteProvisionedThroughputExceeded": 0, "IncomingBytes": 20_000_000, "IncomingRecords": 30_000,
    "SubscribeToShardEvent.MillisBehindLatest": 90, "NumberOfMessagesSent": 3, "ApproximateAgeOfOldestMessage": 20,
    "ApproximateNumberOfMessagesVisible": 0, "ApproximateNumberOfMessagesNotVisible": 0, "NumberOfMessagesReceived": 0,
    "ConsumedReadCapacityUnits": 100, "ConsumedWriteCapacityUnits": 90, "ProvisionedReadCapacityUnits": 5,
    "ProvisionedWriteCapacityUnits": 5, "SuccessfulRequestLatency": 12, "SystemErrors": 0, "UserErrors": 0,
    "ReadThrottleEvents": 0, "WriteThrottleEvents": 0, "AccountProvisionedReadCapacityUtilization": 20,
    "AccountProvisionedWriteCapacityUtilization": 20, "SuccessPercent": 100, "Heartbeat": 1, "Overdue": 0,
    "4xxErrors": 0.02, "5xxErrors": 0,
}  # fmt: skip
SILENT = {"DeadLetterErrors", "DestinationDeliveryFailures", "AsyncEventsDropped"}
"""Metrics that health never writes; those made from logs are another."""
SILENT_NAMESPACE = "Watchbill/Logs"


@pytest.mark.parametrize("delay", [0, 2], ids=["at once", "two minutes late"])
@pytest.mark.parametrize("alarm", [pytest.param(alarm, id=alarm.name) for alarm in sample_plan().alarms])
def test_healthy_traffic_fires_nothing(alarm: Alarm, delay: int):
    data = {}
    for series in alarm.condition.series:
        metric = series.metric
        if metric is not None and metric.name not in SILENT and metric.namespace != SILENT_NAMESPACE:
            data[series.id] = steady(HEALTHY[metric.name], range(HOURS * 60))
    assert alarms(run(alarm, data, until=HOURS * 60, created=30, delay=delay)) == []


QUIET_AT_FIRST = [
    pytest.param(alarm, id=alarm.name)
    for alarm in sample_plan().alarms
    if alarm.condition.warm_up_minutes is None
    and alarm.rule != "kinesis_stream.fan_out_lag"  # a named consumer that does not report is its very subject
]


@pytest.mark.parametrize("alarm", QUIET_AT_FIRST)
def test_a_deployment_before_any_traffic_fires_nothing(alarm: Alarm):
    assert alarms(run(alarm, {}, until=30)) == []
