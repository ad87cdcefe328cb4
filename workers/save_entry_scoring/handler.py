"""Lambda entry of saveEntryScoring."""

from __future__ import annotations

from typing import Any

from workers.runtime import score_batch
from workers.runtime.batch import work
from workers.runtime.settings import EntrySettings
from workers.runtime.worker import Run, worker
from workers.save_entry_scoring.entry_service import STEP_RECORDS, SaveEntries
from workers.save_entry_scoring.logic import ranked


@worker("saveEntryScoring", EntrySettings)
def handle(event: dict[str, Any], run: Run[EntrySettings]) -> dict[str, Any]:
    """Save a batch's ranked scores with the Entry service; answer which records to send again."""
    batch = score_batch.read(event)
    span = run.trace(entry.body.traceparent for entry in batch.entries)
    wanted = [entry for entry in batch.entries if ranked(entry.body)]
    filtered = len(batch.entries) - len(wanted)
    run.log.info("rank 0 filtered", count={"in": len(batch.entries), "rank0": filtered})
    step = SaveEntries(run, span.traceparent)
    report = work(wanted, step, size=STEP_RECORDS, ordered=True, deadline=run.deadline)
    run.counters.add(RecordsFiltered=filtered)
    return score_batch.account(run, run.settings.parking_bucket, batch, report, "batch saved", rank0=filtered)
