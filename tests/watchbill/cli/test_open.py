"""`watchbill open`: the right page of everything that has a name, in a real browser's place."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from tests.watchbill.oncall.scene import incident
from watchbill.cli import open as cli_open
from watchbill.oncall.incident_table import Episode, File
from watchbill.oncall.page import TARGETS, incident_pages
from workers.alert_router.delivery import Receipt

TRIP = "ward-qa1-lambda-greet-error-rate-high"
HOME = "https://us-east-1.console.aws.amazon.com"
CLOUDWATCH = f"{HOME}/cloudwatch/home?region=us-east-1"
FUNCTION = f"{HOME}/lambda/home?region=us-east-1#/functions/ward-qa1-us-east-1-hello?tab=monitoring"
RUNBOOKS = "https://example.com/runbooks"


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """What a browser was asked to open: a program of that name that writes it down."""
    browser, log = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {log}\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")

    def read() -> list[str]:
        for _ in range(50):
            if log.is_file():
                break
            time.sleep(0.02)
        return log.read_text().splitlines() if log.is_file() else []

    return read


def pages(ward, *words: str) -> dict[str, list[str]]:
    result = ward.run("open", *words, "--json", local=False)
    assert result.exit_code == 0, result.output
    found: dict[str, list[str]] = {}
    for page in json.loads(result.stdout)["pages"]:
        found.setdefault(page["target"], []).append(page["url"])
    return found


@pytest.mark.parametrize(
    ("name", "target", "url"),
    [
        pytest.param("greet", "console", FUNCTION, id="a function"),
        pytest.param(
            "hello", "dashboard", f"{CLOUDWATCH}#dashboards/dashboard/ward-qa1-lambda-performance", id="its dashboard"
        ),
        pytest.param("jobs", "runbook", f"{RUNBOOKS}/sqs_queue/depth_growing--jobs.md", id="a queue's runbook"),
        pytest.param(TRIP, "console", f"{CLOUDWATCH}#alarmsV2:alarm/{TRIP}", id="an alarm"),
        pytest.param(f"{TRIP}-hold", "console", f"{CLOUDWATCH}#alarmsV2:alarm/{TRIP}-hold", id="a hold"),
        pytest.param(TRIP, "runbook", f"{RUNBOOKS}/lambda_function/error_rate_high--greet.md", id="its runbook"),
        pytest.param(
            "lambda_function.throttled", "runbook", f"{RUNBOOKS}/lambda_function/throttled--greet.md", id="a rule"
        ),
    ],
)
def test_each_name_leads_to_its_pages(ward, name, target, url):
    assert url in pages(ward, name)[target]


def test_the_service_has_pages_of_its_own(ward):
    found = pages(ward)
    assert found["repository"] == ["https://example.com/repository"]
    assert found["runbook"] == [f"{RUNBOOKS}/README.md"]


def test_the_page_is_opened_and_its_address_printed(ward, opened):
    result = ward.run("open", TRIP, "--to", "runbook", local=False)
    url = f"{RUNBOOKS}/lambda_function/error_rate_high--greet.md"
    assert (result.exit_code, result.stdout) == (0, f"{url}\n")
    assert opened() == [url]


def test_printing_opens_nothing(ward, opened):
    result = ward.run("open", "greet", "--to", "console", "--print", local=False)
    assert result.stdout.split()[:2] == ["console", "ward-qa1-us-east-1-hello"]
    assert opened() == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["gret"], "did you mean `greet`?", id="misspelt"),
        pytest.param(["jobs", "--to", "slack"], "there is no slack page of jobs", id="no such page"),
        pytest.param(["--to", "pagerduty"], "comes from the receiver's schedule_url", id="no address of PagerDuty"),
    ],
)
def test_what_has_no_page_is_told(ward, words, told):
    result = ward.run("open", *words, local=False)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", "").split())


def test_an_incident_leads_to_its_alarms_pages(routed):
    name = routed.hear(TRIP, "ALARM", time.time() - 60)
    result = routed.run("open", name, "--print")
    assert f"{CLOUDWATCH}#alarmsV2:alarm/{TRIP}" in [line.split()[-1] for line in result.stdout.splitlines()]
    unknown = routed.run("open", "wb-1-2-3-4", "--print")
    assert (unknown.exit_code, "is on record" in unknown.stderr) == (2, True)


def test_where_people_talk_of_an_incident_is_a_page_too(ward):
    schedule = (("schedule_url", "https://ward.pagerduty.com/schedules"),)
    receivers = tuple(
        replace(one, settings=schedule) if one.channel == "pagerduty" else one for one in ward.plan.receivers
    )
    receipt = Receipt(provider_id="1795792646.000200", thread="1795792646.000200", extra={"channel": "C0123"})
    file = File(episode=Episode(incident=incident(), resources=("greet",)), rows=(), receipts={"team": receipt})
    found = {page.target: page.url for page in incident_pages(replace(ward.plan, receivers=receivers), file)}
    assert found["slack"] == "https://slack.com/archives/C0123/p1795792646000200"
    assert found["pagerduty"] == "https://ward.pagerduty.com/incidents"


def test_the_command_and_the_pages_know_the_same_targets():
    assert cli_open.TARGETS == TARGETS
