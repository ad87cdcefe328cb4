"""watchbill route: a table of all, a page for some, JSON; 1 for alarms that reach nobody."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from watchbill.cli import watchbill

SPEC = "tests/golden/router/config.yaml"


def run(*words: str) -> Result:
    return CliRunner().invoke(watchbill, ["route", "-s", SPEC, "-e", "qa1", *words])


def test_without_a_name_all_alarms_are_shown_by_rule():
    done = run()
    assert done.exit_code == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [
        "lambda_function.error_rate_high",
        "1",
        "P2",
        "high",
        "on-call,",
        "chat",
        "again",
        "every",
        "15",
        "min",
    ] in rows
    assert ["router.errors", "1", "P2", "high", "on-call,", "operations", "again", "every", "15", "min"] in rows


@pytest.mark.parametrize(
    "name", ["shop-qa1-lambda-load-error-rate-high", "lambda_function.error_rate_high/load", "error_rate_high"]
)
def test_an_alarm_is_told_of_by_any_of_its_names(name):
    done = run(name, "--at", "2026-12-01T12:00")
    assert done.exit_code == 0
    assert "Route 3 takes it: priority high" in done.stdout
    assert "12:00        on-call        PagerDuty" in done.stdout
    assert "12:15        on-call, chat  reminded, then every 15 min" in done.stdout
    assert "on-call refuses, or cannot be reached for 3 min: last-resort instead." in done.stdout


def test_a_mute_says_until_when_nobody_is_told():
    done = run("dynamodb_table.throttled", "--at", "2026-12-05T21:30")
    assert "until 2026-12-07 05:30 UTC" in done.stdout
    assert "move" in done.stdout


def test_the_routers_own_alarms_are_mailed_by_sns_too():
    assert "SNS mails orders@orders.example as well, without the router." in run("router.errors").stdout


def test_json_says_the_same():
    document = json.loads(run("lambda_function.error_rate_high", "--json", "--at", "2026-12-01T12:00").stdout)
    (alarm,) = document["alarms"]
    assert alarm["told"] == ["on-call", "chat"]
    assert alarm["words"][0] == {"at": "2026-12-01 12:00Z", "receiver": "on-call", "action": "open", "why": "route"}
    assert alarm["fallbacks"] == {"on-call": ["last-resort"], "chat": ["relay"]}


@pytest.mark.parametrize(
    ("words", "told"),
    [(("lamda_function.throttled",), "did you mean"), (("--at", "noon"), "is no time")],
)
def test_what_is_not_understood_is_said(words, told):
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.stderr


def test_alarms_that_reach_nobody_are_a_problem(tmp_path):
    spec = tmp_path / "config.yaml"
    head = "version: 1\nservice: orders\nproduct: shop\nregion: eu-west-1\nowner: team\n"
    links = "links: {repository: https://git.example/a, runbooks: https://git.example/b}\n"
    rest = 'teams: {team: {channel: "#a", on_call: rota}}\nfunctions: {load: {}}\nenvironments: {qa1: {}}\n'
    spec.write_text(head + links + rest)
    done = CliRunner().invoke(watchbill, ["route", "-s", str(spec), "-e", "qa1"])
    assert done.exit_code == 1
    assert "would reach nobody" in done.stderr
