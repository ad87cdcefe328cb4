"""Once a minute: what was lost is found, reminders go out, and the heartbeat is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from troposphere import GetAtt, Ref, Tags, awslambda, scheduler

from generators.arn import arn
from generators.crew import FUNCTION
from generators.declaration import declare, tags
from generators.policy import allow
from generators.scheduler_role import scheduler_role

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
    own = Tags(tags(plan.service, router))
    resources = (
        scheduler_role(
            ROLE, router.name, own, allow(["lambda:InvokeFunction"], arn("lambda", f"function:{router.name}"))
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
