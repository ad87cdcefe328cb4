"""Once a minute: what was lost is found, reminders go out, and the heartbeat is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from troposphere import GetAtt, Ref, Sub, Tags, awslambda, iam, scheduler

from generators.arn import arn
from generators.crew import FUNCTION
from generators.declaration import declare, tags
from generators.policy import ACCOUNT, allow, document, trust

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

RATE = "rate(1 minute)"
PAYLOAD = orjson.dumps({"watchbill": "reconcile"}).decode()
ROLE = "ScheduleRole"
AGE_SECONDS = 60
"""A round that could not begin in its minute is the next one's work: it is not tried again."""


def declare_reconciler(plan: Plan, router: Resource[object]) -> tuple[StackResource, ...]:
    """Schedule, the role it invokes under, and no second try of a round."""
    group = Sub(arn("scheduler", "schedule-group/default"))
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": group}}
    resources = (
        iam.Role(
            ROLE,
            Description=f"Scheduler invokes {router.name}",
            AssumeRolePolicyDocument=trust("scheduler.amazonaws.com", condition),
            Policies=[
                iam.Policy(
                    PolicyName="schedule",
                    PolicyDocument=document(allow(["lambda:InvokeFunction"], arn("lambda", f"function:{router.name}"))),
                )
            ],
            Tags=Tags(tags(plan.service, router)),
        ),
        scheduler.Schedule(
            "Reconcile",
            Description=f"Wakes {router.name}",
            ScheduleExpression=RATE,
            FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
            Target=scheduler.Target(
                Arn=GetAtt(FUNCTION, "Arn"),
                RoleArn=GetAtt(ROLE, "Arn"),
                Input=PAYLOAD,
                RetryPolicy=scheduler.RetryPolicy(MaximumEventAgeInSeconds=AGE_SECONDS, MaximumRetryAttempts=0),
            ),
        ),
        awslambda.EventInvokeConfig(
            "AsyncInvocation",
            FunctionName=Ref(FUNCTION),
            Qualifier="$LATEST",
            MaximumRetryAttempts=0,
            MaximumEventAgeInSeconds=AGE_SECONDS,
        ),
    )
    return tuple(declare(resource, source=router.source) for resource in resources)
