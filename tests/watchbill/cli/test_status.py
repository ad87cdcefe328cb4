"""`watchbill status` on a cloud: what it says is what the services say, and its exit code is the answer."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time

import pytest

TRIP = "ward-qa1-lambda-greet-error-rate-high"
COMMAND = [sys.executable, "-c", "from watchbill.cli import main; main()", "status", "--local", "-e", "qa1"]


def test_a_quiet_service_is_healthy(ward):
    result = ward.run("status")
    assert result.exit_code == 0, result.output
    count = len([alarm for alarm in ward.plan.alarms if alarm.part != "hold"]) + 1
    assert f"✓ all {count} alarms are quiet" in result.stdout
    assert "from this spec" in result.stdout


def test_an_alarm_an_incident_and_a_mute_are_shown_with_who_was_told(routed):
    now = time.time()
    routed.set(TRIP, "ALARM", 6.25)
    incident = routed.hear(TRIP, "ALARM", now - 720, now - 719)
    routed.ledger(now - 60).acknowledge(incident, "ann", round((now - 60) * 1_000))
    routed.run("mute", "jobs", "--for", "2h", "--because", "a fix", "--by", "bob")
    result = routed.run("status")
    assert result.exit_code == 1
    assert "▲ 1 of 19 alarms firing · 1 incident open" in result.stdout
    assert "6.25 %       > 5 %   on-call, team" in result.stdout
    assert "by ann, 1 min ago" in result.stdout
    assert "a fix (by bob)" in result.stdout
    document = json.loads(routed.run("status", "--json").stdout)
    assert [one["id"] for one in document["incidents"]] == [incident]
    assert document["unread"] == {}


def test_what_is_over_is_shown_no_more(routed):
    now = time.time()
    routed.hear(TRIP, "ALARM", now - 900)
    routed.hear(TRIP, "OK", now - 600)
    assert json.loads(routed.run("status", "--json").stdout)["incidents"] != []
    routed.hear(f"{TRIP}-hold", "OK", now - 300)
    assert json.loads(routed.run("status", "--json").stdout)["incidents"] == []


@pytest.mark.parametrize("terminal", [False, True], ids=["in a pipe", "on a terminal"])
def test_watching_shows_what_changes_until_interrupted(ward, terminal):
    ours, theirs = pty.openpty() if terminal else os.pipe()
    words = [*COMMAND, "--watch", "--every", "1"]
    watcher = subprocess.Popen(words, cwd=ward.folder, stdout=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    try:
        seen = _until(ours, "alarms are quiet")
        ward.set(TRIP, "ALARM", 6.25)
        seen += _until(ours, "greet error rate high")
        watcher.send_signal(signal.SIGINT)
        assert watcher.wait(10) == 1
    finally:
        watcher.kill()
        os.close(ours)
    assert ("\x1b[" in seen) == terminal


def _until(stream: int, text: str) -> str:
    seen = ""
    while text not in seen:
        piece = os.read(stream, 65_536)
        assert piece, seen
        seen += piece.decode()
    return seen
