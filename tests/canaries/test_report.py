"""A report as a line of the log: the metrics that alarms read, and the words that people do."""

from __future__ import annotations

import pytest

from canaries.emission import log_line
from canaries.memory import failure
from canaries.report import Report, Result, Step
from monitors.known_metrics.watchbill_canaries import METRICS
from watchbill.local.running.embedded_metric import embedded_metrics

PASSED = (Step(name="invoke", result=Result.PASSED, milliseconds=120.04),)
FAILED = (
    *PASSED,
    Step(name="item_written", result=Result.FAILED, milliseconds=10_000, expected="an item", got="x" * 900),
    Step(name="log_line", result=Result.FAILED, milliseconds=3, expected="a line", got="none"),
)


def report(steps):
    return Report(
        canary="shop-qa1-take", function="take", run="r", trace_id="t" * 32, moment="2026-03-04T12:00:00Z",
        milliseconds=10_123.4, steps=steps, links={"logs": "https://console.example"},
    )  # fmt: skip


@pytest.mark.parametrize(("steps", "values"), [(PASSED, (100, 0)), (FAILED, (0, 2))], ids=["passed", "failed"])
def test_its_metrics_are_those_that_the_rules_read(steps, values):
    import json

    found = {m.name: m for m in embedded_metrics(json.dumps(log_line(report(steps), 1_772_625_600)))}
    assert (found["SuccessPercent"].value, found["FailedSteps"].value) == values
    assert found["Duration"].value == 10_123.4
    assert {m.dimensions for m in found.values()} == {(("Canary", "shop-qa1-take"),)}
    assert {m.namespace for m in found.values()} == {"Watchbill/Canaries"}
    assert set(found) == {known.name for known in METRICS}


def test_the_first_failure_is_told_and_each_step_timed():
    line = log_line(report(FAILED), 0)
    assert (line["message"], line["step"], line["expected"]) == ("canary failed", "item_written", "an item")
    assert line["steps"] == {"invoke": 120.0, "item_written": 10_000, "log_line": 3}
    assert report(FAILED).words.startswith("item_written failed: expected an item; got xxx")
    assert "step" not in log_line(report(PASSED), 0)


def test_what_an_alert_says_fits_on_a_phone():
    assert len(failure(report(FAILED))["got"]) == 500
