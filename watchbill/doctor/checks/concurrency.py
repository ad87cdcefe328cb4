"""Lambda has executions left that nobody has reserved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import warning, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

KEPT = 100
"""Lambda lets nobody reserve the last hundred."""


def examine(patient: Patient) -> Iterator[Finding]:
    limits = patient.client("lambda").get_account_settings()["AccountLimit"]
    yield judge(limits["UnreservedConcurrentExecutions"], limits["ConcurrentExecutions"])


def judge(free: int, total: int) -> Finding:
    """Twice what Lambda keeps anyway is near the end."""
    if free > 2 * KEPT:
        return well(f"{free:,} of {total:,} unreserved")
    return warning(
        f"{free:,} of {total:,} executions are left unreserved",
        "all functions that reserve none share them: one busy function throttles the others",
        "reserve less, or raise the account's concurrency in Service Quotas",
    )
