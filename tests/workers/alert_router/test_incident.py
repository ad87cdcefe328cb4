"""From alarm events to what people are told, in a world whose clock the tests move."""

from __future__ import annotations

import copy
import json

import pytest

from tests.workers.alert_router.world import ROUTES, World, arn
from workers.alert_router.delivery import DeliveryError

MINUTE = 60


@pytest.fixture
def world() -> World:
    return World()


def routed(**changes) -> World:
    return World({**copy.deepcopy(ROUTES), **changes})


def test_a_trip_tells_its_receivers_in_order_and_its_recovery_tells_the_same(world):
    reason = "Threshold Crossed: 1 datapoint [16.25 (01/03/26 02:00:00)] was greater than the threshold (5.0)."
    world.take(world.enter("load-errors", "ALARM", reason=reason))
    (page,) = world.vendors["on-call"].told
    assert (page.action, page.severity, page.members[0].value, page.members[0].threshold) == (
        "open",
        "P2",
        "16.25",
        "5",
    )
    assert "16.25" in page.summary
    world.pass_seconds(300)
    world.take(world.enter("load-errors", "OK"))
    assert [vendor.actions for vendor in world.vendors.values()] == [["open", "resolve"], ["open", "resolve"], []]
    assert [told.incident_id for told in world.vendors["team"].told] == [page.incident_id] * 2
    assert not world.incidents[0].is_open


def test_an_episode_is_found_by_when_it_opened_for_as_long_as_it_is_kept(world):
    world.take(world.enter("load-errors", "ALARM"))
    world.pass_seconds(300)
    world.take(world.enter("load-errors", "OK"))
    world.pass_seconds(3600)
    world.take(world.enter("load-errors", "ALARM"))
    found = world.table.due("episode", 2**53, 10)
    assert [(item.body["is_open"], item.body["episode"]) for item in found] == [(False, 1), (True, 2)]
    assert [item.due for item in found] == [item.body["opened_at"] for item in found]
    assert (found[0].body["closed_at"] - found[0].body["opened_at"]) // 1000 == 300


def test_with_a_hold_the_trips_ok_only_updates_and_the_holds_ok_resolves(world):
    world.take(world.enter("load", "ALARM", held="yes"), world.enter("load-hold", "ALARM"))
    world.pass_seconds(300)
    world.take(world.enter("load", "OK", held="yes"))
    world.pass_seconds(600)
    assert world.vendors["on-call"].actions == ["open", "update"]
    assert "not yet recovered" in world.vendors["on-call"].told[-1].summary
    world.take(world.enter("load-hold", "OK"))
    assert world.vendors["on-call"].actions == ["open", "update", "resolve"]


def test_a_hold_that_was_never_heard_still_holds(world):
    world.take(world.enter("load", "ALARM", held="yes"))
    world.pass_seconds(300)
    world.take(world.enter("load", "OK", held="yes"))
    assert world.incidents[0].is_open


def test_a_storm_of_one_symptom_is_one_incident_with_a_list(world):
    for start in range(0, 200, 10):
        world.take(*[world.enter(f"fn-{number:03d}", "ALARM") for number in range(start, start + 10)])
        world.pass_seconds(1)
    world.pass_seconds(120)
    told = world.vendors["on-call"].told
    assert [str(each.action) for each in told] == ["open", "update"]
    assert len({each.incident_id for each in told}) == 1
    assert (len(told[-1].members), dict(told[-1].details)["affected now"], dict(told[-1].details)["not listed"]) == (
        50,
        "200",
        "150",
    )
    for start in range(0, 200, 10):
        world.take(*[world.enter(f"fn-{number:03d}", "OK") for number in range(start, start + 10)])
        world.pass_seconds(5)
    updates = [each for each in world.vendors["on-call"].told if each.action == "update"]
    assert all(each.members[0].state == "ALARM" for each in updates)
    assert world.vendors["on-call"].actions[-1] == "resolve"
    assert world.incidents[0].count == 0
    assert not world.vendors["on-call"].open


@pytest.mark.parametrize(
    ("changes", "number"),
    [({}, 1), ({"rule": "lambda_function.throttled"}, 2), ({"service": "other"}, 2), ({"owner": "others"}, 2)],
    ids=["same", "another symptom", "another service", "another owner"],
)
def test_alarms_are_grouped_by_service_symptom_and_audience(world, changes, number):
    world.take(world.enter("one", "ALARM"), world.enter("two", "ALARM", **changes))
    assert len(world.incidents) == number


