"""No alarm has its actions switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, well
from watchbill.oncall.alarm import read_alarms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    """The first thing that a tired person does, and forgets. A mute ends by itself."""
    found = read_alarms(patient.connection, f"{patient.plan.service.prefix}-")
    known = {alarm.name for alarm in patient.plan.every_alarm}
    off = [name for name, alarm in sorted(found.items()) if name in known and not alarm.actions]
    for name in off:
        yield problem(
            f"{name} has its actions switched off",
            "it goes into ALARM and publishes to nobody",
            f"aws cloudwatch enable-alarm-actions --alarm-names {name}; next time: watchbill mute",
        )
    if missing := len(known - found.keys()):
        yield problem(
            f"{missing} alarms of the spec are not deployed here", "what they watch is not watched", "watchbill deploy"
        )
    if not off and found:
        yield well(f"{len(found)} alarms")
