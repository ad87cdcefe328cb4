"""Schedules: when they fire, and what their targets get."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.watchbill.local.running.conftest import START
from watchbill.local.running.cron import ScheduleError, next_moment

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("rate(5 minutes)", "UTC", "2026-03-04T12:00:00", "2026-03-04T12:05:00"),
        ("rate(1 hour)", "UTC", "2026-03-04T12:59:59", "2026-03-04T13:00:00"),
        ("rate(2 days)", "UTC", "2026-03-04T11:59:59", "2026-03-04T12:00:00"),
        ("at(2026-03-05T08:30:00)", "UTC", "2026-03-04T12:00:00", "2026-03-05T08:30:00"),
        ("at(2026-03-05T08:30:00)", BERLIN, "2026-03-04T12:00:00", "2026-03-05T07:30:00"),
        ("at(2026-03-03T08:30:00)", "UTC", "2026-03-04T12:00:00", None),
        ("cron(0 8 ? * MON *)", "UTC", "2026-03-04T12:00:00", "2026-03-09T08:00:00"),
        ("cron(0 8 ? * MON-FRI *)", BERLIN, "2026-03-27T12:00:00", "2026-03-30T06:00:00"),  # summer time since 29 March
        ("cron(*/15 * * * ? *)", "UTC", "2026-03-04T12:00:00", "2026-03-04T12:15:00"),
        ("cron(10,40 12-13 4 3 ? 2026)", "UTC", "2026-03-04T12:10:00", "2026-03-04T12:40:00"),
        ("cron(0 0 29 FEB ? *)", "UTC", "2026-03-04T12:00:00", "2028-02-29T00:00:00"),
        ("cron(0 0 1 1 ? 2025)", "UTC", "2026-03-04T12:00:00", None),
    ],
)
def test_the_next_moment(expression, zone, after, expected):
    moment = next_moment(
        expression, zone, START.timestamp(), datetime.fromisoformat(after).replace(tzinfo=UTC).timestamp()
    )

    assert (moment and datetime.fromtimestamp(moment, UTC).isoformat()[:19]) == expected


@pytest.mark.parametrize(
    "expression",
    ["rate(0 minutes)", "rate(5 weeks)", "cron(0 8 * * MON *)", "cron(0 8 ? * ? *)", "cron(61 * * * ? *)", "every day"],
)
def test_what_says_no_moment_is_refused(expression):
    with pytest.raises(ScheduleError):
        next_moment(expression, "UTC", 0, 0)


def schedule(bench, arn, expression, **target):
    bench.client("scheduler").create_schedule(
        Name="tick",
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": "arn:aws:iam::123456789012:role/worker", **target},
    )


def test_a_rate_fires_at_once_and_then_at_its_pace(bench):
    arn = bench.recorder("def handle(event, context): keep(event)")
    schedule(bench, arn, "rate(5 minutes)", Input='{"at": "<aws.scheduler.scheduled-time>", "deep": true}')
    bench.runner.tick(900)
    expected = [{"at": f"2026-03-04T12:{minute:02}:00Z", "deep": True} for minute in (0, 5, 10, 15)]
    assert bench.kept() == expected

    bench.client("scheduler").delete_schedule(Name="tick")
    bench.runner.tick(900)
    assert bench.kept() == []


def test_without_input_the_target_gets_schedulers_event(bench):
    arn = bench.recorder("def handle(event, context): keep(event)")
    schedule(bench, arn, "cron(30 12 * * ? *)")
    bench.runner.tick(3600)

    (event,) = bench.kept()
    assert (event["source"], event["detail-type"], event["detail"]) == ("aws.scheduler", "Scheduled Event", "{}")
    assert event["time"] == "2026-03-04T12:30:00Z"
    assert event["resources"] == ["arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick"]


def test_a_disabled_schedule_rests(bench):
    arn = bench.recorder("def handle(event, context): keep(event)")
    schedule(bench, arn, "rate(5 minutes)")
    bench.client("scheduler").update_schedule(
        Name="tick",
        ScheduleExpression="rate(5 minutes)",
        State="DISABLED",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": arn, "RoleArn": "arn:aws:iam::123456789012:role/worker"},
    )
    bench.runner.tick(900)

    assert bench.kept() == []


def test_a_queue_can_be_a_target(bench):
    bench.queue("jobs")
    schedule(bench, bench.queue_arn("jobs"), "at(2026-03-04T12:10:00)", Input='{"go": 1}')
    bench.runner.tick(3600)

    assert bench.messages("jobs") == [{"go": 1}]


def test_a_flexible_window_delays_the_run_but_not_the_time_it_is_told(bench):
    arn = bench.recorder("def handle(event, context): keep([event['at'], time.time()])")
    bench.client("scheduler").create_schedule(
        Name="loose",
        ScheduleExpression="cron(0/10 * * * ? *)",
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 5},
        Target={
            "Arn": arn,
            "RoleArn": "arn:aws:iam::123456789012:role/worker",
            "Input": '{"at": "<aws.scheduler.scheduled-time>"}',
        },
    )
    bench.runner.tick(1_800)

    runs = bench.kept()
    assert [at for at, _ in runs] == [f"2026-03-04T12:{minute:02}:00Z" for minute in (0, 10, 20)]
    delays = {round(ran - datetime.fromisoformat(at).timestamp()) for at, ran in runs}
    assert len(delays) == 1, "always the same place in its window"
    assert 0 < delays.pop() < 300