def test_all_functions_failing_silences_the_single_ones_until_it_is_over(world):
    world.take(
        world.enter("one", "ALARM"),
        world.enter("all", "ALARM", rule="service.all_functions_failing", severity="P1"),
    )
    assert [told.rule for told in world.vendors["on-call"].told] == ["service.all_functions_failing"]
    assert "inhibited" in world.log.reasons()
    world.pass_seconds(60)
    world.take(world.enter("all", "OK", rule="service.all_functions_failing", severity="P1"))
    world.settle(minutes=3)
    assert [told.rule for told in world.vendors["on-call"].open.values()] == ["lambda_function.error_rate_high"]


def test_p1_silences_p3_of_the_same_service_only(world):
    world.take(world.enter("big", "ALARM", severity="P1", rule="kinesis_stream.consumer_lag"))
    world.take(
        world.enter("small", "ALARM", severity="P3", rule="sqs_queue.depth_growing"),
        world.enter("elsewhere", "ALARM", severity="P3", rule="sqs_queue.depth_growing", service="other"),
    )
    assert sorted(told.service for told in world.vendors["on-call"].told) == ["other", "vf-api-workers"]


def test_what_was_told_before_its_inhibitor_is_resolved_all_the_same(world):
    world.take(world.enter("one", "ALARM"))
    world.take(world.enter("all", "ALARM", rule="service.all_functions_failing", severity="P1"))
    world.pass_seconds(60)
    world.take(world.enter("one", "OK"))
    assert [told.rule for told in world.vendors["on-call"].open.values()] == ["service.all_functions_failing"]


def test_a_mute_holds_the_trigger_until_it_ends_and_never_the_resolve(world):
    until = world.now + 600_000
    world.take(world.enter("load", "ALARM", muted_until=until))
    assert (world.vendors["on-call"].told, world.log.reasons()) == ([], ["muted by CloudWatch"])
    world.pass_seconds(540)
    world.router.reconcile()
    assert not world.vendors["on-call"].told
    world.pass_seconds(120)
    world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open"]
    world.take(world.enter("load", "OK", muted_until=world.now + 600_000))
    assert world.vendors["on-call"].actions == ["open", "resolve"]


def test_a_mutes_refiring_with_the_old_time_is_no_duplicate(world):
    event = world.enter("load", "ALARM", muted_until=world.now + 600_000)
    again = copy.deepcopy(event)
    del again["detail"]["muteDetail"]
    for payload in (event, again, event):
        world.take(payload)
    assert world.vendors["on-call"].actions == ["open"]


def test_a_mute_over_the_whole_incident_leaves_nobody_told_and_says_so(world):
    world.take(world.enter("load", "ALARM", muted_until=world.now + 600_000))
    world.take(world.enter("load", "OK", at=world.now + 1))
    assert world.log.reasons() == ["muted by CloudWatch", "ended untold"]
    assert not any(vendor.calls for vendor in world.vendors.values())


def test_a_maintenance_window_of_the_spec_holds_triggers_until_it_ends():
    window = {"starts": "2026-03-01T01:30:00+00:00", "ends": "2026-03-01T02:30:00+00:00"}
    world = routed(mutes=[{"name": "release", "match": {"rule": ["lambda_function.*"]}, "window": window}])
    world.take(world.enter("load", "ALARM"))
    assert world.log.reasons() == ["muted by the spec"]
    world.pass_seconds(1800, step=60)
    world.router.reconcile()
    assert not world.vendors["on-call"].calls
    world.pass_seconds(600, step=60)
    world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open"]


def test_a_maintenance_window_passes_the_resolve_of_what_was_told_before_it():
    window = {"starts": "2026-03-01T02:00:00+00:00", "ends": "2026-03-01T02:30:00+00:00"}
    world = routed(mutes=[{"name": "release", "match": {}, "window": window}])
    world.take(world.enter("load", "ALARM"))
    world.pass_seconds(900, step=60)
    world.take(world.enter("more", "ALARM"), world.enter("load", "OK"))
    assert world.vendors["on-call"].actions == ["open"]
    world.take(world.enter("more", "OK"))
    assert world.vendors["on-call"].actions == ["open", "resolve"]


