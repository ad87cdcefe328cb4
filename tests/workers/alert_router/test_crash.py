"""Killed before and after each of its side effects, then given the event again: it ends where it would have."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.test_incident_table import TABLE, create_table
from tests.workers.alert_router.world import ROUTES, START, World, batch
from workers.alert_router import record
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.runtime.client import client

if TYPE_CHECKING:
    from tests.workers.cloud import Cloud

ROOT = Path(__file__).parents[3]
RECONCILE = {"watchbill": "reconcile"}
SOON, REDELIVERED, MINUTE = 400, 360_000, 60_000
"""Milliseconds: nearer than Slack's pace allows a second message; when the queue shows a message again that nobody
deleted, which is after the lease of whoever died; the schedule's."""


class Rig:
    """An empty cloud, and processes that handle events in it, each at its own moment."""

    def __init__(self, cloud: Cloud, folder: Path) -> None:
        self._cloud = cloud
        self._folder = folder
        self._out = folder / "told.jsonl"
        client.cache_clear()
        self.renew()

    def renew(self) -> None:
        self._cloud.renew()
        create_table(self._cloud.url)
        self._queue = self._cloud.sqs.create_queue(QueueName="router")["QueueUrl"]
        self._out.write_text("", encoding="utf-8")

    def handle(self, event: dict, now: int, number: int = 0, when: str = "before") -> tuple[int, int]:
        """Return the process's exit code, and how many side effects it had when it ended by itself."""
        path, routes = self._folder / "event.json", self._folder / "routes.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        routes.write_text(json.dumps(ROUTES), encoding="utf-8")
        environ = os.environ | {
            "INCIDENT_TABLE": TABLE,
            "ROUTER_QUEUE_URL": self._queue,
            "ROUTES": str(routes),
            "PYTHONPATH": str(ROOT),
        }
        arguments = [str(path), str(self._out), str(now), str(number), when]
        command = [sys.executable, "-m", "tests.workers.alert_router.crash", *arguments]
        done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, int(done.stderr.split()[-1]) if done.returncode == 0 else 0

    def told(self) -> list[tuple[str, str, int, str]]:
        lines = self._out.read_text(encoding="utf-8").splitlines()
        return [tuple(json.loads(line)) for line in lines]

    def statuses(self) -> Counter[str]:
        table = DynamoDbTable(TABLE)
        ids = {incident for _, incident, _, _ in self.told()}
        return Counter(str(record.row_of(i).status) for one in ids for i in table.query(f"incident#{one}", "row#"))


@pytest.fixture
def rig(cloud: Cloud, tmp_path: Path) -> Rig:
    return Rig(cloud, tmp_path)


def life() -> list[dict]:
    """A trip and a recovery, told to two receivers."""
    world = World()
    return [batch(world.enter("load", "ALARM")), batch(world.enter("load", "OK"))]


def check_converges(rig: Rig, number: int, when: str, step: int, *, again: int, rounds: int) -> None:
    """Kill at one side effect of one step; give the event again after so long; then let the schedule come.

    Nothing that asks to be woken is: the schedule alone must do.
    """
    rig.renew()
    now = START
    for index, event in enumerate(life()):
        now += SOON
        if index == step:
            code, _ = rig.handle(event, now, number, when)
            assert code == -signal.SIGKILL
            now += again
        assert rig.handle(event, now)[0] == 0
    for round_ in range(1, rounds + 1):
        assert rig.handle(RECONCILE, now + round_ * MINUTE)[0] == 0
    told = rig.told()
    assert [(name, action) for name, _, _, action in sorted(set(told), key=lambda each: (each[0], each[2]))] == [
        ("on-call", "open"),
        ("on-call", "resolve"),
        ("team", "open"),
        ("team", "resolve"),
    ]
    assert len({incident for _, incident, _, _ in told}) == 1
    # Whatever was sent twice was sent with the same revision, which is what vendors tell repetitions by.
    assert len(told) - len(set(told)) <= 1
    assert rig.statuses() == {"sent": 4}


def test_killed_between_a_delivery_and_its_record(rig):
    """One write of the incident; then, for each receiver: its pace, its talk, the delivery, the record of it."""
    check_converges(rig, 4, "after", 0, again=REDELIVERED, rounds=1)


@pytest.mark.wide
@pytest.mark.parametrize(("again", "rounds"), [(REDELIVERED, 1), (SOON, 2)], ids=["lease over", "still leased"])
@pytest.mark.parametrize("step", [0, 1], ids=["trip", "recovery"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_side_effect(rig, when, step, again, rounds):
    first, second = life()
    count = [rig.handle(first, START + SOON)[1], rig.handle(second, START + 2 * SOON)[1]][step]
    # The recovery comes too soon for Slack: its row is put off, and a message asks to be woken for it.
    assert count == [9, 7][step]
    for number in range(1, count + 1):
        check_converges(rig, number, when, step, again=again, rounds=rounds)
