"""Every stack ended well, and with --drift, is as its template says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.cloud.drift import detect_drift
from watchbill.cloud.inventory import read_stacks
from watchbill.doctor.finding import problem, warning, well
from watchbill.oncall.stack import read_stacks_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    stacks = read_stacks_now(patient.connection, patient.plan.service)
    bad = [stack for stack in stacks if not stack.well and not stack.busy]
    for stack in bad:
        yield problem(
            f"stack {stack.name} is {stack.status}",
            "its last change failed, and what it holds may be neither old nor new",
            "watchbill deploy says what can be done",
        )
    if not stacks:
        yield problem("no stack of this service is deployed here", "nothing is watched", "watchbill deploy")
    if patient.drift:
        yield from _drift(patient)
    elif stacks and not bad:
        yield well(f"{len(stacks)} stacks")


def _drift(patient: Patient) -> Iterator[Finding]:
    service, drifted = patient.plan.service, False
    for stack in read_stacks(patient.connection, service.name, service.environment).values():
        for resource, outside in detect_drift(patient.connection, stack).items():
            drifted = True
            changed = "was deleted" if outside.deleted else f"was changed: {', '.join(e.name for e in outside.edits)}"
            yield warning(
                f"{resource} of {stack.name} {changed}",
                "somebody did that outside watchbill, and the next deployment may not undo it",
                "watchbill plan --drift shows the values",
            )
    if not drifted:
        yield well("nothing was changed outside")
