"""Who is told of an alarm, when and why: the router's own code on the spec's routes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitors.model.alarm import Part
from tests.monitors.sample import plan_of
from watchbill.itinerary.rehearsal import Rehearsals, speaks
from watchbill.itinerary.text import tell

SPEC = """\
version: 1
service: orders
product: shop
region: eu-central-1
owner: crew
links: {repository: https://example.com/r, runbooks: https://example.com/runbooks}
teams: {crew: {channel: "#crew", on_call: the rota, email: crew@example.com}}
receivers:
  pager: {channel: pagerduty, routing_key: {secret: shop/pager}, fallbacks: [team, last]}
  team: {channel: slack, to: "#crew", token: {secret: shop/slack}, quiet: [{hours: "22:00-07:00"}], fallbacks: [relay]}
  relay: {channel: smtp, host: mail, sender: a@example.com, to: [b@example.com]}
  last: {channel: sns, to: [b@example.com]}
routing:
  - {match: {rule: [lambda_function.*], priority: [high]}, to: [pager, team]}
  - {match: {priority: [high]}, to: [pager]}
  - {to: [team]}
router:
  promotions: [{match: {severity: [P3]}, after_minutes: 45, to: [pager]}]
mutes:
  restart: {reason: the vendor restarts, hours: "12:00-12:30", match: {resource: [po*]}}
functions: {load: {}}
queues:
  post: {dead_letter_queue: letters}
  letters: {}
environments: {test: {}}
"""
NOON = round(datetime(2026, 11, 27, 12, tzinfo=UTC).timestamp() * 1000)
MINUTE = 60_000
QUEUE, ERRORS = "sqs_queue.oldest_message_too_old", "lambda_function.error_rate_high"


@pytest.fixture(scope="module")
def rehearsals() -> Rehearsals:
    return Rehearsals(plan_of(SPEC))


def alarm(rehearsals, rule, resource, part=Part.TRIP):
    (found,) = [a for a in rehearsals.plan.alarms if (a.rule, a.resource, a.part) == (rule, resource, part)]
    return found


@pytest.mark.parametrize(
    ("rule", "resource", "after", "route", "opened"),
    [
        pytest.param(ERRORS, "load", -60, 1, {"pager": 0, "team": 0}, id="P2 by day: both at once, and no promotion"),
        pytest.param(ERRORS, "load", 720, 1, {"pager": 0, "team": 0}, id="P2 at night: quiet hours do not keep it"),
        pytest.param(QUEUE, "post", -60, 3, {"team": 0, "pager": 45}, id="P3 by day: promoted when nobody answers"),
        pytest.param(QUEUE, "post", 10, 3, {"team": 20, "pager": 45}, id="muted: told when the mute ends"),
        pytest.param(QUEUE, "post", 720, 3, {"pager": 45, "team": 420}, id="P3 at night: Slack hears it at seven"),
    ],
)
def test_receivers_are_told_in_their_time(rehearsals, rule, resource, after, route, opened):
    at = NOON + after * MINUTE
    played = rehearsals.play(alarm(rehearsals, rule, resource), at)
    told = {word.receiver: round((word.at - at) / MINUTE) for word in played.words if word.action == "open"}
    assert (played.route, told) == (route, opened)


def test_reminders_go_out_until_somebody_answers(rehearsals):
    played = rehearsals.play(alarm(rehearsals, ERRORS, "load"), NOON)
    reminded = [round((word.at - NOON) / MINUTE) for word in played.words if word.action == "remind"]
    assert reminded[:4] == [30, 30, 60, 60]
    assert reminded[-1] == 1440


def test_a_mute_is_named_and_ends(rehearsals):
    played = rehearsals.play(alarm(rehearsals, QUEUE, "post"), NOON + 10 * MINUTE)
    assert "restart" in played.silence
    assert played.silent_until == NOON + 30 * MINUTE
    assert not rehearsals.play(alarm(rehearsals, ERRORS, "load"), NOON + 10 * MINUTE).silence


@pytest.mark.parametrize(
    ("receiver", "told", "chain"),
    [
        ("pager", ("pager", "team"), ("last",)),
        ("pager", ("pager",), ("team", "relay")),
        ("team", ("pager", "team"), ("relay",)),
        ("relay", ("relay",), ()),
    ],
)
def test_fallbacks_follow_as_the_router_takes_them(rehearsals, receiver, told, chain):
    assert rehearsals.fallbacks(receiver, told) == chain


def test_a_hold_alarm_says_nothing(rehearsals):
    hold = alarm(rehearsals, ERRORS, "load", Part.HOLD)
    assert not speaks(hold)
    assert any("Tells nobody by itself" in line for line in tell(rehearsals, rehearsals.play(hold, NOON)))


def test_every_alarm_of_the_real_spec_reaches_somebody():
    from watchbill.reading import read_plan

    for environment in ("qa1", "prd1"):
        real = Rehearsals(read_plan(Path(__file__).parents[3] / "config.yaml", environment))
        lost = [one.name for one in real.plan.every_alarm if speaks(one) and not real.play(one, NOON).told]
        assert lost == []
