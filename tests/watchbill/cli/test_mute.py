"""`watchbill mute` at 3 am: by alarm, rule or function; with a reason; never the recovery, never the router unasked."""

from __future__ import annotations

import json

import pytest

TRIP = "ward-qa1-lambda-greet-error-rate-high"


def muted(ward) -> set[str]:
    return {alarm for mute in ward.mutes() for alarm in mute["alarms"]}


@pytest.mark.parametrize("name", ["greet", "hello", "lambda_function/greet"])
def test_a_function_is_muted_by_any_of_its_names_but_its_recoveries_are_told(ward, name):
    result = ward.run("mute", name, "--for", "2h", "--because", "a fix", "--by", "ann")
    assert result.exit_code == 0, result.output
    own = [alarm for alarm in ward.plan.alarms if alarm.resource == "greet"]
    assert muted(ward) == {alarm.name for alarm in own if alarm.part != "hold"}
    assert {alarm.part for alarm in own} == {"trip", "hold"}


@pytest.mark.parametrize(
    ("name", "count"), [(TRIP, 1), ("sqs_queue.oldest_message_too_old", 1), ("lambda_function.throttled", 1)]
)
def test_an_alarm_or_a_rule_is_muted_by_its_name(ward, name, count):
    result = ward.run("mute", name, "--until", "06:00", "--because", "a fix", "--json")
    (mute,) = json.loads(result.stdout)["mutes"]
    assert len(mute["alarms"]) == count
    assert mute["until"].endswith("06:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["greet", "--for", "2h"], "Missing option '--because'", id="no reason"),
        pytest.param(["greet", "--for", "2h", "--because", " "], "say why", id="an empty reason"),
        pytest.param(["greet", "--because", "x"], "either --for 2h or --until 06:00", id="no end"),
        pytest.param(["greet", "--because", "x", "--for", "1h", "--until", "06:00"], "either --for", id="two ends"),
        pytest.param(["greet", "--because", "x", "--for", "16d"], "from one minute to 15 days", id="too long"),
        pytest.param(["greet", "--because", "x", "--for", "soon"], "'soon' is no duration", id="no span"),
        pytest.param(["greet", "--because", "x", "--until", "2020-01-01"], "not in the future", id="in the past"),
        pytest.param(["greed", "--because", "x", "--for", "1h"], "did you mean `greet`?", id="misspelt"),
        pytest.param([f"{TRIP}-hold", "--because", "x", "--for", "1h"], "tell nobody when they trip", id="a hold"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_muted(ward, words, told):
    result = ward.run("mute", *words)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", "").split())
    assert muted(ward) == set()


@pytest.mark.parametrize(
    ("state", "told"),
    [
        pytest.param({TRIP: "ALARM", f"{TRIP}-hold": "ALARM"}, "greet error rate high is in ALARM for", id="open"),
        pytest.param({f"{TRIP}-hold": "ALARM"}, "greet error rate high has not recovered yet", id="not recovered"),
        pytest.param({}, "", id="calm"),
    ],
)
def test_muting_what_goes_on_right_now_warns(ward, state, told):
    for alarm, value in state.items():
        ward.set(alarm, value, 6.25)
    result = ward.run("mute", TRIP, "--for", "1h", "--because", "a fix")
    assert result.exit_code == 0
    assert told in result.stderr
    assert ("⚠" in result.stderr) == bool(told)


def test_what_is_not_deployed_is_named_and_the_rest_is_muted(ward):
    ward.client("cloudwatch").delete_alarms(AlarmNames=["ward-qa1-lambda-greet-throttled"])
    try:
        result = ward.run("mute", "greet", "--for", "1h", "--because", "a fix")
        assert "ward-qa1-lambda-greet-throttled is not deployed here" in result.stderr
        assert TRIP in muted(ward)
    finally:
        ward.run("deploy", "--yes")


def test_plan_does_not_mind_a_mute(ward):
    ward.run("mute", "greet", "--for", "1h", "--because", "a fix")
    result = ward.run("plan", "--detailed-exitcode")
    assert result.exit_code == 0, result.stdout
    assert "No changes" in result.stdout


def test_a_mute_is_listed_and_lifted_by_its_name(ward):
    ward.run("mute", "greet", "--for", "1h", "--because", "a fix", "--by", "ann")
    (mute,) = ward.mutes()
    listed = ward.run("mute", "list").stdout
    assert "a fix (by ann)" in listed
    assert mute["name"] in listed
    assert ward.run("mute", "lift", mute["name"]).exit_code == 0
    assert ward.mutes() == []


def test_a_mute_of_a_stack_is_not_lifted_by_hand(ward):
    ward.client("cloudwatch").put_alarm_mute_rule(
        Name="ward-qa1-nightly",
        Rule={"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT2H"}},
        MuteTargets={"AlarmNames": [TRIP]},
    )
    result = ward.run("mute", "lift", "ward-qa1-nightly")
    assert result.exit_code == 2
    assert "change the spec" in " ".join(result.stderr.replace("│", "").split())
    assert len(ward.mutes()) == 1


def test_what_is_over_is_cleared_away_on_request(ward):
    for name, day in (("ward-qa1-by-hand-old", "2020-01-01"), ("ward-qa1-by-hand-coming", "2099-01-01")):
        ward.client("cloudwatch").put_alarm_mute_rule(
            Name=name,
            Rule={"Schedule": {"Expression": f"at({day}T00:00)", "Duration": "PT2H"}},
            MuteTargets={"AlarmNames": [TRIP]},
        )
    assert "ward-qa1-by-hand-old" in ward.run("mute", "lift", "--ended").stdout
    # A window that opens in more than a year is not looked for.
    assert "ward-qa1-by-hand-old" not in [mute["name"] for mute in ward.mutes()]
