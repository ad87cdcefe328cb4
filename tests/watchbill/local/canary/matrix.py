"""Every fault × every function: which step of the canary fails, and whether it passes again afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.watchbill.local.canary.sabotage import Fault, faults_of, planted

if TYPE_CHECKING:
    from tests.watchbill.local.canary.conftest import Aviary

CALM_SECONDS = 300
"""Between two faults: what the last one left in streams is worked off or parked; queues take longer, block nobody."""


@dataclass(frozen=True)
class Outcome:
    """`step` is "" where the canary passed a broken function; `seconds` are the cloud's, from its start to its end."""

    step: str
    expected: str
    got: str
    seconds: float
    recovered: bool


def measure(aviary: Aviary, key: str, fault: Fault) -> Outcome:
    """Plant, run, take out, let minutes pass, run again."""
    with planted(aviary, key, fault):
        report = aviary.run(key)
    aviary.world.run(CALM_SECONDS, timeout=300)
    aviary.world.empty_parking()
    failed = report.failed[0] if report.failed else None
    return Outcome(
        step=failed.name if failed else "",
        expected=failed.expected if failed else "",
        got=failed.got if failed else "",
        seconds=report.milliseconds / 1000,
        recovered=aviary.run(key).passed,
    )


def cells(aviary: Aviary) -> dict[str, dict[Fault, Outcome]]:
    """The whole matrix."""
    return {key: {fault: measure(aviary, key, fault) for fault in faults_of(key)} for key in aviary.canaries}
