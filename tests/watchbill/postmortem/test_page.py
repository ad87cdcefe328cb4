"""The page of an incident whose every part is known, as a golden; and the pages of those where something is not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.watchbill.oncall.scene import AT, TRIP, ago, incident, ms, plan_of
from tests.watchbill.ward import SPEC
from watchbill.oncall.incident_table import Episode, File
from watchbill.postmortem.case import Case, Window, window_of
from watchbill.postmortem.data import case_document
from watchbill.postmortem.incident_history import incident_moments
from watchbill.postmortem.moment import Moment, Source
from watchbill.postmortem.page import render_page
from workers.alert_router.incident import Told
from workers.alert_router.notification import Action, Notification
from workers.alert_router.outbox import Row, Status

GOLDEN = Path(__file__).parents[2] / "golden" / "postmortem"


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return plan_of(tmp_path_factory.mktemp("spec"), SPEC, running=False)


def row(receiver: str, action: Action, minutes: float, revision: int, severity: str = "P3", **changes) -> Row:
    at = ms(ago(minutes))
    told = Notification(
        incident_id="i", dedup_key="i", revision=revision, action=action, title="", summary="", severity=severity,
        priority="high", service="greetings", environment="qa1", owner="hosts", rule="r", resource="greet",
        region="us-east-1", account="1", opened_at=0, at=at // 1_000,
    )  # fmt: skip
    return replace(Row(receiver=receiver, notification=told, due=at, first_due=at, status=Status.SENT), **changes)


ROWS = (
    row("team", Action.OPEN, 90, 1, attempts=1),
    row("on-call", Action.OPEN, 60, 2, attempts=3, reason="429"),
    row("team", Action.UPDATE, 50, 3, severity="P2"),
    row("team", Action.UPDATE, 49, 4, severity="P2", status=Status.SUPERSEDED),
    row("mailbox", Action.OPEN, 45, 5, severity="P2", fallback_of="on-call"),
    row("on-call", Action.RESOLVE, 10, 6, severity="P2", status=Status.PARKED, reason="no answer"),
)


def file(**changes) -> File:
    told = {"team": Told(at=0, why="route"), "on-call": Told(at=0, why="nobody acknowledged it")}
    known = {"opened_at": ms(ago(90)), "closed_at": ms(ago(10)), "acknowledged_at": ms(ago(55)), "entries": {},
             "acknowledged_by": "ann", "is_open": False, "told": told}  # fmt: skip
    return File(
        episode=Episode(incident=replace(incident(), **(known | changes)), resources=("greet",)), rows=ROWS, receipts={}
    )


def case(plan, *files: File, window: Window | None = None) -> Case:
    history = (
        Moment(at=ago(91), source=Source.ALARM, subject=TRIP, what="ALARM", detail="1 datapoint [6.25] > 5 | <b>"),
        Moment(at=ago(12), source=Source.ALARM, subject=f"{TRIP}-hold", what="OK"),
        Moment(at=ago(100), source=Source.DEPLOYMENT, subject="ward-qa1-lambda-greet", what="updated"),
    )
    entry = plan.find("lambda_function", "greet")
    return Case(
        plan=plan,
        window=window or window_of(files, AT),
        files=files,
        timeline=tuple(sorted((*history, *(moment for one in files for moment in incident_moments(one))))),
        alarms=tuple(alarm for alarm in entry.alarms if alarm.incident == TRIP),
        affected=(entry,),
        logs=(),
    )


def test_a_known_incident_is_a_page_so(plan, golden):
    golden(GOLDEN / "incident.md", render_page(case(plan, file()), AT))


def test_what_is_not_known_is_asked_for_or_said(plan):
    text = render_page(case(plan, file(closed_at=0, acknowledged_at=0, is_open=True)), AT)
    assert "| Ended | (still open when this was written) |" in text
    assert "| Time to acknowledge (MTTA) | nobody acknowledged it |" in text
    window = Window(since=ago(60), until=AT, began=ago(60), ended=AT)
    alone = render_page(case(plan, window=window), AT)
    assert "# Postmortem P2: 2 alarms" in alone
    assert "| Time to resolve (MTTR) | (not on record) |" in alone
    assert "Told: nobody is on record." in alone


def test_no_text_of_an_alarm_can_break_the_table(plan):
    rows = [line for line in render_page(case(plan, file()), AT).splitlines() if "alarm |" in line]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 5 for line in rows)
    assert all("<b>" not in line.replace("\\<", "") for line in rows)


@pytest.mark.parametrize(
    ("changes", "begins", "ends"),
    [
        pytest.param({}, 90 + 120, 0, id="over a while ago"),
        pytest.param(
            {"opened_at": ms(ago(90)), "closed_at": ms(ago(80))}, 210, 65, id="over: a quarter of an hour more"
        ),
        pytest.param({"closed_at": 0}, 210, 0, id="still open: until now"),
    ],
)
def test_the_window_reaches_from_two_hours_before_until_after_it_was_over(changes, begins, ends):
    window = window_of([file(**changes)], AT)
    assert (window.since, window.until) == (ago(begins), ago(ends))


def test_the_times_are_means_over_what_was_acknowledged_and_what_is_over(plan):
    found = case(plan, file(), file(closed_at=0, acknowledged_at=ms(ago(65))))
    assert (found.acknowledged_after, found.resolved_after) == (30 * 60, 80 * 60)
    document = case_document(found)
    assert document["seconds_to_resolve"] == timedelta(minutes=80).total_seconds()
    assert document["ended"] is None
    assert [one["source"] for one in document["timeline"]].count("told") == 2 * 5
