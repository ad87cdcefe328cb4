"""Applies a stream batch to the counts, campaign by campaign, and says from where it must come again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from workers.process_saved_scores import counts, reconcile
from workers.process_saved_scores.counts import Applier, CountsBusyError, ModeConflictError
from workers.process_saved_scores.logic import Batch, Change, padded

if TYPE_CHECKING:
    from workers.runtime.settings import CountSettings
    from workers.runtime.worker import Run


@dataclass(slots=True)
class Counting:
    """One batch's work."""

    run: Run[CountSettings]
    applier: Applier
    failed: list[Change] = field(default_factory=list)

    def apply(self, batch: Batch) -> None:
        """Apply every campaign's changes, then note the probes: they vouch for what came before them."""
        for campaign_id, changes in batch.changes.items():
            if self.run.deadline.near() or not self._apply(campaign_id, changes):
                self.failed.extend(changes)
        for probe in batch.probes:
            if not self.failed:
                reconcile.note_probe(self.run.settings.demand_table, probe.campaign_id, probe.nonce)

    @property
    def again_from(self) -> str | None:
        """The sequence number from which Lambda must send the batch again; campaigns already counted ignore it."""
        return min((change.sequence for change in self.failed), key=padded, default=None)

    def _apply(self, campaign_id: str, changes: list[Change]) -> bool:
        try:
            now = self.applier.apply(campaign_id, changes)
        except ModeConflictError as conflict:
            self._recount(campaign_id, str(conflict))
            return True
        except (CountsBusyError, ClientError, BotoCoreError) as error:
            self.run.counters.operation("counts.update", failed=1)
            self.run.log.warning("counts are not updated", campaignId=campaign_id, cause=str(error))
            return False
        self.run.counters.operation("counts.update", succeeded=1)
        result = "updated" if now else "unchanged"
        self.run.log.info("counts " + result, campaignId=campaign_id, count={"in": len(changes)}, counts=now)
        if now:
            self.run.counters.verdicts(campaign_id, now)
        return True

    def _recount(self, campaign_id: str, cause: str) -> None:
        """Let a reconcile pass find what an event that can't be counted any more has left out."""
        self.run.log.warning("events are left to reconcile", campaignId=campaign_id, cause=cause)
        reconcile_campaigns(self.run, [campaign_id], repair=False)


def reconcile_campaigns(run: Run[CountSettings], campaign_ids: list[str], *, repair: bool) -> dict[str, str]:
    """Make one reconcile pass over each campaign (all registered ones for an empty list); return the findings."""
    table = run.settings.demand_table
    findings: dict[str, str] = {}
    drift = 0
    for campaign_id in campaign_ids or counts.registered(table):
        if run.deadline.near():
            run.log.warning("reconcile stopped for lack of time", done=len(findings))
            break
        outcome = reconcile.reconcile(table, campaign_id, run.deadline, repair=repair, now=time.time())
        findings[campaign_id] = outcome.finding
        drift += outcome.size
        log = run.log.warning if outcome.drift else run.log.info
        log("reconcile " + outcome.finding, campaignId=campaign_id, drift=outcome.drift)
    run.counters.drift(drift)
    return findings
