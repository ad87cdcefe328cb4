"""Lambda entry of verdictReporter."""

from __future__ import annotations

from typing import Any

from workers.runtime.batch import Entry, work
from workers.runtime.event_shape import records
from workers.runtime.message_batch import account
from workers.runtime.settings import VerdictSettings
from workers.runtime.worker import Run, worker
from workers.verdict_reporter.logic import Inbox
from workers.verdict_reporter.reporting import Reporting
from workers.verdict_reporter.slack import Slack


@worker("verdictReporter", VerdictSettings)
def handle(event: dict[str, Any], run: Run[VerdictSettings]) -> dict[str, Any]:
    """Report each campaign asked about; answer which messages must come again."""
    messages = records(event, "aws:sqs")
    inbox = Inbox()
    for message in messages:
        inbox.add(message)
    run.trace(inbox.traceparents.values())
    slack = Slack(run.settings.slack_api_url, run.settings.slack_token_secret)
    entries = [Entry(campaign_id, asked) for campaign_id, asked in inbox.requests.items()]
    report = work(
        entries,
        Reporting(run, slack, inbox.traceparents),
        size=1,
        ordered=False,
        deadline=run.deadline,
        attempts=1,  # a failure waits for the lease, so the queue brings the message again
    )
    left = [entry.id for entry, _ in report.failed] + [entry.id for entry in report.unreached]
    again = [identity for campaign_id in left for identity in inbox.messages[campaign_id]]
    return account(run, run.settings.parking_bucket, messages, again, inbox.invalid)
