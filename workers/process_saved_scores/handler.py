"""Lambda entry of processSavedScores."""

from __future__ import annotations

from typing import Any

from workers.process_saved_scores.counting import Counting, reconcile_campaigns
from workers.process_saved_scores.logic import Batch, created_at, reconcile_request
from workers.process_saved_scores.markers import Markers
from workers.process_saved_scores.watermark import Watermark
from workers.runtime.event_shape import records
from workers.runtime.parking import log_invalid, park
from workers.runtime.settings import CountSettings
from workers.runtime.worker import Run, worker


@worker("processSavedScores", CountSettings)
def handle(event: dict[str, Any], run: Run[CountSettings]) -> dict[str, Any]:
    """Bring each campaign's counts up to date with a batch of the table's stream, or reconcile them."""
    if request := reconcile_request(event):
        return {"reconcile": reconcile_campaigns(run, request.campaign_ids, repair=request.repair)}
    found = records(event, "aws:dynamodb")
    batch = Batch()
    for record in found:
        batch.add(record)
    run.trace(change.traceparent for changes in batch.changes.values() for change in changes)
    chosen = run.settings
    shard_id = event.get("shardId")
    counting = Counting(
        run,
        Watermark(chosen.demand_table, shard_id) if shard_id else Markers(chosen.demand_table, chosen.checkpoint_table),
    )
    counting.apply(batch)
    if batch.invalid:
        source, moment = str(found[0].get("eventSourceARN")), created_at(found[0])
        key = park(
            chosen.parking_bucket, run.function, batch.invalid, source=source, moment=moment, request_id=run.request_id
        )
        log_invalid(run, batch.invalid, key)
    size, failed = len(found), len(counting.failed)
    out = size - failed - len(batch.invalid) - batch.meta
    run.counters.add(RecordsIn=size, RecordsOut=out, RecordsFailed=failed, RecordsInvalid=len(batch.invalid))
    run.counters.add(RecordsFiltered=batch.meta)
    totals = {"in": size, "out": out, "failed": failed, "invalid": len(batch.invalid), "meta": batch.meta}
    run.log.info("batch counted", count=totals, campaigns=len(batch.changes))
    again = counting.again_from
    reply: dict[str, Any] = {"batchItemFailures": [{"itemIdentifier": again}] if again else []}
    # With a tumbling window Lambda takes a reply without `state` for a failure.
    return {**reply, "state": event.get("state") or {}} if "window" in event else reply