def test_a_suppressed_composite_is_told_when_it_no_longer_is(world):
    event = world.enter("all", "ALARM", rule="service.all_functions_failing", severity="P1")
    event["detail"]["state"]["actionsSuppressedBy"] = "Alarm"
    world.take(event)
    assert not world.vendors["on-call"].told
    world.pass_seconds(120)
    world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open"]


def ack(world: World, kind: str = "acknowledge") -> dict:
    return {"watchbill": kind, "incident": world.incidents[0].incident_id, "by": "Ada", "at": world.now}


def test_reminders_go_out_until_somebody_acknowledges():
    world = routed(reminders=[{"match": {"priority": ["high"]}, "every_minutes": 30}])
    world.take(world.enter("load", "ALARM"))
    world.settle(minutes=1)
    for _ in range(65):
        world.pass_seconds(MINUTE, step=60)
        world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open", "remind", "remind"]
    world.take(ack(world), ack(world))
    assert (world.vendors["on-call"].actions[-1], world.log.reasons()[-1]) == ("acknowledge", "acknowledged already")
    for _ in range(65):
        world.pass_seconds(MINUTE, step=60)
        world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open", "remind", "remind", "acknowledge"]


@pytest.mark.parametrize(("acknowledged", "paged"), [(False, ["open", "resolve"]), (True, [])])
def test_p3_that_nobody_acknowledges_is_promoted_to_a_page(acknowledged, paged):
    world = routed(promotions=[{"match": {"severity": ["P3"]}, "after_minutes": 20, "to": ["on-call"]}])
    world.take(world.enter("load", "ALARM", priority="medium", severity="P3"))
    if acknowledged:
        world.take(ack(world))
    for _ in range(25):
        world.pass_seconds(MINUTE, step=60)
        world.router.reconcile()
    world.take(world.enter("load", "OK", priority="medium", severity="P3"))
    assert world.vendors["on-call"].actions == paged


def test_what_a_person_resolved_stays_so_until_a_new_trip(world):
    world.take(world.enter("load", "ALARM"))
    world.pass_seconds(60)
    world.take(ack(world, "resolve"))
    world.settle(minutes=5)
    assert world.vendors["team"].actions == ["open", "resolve"]
    world.take(world.enter("load", "OK"))
    world.pass_seconds(60)
    world.take(world.enter("load", "ALARM"))
    assert world.vendors["team"].actions == ["open", "resolve", "open"]
    first, second = world.vendors["team"].told[0], world.vendors["team"].told[-1]
    assert first.incident_id != second.incident_id


def test_what_a_person_resolved_is_told_again_when_it_stays_in_alarm():
    world = routed(reopen_hours=1)
    world.take(world.enter("load", "ALARM"))
    world.take(ack(world, "resolve"))
    for _ in range(62):
        world.pass_seconds(MINUTE, step=60)
        world.router.reconcile()
    assert world.vendors["team"].actions == ["open", "resolve", "open"]


def test_a_trip_after_a_persons_word_counts_even_if_the_word_comes_later(world):
    world.take(world.enter("load", "ALARM", held="yes"), world.enter("load-hold", "ALARM"))
    word = ack(world, "resolve")
    world.pass_seconds(90)
    world.take(world.enter("load", "OK", held="yes"))
    world.pass_seconds(90)
    world.take(world.enter("load", "ALARM", held="yes"))
    world.pass_seconds(90)
    world.take(word)
    assert world.vendors["on-call"].actions[-2:] == ["resolve", "open"]
    assert world.incidents[0].is_open
    assert "opened again: tripped after it was resolved by hand" in world.log.reasons()


def test_a_step_raises_the_severity_and_tells_it_at_once(world):
    world.take(world.enter("lag", "ALARM", severity="P3", priority="medium"))
    world.pass_seconds(5)
    world.take(world.enter("lag-step", "ALARM", severity="P2", priority="medium"))
    assert [(str(told.action), told.severity) for told in world.vendors["team"].told] == [
        ("open", "P3"),
        ("update", "P2"),
    ]


def test_a_severity_that_rises_reaches_the_receivers_of_its_new_route():
    world = routed(
        routes=[{"match": {"severity": ["P1", "P2"]}, "to": ["on-call"]}, {"match": {}, "to": ["team"]}],
    )
    world.take(world.enter("lag", "ALARM", severity="P3"))
    world.pass_seconds(2)
    world.take(world.enter("lag-step", "ALARM", severity="P2"))
    assert (world.vendors["on-call"].actions, world.vendors["team"].actions) == (["open"], ["open", "update"])


