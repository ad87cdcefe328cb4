"""VerifiedFan/Workers: what our handlers count, written once an invocation (workers/runtime/metrics.py)."""

from __future__ import annotations

from monitors.known_metrics.known import CALL, rows

NAMESPACE = "VerifiedFan/Workers"

METRICS = (
    *rows(
        "RecordsIn RecordsOut RecordsFailed RecordsInvalid RecordsFiltered RecordsDuplicate WritesCreated "
        "WritesUpdated WritesUnchanged FilesLoaded FilesContinued FilesRefused VerdictsPosted VerdictsSkipped "
        "MessagesReplayed MessagesParked",
        ("FunctionName",),
        "count",
        CALL,
    ),
    *rows("OperationSucceeded OperationFailed", ("FunctionName Operation",), "count", CALL),
)
