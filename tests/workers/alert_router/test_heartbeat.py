"""Whoever watches from outside hears of each round that was done, and nothing on the way can undo the round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.workers.alert_router.world import Log
from watchbill.local.standin.fault import Fault
from watchbill.local.standin.server import Reply, Request, Standin
from workers.alert_router.heartbeat import beat_outside

if TYPE_CHECKING:
    from collections.abc import Iterator


class DeadMansSwitch(Standin):
    name = "dead man's switch"

    def answer(self, request: Request) -> Reply:
        return Reply(status=200 if request.path == "/ping/secret-id" else 404)

    def complaint(self, status: int, request: Request) -> Reply:
        return Reply(status=status, body=request.path.encode())


@pytest.fixture
def switch() -> Iterator[DeadMansSwitch]:
    with DeadMansSwitch() as running:
        yield running


def test_it_is_asked_once(switch: DeadMansSwitch) -> None:
    log = Log()
    beat_outside(lambda: f"{switch.url}/ping/secret-id", log)
    assert [(request.method, request.path) for request in switch.asked] == [("GET", "/ping/secret-id")]
    assert not log.lines


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.UNAVAILABLE, "HTTP 503"),
        (Fault.UNAUTHORISED, "HTTP 401"),
        (Fault.RESET_BEFORE_READ, "un"),
        (Fault.RESET_AFTER_READ, "unanswered: ProtocolError"),
    ],
    ids=lambda value: value.name.lower() if isinstance(value, Fault) else None,
)
def test_a_failure_is_logged_without_the_address(fault: Fault, reason: str, switch: DeadMansSwitch) -> None:
    log = Log()
    switch.faults.plant(fault)
    beat_outside(lambda: f"{switch.url}/ping/secret-id", log)
    (line,) = log.lines
    assert line["reason"].startswith(reason)
    assert "secret-id" not in str(log.lines)


@pytest.mark.parametrize(
    ("address", "reason"),
    [("http://nowhere.invalid/secret-id", "unreached: NameResolutionError"), ("no address: secret-id", "")],
    ids=["no such name", "no address"],
)
def test_an_address_that_leads_nowhere_is_logged_without_itself(address: str, reason: str) -> None:
    log = Log()
    beat_outside(lambda: address, log)
    (line,) = log.lines
    assert reason in line["reason"]
    assert "secret-id" not in str(log.lines)


def test_a_secret_that_cannot_be_read_undoes_nothing() -> None:
    def refuse() -> str:
        raise PermissionError("secret-id")

    log = Log()
    beat_outside(refuse, log)
    assert [line["reason"] for line in log.lines] == ["PermissionError"]
