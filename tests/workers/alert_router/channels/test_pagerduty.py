"""PagerDuty: one alert an incident, whatever comes twice, moves or grows."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.channels.sample import OPENED, member, notification
from watchbill.local.standin.pagerduty import CALLS_PER_MINUTE, PagerDutyStandin, Status
from workers.alert_router.change import Change
from workers.alert_router.channels.pagerduty.message import SEVERITIES
from workers.alert_router.delivery import DeliveryError, Receipt
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from tests.workers.alert_router.channels.rig import Rig


@pytest.fixture
def rig(channel_rigs: dict[str, Rig]) -> Rig:
    return channel_rigs["pagerduty"]


@pytest.fixture
def vendor(rig: Rig) -> PagerDutyStandin:
    found: PagerDutyStandin = rig.vendor
    found.alerts.clear()
    found.dropped.clear()
    rig.clock.now += 120
    return found


def soon() -> float:
    return time.time() + 10


def test_incident_is_one_alert_from_opening_to_resolve(rig: Rig, vendor: PagerDutyStandin) -> None:
    notifier, receipt, seen = rig.notifier(), None, []
    for action in (Action.OPEN, Action.OPEN, Action.UPDATE, Action.ACKNOWLEDGE, Action.REMIND, Action.RESOLVE):
        receipt = notifier.send(notification(action), receipt, deadline=soon())
        seen.append(vendor.alerts[0].status)
    assert len(vendor.alerts) == 1
    assert seen == [*[Status.OPEN] * 3, *[Status.ACKNOWLEDGED] * 2, Status.RESOLVED]


def test_event_says_all_that_the_on_call_person_needs(rig: Rig, vendor: PagerDutyStandin) -> None:
    rig.notifier().send(notification(), None, deadline=soon())
    (alert,) = vendor.alerts
    payload = alert.last["payload"]
    assert payload["severity"] == "error"
    assert payload["timestamp"] == "2026-03-01T02:14:00.000+00:00"
    assert payload["summary"].startswith("loadScoresToDynamoDB: too many invocations fail: 7.24 %")
    assert "7.24 %, threshold 5 %" in payload["custom_details"][f"alarm {member().name}"]
    assert payload["custom_details"]["impact"] == "Scores of some fans are written late."
    assert [entry["text"] for entry in alert.last["links"]] == ["Runbook", "Dashboard", "Logs", "Alarm in AWS"]
    assert (alert.last["client"], alert.last["client_url"]) == ("Watchbill", notification().links[1][1])


@pytest.mark.parametrize(
    ("summary", "said"),
    [
        ("Lambda function load-db: error rate > 5 %. Measured 7 %.", "error rate high: load-db: error rate > 5 %."),
        ("Lambda function other: error rate > 5 %.", "error rate high: load-db: Lambda function other: error"),
        ("It has recovered.", "error rate high: load-db: It has recovered."),
    ],
)
def test_the_resource_is_named_once(summary: str, said: str, rig: Rig, vendor: PagerDutyStandin) -> None:
    told = notification(title="error rate high: load-db", resource="load-db", summary=summary)
    rig.notifier().send(told, None, deadline=soon())
    assert vendor.alerts[0].last["payload"]["summary"].startswith(said)


@pytest.mark.parametrize(("severity", "theirs"), SEVERITIES.items())
def test_severity_is_said_in_their_words(severity: str, theirs: str, rig: Rig, vendor: PagerDutyStandin) -> None:
    rig.notifier().send(notification(severity=severity), None, deadline=soon())
    assert vendor.alerts[0].last["payload"]["severity"] == theirs


def test_storm_is_cut_to_what_pagerduty_takes_and_says_so(rig: Rig, vendor: PagerDutyStandin) -> None:
    many = tuple(member(number, reason="why " * 20_000) for number in range(10_000))
    rig.notifier().send(
        notification(title="t" * 5_000, members=many, details=(("long", "x" * 900_000),)), None, deadline=soon()
    )
    details = vendor.alerts[0].last["payload"]["custom_details"]
    listed = [name for name in details if name.startswith("alarm ")]
    assert details["more alarms"] == f"{10_000 - len(listed):,} more, not listed"
    assert listed


def test_chart_that_is_served_over_https_is_an_image(rig: Rig, vendor: PagerDutyStandin) -> None:
    links = (("chart", "https://charts.example.com/1.png"), ("runbook", "https://example.com/r"))
    rig.notifier().send(notification(links=links), None, deadline=soon())
    event = vendor.alerts[0].last
    assert event["images"][0]["src"] == "https://charts.example.com/1.png"
    assert [entry["text"] for entry in event["links"]] == ["Runbook"]


def test_resolve_goes_to_the_key_that_opened_though_the_receiver_has_another(
    rig: Rig, vendor: PagerDutyStandin
) -> None:
    before = replace(rig, secrets={"routing_key": rig.secrets["vf/spare"]}).notifier(routing_key="vf/spare")
    receipt = before.send(notification(), None, deadline=soon())
    receipt = rig.notifier().send(notification(Action.UPDATE), receipt, deadline=soon())
    rig.notifier().send(notification(Action.RESOLVE), receipt, deadline=soon())
    assert [(alert.routing_key, alert.status) for alert in vendor.alerts] == [
        (rig.secrets["vf/spare"], Status.RESOLVED)
    ]
    assert not vendor.dropped


@pytest.mark.parametrize("action", [Action.UPDATE, Action.RESOLVE])
def test_key_that_is_gone_pages_by_the_present_one_but_resolves_nothing(
    action: Action, rig: Rig, vendor: PagerDutyStandin
) -> None:
    old = Receipt(provider_id="key", extra={"routing_key": "vf/deleted"})
    if action is Action.UPDATE:
        assert rig.notifier().send(notification(action), old, deadline=soon()).extra == {"routing_key": "vf/pagerduty"}
        assert len(vendor.open) == 1
    else:
        with pytest.raises(DeliveryError, match="vf/deleted cannot be read") as caught:
            rig.notifier().send(notification(action), old, deadline=soon())
        assert caught.value.permanent
        assert not vendor.dropped


def test_call_121_of_a_minute_waits_and_nothing_of_it_is_lost(rig: Rig, vendor: PagerDutyStandin) -> None:
    notifier = rig.notifier()
    for _ in range(CALLS_PER_MINUTE):
        notifier.send(notification(), None, deadline=soon())
    with pytest.raises(DeliveryError, match="429") as caught:
        notifier.send(notification(Action.RESOLVE), None, deadline=soon())
    assert not caught.value.permanent
    rig.clock.now += 60
    notifier.send(notification(Action.RESOLVE), None, deadline=soon())
    assert not vendor.open


def test_deployment_is_a_change_event_with_a_time_of_its_own(rig: Rig, vendor: PagerDutyStandin) -> None:
    what = Change(
        summary="Deployed 1.4.2", source="ci", at=OPENED, links=(("run", "https://ci.example.com/1"),), details=()
    )
    rig.notifier().announce(what, deadline=soon())  # type: ignore[attr-defined]  # only PagerDuty has them
    (event,) = vendor.changes
    assert (event["payload"]["timestamp"], event["links"][0]["text"]) == ("2026-03-01T02:14:00.000+00:00", "Run")
    assert not vendor.alerts


def test_secret_that_cannot_be_read_leaves_the_message_waiting(rig: Rig) -> None:
    with pytest.raises(DeliveryError, match="routing_key cannot be read: KeyError") as caught:
        replace(rig, secrets={}).notifier().send(notification(), None, deadline=soon())
    assert not caught.value.permanent


def test_deadline_that_is_over_sends_nothing(rig: Rig, vendor: PagerDutyStandin) -> None:
    with pytest.raises(DeliveryError, match="no time was left"):
        rig.notifier().send(notification(), None, deadline=time.time())
    assert not vendor.alerts