def test_quiet_hours_defer_p3_and_never_p1():
    receivers = copy.deepcopy(ROUTES["receivers"])
    receivers["team"]["quiet"] = [{"from": "22:00", "to": "03:30", "zone": "Europe/Berlin"}]
    world = routed(receivers=receivers)
    world.take(
        world.enter("small", "ALARM", severity="P3", priority="medium"),
        world.enter("big", "ALARM", severity="P1", priority="medium", rule="other.thing", service="other"),
    )
    assert [told.severity for told in world.vendors["team"].told] == ["P1"]
    world.pass_seconds(3600, step=60)
    world.router.reconcile()
    assert [told.severity for told in world.vendors["team"].told if told.action == "open"] == ["P1", "P3"]


def test_an_alarm_that_watchbill_did_not_make_is_routed_by_its_metric():
    world = routed(routes=[{"match": {"priority": ["medium"]}, "to": ["team"]}])
    event = world.enter("theirs", "ALARM")
    world.tagged[arn("theirs")] = {}
    event["detail"]["alarmTags"] = {}
    event["detail"]["configuration"]["metrics"] = [
        {"id": "m", "metricStat": {"metric": {"namespace": "AWS/EC2", "name": "CPUUtilization"}}}
    ]
    world.take(event)
    (told,) = world.vendors["team"].told
    assert (told.rule, told.title, told.severity) == ("AWS/EC2 CPUUtilization", "AWS/EC2 CPUUtilization: theirs", "P3")


def test_nobody_to_tell_is_said_loudly():
    world = routed(routes=[])
    world.take(world.enter("load", "ALARM"))
    assert world.log.reasons() == ["no route"]


def test_a_deleted_alarm_ends_its_incident(world):
    world.take(world.enter("load", "ALARM"))
    world.pass_seconds(60)
    gone = json.loads(json.dumps(world.enter("load", "ALARM")))
    gone["detail-type"] = "CloudWatch Alarm Configuration Change"
    gone["detail"]["operation"] = "delete"
    world.take(gone)
    assert world.vendors["on-call"].actions == ["open", "resolve"]


def test_an_owner_who_changes_meanwhile_still_hears_the_end(world):
    world.take(world.enter("load", "ALARM"))
    world.pass_seconds(60)
    world.take(world.enter("load", "OK", owner="others", priority="low"))
    assert world.vendors["on-call"].actions == ["open", "resolve"]
    world.pass_seconds(60)
    world.take(world.enter("load", "ALARM", owner="others", priority="low"))
    assert world.vendors["mailbox"].actions == ["open"]


def test_an_old_event_from_the_dead_letter_queue_pages_nobody_when_the_alarm_is_fine(world):
    event = world.enter("load", "ALARM")
    world.pass_seconds(300)
    world.enter("load", "OK")
    world.pass_seconds(900)
    world.take(event)
    assert not world.vendors["on-call"].calls
    assert "over before it was told" in world.log.reasons()


def test_a_bad_message_comes_again_alone(world):
    good = world.enter("load", "ALARM")
    result = world.take({"hello": "world"}, good)
    assert result.failed == {"m0"}
    assert world.vendors["on-call"].actions == ["open"]


def test_a_dead_channel_delays_only_itself_and_falls_back(world):
    world.vendors["on-call"].fault = DeliveryError("HTTP 503")
    world.take(world.enter("load", "ALARM"))
    assert world.vendors["team"].actions == ["open"]
    world.pass_seconds(400)
    assert world.vendors["mailbox"].actions == ["open"]
    world.vendors["on-call"].fault = None
    world.settle()
    assert world.vendors["on-call"].actions == ["open"]
    world.take(world.enter("load", "OK"))
    world.settle()
    assert [vendor.actions[-1] for vendor in world.vendors.values()] == ["resolve"] * 3


def test_a_refusal_falls_back_at_once(world):
    world.vendors["on-call"].fault = DeliveryError("HTTP 400", permanent=True)
    world.take(world.enter("load", "ALARM"))
    assert world.vendors["mailbox"].actions == ["open"]
    world.take(world.enter("load", "OK"))
    assert len(world.vendors["on-call"].calls) == 1


