"""The role under which EventBridge Scheduler invokes a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Sub, Tags, iam

from generators.arn import arn
from generators.policy import ACCOUNT, document, trust

if TYPE_CHECKING:
    from generators.artefact import JSON


def scheduler_role(logical_id: str, function: str, own: Tags, *rights: JSON, **optional: Any) -> iam.Role:
    """Only this account's schedules may assume it. `function` is named for people; `rights` say what it may do."""
    group = Sub(arn("scheduler", "schedule-group/default"))
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": group}}
    return iam.Role(
        logical_id,
        Description=f"Scheduler invokes {function}",
        AssumeRolePolicyDocument=trust("scheduler.amazonaws.com", condition),
        Policies=[iam.Policy(PolicyName="schedule", PolicyDocument=document(*rights))],
        Tags=own,
        **optional,
    )
