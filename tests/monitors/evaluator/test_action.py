"""What suppressors and mute rules hold back: AWS's six suppressor examples, and the mute rules' schedules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitors.evaluator.action import Fate, Suppression, mute, of_changes, suppress
from monitors.evaluator.cron import MuteRuleError
from monitors.evaluator.mute import MuteRule
from monitors.evaluator.state import State, Timeline, Transition

WAIT, EXTENSION, END = 2, 3, 20
TELLS = (State.ALARM, State.OK)


def line(*changes: tuple[int, str]) -> Timeline:
    states = [State.OK, *(State(state) for _, state in changes)]
    born = Transition(at=0, state=State.OK, previous=State.INSUFFICIENT_DATA, reason="created", quiet=True)
    return Timeline(
        name="a",
        end=END,
        transitions=(
            born,
            *(
                Transition(at=at, state=after, previous=before, reason="given")
                for (at, _), before, after in zip(changes, states, states[1:], strict=False)
            ),
        ),
    )


# AWS's composite-alarm page, WaitPeriod 2, ExtensionPeriod 3; times are the page's t1, t2, …
@pytest.mark.parametrize(
    ("composite", "suppressor", "expected"),
    [
        pytest.param([(2, "ALARM")], [], [(4, "ALARM", "ran")], id="1 suppressor OK: acts after the wait"),
        pytest.param(
            [(2, "ALARM")], [(3, "ALARM")], [(3, "ALARM", "suppressed")], id="2 suppressor alarms inside the wait"
        ),
        pytest.param(
            [(2, "ALARM"), (3, "OK")],
            [],
            [(3, "ALARM", "discarded"), (5, "OK", "ran")],
            id="3 composite recovers inside the wait",
        ),
        pytest.param([(2, "ALARM")], [(1, "ALARM")], [(2, "ALARM", "suppressed")], id="4 suppressor already in ALARM"),
        pytest.param(
            [(2, "ALARM")],
            [(1, "ALARM"), (6, "OK")],
            [(2, "ALARM", "suppressed"), (9, "ALARM", "ran")],
            id="5 suppressor recovers: acts after the extension",
        ),
        pytest.param(
            [(2, "ALARM"), (7, "OK")],
            [(1, "ALARM"), (6, "OK")],
            [(2, "ALARM", "suppressed"), (7, "ALARM", "discarded"), (9, "OK", "ran")],
            id="6 composite recovers inside the extension",
        ),
        pytest.param(
            [(2, "ALARM")],
            [(1, "ALARM"), (6, "OK"), (8, "ALARM")],
            [(2, "ALARM", "suppressed"), (8, "ALARM", "suppressed")],
            id="suppressor alarms again inside the extension",
        ),
        pytest.param(
            [(2, "ALARM")], [(5, "ALARM"), (7, "OK")], [(4, "ALARM", "ran")], id="nothing is pending after it has acted"
        ),
    ],
)
def test_a_suppressor_holds_actions_as_awss_examples_say(composite, suppressor, expected):
    suppression = Suppression(suppressor=line(*suppressor), wait=WAIT, extension=EXTENSION)
    found = suppress(of_changes(line(*composite), TELLS), suppression, END)
    assert [(action.at, action.state.value, action.fate.value) for action in found] == expected


def test_a_mute_window_holds_actions_and_runs_the_last_one_again_if_the_state_still_is():
    still = line((3, "ALARM"))
    found = mute(of_changes(still, TELLS), still, [(2, 6)])
    assert [(action.at, action.fate) for action in found] == [(3, Fate.MUTED), (6, Fate.RAN)]
    over = line((3, "ALARM"), (4, "OK"), (5, "ALARM"), (7, "OK"))
    found = mute(of_changes(over, TELLS), over, [(2, 8)])
    assert [(action.at, action.state, action.fate) for action in found][-2:] == [
        (7, State.OK, Fate.MUTED),
        (8, State.OK, Fate.RAN),
    ]


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


# November 2026 begins on a Sunday.
@pytest.mark.parametrize(
    ("schedule", "zone", "expected"),
    [
        ("cron(0 2 * * ?)", "UTC", ["01T02:00", "02T02:00", "03T02:00"]),
        ("cron(0,30 2-3 * * MON)", "UTC", ["02T02:00", "02T02:30", "02T03:00"]),
        ("cron(0 0/12 * * *)", "UTC", ["01T00:00", "01T12:00", "02T00:00"]),
        ("cron(0 22 L * ?)", "UTC", ["30T22:00"]),
        ("cron(0 22 ? * TUE#2)", "UTC", ["10T22:00"]),
        ("cron(0 22 ? * 5L)", "UTC", ["27T22:00"]),
        ("cron(0 22 ? * FRI-SUN)", "UTC", ["01T22:00", "06T22:00", "07T22:00"]),
        ("cron(0 2 1 * *)", "America/New_York", ["01T07:00"]),
        ("cron(0 0 1 * *)", "America/New_York", ["01T04:00"]),
        ("at(2026-11-05T09:15)", "+05:30", ["05T03:45"]),
    ],
)
def test_when_a_mute_rule_opens(schedule, zone, expected):
    rule = MuteRule(schedule, "PT1H", zone)
    found = [start for start, _ in rule.windows(at("2026-11-01T00:00"), at("2026-11-30T23:59"))]
    assert found[: len(expected)] == [at(f"2026-11-{moment}") for moment in expected]
    assert len(expected) == 3 or len(found) == len(expected)


def test_a_window_open_at_the_beginning_is_found_and_dates_bound_the_rule():
    rule = MuteRule("cron(0 23 * * *)", "PT2H", start=at("2026-11-02T00:00"), expire=at("2026-11-04T00:00"))
    found = list(rule.windows(at("2026-11-03T00:30"), at("2026-11-09T00:00")))
    assert found == [(at(f"2026-11-0{day}T23:00"), at(f"2026-11-0{day + 1}T01:00")) for day in (2, 3)]


def test_a_local_time_that_summer_time_skips_opens_no_window():
    rule = MuteRule("cron(30 2 * * *)", "PT1H", "Europe/Berlin")
    found = [start for start, _ in rule.windows(at("2026-03-28T00:00"), at("2026-03-30T23:59"))]
    assert found == [at("2026-03-28T01:30"), at("2026-03-30T00:30")]


@pytest.mark.parametrize(
    ("schedule", "duration", "zone"),
    [
        ("cron(0 2 * *)", "PT1H", "UTC"),
        ("cron(60 2 * * *)", "PT1H", "UTC"),
        ("cron(0 2 * * XYZ)", "PT1H", "UTC"),
        ("cron(0 5-2 * * *)", "PT1H", "UTC"),
        ("rate(5 minutes)", "PT1H", "UTC"),
        ("cron(0 2 * * *)", "P16D", "UTC"),
        ("cron(0 2 * * *)", "1h", "UTC"),
        ("cron(0 2 * * *)", "PT1H", "Mars/Olympus"),
    ],
)
def test_what_a_mute_rule_cannot_be(schedule, duration, zone):
    with pytest.raises((MuteRuleError, ValueError)):
        list(MuteRule(schedule, duration, zone).windows(0, 86_400))
