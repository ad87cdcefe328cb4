"""Counters of one invocation, written as CloudWatch Embedded Metric Format when it ends.

Each counter is added up in memory and written once an invocation (a blob of 35 µs, not one a record). Every
metric carries FunctionName, the deployed name, which already tells product, environment and region apart.
`campaignId` is a dimension only in VerifiedFan/Scoring: each campaign × name is a billed metric.

Namespace VerifiedFan/Workers (METRICS_NAMESPACE), unit Count:

===================  ==========================  ==============================================================
metric               dimensions                  counts
===================  ==========================  ==============================================================
RecordsIn            FunctionName                records, rows, messages or requests received
RecordsOut           FunctionName                those whose effect is in place, now or already
RecordsFailed        FunctionName                those that will be tried again
RecordsInvalid       FunctionName                those that can never succeed; parked
RecordsFiltered      FunctionName                those dropped on purpose: rank, meta records
RecordsDuplicate     FunctionName                rows whose fan stood earlier in the same file
WritesCreated        FunctionName                items that did not exist
WritesUpdated        FunctionName                items whose content changed
WritesUnchanged      FunctionName                items that were the same, newer, or already written by this record
FilesLoaded          FunctionName                files finished
FilesContinued       FunctionName                files handed to a next invocation
FilesRefused         FunctionName                files that can never be read; parked
VerdictsPosted       FunctionName                Slack posts
VerdictsSkipped      FunctionName                comparisons that needed no post
MessagesReplayed     FunctionName                dead letters given back to their source
MessagesParked       FunctionName                dead letters parked as poison
OperationSucceeded   FunctionName, Operation     calls that worked
OperationFailed      FunctionName, Operation     calls that did not, after their retries
===================  ==========================  ==============================================================

Operation is one of dynamodb.write, kinesis.put, sqs.send, s3.read, counts.update, slack.post, entry.save,
campaign.get, redrive.replay. RecordsIn, Out, Failed and Invalid are written by every invocation of a
worker, zeros included (`always_counted` of its settings).

Namespace VerifiedFan/Scoring, unit Count, written by processSavedScores (never for a canary's campaign):

===================  ====================================  ====================================================
metric               dimensions                            value
===================  ====================================  ====================================================
VerifiedCount        FunctionName, campaignId              fans verified in the campaign so far
VerdictCount         FunctionName, campaignId, verdict     fans with that verdict so far
CountsDrift          FunctionName                          sum of |counted − stored| found by a reconcile pass
===================  ====================================  ====================================================
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from workers.runtime import canary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCORING_NAMESPACE = "VerifiedFan/Scoring"


class Counters:
    """The counters of one invocation. `always` are written even where nothing was added."""

    def __init__(self, function_name: str, namespace: str, always: Iterable[str] = ()) -> None:
        self._function_name = function_name
        self._namespace = namespace
        self._always = tuple(always)
        self._counts: Counter[str] = Counter()
        self._operations: dict[str, Counter[str]] = {}

    def add(self, **counts: int) -> None:
        """Add to counters by their metric's name: `add(RecordsIn=100)`."""
        self._counts.update(counts)

    def operation(self, name: str, *, succeeded: int = 0, failed: int = 0) -> None:
        """Add calls of one operation."""
        self._operations.setdefault(name, Counter()).update(OperationSucceeded=succeeded, OperationFailed=failed)

    def verdicts(self, campaign_id: str, counts: Mapping[str, int]) -> None:
        """Write one campaign's present counts (verdict → fans) to VerifiedFan/Scoring."""
        canary.tell(campaign_id, lambda: self._verdicts(campaign_id, counts))

    def _verdicts(self, campaign_id: str, counts: Mapping[str, int]) -> None:
        campaign = {"campaignId": campaign_id}
        self._write({"VerifiedCount": counts.get("verified", 0)}, campaign, SCORING_NAMESPACE)
        for verdict, count in sorted(counts.items()):
            self._write({"VerdictCount": count}, {**campaign, "verdict": verdict}, SCORING_NAMESPACE)

    def drift(self, size: int) -> None:
        """Write what a reconcile pass found, zero included."""
        self._write({"CountsDrift": size}, {}, SCORING_NAMESPACE)

    def flush(self) -> None:
        """Write what was added, and start again from zero."""
        if counts := {**dict.fromkeys(self._always, 0), **self._counts}:
            self._write(counts, {}, self._namespace)
        for operation, calls in self._operations.items():
            self._write(calls, {"Operation": operation}, self._namespace)
        self._counts.clear()
        self._operations.clear()

    def _write(self, values: Mapping[str, int], dimensions: Mapping[str, str], namespace: str) -> None:
        emf = AmazonCloudWatchEMFProvider(namespace=namespace)
        emf.service = ""  # else POWERTOOLS_SERVICE_NAME becomes a dimension no alarm knows
        for dimension, text in {"FunctionName": self._function_name, **dimensions}.items():
            emf.add_dimension(name=dimension, value=text)
        for name, value in values.items():
            emf.add_metric(name=name, unit="Count", value=value)
        emf.flush_metrics()
