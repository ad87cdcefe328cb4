"""No dead letters wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, warning, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient


def examine(patient: Patient) -> Iterator[Finding]:
    """The router's own first: each is an alarm event that nobody may have been told of."""
    empty = 0
    if patient.router is not None:
        name = f"{patient.router.name}-dlq"
        count = _count(patient, name)
        if count is None:
            yield problem(f"queue {name} does not exist", "what the router fails on is lost", "watchbill deploy")
        elif count:
            yield problem(
                f"{count} alarm events lie in {name}",
                "the router failed on them again and again: perhaps nobody was told",
                f"watchbill logs alert-router --errors, mend it, then redrive {name} in the SQS console",
            )
        else:
            empty += 1
    for name in _dead_letter_queues(patient):
        count = _count(patient, name)
        if count:
            yield warning(
                f"{count} messages lie in {name}", "work was given up on", "look at its runbook: watchbill open " + name
            )
        empty += count == 0
    if empty:
        yield well(f"{empty} {'queue' if empty == 1 else 'queues'} empty")


def _dead_letter_queues(patient: Patient) -> list[str]:
    entries = patient.plan.of_kind("sqs_queue")
    keys = {entry.resource.settings.dead_letter_queue for entry in entries}
    return [entry.resource.name for entry in entries if entry.resource.key in keys]


def _count(patient: Patient, name: str) -> int | None:
    attributes = patient.queue_attributes(name)
    return None if attributes is None else int(attributes["ApproximateNumberOfMessages"])
