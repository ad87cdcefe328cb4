"""What people do in Slack and PagerDuty, end to end: from the button that Slack shows to what PagerDuty shows.

The handler, the real SDKs, and vendors that keep state; only the clock is the test's, ahead of the real one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import boto3
import pytest

from tests.workers.alert_router import shapes
from tests.workers.alert_router.test_incident_table import TABLE, create_table
from tests.workers.alert_router.world import batch, tags
from watchbill.local.standin.fault import Fault
from watchbill.local.standin.pagerduty import Status
from watchbill.local.standin.slack import Workspace
from workers.alert_router import handler
from workers.alert_router.channels.slack.message import ACKNOWLEDGE
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.workers.alert_router.channels.rig import Rig
    from tests.workers.cloud import Cloud

SIGNING, HOOKS = "8f742231b10e8888abcd99yyyzzz85a5", ("the other service's", "pd-webhook-secret")
CACHED = (handler._routes, handler._secrets, handler._post, handler._cloudwatch, client)


class Shift:
    """A router on duty, and the people who answer it."""

    def __init__(self, rigs: dict[str, Rig], cloud: Cloud, context: Any) -> None:
        self.pagerduty, self.slack, self.sns = (rigs[name].vendor for name in ("pagerduty", "slack", "sns"))
        self.pagerduty.alerts.clear()
        self.sns.letters.clear()
        self.slack.workspace = Workspace()
        self._clock = rigs["slack"].clock
        self._cloud, self._context = cloud, context
        self.queue = cloud.sqs.create_queue(QueueName="router")["QueueUrl"]
        self.ahead = 0.0

    def now(self) -> int:
        return round((time.time() + self.ahead) * 1000)

    def later(self, seconds: float) -> None:
        self.ahead += seconds
        self._clock.now += seconds

    def alarm(self, state: str, severity: str = "P2") -> None:
        labels = tags("load", severity=severity)
        event = shapes.emitted(shapes.KINDS["metric"], "load", state, self.now(), tags=labels, description=None)
        self.handle(batch(event))

    def handle(self, event: dict[str, Any]) -> Any:
        found = handler.handle(event, self._context)
        self.later(5)
        return found

    def webhook(self, path: str, body: str, headers: dict[str, str]) -> int:
        """A request to the function's URL, and what it put on the queue."""
        event = {"rawPath": path, "headers": headers, "body": body, "requestContext": {"http": {"method": "POST"}}}
        status = self.handle(event)["statusCode"]
        if found := self._cloud.messages(self.queue):
            self.handle(batch(*found))
        return int(status)

    def click(self) -> int:
        """Somebody presses the message's Acknowledge button: Slack sends what the button holds."""
        (parent,) = self.slack.workspace.parents
        (button,) = [each for each in elements(parent.blocks) if each.get("action_id") == ACKNOWLEDGE]
        payload = {
            "type": "block_actions",
            "user": {"id": "U1", "name": "ada"},
            "container": {"channel_id": parent.channel, "message_ts": parent.ts},
            "actions": [{"action_id": button["action_id"], "value": button["value"]}],
        }
        body, at = urlencode({"payload": json.dumps(payload)}), str(int(time.time()))
        signed = hmac.new(SIGNING.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return self.webhook("/slack", body, {"x-slack-request-timestamp": at, "x-slack-signature": f"v0={signed}"})

    def in_pagerduty(self, kind: str) -> int:
        """Somebody acts in PagerDuty, which tells us by its webhook."""
        (alert,) = self.pagerduty.alerts
        if kind == "resolved":
            self.pagerduty.resolve_by_hand(alert.dedup_key)
        told = {
            "event_type": f"incident.{kind}",
            "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now() / 1000)),
            "agent": {"type": "user_reference", "summary": "Grace"},
            "data": {"incident_key": alert.dedup_key},
        }
        body = json.dumps({"event": told})
        signed = hmac.new(HOOKS[1].encode(), body.encode(), hashlib.sha256).hexdigest()
        return self.webhook("/pagerduty", body, {"x-pagerduty-signature": f"v1={signed}"})


def elements(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from block.get("elements", [])


@pytest.fixture
def shift(
    channel_rigs: dict[str, Rig],
    cloud: Cloud,
    context: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shift]:
    made = Shift(channel_rigs, cloud, context)
    create_table(cloud.url)
    secrets = boto3.client("secretsmanager", endpoint_url=cloud.url, region_name="us-east-1")
    for name, text in {
        "key": channel_rigs["pagerduty"].secrets["routing_key"],
        "spare": channel_rigs["pagerduty"].secrets["vf/spare"],
        "other-hook": HOOKS[0],
        "hook": HOOKS[1],
        "token": channel_rigs["slack"].secrets["token"],
        "signing": SIGNING,
    }.items():
        secrets.create_secret(Name=name, SecretString=text)
    url = made.pagerduty.url
    routes = {
        "receivers": {
            "elsewhere": pagerduty(url, "spare", "other-hook"),
            "on-call": pagerduty(url, "key", "hook") | {"fallbacks": ["team", "mailbox"]},
            "team": {
                "channel": "slack",
                "settings": {"to": channel_rigs["slack"].settings["to"], "api_url": f"{made.slack.url}/api/"},
                "secrets": {"token": "secretsmanager:token", "signing_secret": "secretsmanager:signing"},
            },
            "mailbox": {"channel": "sns", "settings": dict(channel_rigs["sns"].settings)},
        },
        "routes": [{"match": {"severity": ["P1"]}, "to": ["on-call"]}, {"match": {}, "to": ["on-call", "team"]}],
    }
    path = tmp_path / "routes.json"
    path.write_text(json.dumps(routes), encoding="utf-8")
    for name, value in {"INCIDENT_TABLE": TABLE, "ROUTER_QUEUE_URL": made.queue, "ROUTES": str(path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(handler, "_now", made.now)
    for cached in CACHED:
        cached.cache_clear()
    handler._woken.clear()
    made.later(5)  # the stand-ins are shared, and another test may just have posted
    yield made
    for cached in CACHED:
        cached.cache_clear()


def pagerduty(url: str, key: str, hook: str) -> dict[str, Any]:
    secrets = {"routing_key": f"secretsmanager:{key}", "webhook_secret": f"secretsmanager:{hook}"}
    return {"channel": "pagerduty", "settings": {"events_url": url}, "secrets": secrets}


def test_the_button_in_slack_acknowledges_in_pagerduty_and_goes_away(shift: Shift) -> None:
    shift.alarm("ALARM")
    assert [alert.status for alert in shift.pagerduty.alerts] == [Status.OPEN]
    assert shift.click() == 200
    (alert,), (parent,) = shift.pagerduty.alerts, shift.slack.workspace.parents
    assert alert.status is Status.ACKNOWLEDGED
    assert ACKNOWLEDGE not in [each.get("action_id") for each in elements(parent.blocks)]
    (said,) = shift.slack.workspace.replies(parent)
    assert "Acknowledged by ada" in said.text
    shift.later(60)
    shift.alarm("OK")
    assert alert.status is Status.RESOLVED
    assert parent.text.startswith("P2 Resolved")


def test_an_acknowledgement_in_pagerduty_is_seen_in_slack(shift: Shift) -> None:
    shift.alarm("ALARM")
    assert shift.in_pagerduty("acknowledged") == 200
    (parent,) = shift.slack.workspace.parents
    assert parent.text.startswith("P2 Acknowledged")
    assert "Acknowledged by Grace" in shift.slack.workspace.replies(parent)[0].text


def test_what_was_resolved_in_pagerduty_is_over_in_slack_and_pages_again_only_for_a_new_trip(shift: Shift) -> None:
    shift.alarm("ALARM")
    assert shift.in_pagerduty("resolved") == 200
    (first,) = shift.slack.workspace.parents
    assert first.text.startswith("P2 Resolved")
    shift.later(60)
    shift.alarm("OK")
    assert len(shift.pagerduty.alerts) == 1
    shift.later(60)
    shift.alarm("ALARM")
    assert [alert.status for alert in shift.pagerduty.alerts] == [Status.RESOLVED, Status.OPEN]
    assert len(shift.slack.workspace.parents) == 2


def test_a_deployment_is_on_the_timeline_of_each_pagerduty_service(shift: Shift) -> None:
    shift.pagerduty.changes.clear()
    shift.handle(batch({"watchbill": "change", "summary": "Deployed 1.4.2", "source": "ci", "at": 1_772_330_000}))
    assert [event["payload"]["summary"] for event in shift.pagerduty.changes] == ["Deployed 1.4.2"] * 2
    assert len({event["routing_key"] for event in shift.pagerduty.changes}) == 2


def test_a_page_that_pagerduty_and_slack_refuse_comes_by_mail_and_so_does_its_end(shift: Shift) -> None:
    shift.pagerduty.faults.plant(Fault.UNAUTHORISED)
    shift.slack.faults.plant(Fault.BAD_REQUEST)
    shift.alarm("ALARM", severity="P1")
    assert [letter.subject for letter in shift.sns.letters] == ["P1 In alarm: error rate high: load"]
    shift.later(60)
    shift.alarm("OK", severity="P1")
    assert shift.sns.letters[-1].subject == "P1 Resolved: error rate high: load"
    assert not shift.pagerduty.alerts
    assert not shift.slack.workspace.messages, "who was never told is told of no end"
