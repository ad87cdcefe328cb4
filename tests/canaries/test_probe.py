"""A run's steps: in order, each timed, cleaned up whatever happened; patience has an end."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from canaries.check import Look
from canaries.definition import CheckDefinition, Definition, Thing, read_definitions
from canaries.patience import Patience
from canaries.probe import Probe
from canaries.report import Result
from canaries.run import Run

DENIED = ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetItem")


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.time, self.slept = 1_772_625_600.0, []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.slept.append(seconds)


class Table:
    """DynamoDB's client, as far as items go."""

    def __init__(self) -> None:
        self.items, self.calls = {}, []

    def __getattr__(self, name):
        def call(**parameters):
            self.calls.append(name)
            return {}

        return call


def probe(clock, client, **changes):
    given = {
        "name": "c", "key": "k", "function": "f", "alarm": "a", "way": "table", "timeout_seconds": 60,
        "payload": '{"Records": [{"dynamodb": {"NewImage": {"PK": {"S": "canary-0000-run"}}}}]}',
        "target": Thing(name="t", partition_key="PK"),
        "checks": [CheckDefinition(kind="item_written", within_seconds=10, settings={
            "table": {"name": "t", "partition_key": "PK"}, "partition": "canary-0000-run", "attributes": {}})],
    }  # fmt: skip
    run = Run(id="0" * 16, started=clock.now(), account="1", region="r")
    return Probe(definition=Definition(**{**given, **changes}), run=run, clients=lambda _: client, clock=clock)


def test_steps_come_in_order_and_what_was_put_is_removed():
    table = Table()
    report = probe(Clock(), table).perform()
    assert [step.name for step in report.steps] == ["prepare", "table", "item_written", "clean up"]
    assert [step.name for step in report.failed] == ["item_written"]
    assert report.failed[0].got == "no such item (after 10 s)"
    assert (table.calls[0], table.calls[-1]) == ("put_item", "delete_item")


def test_after_a_failure_the_other_checks_look_once():
    clock = Clock()
    one = CheckDefinition(
        kind="item_written",
        within_seconds=10,
        settings={"table": {"name": "t", "partition_key": "PK"}, "partition": "p", "attributes": {}},
    )
    report = probe(clock, Table(), checks=[one, one, one]).perform()
    assert [step.result for step in report.steps[2:5]] == [Result.FAILED] * 3
    assert sum(clock.slept) == pytest.approx(10)


def test_what_cannot_go_in_leaves_nothing_to_check_and_is_cleaned_up():
    report = probe(Clock(), Table(), target=None).perform()
    assert [(step.name, step.result) for step in report.steps] == [
        ("prepare", Result.PASSED),
        ("table", Result.FAILED),
        ("item_written", Result.SKIPPED),
        ("clean up", Result.PASSED),
    ]


def test_a_canary_ends_at_its_own_timeout_whatever_its_checks_allow():
    clock = Clock()
    report = probe(clock, Table(), timeout_seconds=4).perform()
    assert report.failed[0].got == "no such item (after 4 s)"


def test_pauses_grow_to_five_seconds_and_errors_count_as_no():
    clock, looks = Clock(), []

    def look():
        looks.append(clock.now())
        raise DENIED

    found = Patience(clock, 30).until(look)
    assert (found.holds, "AccessDenied" in found.got) == (False, True)
    assert clock.slept[0] == 0.25
    assert max(clock.slept) == 5.0
    assert sum(clock.slept) == pytest.approx(30)


def test_a_look_that_holds_ends_it_at_once():
    clock = Clock()
    assert Patience(clock, 30).until(lambda: Look(True, "", "")).holds
    assert clock.slept == []


def test_definitions_are_read_as_they_are_written():
    from generators.canaries.probe import ready_probes
    from generators.canaries.runner import definitions
    from tests.generators.templates import ROOT
    from watchbill.reading import read_plan

    probes = ready_probes(read_plan(ROOT / "config.yaml", "qa1"))
    found = read_definitions(definitions(probes))
    assert len(found) == 8
    assert found["prd2011-qa1-process-saved"].target == Thing(
        name="prd2011-qa1-demand-table", partition_key="PK", sort_key="SK"
    )
    assert found["prd2011-qa1-redrive"].alarm == "prd2011-qa1-canary-redriveDeadLetters-failing"
    assert "${AWS::AccountId}:prd2011-qa1-canary-letters" in found["prd2011-qa1-redrive"].payload
