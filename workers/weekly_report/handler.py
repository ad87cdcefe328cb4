"""Lambda entry of the weekly report."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.secret import Secrets
from workers.runtime.client import client
from workers.runtime.settings import ReportSettings
from workers.runtime.worker import Run, worker
from workers.weekly_report.facts import Facts, read_facts
from workers.weekly_report.figures import reckon
from workers.weekly_report.gathering import gather
from workers.weekly_report.sending import pending, send
from workers.weekly_report.sent import Sent
from workers.weekly_report.week import Week, due_at, due_week

Json = dict[str, Any]
NAMESPACE = "Watchbill/Reports"
HOUR = 3600


@worker("weeklyReport", ReportSettings)
def handle(event: Json, run: Run[ReportSettings]) -> Json:
    """Send what is due and was not sent, then say how long the rest is overdue. `at` is when the schedule fired.

    Both schedules ask for the same: the hourly one finds nothing to do, unless the weekly one failed.
    """
    facts = _facts(run.settings.report)
    now = time.time()
    week = due_week(facts.schedule, _fired(event, now))
    sent = Sent(DynamoDbTable(run.settings.incident_table), now, run.request_id)
    try:
        if receivers := pending(facts, week, sent):
            gathered = gather(facts, week, client=client, table=run.settings.incident_table)
            for words in gathered.missing:
                run.log.warning("report incomplete", reason=words)
            secrets = Secrets(time.time)
            figures = reckon(facts, gathered, week)
            send(facts, figures, receivers, sent=sent, secrets=secrets.read, clock=time.time, log=run.log)
    finally:
        _say_overdue(run.function_name, facts, week, sent, now)
    return {"week": week.name}


def _fired(event: Json, now: float) -> float:
    """When the schedule fired, epoch seconds; now for an event that a person wrote."""
    text = event.get("at")
    return datetime.fromisoformat(text).timestamp() if text else now


def _say_overdue(name: str, facts: Facts, week: Week, sent: Sent, now: float) -> None:
    hours = max(0.0, now - due_at(week, facts.schedule)) / HOUR if pending(facts, week, sent) else 0.0
    emf = AmazonCloudWatchEMFProvider(namespace=NAMESPACE)
    emf.service = ""  # else POWERTOOLS_SERVICE_NAME becomes a dimension no alarm knows
    emf.add_dimension(name="Report", value=name)
    emf.add_metric(name="Overdue", unit="None", value=hours)
    emf.flush_metrics()


def _facts(path: str) -> Facts:
    """REPORT: where report.json lies, beside this module when it is no absolute path."""
    return read_facts((Path(__file__).parent / path).read_bytes())
