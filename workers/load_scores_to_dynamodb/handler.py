"""Lambda entry of loadScoresToDynamoDB."""

from __future__ import annotations

from typing import Any

from workers.load_scores_to_dynamodb.logic import STEP_RECORDS, StoreScores, tally, unchanged
from workers.runtime import score_batch
from workers.runtime.batch import work
from workers.runtime.score_store import Write, store
from workers.runtime.settings import StoreSettings
from workers.runtime.worker import Run, worker


@worker("loadScoresToDynamoDB", StoreSettings)
def handle(event: dict[str, Any], run: Run[StoreSettings]) -> dict[str, Any]:
    """Write a batch of the scores stream to the demand table; answer which records to send again."""
    batch = score_batch.read(event)
    run.trace(entry.body.traceparent for entry in batch.entries)
    step = StoreScores(store(run.settings.demand_table, run.settings.write_mode))
    report = work(batch.entries, step, size=STEP_RECORDS, ordered=True, deadline=run.deadline)
    run.counters.add(
        WritesCreated=step.writes[Write.CREATED],
        WritesUpdated=step.writes[Write.UPDATED],
        WritesUnchanged=unchanged(step.writes),
    )
    run.counters.operation("dynamodb.write", succeeded=len(report.done), failed=step.writes[Write.FAILED])
    return score_batch.account(run, run.settings.parking_bucket, batch, report, "batch written", **tally(step.writes))
