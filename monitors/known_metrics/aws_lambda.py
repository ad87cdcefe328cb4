"""AWS/Lambda. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html

Stamped at invocation start. Errors is 0 in minutes with successful invocations only; no invocations, no points.
"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, GAUGE, SPREAD, rows

NAMESPACE = "AWS/Lambda"
FUNCTION = ("", "FunctionName", "FunctionName Resource", "FunctionName Resource ExecutedVersion")
MAPPING = ("EventSourceMappingUUID",)
ACCOUNT = ("",)
OF_ACCOUNT = "leave the dimensions out: it is one number for the account and region"

METRICS = (
    *rows("Invocations Errors Throttles", FUNCTION, "count", (*EVENT, "Average")),
    *rows(
        "DeadLetterErrors DestinationDeliveryFailures AsyncEventsReceived AsyncEventsDropped "
        "RecursiveInvocationsDropped OversizedRecordCount ProvisionedConcurrencyInvocations "
        "ProvisionedConcurrencySpilloverInvocations SignatureValidationErrors",
        FUNCTION,
        "count",
        EVENT,
    ),
    *rows("Duration PostRuntimeExtensionsDuration IteratorAge AsyncEventAge", FUNCTION, "ms", SPREAD),
    *rows("OffsetLag", FUNCTION, "count", SPREAD),
    *rows("ConcurrentExecutions ProvisionedConcurrentExecutions", FUNCTION, "count", GAUGE),
    *rows("ProvisionedPollers", MAPPING, "count", GAUGE, remedy="by event source mapping"),
    *rows("ProvisionedConcurrencyUtilization", FUNCTION, "share", GAUGE),
    *rows("UnreservedConcurrentExecutions ClaimedAccountConcurrency", ACCOUNT, "count", GAUGE, remedy=OF_ACCOUNT),
    *rows(
        "PolledEventCount FilteredOutEventCount InvokedEventCount FailedInvokeEventCount DroppedEventCount "
        "OnFailureDestinationDeliveredEventCount DeletedEventCount",
        MAPPING,
        "count",
        EVENT,
        remedy="these are by event source mapping, and must be switched on there",
    ),
)
