"""What monitors.yaml may say of a canary: every problem at once, each at its place, with what to do."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import pytest

from generators.canaries.probe import ready_probes
from generators.canaries.timing import expression, rate
from monitors.model.errors import PlanError
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
version: 1
service: orders
product: shop
region: eu-west-1
owner: crew
links: {repository: https://example.com/r, runbooks: https://example.com/runbooks}
teams: {crew: {channel: "#crew", on_call: the rota}}
canaries: {enabled: true}
functions:
  take:
    handler: take.handler.handle
    triggers: [{bucket: uploads, prefix: in/, suffix: .csv}, {stream: orders, on_failure: letters}]
    uses: [{table: items, access: [write]}, {table: notes}]
streams: {orders: {shards: 1}}
queues: {letters: {}}
tables: {items: {partition_key: {name: PK}}, notes: {partition_key: {name: PK}}, others: {partition_key: {name: PK}}}
buckets: {uploads: {}}
environments: {qa1: {}}
"""
OBJECT = {"eventSource": "aws:s3", "s3": {"object": {"key": "in/canary-0000-run.csv"}}}


def plan(folder: Path, monitors: str, event: object = None):
    (folder / "take").mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "take/monitors.yaml").write_text(monitors)
    (folder / "take/event.json").write_text(event if isinstance(event, str) else json.dumps(event or {"a": 1}))
    return read_plan(folder / "config.yaml", "qa1")


CHECKS = {
    "an unknown kind": ("{kind: item_writen}", "there is no check item_writen", "did you mean item_written?"),
    "a missing setting": ("{kind: log_line}", "check log_line needs the setting message", "add message:"),
    "a setting too many": (
        "{kind: response, settings: {statuss: 200}}",
        "check response has no setting statuss",
        "did you mean status?",
    ),
    "a wrong type": (
        "{kind: response, settings: {status: fine}}",
        "check response: status is 'fine', expected a whole number",
        "",
    ),
    "true for a number": (
        "{kind: response, settings: {status: true}}",
        "check response: status is True, expected a whole number",
        "",
    ),
    "one of two tables": (
        "{kind: item_written, settings: {partition: a}}",
        "check item_written needs to be told which table: take uses items, notes",
        "set table: to one of items, notes",
    ),
    "a table that is not the function's": (
        "{kind: item_written, settings: {partition: a, table: others}}",
        "check item_written looks at a table that take does not use: others",
        "add it to the function's uses:",
    ),
    "more patience than the canary": (
        "{kind: response, within_seconds: 70}",
        "check response waits 70 s, but the canary of take ends after 60 s",
        "raise the canary's timeout_seconds:",
    ),
}


@pytest.mark.parametrize(("check", "message", "cure"), CHECKS.values(), ids=CHECKS)
def test_a_check_is_held_against_what_it_takes(tmp_path, check, message, cure):
    made = plan(tmp_path, f"canary:\n  checks:\n    - {{kind: response}}\n    - {check}\n")
    with pytest.raises(PlanError) as caught:
        ready_probes(made)
    (problem,) = caught.value.problems
    assert (problem.message, str(problem.source)) == (message, "take/monitors.yaml:4:7")
    assert cure in problem.help


def test_every_problem_is_told_at_once(tmp_path):
    made = plan(tmp_path, "canary: {checks: [{kind: log_line}, {kind: other}, {kind: response, within_seconds: 99}]}\n")
    with pytest.raises(PlanError) as caught:
        ready_probes(made)
    assert [p.code for p in caught.value.problems] == [
        "canary-check-incomplete", "canary-check-unknown", "canary-check-too-patient"
    ]  # fmt: skip


BUCKET = "canary: {through: trigger, content: 'a'}\n"
EVENTS = {
    "no JSON": ("critical: true\n", '{\n  "a": }', "is no JSON", "take/event.json:2:8"),
    "no trigger of its kind": (
        "canary: {through: trigger}\n",
        {"Records": [{"eventSource": "aws:sqs"}]},
        "of none that a canary can put to (bucket, stream)",
        "take/monitors.yaml:1:1",
    ),
    "an object elsewhere": (
        BUCKET,
        {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": "out/canary-0000-run.csv"}}}]},
        "puts out/canary-0000-run.csv, which does not begin with 'in/'",
        "take/monitors.yaml:1:1",
    ),
    "the same each time": (
        BUCKET,
        {"Records": [{"eventSource": "aws:s3", "s3": {"object": {"key": "in/a.csv"}}}]},
        "sends the same event each time",
        "take/monitors.yaml:1:1",
    ),
    "no content": (
        "canary: {through: trigger}\n",
        {"Records": [OBJECT]},
        "needs content: with a bucket",
        "take/monitors.yaml:1:1",
    ),
    "content for nothing": (
        "canary: {content: 'a'}\n",
        {"Records": [OBJECT]},
        "has content:, which only a bucket",
        "take/monitors.yaml:1:1",
    ),
    "items for two tables": (
        "canary: {items: [{PK: a}]}\n",
        {},
        "has items, but not one table to put them into: it uses items, notes",
        "take/monitors.yaml:1:1",
    ),
}


@pytest.mark.parametrize(("monitors", "event", "message", "place"), EVENTS.values(), ids=EVENTS)
def test_an_event_is_held_against_the_triggers(tmp_path, monitors, event, message, place):
    with pytest.raises(PlanError) as caught:
        ready_probes(plan(tmp_path, monitors, event))
    problems = {problem.message: str(problem.source) for problem in caught.value.problems}
    assert [at for said, at in problems.items() if message in said] == [place], problems


def test_a_function_without_an_event_is_told_so(tmp_path):
    plan(tmp_path, "critical: true\n")
    (tmp_path / "take/event.json").unlink()
    with pytest.raises(PlanError, match=r"nothing to send: there is no take/event\.json"):
        ready_probes(read_plan(tmp_path / "config.yaml", "qa1"))


@cache
def minutes(every: int) -> list[str]:
    from dataclasses import replace

    from tests.generators.templates import ROOT

    found = [entry.canary for entry in read_plan(ROOT / "config.yaml", "qa1").of_kind("canary") if entry.canary]
    return [expression(replace(canary, every_minutes=every)) for canary in found]


@pytest.mark.parametrize(
    ("every", "form"), [(1, "cron(0/1 * * * ? *)"), (5, "/5 * * * ? *)"), (60, " * * * ? *)"), (7, "rate(7 minutes)")]
)
def test_canaries_are_spread_over_their_interval_and_always_the_same_way(every, form):
    made = minutes(every)
    assert all(form in one for one in made)
    if every == 5:
        assert len(set(made)) > 2


def test_what_synthetics_cannot_do_is_refused(tmp_path):
    plan(tmp_path, "canary: {every_minutes: 90}\n")
    spec = (tmp_path / "config.yaml").read_text()
    (tmp_path / "config.yaml").write_text(spec.replace("enabled: true", "enabled: true, engine: synthetics"))
    with pytest.raises(PlanError, match="90 minutes, CloudWatch Synthetics at least once an hour"):
        ready_probes(read_plan(tmp_path / "config.yaml", "qa1"))


@pytest.mark.parametrize(("every", "said"), [(1, "rate(1 minute)"), (5, "rate(5 minutes)"), (60, "rate(1 hour)")])
def test_synthetics_is_given_a_rate(tmp_path, every, said):
    made = plan(tmp_path, f"canary: {{every_minutes: {every}}}\n" if every != 5 else "critical: true\n")
    assert rate(made.of_kind("canary")[0].canary) == said
