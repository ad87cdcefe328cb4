"""Killed before and after each of its side effects, then given the event again: it ends where it would have."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.test_incident_table import TABLE, create_table
from tests.workers.alert_router.world import ROUTES, World, batch
from workers.alert_router import record
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.runtime.client import client

if TYPE_CHECKING:
    from tests.workers.cloud import Cloud

ROOT = Path(__file__).parents[3]
LEASE = 300
RECONCILE = {"watchbill": "reconcile"}


class Rig:
    """An empty cloud, and processes that handle events in it."""

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

    def handle(self, event: dict, number: int = 0, when: str = "before") -> tuple[int, int]:
        """Return the process's exit code, and how many side effects it had when it ended by itself."""
        path, routes = self._folder / "event.json", self._folder / "routes.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        routes.write_text(json.dumps(ROUTES), encoding="utf-8")
        environ = os.environ | {
            "INCIDENT_TABLE": TABLE,
            "LEASE_MS": str(LEASE),
            "ROUTER_QUEUE_URL": self._queue,
            "ROUTES": str(routes),
            "PYTHONPATH": str(ROOT),
        }
        command = [
            sys.executable,
            "-m",
            "tests.workers.alert_router.crash",
            str(path),
            str(self._out),
            str(number),
            when,
        ]
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
    world = World(start=round(time.time() * 1000))
    return [batch(world.enter("load", "ALARM")), batch(world.enter("load", "OK"))]


def check_converges(rig: Rig, number: int, when: str, step: int) -> None:
    rig.renew()
    events = life()
    for index, event in enumerate(events):
        if index == step:
            code, _ = rig.handle(event, number, when)
            assert code == -signal.SIGKILL
            time.sleep(LEASE / 1000)
        assert rig.handle(event)[0] == 0
    time.sleep(LEASE / 1000)
    # The schedule comes a minute later in life; here at once.
    rig.handle(RECONCILE)
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
    check_converges(rig, 4, "after", 0)


@pytest.mark.wide
@pytest.mark.parametrize("step", [0, 1], ids=["trip", "recovery"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_side_effect(rig, when, step):
    first, second = life()
    count = [rig.handle(first)[1], rig.handle(second)[1]][step]
    assert count == 9
    for number in range(1, count + 1):
        check_converges(rig, number, when, step)
