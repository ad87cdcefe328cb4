"""Where runs end that could not be handed over, or that the function gave up. A person reads it, nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Ref, Tags, sqs

from generators.declaration import declare, tags
from generators.policy import deny_plaintext, document

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

QUEUE = "DeadLetters"
KEPT_SECONDS = 14 * 86_400  # SQS's longest


def queue_name(report: Resource[Any]) -> str:
    return f"{report.name}-dlq"


def declare_dead_letters(plan: Plan, report: Resource[Any]) -> tuple[StackResource, ...]:
    """Queue and policy."""
    queue = sqs.Queue(
        QUEUE,
        QueueName=queue_name(report),
        MessageRetentionPeriod=KEPT_SECONDS,
        SqsManagedSseEnabled=True,
        RedriveAllowPolicy={"redrivePermission": "denyAll"},
        Tags=Tags(tags(plan.service, report)),
    )
    policy = sqs.QueuePolicy(
        "DeadLettersPolicy",
        Queues=[Ref(QUEUE)],
        PolicyDocument=document(deny_plaintext("sqs:*", GetAtt(QUEUE, "Arn").to_dict())),
    )
    return tuple(declare(resource, source=report.source) for resource in (queue, policy))
