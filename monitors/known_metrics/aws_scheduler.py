"""AWS/Scheduler. https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, rows

NAMESPACE = "AWS/Scheduler"

METRICS = tuple(
    rows(
        "InvocationAttemptCount TargetErrorCount TargetErrorThrottledCount InvocationThrottleCount "
        "InvocationDroppedCount InvocationsSentToDeadLetterCount InvocationsFailedToBeSentToDeadLetterCount "
        "InvocationsSentToDeadLetterCount_Truncated_MessageSizeExceeded",
        ("", "ScheduleGroup"),
        "count",
        EVENT,
        remedy="schedules have no series each: use ScheduleGroup, or the target's own metrics",
    )
)
