"""`watchbill postmortem` on a cloud: alarm history, the router's record and stack events, told as one story."""

from __future__ import annotations

import json
import time

import pytest

from monitors import names

TRIP = "ward-qa1-lambda-greet-error-rate-high"


@pytest.fixture
def over(routed) -> str:
    """An incident from opening to recovery, ten minutes ago, acknowledged after two of its five."""
    now = time.time()
    routed.set(TRIP, "ALARM", 6.25)
    name = routed.hear(TRIP, "ALARM", now - 900)
    routed.ledger(now - 780).acknowledge(name, "ann", round((now - 780) * 1_000))
    routed.hear(TRIP, "OK", now - 700)
    routed.hear(f"{TRIP}-hold", "OK", now - 600)
    routed.set(TRIP, "OK")
    return name


@pytest.mark.parametrize("choice", ["name", "--last", "--since"])
def test_an_incident_is_told_from_all_three_sources(routed, over, choice):
    words = {"name": [over], "--last": ["--last"], "--since": ["--since", "1h"]}[choice]
    document = json.loads(routed.run("postmortem", *words, "--json").stdout)
    assert [one["id"] for one in document["incidents"]] == [over]
    assert (document["seconds_to_acknowledge"], document["seconds_to_resolve"]) == (120.0, 300.0)
    told = {(moment["source"], moment["subject"], moment["what"]) for moment in document["timeline"]}
    assert {
        ("alarm", TRIP, "ALARM"), ("incident", over, "opened"), ("incident", over, "acknowledged by ann"),
        ("incident", over, "over: recovered"), ("told", "on-call", "told"), ("told", "team", "told"),
        ("deployment", "ward-qa1-foundation", "created"),
    } <= told  # fmt: skip
    assert document["timeline"] == sorted(document["timeline"], key=lambda moment: moment["at"])
    assert document["affected"] == ["lambda_function/greet"]
    assert all("timeType~'ABSOLUTE~tz~'UTC" in link["url"] for link in document["logs"])


def test_other_alarms_that_rang_meanwhile_are_told_too_but_no_holds_of_theirs(routed, over):
    other = "ward-qa1-lambda-greet-throttled"
    for name in (other, f"{other}-hold"):
        routed.set(name, "ALARM", 42.0)
    document = json.loads(routed.run("postmortem", "--last", "--json").stdout)
    rang = {moment["subject"] for moment in document["timeline"] if moment["what"] == "ALARM"}
    assert other in rang
    assert f"{other}-hold" not in rang


def test_the_page_goes_where_it_is_told(routed, over, tmp_path):
    page = tmp_path / "postmortem.md"
    result = routed.run("postmortem", "--last", "-o", str(page))
    assert (result.exit_code, result.stdout) == (0, "")
    text = page.read_text()
    assert text.startswith("# Postmortem P2: error rate high of greet\n")
    assert "Escalation: Ann, then Bob." in text
    assert "| Time to resolve (MTTR) | 5 min |" in text


def test_without_a_table_there_is_still_the_alarms_history(ward, monkeypatch):
    monkeypatch.setattr(names, "incident_table", lambda service: f"{service.prefix}-none")
    ward.set(TRIP, "ALARM", 6.25)
    result = ward.run("postmortem", "--since", "10m", "--json")
    assert "alarm history alone" in result.stderr
    document = json.loads(result.stdout)
    assert (document["incidents"], document["severity"]) == ([], "P2")
    assert TRIP in document["alarms"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param([], "say which", id="nothing"),
        pytest.param(["--last", "--since", "1h"], "say which", id="two of them"),
        pytest.param(["--last", "--until", "06:00"], "--until goes with --since", id="an end alone"),
        pytest.param(["--since", "soon"], "'soon' is no time", id="no time"),
    ],
)
def test_wrong_usage_is_told(ward, words, told):
    result = ward.run("postmortem", *words)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", "").split())


def test_nothing_on_record_is_said(routed):
    result = routed.run("postmortem", "--last")
    assert result.exit_code == 1
    assert "no incident is on record" in result.stderr
    unknown = routed.run("postmortem", "wb-1-2-3-4")
    assert unknown.exit_code == 2
    assert "no incident 'wb-1-2-3-4' is on record" in " ".join(unknown.stderr.replace("│", "").split())
