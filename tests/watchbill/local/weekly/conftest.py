"""A week in the embedded cloud: alarms, incidents, canaries, traffic and load, on days that never change."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from generators.reports.facts import report_json
from monitors.catalogue import load_catalogue
from monitors.load import load_spec
from monitors.plan import build_plan
from tests.workers.alert_router.test_incident_table import create_table
from tests.workers.cloud import Context
from watchbill.local import clock
from watchbill.local.clock import VirtualClock
from workers.alert_router import record
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.incident import Incident
from workers.runtime import settings
from workers.runtime.client import client
from workers.weekly_report.handler import handle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from watchbill.local.cloud import EmbeddedCloud

SPEC = """\
version: 1
service: orders
product: shop
region: us-east-1
owner: crew
links: {repository: https://example.com/r, runbooks: https://example.com/runbooks}
teams: {crew: {channel: "#crew", on_call: the rota}}
receivers:
  mailbox: {channel: email, sender: watch@example.com, to: [crew@example.com, lead@example.com]}
routing: [{to: [mailbox]}]
canaries: {enabled: true}
router: {enabled: true}
reports:
  weekly: {enabled: true, to: [mailbox]}
  objectives: {success_percent: 99.9}
functions:
  load: {critical: true, triggers: [{stream: orders, on_failure: letters}]}
streams: {orders: {shards: 1}}
queues: {letters: {}}
environments: {qa1: {}}
"""
START = datetime(2026, 11, 16, tzinfo=UTC)
DUE = "2026-11-23T08:00:00Z"
TABLE = "shop-qa1-incidents"


@pytest.fixture(scope="module")
def plan():
    document = load_spec({"c.yaml": SPEC}, main="c.yaml", environment="qa1", catalogue=load_catalogue())
    return build_plan(document, load_catalogue())


@dataclass
class Account:
    """What a test puts into the account, and what arrives in its mailbox."""

    cloud: EmbeddedCloud
    plan: Any
    clock: VirtualClock
    runs: int = 0
    metrics: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return self.cloud.client(name)

    def alarm(self, rule: str, *states: tuple[float, str]) -> str:
        """The trip alarm of a rule, as deployed, which goes into these states so many days after the week began."""
        (name,) = (alarm.name for alarm in self.plan.alarms if alarm.rule == rule and alarm.tells_alarm)
        self.cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace="N", MetricName="M", Statistic="Sum", Period=60, EvaluationPeriods=1,
            Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
        for day, state in states:
            self.clock.wait_until((START + timedelta(days=day)).timestamp())
            self.cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")
        return name

    def put(self, namespace: str, name: str, day: float, values: list[float], minutes: int = 60, **by: str) -> None:
        """One value each so many minutes, from a day of the week on."""
        pairs = [{"Name": key, "Value": value} for key, value in by.items()]
        begin = START + timedelta(days=day)
        data = [
            {
                "MetricName": name,
                "Dimensions": pairs,
                "Value": value,
                "Timestamp": begin + timedelta(minutes=minutes * n),
            }
            for n, value in enumerate(values)
        ]
        for first in range(0, len(data), 500):
            self.cloudwatch.put_metric_data(Namespace=namespace, MetricData=data[first : first + 500])

    def incident(self, day: float, *, acknowledged: int = 0, closed: int = 0, episode: int = 1) -> None:
        """As the alert router keeps it: opened on a day, the rest in seconds after."""
        opened = round((START + timedelta(days=day)).timestamp() * 1000)
        kept = Incident(
            group_id=f"abc-{episode}", service_id="abc", service="orders", environment="qa1", owner="crew",
            rule="lambda_function.error_rate_high", priority="high", account="1", region="us-east-1",
            episode=episode, is_open=not closed, severity="P2", opened_at=opened, count=1, joined=1,
            closed_at=opened + 1000 * closed if closed else 0,
            acknowledged_at=opened + 1000 * acknowledged if acknowledged else 0,
        )  # fmt: skip
        DynamoDbTable(TABLE).write([record.episode_item(kept, 0, opened)])

    def run(self, event: dict[str, Any] | None = None, **changes: Any) -> Any:
        """The deployed function, run by its weekly schedule unless `event` says otherwise."""
        self.runs += 1
        context = Context(function_name="shop-qa1-weekly-report", aws_request_id=f"request-{self.runs}", **changes)
        return handle(event or {"report": "weekly", "at": DUE}, context)

    def verify(self) -> None:
        self.sesv2.create_email_identity(EmailIdentity="watch@example.com")

    @property
    def mails(self) -> list[EmailMessage]:
        from email import message_from_string
        from email.policy import default

        from moto.sesv2.models import sesv2_backends

        sent = sesv2_backends["123456789012"]["us-east-1"].core_backend.sent_messages
        return [message_from_string(one.raw_data, policy=default) for one in sent]


@pytest.fixture
def account(cloud, plan, tmp_path, monkeypatch) -> Iterator[Account]:
    cloud.reset()
    path = tmp_path / "report.json"
    # Limits are tens of thousands of points: one test reads them, the others are about sending.
    path.write_text(json.dumps({**json.loads(report_json(plan)), "limits": []}), encoding="utf-8")
    create_table(cloud.endpoint_url, TABLE)
    for name, value in {
        "AWS_ENDPOINT_URL": cloud.endpoint_url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "INCIDENT_TABLE": TABLE,
        "REPORT": str(path),
        "SERVICE_NAME": f"orders-{tmp_path.name}",
    }.items():
        monkeypatch.setenv(name, value)
    settings._read.clear()
    client.cache_clear()
    own = VirtualClock(START - timedelta(days=14))
    replaced = clock.install(own)
    yield Account(cloud, plan, own)
    clock.install(replaced)
    settings._read.clear()
    client.cache_clear()


@pytest.fixture
def overdue(capsys):
    """Hours overdue, as each run since the last question said."""

    def read() -> list[float]:
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
        said = [line for line in lines if "_aws" in line and "Overdue" in line]
        assert all(line["Report"] == "shop-qa1-weekly-report" for line in said)
        assert all(line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["Report"]] for line in said)
        return [line["Overdue"][0] for line in said]

    return read
