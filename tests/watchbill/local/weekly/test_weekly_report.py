"""The deployed function against the embedded cloud: what it reads, sends, does not send twice, and says of itself."""

from __future__ import annotations

import time
from typing import ClassVar

import pytest

from generators.reports import crew
from generators.reports.facts import report_json
from tests.watchbill.local.weekly.conftest import START, TABLE
from workers.runtime.client import client
from workers.weekly_report.facts import Schedule, read_facts
from workers.weekly_report.figures import reckon
from workers.weekly_report.figures.capacity import Verdict
from workers.weekly_report.gathering import gather
from workers.weekly_report.sending import NotSentError
from workers.weekly_report.week import Week, due_week

HOURLY = {"report": "overdue", "at": "2026-11-23T09:37:00Z"}


def happen(account):
    """A week with something in every chapter."""
    account.alarm(
        "lambda_function.error_rate_high", (-3, "OK"), (-2.5, "ALARM"), (-2.4, "OK"), (1, "ALARM"), (1.01, "OK")
    )
    account.alarm("lambda_function.throttled", (2, "ALARM"), (2.25, "OK"), (3, "ALARM"))
    account.incident(1, acknowledged=120, closed=900)
    account.incident(2, closed=2700, episode=2)
    account.incident(6.9, episode=3)
    account.incident(-2, acknowledged=60, closed=600, episode=4)
    account.incident(-70, closed=60, episode=5)
    function = account.plan.of_kind("lambda_function")[0].resource.name
    account.put("AWS/Lambda", "Invocations", -10, [100.0] * 24 * 17, FunctionName=function)
    account.put("AWS/Lambda", "Errors", -10, [0.0, 0.0, 0.0, 1.0] * 6 * 17, FunctionName=function)
    account.put("AWS/Lambda", "Throttles", 2, [5.0, 7.0], FunctionName=function)
    canary = account.plan.of_kind("canary")[0].resource.name
    account.put("Watchbill/Canaries", "SuccessPercent", 0, [100.0] * 9 + [0.0], minutes=5, Canary=canary)
    stream = account.plan.of_kind("kinesis_stream")[0].resource.name
    # 90 % of what a shard takes in five minutes, for one window; half of it else.
    load = [150_000_000.0] * 12 + [270_000_000.0] + [150_000_000.0] * 12
    account.put("AWS/Kinesis", "IncomingBytes", 4, load, minutes=5, StreamName=stream)


def figures_of(account):
    facts = read_facts(report_json(account.plan))
    week = Week(first=START.date(), zone="UTC")
    return reckon(facts, gather(facts, week, client=client, table=TABLE), week)


def test_every_chapter_is_read_from_the_account(account):
    happen(account)
    made = figures_of(account)
    assert (made.alarms.fired.now, made.alarms.fired.before, made.alarms.on_now) == (3, 1, 1)
    assert made.alarms.by_day == (0, 1, 1, 1, 0, 0, 0)
    assert (made.incidents.opened.now, made.incidents.opened.before, made.incidents.open_now) == (3, 1, 1)
    assert (made.incidents.to_acknowledge.now, made.incidents.to_resolve.now) == (120, 1800)
    (canary,) = made.canaries.rows
    assert (canary.percent, canary.runs) == (90, 10)
    (objective,) = made.objectives
    assert (objective.achieved, objective.budget_left) == (pytest.approx(99.75), pytest.approx(-150))
    limits = {row.title: row for row in made.capacity.limits}
    shards = limits["Near shard limit"]
    assert (shards.verdict, shards.peak, shards.hours) == (Verdict.OVER, pytest.approx(90), pytest.approx(300 / 3600))
    assert limits["Duration near timeout"].verdict is Verdict.UNKNOWN
    pressures = {(row.resource, row.title): row.happened.now for row in made.capacity.pressures}
    assert pressures == {("load", "Throttled"): 12}


def test_the_report_arrives_once_with_its_pictures_however_often_it_is_asked_for(account, overdue):
    happen(account)
    account.verify()
    assert account.run() == {"week": "2026-11-16"}
    account.run()
    account.run(HOURLY)
    (mail,) = account.mails
    assert mail["To"] == "crew@example.com, lead@example.com"
    assert mail["Subject"].startswith("[weekly] orders qa1, 16 – 22 November 2026: 3 alarms, 3 incidents")
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds[:2] == ["text/plain", "text/html"]
    assert set(kinds[2:]) == {"image/png"}
    assert overdue() == [0, 0, 0]


def test_a_mailbox_that_refuses_is_told_and_tried_again_by_the_next_hour(account, overdue):
    with pytest.raises(NotSentError, match="mailbox: HTTP 400"):
        account.run()
    (hours,) = overdue()
    assert hours > 0
    account.verify()
    account.run(HOURLY)
    assert len(account.mails) == 1
    assert overdue() == [0]


def test_a_run_that_died_after_its_claim_is_made_good_when_lambda_repeats_it(account, monkeypatch):
    account.verify()
    with monkeypatch.context() as patch:
        patch.setattr("workers.weekly_report.sending.compose", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            account.run()
    account.run()  # another event: the claim of the first still holds
    assert account.mails == []
    account.runs = 0
    account.run()  # the first again
    assert len(account.mails) == 1


def test_what_cannot_be_read_is_said_and_the_rest_arrives(account):
    account.verify()
    account.dynamodb.update_table(TableName=TABLE, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "due"}}])
    account.run()
    (mail,) = account.mails
    text = mail.get_body(("plain",)).get_content()
    assert "Not read: incidents: ResourceNotFoundException" in text


def test_without_a_time_the_last_week_that_was_due_is_sent_and_each_week_once(account):
    account.verify()
    last = due_week(Schedule(weekday=0, hour=8, time_zone="UTC"), time.time())
    assert account.run({"report": "weekly"}) == {"week": last.name}
    assert account.run({"report": "weekly", "at": "2026-11-09T08:00:00Z"}) == {"week": "2026-11-02"}
    assert len({mail["Message-ID"] for mail in account.mails}) == 2


class Heard:
    """Which calls were made of the embedded cloud, by IAM's names for them."""

    SERVICES: ClassVar = {"monitoring": "cloudwatch"}
    RENAMED: ClassVar = {"ses:POST": "ses:SendEmail"}

    def __init__(self):
        self.actions = set()

    def before(self, request):
        return None

    def after(self, request, answer):
        action = f"{self.SERVICES.get(request.service, request.service)}:{request.action}"
        self.actions.add(self.RENAMED.get(action, action))


def test_the_functions_rights_are_what_it_calls_and_no_more(account):
    happen(account)
    account.verify()
    account.logs.create_log_group(
        logGroupName=f"/aws/lambda/{account.plan.of_kind('lambda_function')[0].resource.name}"
    )
    heard = Heard()
    account.cloud.taps.append(heard)
    try:
        account.run()
    finally:
        account.cloud.taps.remove(heard)
    (function,) = crew(account.plan)
    allowed = {action for statement in function.statements for action in statement["Action"]}
    assert heard.actions <= allowed
    beyond = {"logs:GetQueryResults", "ses:SendRawEmail", "sqs:SendMessage"}  # answers, raw mails, what Lambda gives up
    assert allowed - heard.actions == beyond
