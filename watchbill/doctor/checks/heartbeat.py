"""The router shows signs of life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, well
from watchbill.oncall.moment import age
from watchbill.oncall.pulse import BACK, read_pulses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

OLD_SECONDS = 300
"""It beats once a minute."""


def examine(patient: Patient) -> Iterator[Finding]:
    if patient.router is None:
        return
    beat = read_pulses(patient.connection, patient.plan, patient.at).heartbeat
    if beat is not None and (patient.at - beat.at).total_seconds() <= OLD_SECONDS:
        yield well(f"{age(beat.at, patient.at)} ago")
        return
    silent = f"for {age(beat.at if beat else patient.at - BACK, patient.at)}"
    yield problem(
        f"no heartbeat {silent}",
        "lost events are not found, reminders do not go out, and perhaps nothing is told at all",
        "watchbill logs alert-router --errors; is its schedule on?",
    )
