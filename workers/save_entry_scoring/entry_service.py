"""Saves scores with the Entry service: `PUT <url>/campaigns/<campaign>/entries/scores`, one call a campaign and step.

A refused request is cut in halves until the record at fault stands alone: one bad record parks itself, not a hundred.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from workers.runtime.batch import Entry, Poison, Result, Retry
from workers.runtime.rest import CallError, call
from workers.save_entry_scoring.logic import body, by_campaign, idempotency_key, meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.runtime.score import Score
    from workers.runtime.settings import EntrySettings
    from workers.runtime.worker import Run

ANSWER_SECONDS = 10.0
STEP_RECORDS = 100


@dataclass(slots=True)
class SaveEntries:
    """One step: the scores of some records, to the service."""

    run: Run[EntrySettings]
    traceparent: str

    def __call__(self, entries: Sequence[Entry[Score]]) -> list[Result]:
        """Save the scores, campaign by campaign; say for each record what its answer means."""
        scores = [entry.body for entry in entries]
        results: list[Result] = [None] * len(scores)
        for campaign_id, positions in by_campaign(scores).items():
            outcome = self._save(campaign_id, [scores[position] for position in positions])
            for position, result in zip(positions, outcome, strict=True):
                results[position] = result
        return results

    def _save(self, campaign_id: str, scores: list[Score]) -> list[Result]:
        result = self._call(campaign_id, scores)
        if not isinstance(result, Poison) or len(scores) == 1:
            return [result] * len(scores)
        middle = len(scores) // 2
        return self._save(campaign_id, scores[:middle]) + self._save(campaign_id, scores[middle:])

    def _call(self, campaign_id: str, scores: list[Score]) -> Result:
        if self.run.deadline.near():
            return Retry("no time left")
        content = body(scores)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": idempotency_key(content),
            "traceparent": self.traceparent,
        }
        url = (
            f"{self.run.settings.entry_service_url.rstrip('/')}/campaigns/{quote(campaign_id, safe='')}/entries/scores"
        )
        started = time.monotonic()
        result: Result
        try:
            seconds = self.run.deadline.allow(ANSWER_SECONDS)
            status = call("PUT", url, headers=headers, body=content, seconds=seconds).status
            result = meaning(status)
        except CallError as error:
            # Repeating is safe even if the call arrived: the same versions change nothing.
            status, result = 0, Retry(f"Entry service {error}")
        log = self.run.log.warning if result else self.run.log.info
        milliseconds = round((time.monotonic() - started) * 1000)
        size = len(scores)
        log("entry service called", campaignId=campaign_id, status=status, durationMs=milliseconds, records=size)
        self.run.counters.operation("entry.save", succeeded=int(result is None), failed=int(result is not None))
        return result