def test_fallbacks_go_on_when_the_fallback_fails_too():
    world = routed(routes=[{"match": {}, "to": ["on-call"]}])
    for name in ("on-call", "team"):
        world.vendors[name].fault = DeliveryError("HTTP 401", permanent=True)
    world.take(world.enter("load", "ALARM"))
    world.settle(minutes=2)
    assert world.vendors["mailbox"].actions == ["open"]


def test_a_line_of_fallbacks_is_gone_down_and_up_again_until_somebody_is_told():
    """The page fails, so does the team in its place, so does the relay in the team's: the page's second is left."""
    receivers = {
        "on-call": {"channel": "pagerduty", "fallbacks": ["team", "last"]},
        "team": {"channel": "slack", "fallbacks": ["relay"]},
        "relay": {"channel": "smtp", "fallbacks": ["on-call"]},
        "last": {"channel": "sns"},
    }
    world = routed(receivers=receivers, routes=[{"match": {}, "to": ["on-call"]}])
    for name in ("on-call", "team", "relay"):
        world.vendors[name].fault = DeliveryError("HTTP 401", permanent=True)
    world.take(world.enter("load", "ALARM"))
    world.settle(minutes=2)
    assert world.vendors["last"].actions == ["open"]
    (incident,) = world.incidents
    assert {name: told.why for name, told in incident.told.items()} == {
        "on-call": "route",
        "team": "in place of on-call",
        "relay": "in place of team",
        "last": "in place of relay",
    }


def test_retry_after_is_honoured_for_all_of_a_receivers_incidents(world):
    world.vendors["team"].fault = DeliveryError("HTTP 429", retry_after=120)
    world.take(world.enter("one", "ALARM", priority="medium"))
    begun, world.vendors["team"].fault = world.now, None
    world.take(world.enter("two", "ALARM", priority="medium", rule="sqs_queue.depth_growing"))
    world.pass_seconds(600)
    assert [at - begun >= 120_000 for at, _ in world.vendors["team"].calls] == [False, True, True]
    assert sorted(world.vendors["team"].actions) == ["open", "open"]


def test_an_answer_that_was_lost_makes_no_second_message(world):
    world.vendors["team"].lost_answers = 2
    world.take(world.enter("load", "ALARM", priority="medium"))
    world.settle()
    assert world.vendors["team"].actions == ["open"]
    assert world.counts()["pending"] == 0


def test_a_receiver_that_was_down_all_along_is_told_the_opening_and_the_end(world):
    world.vendors["team"].fault = DeliveryError("HTTP 503")
    world.take(world.enter("load", "ALARM", priority="medium"))
    for number in range(5):
        world.pass_seconds(60)
        world.take(world.enter(f"more-{number}", "ALARM", priority="medium"))
    for name in ("load", *(f"more-{number}" for number in range(5))):
        world.pass_seconds(10)
        world.take(world.enter(name, "OK", priority="medium"))
    world.vendors["team"].fault = None
    world.settle()
    assert world.vendors["team"].actions == ["open", "resolve"]


def test_of_reminders_that_had_to_wait_one_is_told():
    world = routed(reminders=[{"match": {}, "every_minutes": 30}])
    world.take(world.enter("load", "ALARM", priority="medium"))
    world.vendors["team"].fault = DeliveryError("HTTP 503")
    for _ in range(5 * 60):
        world.pass_seconds(MINUTE, step=60)
        world.router.reconcile()
    world.vendors["team"].fault = None
    world.settle()
    assert world.vendors["team"].actions == ["open", "remind"]


def test_after_a_day_a_message_is_parked():
    world = routed(routes=[{"match": {}, "to": ["mailbox"]}])
    world.vendors["mailbox"].fault = DeliveryError("no answer")
    world.take(world.enter("load", "ALARM"))
    for _ in range(25 * 4):
        world.pass_seconds(900, step=300)
        world.router.reconcile()
    assert world.counts()["parked"] >= 1


def test_lost_events_are_made_up_for(world):
    world.enter("load", "ALARM")
    world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open"]
    world.pass_seconds(60)
    world.enter("load", "OK")
    world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open", "resolve"]


def test_an_alarm_that_is_gone_ends_its_incident(world):
    world.take(world.enter("load", "ALARM"))
    del world.alarms["load"]
    world.pass_seconds(60)
    world.router.reconcile()
    assert world.vendors["on-call"].actions == ["open", "resolve"]
