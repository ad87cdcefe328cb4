"""Every stack status has one next step."""

from __future__ import annotations

import pytest
from botocore.session import get_session

from watchbill.cloud.status import Step, next_step, note_on

STATUSES = get_session().get_service_model("cloudformation").shape_for("StackStatus").enum  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "step"),
    [
        ("", Step.CREATE),
        ("DELETE_COMPLETE", Step.CREATE),
        ("REVIEW_IN_PROGRESS", Step.CREATE),
        ("CREATE_COMPLETE", Step.UPDATE),
        ("UPDATE_ROLLBACK_COMPLETE", Step.UPDATE),
        ("UPDATE_FAILED", Step.UPDATE),
        ("ROLLBACK_COMPLETE", Step.CLEAR),
        ("DELETE_FAILED", Step.CLEAR),
        ("UPDATE_ROLLBACK_FAILED", Step.STUCK),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", Step.WAIT),
        ("DELETE_IN_PROGRESS", Step.WAIT),
    ],
)
def test_a_status_asks_for_a_step(status: str, step: Step) -> None:
    assert next_step(status) is step


@pytest.mark.parametrize("status", STATUSES)
def test_no_status_of_aws_is_forgotten(status: str) -> None:
    step = next_step(status)
    assert (step is Step.WAIT) == (status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS")
    healthy = step in (Step.CREATE, Step.UPDATE)
    assert bool(note_on(status)) != healthy
