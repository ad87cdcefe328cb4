"""Test files: how they are read, what they can expect, and what is said when it is not so."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from monitors.evaluator.adoption import read_inline
from monitors.evaluator.assignment import assign
from monitors.evaluator.reading import read_cases
from monitors.evaluator.subject import SubjectError, join_parts, pick
from monitors.evaluator.timeline import Cause, Verdict, run

HIGH = """
alarms:
  high:
    Namespace: N
    MetricName: Errors
    Statistic: Sum
    Period: 60
    ComparisonOperator: GreaterThanThreshold
    Threshold: 5
    EvaluationPeriods: 3
    DatapointsToAlarm: 2
    TreatMissingData: notBreaching
    AlarmActions: [page]
    OKActions: [page]
"""


def play(test: str, file: str = HIGH):
    """Run the one test of a file: `file`'s settings, and the test's own keys."""
    text = f"{file}\ntests:\n  - name: a test\n{indent(dedent(test), '    ')}"
    cases, problems = read_cases(text, "a.yaml")
    assert problems == []
    (read,) = cases
    subject = read_inline(read.alarms, "a.yaml", lambda metric, unit: ())
    subject = join_parts(subject, read.case.parts) if read.case.parts else subject
    return run(read.case, pick(subject, read.case.alarm) if read.case.alarm else subject)


BAD = "series: {Errors: 0 for 10m 8 for 5m 0 for 10m}\nexpect:\n  - "


@pytest.mark.parametrize(
    "expectation",
    [
        "{at: 11m, state: OK}",
        "{at: 12m, state: ALARM}",
        "{at: 12m, state: ALARM, because: 2 out of the last 3 datapoints}",
        "{never: INSUFFICIENT_DATA, from: 1m}",
        "{never: ALARM, until: 11m}",
        "{always: ALARM, from: 12m, until: 16m}",
        "{opened: 12m, closed: 17m}",
        "{opened: 12m}",
        "{incidents: 1}",
        "{notified: ALARM, at: 12m}",
        "{notified: OK, at: 17m}",
        "{notified: nobody, from: 2m, until: 11m}",
    ],
)
def test_what_is_so_passes(expectation):
    result = play(BAD + expectation)
    assert (result.verdict, result.shortfalls, result.fragilities) == (Verdict.PASSED, (), ())


@pytest.mark.parametrize(
    ("expectation", "expected", "got"),
    [
        ("{at: 11m, state: ALARM}", "ALARM at 11m", "OK since 1m; ALARM only at 12m"),
        ("{at: 12m, state: ALARM, because: 3 out of}", "ALARM at 12m because “3 out of”", "another reason"),
        ("{never: ALARM}", "never ALARM", "ALARM at 12m"),
        ("{never: ALARM, from: 14m, until: 15m}", "never ALARM from 14m until 15m", "ALARM at 14m"),
        ("{always: OK}", "always OK", "ALARM at 12m"),
        ("{opened: 10m}", "incident opened 10m", "opened 12m, closed 17m"),
        ("{opened: 12m, closed: 20m}", "incident opened 12m, closed 20m", "opened 12m, closed 17m"),
        ("{opened: 12m, closed: never}", "incident opened 12m, closed never", "opened 12m, closed 17m"),
        ("{incidents: 0}", "0 incident(s)", "opened 12m, closed 17m"),
        ("{notified: ALARM, at: 13m}", "ALARM notified at 13m", "OK ran at 1m; ALARM ran at 12m; OK ran at 17m"),
        ("{notified: nobody}", "nobody is notified", "OK ran at 1m; ALARM ran at 12m; OK ran at 17m"),
    ],
)
def test_what_is_not_so_says_what_came_instead(expectation, expected, got):
    result = play(BAD + expectation)
    (shortfall,) = result.shortfalls
    assert (result.verdict, shortfall.expected, shortfall.got) == (Verdict.FAILED, expected, got)


def test_a_shortfall_gives_awss_reason_for_the_state_it_found():
    (shortfall,) = play(BAD + "{never: ALARM}").shortfalls
    assert shortfall.why.startswith("Threshold Crossed: 2 out of the last 3 datapoints [8.0 (05/01/26 00:11:00)")


def test_all_incidents_must_be_listed():
    twice = "series: {Errors: 8 for 5m 0 for 10m 8 for 5m 0 for 5m}\nexpect:\n  - {opened: 2m}"
    (shortfall,) = play(twice).shortfalls
    assert shortfall.expected == "1 incident(s) in all"
    assert play(f"{twice}\n  - {{opened: 17m, closed: 22m}}").verdict is Verdict.PASSED


def test_publish_delay_moves_the_alarm():
    late = "series: {Errors: {points: 0 for 10m 8 for 5m 0 for 10m, delay: 1m}}\nexpect: [{at: 13m, state: ALARM}]"
    assert play(late).verdict is Verdict.PASSED
    # Half a minute late, it depends on the alarm's own second within the minute whether it is seen at once.
    half = late.replace("delay: 1m", "delay: 45s")
    assert [one.cause for one in play(half.replace("13m", "12m")).fragilities] == [Cause.TIMING]


def test_before_lets_the_alarm_have_lived_on_first_values():
    heartbeat = HIGH.replace("GreaterThanThreshold", "LessThanThreshold").replace("notBreaching", "breaching")
    silent = "series: {Errors: _ for 10m}\nexpect: [{at: 1m, state: ALARM}]"
    alive = "series: {Errors: 9 for 1m _ for 10m}\nbefore: 30m\nexpect: [{at: 1m, state: OK}, {at: 5m, state: ALARM}]"
    assert play(silent, heartbeat).verdict is Verdict.PASSED
    assert play(alive, heartbeat).verdict is not Verdict.FAILED


def test_an_outcome_that_rests_on_the_undocumented_range_depends():
    sparse = HIGH.replace("EvaluationPeriods: 3", "EvaluationPeriods: 1").replace(
        "DatapointsToAlarm: 2", "DatapointsToAlarm: 1"
    )
    test = "series: {Errors: _ for 5m 9 _ for 10m}\nexpect: [{at: 8m, state: ALARM}]"
    result = play(test, sparse)
    assert result.verdict is Verdict.DEPENDS
    assert [one.words for one in result.fragilities] == ["the evaluation range (N)", "the evaluation range (N + 1)"]
    assert play(f"{test}\ndepends: the range is measured to be N + 2", sparse).verdict is Verdict.PASSED


def test_an_outcome_that_rests_on_the_hour_is_fragile():
    clock = (
        HIGH.replace("Period: 60", "Period: 3600\n    EvaluationWindow: {WallClockWindow: {}}")
        .replace("2", "1")
        .replace(": 3\n", ": 1\n")
    )
    result = play("series: {Errors: 9 for 10m 0 for 2h}\nexpect: [{at: 1h, state: ALARM}, {at: 59m, state: OK}]", clock)
    assert {one.cause for one in result.fragilities} == {Cause.TIMING}


ONE = "Namespace: N, MetricName: {}, Statistic: Sum, Period: 60, EvaluationPeriods: 1, TreatMissingData: notBreaching"
ABOVE = "ComparisonOperator: GreaterThanThreshold, Threshold: 5"
PERIODS = "ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 120"
SEVERAL = f"""
alarms:
  a: {{{ONE.format("A")}, {ABOVE}}}
  b: {{{ONE.format("B")}, {ABOVE}}}
  both: {{AlarmRule: ALARM(a) AND ALARM(b), AlarmActions: [page]}}
  held: {{AlarmRule: ALARM(a), AlarmActions: [page], ActionsSuppressor: b, {PERIODS}}}
