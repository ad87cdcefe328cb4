"""AWS/Events (EventBridge buses and rules).

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, SPREAD, rows

NAMESPACE = "AWS/Events"
RULE = ("", "RuleName", "EventBusName RuleName", "EventBusName")

METRICS = (
    *rows(
        "Invocations FailedInvocations TriggeredRules MatchedEvents ThrottledRules InvocationAttempts "
        "RetryInvocationAttempts SuccessfulInvocationAttempts InvocationsSentToDlq InvocationsFailedToBeSentToDlq "
        "InvocationsCreated",
        RULE,
        "count",
        EVENT,
    ),
    *rows("IngestionToInvocationStartLatency IngestionToInvocationCompleteLatency", RULE, "ms", SPREAD),
)
