"""What a deployment may shake is muted while it lasts: every alarm that is there, but the router's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitors.muting import audible
from watchbill.cloud import deployment
from watchbill.cloud.deployment import Report
from watchbill.cloud.outcome import Outcome, Result
from watchbill.oncall.deployment_mute import mute_for_deployment

TRIP = "ward-qa1-lambda-greet-error-rate-high"


def test_all_that_tells_is_muted_for_so_long_and_the_router_is_not(ward):
    at = datetime(2099, 1, 1, 12, 0, 30, tzinfo=UTC)
    (mute,) = mute_for_deployment(ward.connection, ward.plan, 10, at)
    assert mute.alarms == audible(ward.plan)
    assert TRIP in mute.alarms
    assert not [name for name in mute.alarms if "-router-" in name or name.endswith("-hold")]
    begin, end = mute.window
    assert (begin, end) == (at.replace(second=0) + timedelta(minutes=1), at.replace(second=0) + timedelta(minutes=11))


def test_a_deployment_that_changes_nothing_mutes_nothing(ward):
    assert ward.run("deploy", "--yes", "--mute", "5").exit_code == 0
    assert ward.mutes() == []


@pytest.mark.parametrize(("result", "code", "left"), [(Result.UPDATED, 0, 1), (Result.FAILED, 1, 0)])
def test_a_deployment_is_muted_and_one_that_fails_no_longer(ward, monkeypatch, result, code, left):
    during = []

    def end(*_, **__) -> Report:
        during.extend(ward.mutes())
        return Report(outcomes={"ward-qa1-foundation": Outcome(stack="ward-qa1-foundation", result=result)})

    monkeypatch.setattr(deployment, "deploy", end)
    spec = ward.folder / "config.yaml"
    before = spec.read_text()
    try:
        spec.write_text(before.replace("timeout_seconds: 3", "timeout_seconds: 4"))
        assert ward.run("deploy", "--yes", "--mute", "5").exit_code == code
    finally:
        spec.write_text(before)
    (mute,) = during
    assert mute["because"].startswith("a deployment of spec")
    assert len(ward.mutes()) == left