series:
  A: 0 for 5m 9 for 20m
  B: 0 for 10m 9 for 5m 0 for 10m
"""


@pytest.mark.parametrize(
    "expectation",
    [
        "{at: 10m, state: OK, alarm: both}",
        "{at: 11m, state: ALARM, alarm: both, because: b transitioned to ALARM}",
        "{notified: ALARM, at: 11m, alarm: both}",
        "{notified: ALARM, at: 7m, alarm: held}",
    ],
)
def test_composites_and_suppressors_are_part_of_a_test(expectation):
    assert play(f"expect: [{expectation}]", SEVERAL).verdict is Verdict.PASSED


def test_a_suppressor_already_in_alarm_holds_the_action_until_its_extension_ends():
    swapped = SEVERAL.replace("A: 0 for 5m", "A: 0 for 12m")
    result = play(
        "expect: [{notified: ALARM, at: 18m, alarm: held}, {notified: nobody, until: 17m, alarm: held}]", swapped
    )
    assert result.shortfalls == ()


def test_a_mute_rule_holds_actions_and_runs_them_at_its_end():
    muted = BAD.replace("10m}", "30m}") + "{notified: OK, at: 30m}\n  - {notified: nobody, from: 2m, until: 29m}\n"
    rule = "mutes: [{schedule: at(2026-01-05T00:05), duration: PT25M}]"
    assert play(f"{rule}\n{muted}").shortfalls == ()


def test_an_alarm_is_picked_by_name_with_what_it_rests_on():
    assert play("alarm: both\nexpect: [{at: 11m, state: ALARM}]", SEVERAL).shortfalls == ()


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (
            "series: {Errrors: 1}\nexpect: [{never: ALARM}]",
            r"'Errrors' is read by none of the alarms; did you mean Errors\? they read m1",
        ),
        ("series: {Errors: 1, m1: 2}\nexpect: [{never: ALARM}]", "given twice"),
        ("expect: [{never: ALARM, alarm: low}]", "no alarm 'low' here; there are high"),
        ("alarm: low\nexpect: [{never: ALARM}]", "no alarm 'low' to test"),
        ("parts: {trip: low}\nexpect: [{never: ALARM}]", "parts: no alarm 'low'"),
    ],
)
def test_names_that_mean_nothing_are_refused(test, words):
    with pytest.raises(SubjectError, match=words):
        play(test)


def test_a_series_name_that_means_two_metrics_must_be_written_in_full():
    twice = SEVERAL.replace("MetricName: A", "MetricName: M").replace(
        "Namespace: N, MetricName: B", "Namespace: O, MetricName: M"
    )
    text = f"{twice.split('series:')[0]}tests: [{{name: a, expect: [{{incidents: 0}}], series: {{M: 1}}}}]"
    (read,), _ = read_cases(text, "a.yaml")
    subject = read_inline(read.alarms, "a.yaml", lambda metric, unit: ())
    with pytest.raises(SubjectError, match=r"may mean N/M\{\} or O/M\{\}; write it in full"):
        assign(read.case, subject)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "empty-file")]),
        ("alarm: a", [(1, "no-tests")]),
        ("tests: []", [(1, "no-tests")]),
        ("tests:\n  - {name: a, expect: [{never: ALARM}]}", [(2, "no-subject")]),
        ("tests:\n  - {alarm: a, nmae: a, name: a, expect: [{never: ALARM}]}", [(2, "unknown-key")]),
        ("alarm: a\ntests:\n  - name: a\n    expect:\n      - {at: 5, state: ALARM}", [(5, "invalid-duration")]),
        ("alarm: a\ntests:\n  - name: a\n    expect:\n      - {at: 5m}", [(5, "one-expectation")]),
        ("alarm: a\ntests:\n  - name: a\n    expect:\n      - {state: OK}", [(5, "missing-time")]),
        ("alarm: a\ntests:\n  - name: a\n    expect:\n      - {at: 5m, never: OK}", [(5, "stray-key")]),
        ("alarm: a\nseries: {x: 1 two}\ntests:\n  - name: a\n    expect: [{incidents: 1}]", [(2, "invalid-points")]),
        (
            "alarm: a\nevery: 7s\ntests:\n  - {name: a, series: {x: 1}, expect: [{incidents: 1}]}",
            [(4, "invalid-interval")],
        ),
        (
            "rule: a\ntests:\n  - {name: a, expect: [{incidents: 1}]}\n  - {name: b}\n  - {name: c, expect: []}",
            [(4, "missing-key"), (5, "wrong-length")],
        ),
        ("rule: a\ntemplate: b\ntests:\n  - {name: a, expect: [{incidents: 1}]}", [(4, "two-subjects")]),
        (
            "alarm: a\nmutes: [{schedule: now, duration: PT1H}]\ntests:\n  - {name: a, expect: [{incidents: 1}]}",
            [(2, "invalid-mute")],
        ),
    ],
    ids=range(14),
)
def test_every_fault_of_a_file_is_told_with_its_line(text, found):
    _, problems = read_cases(text, "a.yaml")
    assert [(problem.source.line, problem.code) for problem in problems] == found


def test_settings_of_the_file_are_merged_and_a_tests_own_subject_replaces_them():
    text = f"{HIGH}\nseries: {{Errors: 1}}\nbefore: 1h\ntests:\n" + dedent("""
      - {name: a, expect: [{incidents: 0}]}
      - {name: b, series: {Errors: 2}, expect: [{incidents: 0}]}
      - {name: c, rule: a.b, expect: [{incidents: 0}]}
    """)
    cases, problems = read_cases(text, "a.yaml")
    assert problems == []
    assert [
        (one.case.before, list(one.case.alarms), {k: v.points for k, v in one.case.series.items()}) for one in cases
    ] == [
        (3600, ["high"], {"Errors": "1"}),
        (3600, ["high"], {"Errors": "2"}),
        (3600, [], {}),
    ]
