"""One message's work: look the counts up, compare, and post or skip."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from workers.runtime import canary, verdict_message
from workers.runtime.batch import Entry, Result, Retry
from workers.runtime.client import client
from workers.runtime.score import VERDICTS
from workers.verdict_reporter.logic import Counts, Decision, Request, decide, delay, post
from workers.verdict_reporter.post_state import Posted, PostState
from workers.verdict_reporter.slack import Slack, SlackError, SlackFailure, forget_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.runtime.settings import VerdictSettings
    from workers.runtime.worker import Run


@dataclass(slots=True)
class Reporting:
    """Works through the requests of one batch, one campaign at a time."""

    run: Run[VerdictSettings]
    slack: Slack
    traceparents: dict[str, str] = field(default_factory=dict)
    """What came with each campaign's message."""

    def __call__(self, entries: Sequence[Entry[Request]]) -> list[Result]:
        """Report the campaigns; a failure of any kind brings the message back."""
        return [self._report(entry.body) for entry in entries]

    def _report(self, asked: Request) -> Result:
        try:
            return self._look(asked)
        except (ClientError, BotoCoreError) as error:
            self.run.log.warning("campaign is not reported", campaignId=asked.campaign_id, cause=str(error))
            return Retry(type(error).__name__)

    def _look(self, asked: Request) -> Result:
        chosen = self.run.settings
        counts = lookup(chosen.demand_table, asked.campaign_id)
        state = PostState(chosen.demand_table, asked.campaign_id, self.run.request_id)
        last = state.last()
        decision = decide(
            asked,
            counts,
            last.fingerprint,
            now=time.time(),
            settle_seconds=chosen.settle_seconds,
            max_looks=chosen.max_looks,
        )
        by_verdict = dict(counts.by_verdict) if counts else None
        self.run.log.info(
            "verdict compared",
            campaignId=asked.campaign_id,
            counts=by_verdict,
            posted=dict(last.by_verdict),
            comparison=decision,
            look=asked.look,
        )
        if decision is Decision.POST and counts is not None:
            return self._post(asked, counts, state, last)
        if decision is Decision.WAIT:
            self._look_again(asked)
        self.run.counters.add(VerdictsSkipped=1)
        outcome = "waiting" if decision is Decision.WAIT else "skipped"
        self.run.log.info("verdict " + outcome, campaignId=asked.campaign_id, comparison=decision, outcome=outcome)
        return None

    def _look_again(self, asked: Request) -> None:
        verdict_message.send(
            self.run.settings.verdict_queue_url,
            asked.campaign_id,
            source=asked.source,
            traceparent=self._traceparent(asked),
            delay_seconds=delay(asked.look, self.run.settings.settle_seconds),
            look=asked.look + 1,
        )
        self.run.counters.operation("sqs.send", succeeded=1)

    def _post(self, asked: Request, counts: Counts, state: PostState, last: Posted) -> Result:
        if not state.claim(counts.fingerprint, time.time()):
            return Retry("another worker is posting, or posted without hearing the answer")
        message = post(self.run.settings.slack_channel, asked.campaign_id, counts, last.by_verdict)
        try:
            ts = canary.tell(
                asked.campaign_id, lambda: self.slack.post(message, self._traceparent(asked), self.run.deadline)
            )
        except SlackError as error:
            return self._not_posted(asked, state, error)
        state.confirm(counts.fingerprint, counts.by_verdict, ts or "")
        posted = int(ts is not None)
        self.run.counters.operation("slack.post", succeeded=posted)
        self.run.counters.add(VerdictsPosted=posted)
        outcome = "posted" if posted else "withheld"
        self.run.log.info(
            "verdict " + outcome, campaignId=asked.campaign_id, comparison=Decision.POST, outcome=outcome, slackTs=ts
        )
        return None

    def _not_posted(self, asked: Request, state: PostState, error: SlackError) -> Retry:
        self.run.counters.operation("slack.post", failed=1)
        self.run.log.error(
            "slack post failed",
            campaignId=asked.campaign_id,
            comparison=Decision.POST,
            outcome="failed",
            error=str(error),
            status=error.status,
        )
        if error.failure is SlackFailure.NOT_POSTED:
            forget_token()
            state.release()
        return Retry(str(error))

    def _traceparent(self, asked: Request) -> str:
        return self.traceparents.get(asked.campaign_id) or self.run.trace().traceparent


def lookup(table: str, campaign_id: str) -> Counts | None:
    """Read a campaign's counts, consistently; None when it has none."""
    key: dict[str, Any] = {"PK": {"S": f"campaign:{campaign_id}"}, "SK": {"S": "meta:counts"}}
    item = client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    if not item or "total" not in item:
        return None
    return Counts(
        by_verdict={verdict: int(item.get(f"count_{verdict}", {"N": "0"})["N"]) for verdict in VERDICTS},
        updated_at=float(item["updated_at"]["N"]),
    )
