"""The handler as Lambda calls it: what it answers, writes and logs, against moto and stand-ins that keep rules."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import pytest

from tests.workers.alert_router import shapes
from tests.workers.alert_router.test_incident_table import TABLE, create_table
from tests.workers.alert_router.world import ROUTES, batch, tags
from workers.alert_router import handler, record
from workers.alert_router.channels.slack.message import ACKNOWLEDGE
from workers.alert_router.delivery import Receipt
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.post import Post
from workers.alert_router.router import RouterError
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.workers.cloud import Cloud

SIGNING, WEBHOOK = "8f742231b10e8888abcd99yyyzzz85a5", "pd-webhook-secret"


class Recorder:
    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def send(self, notification: Any, previous: Any, *, deadline: float) -> Receipt:
        self.told.append((str(notification.action), notification.title))
        return Receipt(provider_id="1")


@pytest.fixture
def told(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Recorder]]:
    """A deployed router: its table, queue, secrets and routes; receivers that write down what they are told."""
    routes = json.loads(json.dumps(ROUTES))
    routes["receivers"]["on-call"]["secrets"] = {"webhook_secret": "secretsmanager:pd"}
    routes["receivers"]["team"]["secrets"] = {"signing_secret": "ssm:/slack/signing"}
    path = tmp_path / "routes.json"
    path.write_text(json.dumps(routes), encoding="utf-8")
    create_table(cloud.url)
    made = {"endpoint_url": cloud.url, "region_name": "us-east-1"}
    boto3.client("secretsmanager", **made).create_secret(Name="pd", SecretString=json.dumps({"secret": WEBHOOK}))
    boto3.client("ssm", **made).put_parameter(Name="/slack/signing", Value=SIGNING, Type="SecureString")
    queue = cloud.sqs.create_queue(QueueName="router")["QueueUrl"]
    for name, value in {"INCIDENT_TABLE": TABLE, "ROUTER_QUEUE_URL": queue, "ROUTES": str(path)}.items():
        monkeypatch.setenv(name, value)
    recorders = {name: Recorder() for name in routes["receivers"]}
    monkeypatch.setattr(Post, "notifier", lambda _, name: recorders[name])
    for cached in (handler._routes, handler._secrets, handler._post, handler._cloudwatch, client):
        cached.cache_clear()
    handler._woken.clear()
    cloud.router_queue = queue  # type: ignore[attr-defined]
    yield recorders
    for cached in (handler._routes, handler._secrets, handler._post, handler._cloudwatch, client):
        cached.cache_clear()


def alarm(state: str, at: float, name: str = "load") -> dict[str, Any]:
    kind = shapes.KINDS["metric"]
    return shapes.emitted(kind, name, state, round(at * 1000), tags=tags(name), description=None)


def test_a_trip_and_its_recovery_are_told_and_every_decision_is_logged(told, context, lines):
    now = time.time()
    assert handler.handle(batch(alarm("ALARM", now - 60)), context) == {"batchItemFailures": []}
    written = lines()
    assert [line["reason"] for line in written.logs if line["message"] == "decided"] == ["tell: open"] * 2
    assert written.metric("RecordsIn") == 1
    handler.handle(batch(alarm("OK", now)), context)
    assert told["on-call"].told == [("open", "error rate high: load"), ("resolve", "error rate high: load")]


def test_a_message_that_cannot_be_read_comes_again_alone_and_is_named(told, context, lines):
    answer = handler.handle(batch("no json", alarm("ALARM", time.time())), context)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert lines().message("event refused")["messages"] == ["m0"]
    assert told["team"].told


def test_a_table_that_refuses_brings_the_message_back(told, context, cloud):
    from tests.workers.cloud import refuse

    cloud.faults.append(refuse("TransactWriteItems", "ProvisionedThroughputExceededException", 9))
    cloud.faults.append(refuse("TransactWriteItems", "ValidationException", 9))
    event = batch(alarm("ALARM", time.time()))
    assert handler.handle(event, context)["batchItemFailures"]
    assert not told["on-call"].told
    cloud.faults.clear()
    assert not handler.handle(event, context)["batchItemFailures"]
    assert told["on-call"].told


def test_an_alarm_that_invokes_us_directly_makes_lambda_try_again_when_it_cannot_be_read(told, context):
    with pytest.raises(RouterError, match="refused"):
        handler.handle({"source": "aws.cloudwatch", "alarmArn": "arn:x", "alarmData": {}}, context)


def test_the_schedule_finds_lost_events_and_beats(told, context, lines, cloud):
    made = boto3.client("cloudwatch", endpoint_url=cloud.url, region_name="us-east-1")
    made.put_metric_alarm(
        AlarmName="load",
        MetricName="Errors",
        Namespace="AWS/Lambda",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
        Tags=[{"Key": key, "Value": value} for key, value in tags("load").items()],
    )
    made.set_alarm_state(AlarmName="load", StateValue="ALARM", StateReason=shapes.REASON)
    handler.handle({"watchbill": "reconcile"}, context)
    assert told["on-call"].told == [("open", "error rate high: load")]
    written = lines()
    (blob,) = [blob for blob in written.blobs if "Heartbeat" in blob]
    assert (blob["Router"], blob["_aws"]["CloudWatchMetrics"][0]["Dimensions"]) == (context.function_name, [["Router"]])
    made.delete_alarms(AlarmNames=["load"])
    time.sleep(0.01)
    handler.handle({"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}, context)
    assert told["on-call"].told[-1] == ("resolve", "error rate high: load")


def request(path: str, body: str, headers: dict[str, str], *, encoded: bool = False) -> dict[str, Any]:
    return {
        "rawPath": path,
        "headers": headers,
        "body": base64.b64encode(body.encode()).decode() if encoded else body,
        "isBase64Encoded": encoded,
        "requestContext": {"http": {"method": "POST"}},
    }


def click(incident: str, *, secret: str = SIGNING, age: int = 0) -> dict[str, Any]:
    payload = {
        "type": "block_actions",
        "user": {"id": "U1", "name": "ada"},
        "container": {"channel_id": "C1", "message_ts": "1.2"},
        "actions": [{"action_id": ACKNOWLEDGE, "value": incident}],
    }
    body, at = urlencode({"payload": json.dumps(payload)}), str(int(time.time()) - age)
    signature = "v0=" + hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": at, "x-slack-signature": signature}
    return request("/hooks/slack", body, headers, encoded=True)


def notice(incident: str, kind: str, *, secret: str = WEBHOOK, agent: str = "user_reference") -> dict[str, Any]:
    told = {
        "event_type": f"incident.{kind}",
        "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1)),
        "agent": {"type": agent, "summary": "Ada"},
        "data": {"incident_key": incident},
    }
    body = json.dumps({"event": told})
    ours = "v1=" + hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return request("/hooks/pagerduty", body, {"X-PagerDuty-Signature": f"v1=0000,{ours}"})


def opened(context: Any) -> str:
    handler.handle(batch(alarm("ALARM", time.time() - 60)), context)
    (item,) = DynamoDbTable(TABLE).due("incident", record.NEVER, 10)
    return record.incident_of(item).incident_id


def obey(cloud: Any, context: Any) -> None:
    """What the webhook put on the queue comes back as a batch."""
    found = cloud.messages(cloud.router_queue)
    handler.handle(batch(*found), context)


def test_a_click_in_slack_acknowledges(told, context, cloud):
    incident = opened(context)
    assert handler.handle(click(incident), context) == {"statusCode": 200}
    assert len(told["on-call"].told) == 1
    obey(cloud, context)
    assert told["on-call"].told[-1][0] == "acknowledge"


@pytest.mark.parametrize(("kind", "last"), [("acknowledged", "acknowledge"), ("resolved", "resolve")])
def test_what_people_do_in_pagerduty_comes_back(told, context, cloud, kind, last):
    incident = opened(context)
    assert handler.handle(notice(incident, kind), context) == {"statusCode": 200}
    obey(cloud, context)
    assert told["on-call"].told[-1][0] == last


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (lambda: click("i", secret="wrong"), 401),
        (lambda: click("i", age=600), 401),
        (lambda: notice("i", "resolved", secret="wrong"), 401),
        (lambda: notice("i", "resolved", agent="integration_reference"), 200),
        (lambda: notice("i", "priority_updated"), 200),
        (lambda: request("/hooks/email", "", {}), 404),
        (lambda: request("/hooks/../handler", "", {}), 404),
        (lambda: request("/hooks/pagerduty", "\udcff", {}) | {"isBase64Encoded": True}, 401),
    ],
    ids=["forged", "replayed", "forged", "our own resolve", "of no concern", "no reader", "no channel", "garbage"],
)
def test_webhooks_that_lead_to_nothing(told, context, cloud, made, status):
    assert handler.handle(made(), context) == {"statusCode": status}
    assert not cloud.messages(cloud.router_queue)


def test_no_secret_is_ever_written(told, context, capsys, cloud):
    incident = opened(context)
    handler.handle(click(incident), context)
    handler.handle(notice(incident, "resolved", secret="wrong"), context)
    obey(cloud, context)
    written = capsys.readouterr()
    stored = json.dumps([item.body for item in DynamoDbTable(TABLE).query(f"incident#{incident}")])
    for secret in (SIGNING, WEBHOOK):
        assert secret not in written.out + written.err + stored


def test_the_sample_event_does_no_harm(told, context):
    event = json.loads((Path(handler.__file__).parent / "event.json").read_text(encoding="utf-8"))
    assert handler.handle(event, context) == {"batchItemFailures": []}
