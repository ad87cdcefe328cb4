"""How changes of alarms come in: EventBridge → queue → router, each with somewhere to put what it cannot pass on.

A queue, because it holds events while the router fails, lets it say which of a batch failed, and keeps a storm from
becoming a thousand invocations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import GetAtt, Ref, Sub, Tags, awslambda, events, sqs

from generators.arn import arn, sub
from generators.crew import FUNCTION
from generators.declaration import declare, tags
from generators.mapping import ScalingConfig
from generators.policy import allow_service, deny_plaintext, document
from generators.routing.crew import TIMEOUT_SECONDS

if TYPE_CHECKING:
    from generators.artefact import JSON, StackResource
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

QUEUE, DEAD_LETTERS = "Queue", "DeadLetterQueue"
ALARMS, STACKS = "AlarmChanges", "StackChanges"
VISIBILITY_SECONDS = 6 * TIMEOUT_SECONDS
"""Six times the function's timeout, as Lambda's guide says: a batch is not given out twice at once."""
RECEIVES = 8
BATCH_SIZE = 10
CONCURRENCY = 5
"""Batches at once. Vendors take few messages a second anyway; more would only meet in the table."""
DEAD_LETTER_SECONDS = 14 * 86_400  # the longest there is
LONG_POLL_SECONDS = 20  # as well
CHANGES = (
    "CloudWatch Alarm State Change",
    "CloudWatch Alarm Configuration Change",
    "CloudWatch Alarm Contributor State Change",
)


def declare_intake(plan: Plan, router: Resource[object]) -> tuple[StackResource, ...]:
    """Dead letters, queue, rules and mapping; who may send is in each queue's policy."""
    rules = [_alarms(plan), *([_stacks(plan)] if _shows_changes(plan) else [])]
    arns = [GetAtt(rule.title, "Arn").to_dict() for rule in rules]
    ours = {"ArnEquals": {"aws:SourceArn": arns}}
    resources = (
        _dead_letters(plan, router),
        _queue(plan, router),
        *(_policy(queue, ours) for queue in (DEAD_LETTERS, QUEUE)),
        *rules,
        awslambda.EventSourceMapping(
            "Intake",
            EventSourceArn=GetAtt(QUEUE, "Arn"),
            FunctionName=Ref(FUNCTION),
            BatchSize=BATCH_SIZE,
            MaximumBatchingWindowInSeconds=0,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            ScalingConfig=ScalingConfig(MaximumConcurrency=CONCURRENCY),
        ),
    )
    return tuple(declare(resource, source=router.source) for resource in resources)


def dead_letter_name(router: str) -> str:
    return f"{router}-dlq"


def _dead_letters(plan: Plan, router: Resource[object]) -> sqs.Queue:
    return sqs.Queue(
        DEAD_LETTERS,
        QueueName=dead_letter_name(router.name),
        MessageRetentionPeriod=DEAD_LETTER_SECONDS,
        RedriveAllowPolicy={
            "redrivePermission": "byQueue",
            "sourceQueueArns": [Sub(arn("sqs", router.name))],
        },
        SqsManagedSseEnabled=True,
        Tags=Tags(tags(plan.service, router)),
    )


def _queue(plan: Plan, router: Resource[object]) -> sqs.Queue:
    return sqs.Queue(
        QUEUE,
        QueueName=router.name,
        VisibilityTimeout=VISIBILITY_SECONDS,
        ReceiveMessageWaitTimeSeconds=LONG_POLL_SECONDS,
        RedriveAllowPolicy={"redrivePermission": "denyAll"},
        RedrivePolicy=sqs.RedrivePolicy(deadLetterTargetArn=GetAtt(DEAD_LETTERS, "Arn"), maxReceiveCount=RECEIVES),
        SqsManagedSseEnabled=True,  # with a key of our own, EventBridge would need a right to it too
        Tags=Tags(tags(plan.service, router)),
    )


def _policy(queue: str, ours: JSON) -> sqs.QueuePolicy:
    queue_arn = GetAtt(queue, "Arn").to_dict()
    return sqs.QueuePolicy(
        f"{queue}Policy",
        Queues=[Ref(queue)],
        PolicyDocument=document(
            allow_service("events.amazonaws.com", ["sqs:SendMessage"], queue_arn, ours),
            deny_plaintext("sqs:*", queue_arn),
        ),
    )


def _alarms(plan: Plan) -> events.Rule:
    """Every change of this service's alarms, muted ones too: the event says so, and the router honours it."""
    return events.Rule(
        ALARMS,
        Description=f"Changes of the alarms of {plan.service.name}, for its alert router",
        EventPattern={
            "source": ["aws.cloudwatch"],
            "detail-type": list(CHANGES),
            "detail": {"alarmName": [{"prefix": f"{plan.service.prefix}-"}]},
        },
        Targets=[_target()],
    )


def _shows_changes(plan: Plan) -> bool:
    """PagerDuty shows deployments beside incidents; no other channel does."""
    return any(receiver.channel == "pagerduty" for receiver in plan.receivers)


def _stacks(plan: Plan) -> events.Rule:
    """How operations on this service's stacks ended."""
    stacks = arn("cloudformation", f"stack/{plan.service.prefix}-")
    return events.Rule(
        STACKS,
        Description=f"Deployments of {plan.service.name}, for its alert router",
        EventPattern={
            "source": ["aws.cloudformation"],
            "detail-type": ["CloudFormation Stack Status Change"],
            "resources": [{"prefix": sub(stacks)}],
            "detail": {"status-details": {"status": [{"suffix": "_COMPLETE"}, {"suffix": "_FAILED"}]}},
        },
        Targets=[_target()],
    )


def _target() -> events.Target:
    return events.Target(
        Id="router",
        Arn=GetAtt(QUEUE, "Arn"),
        DeadLetterConfig=events.DeadLetterConfig(Arn=GetAtt(DEAD_LETTERS, "Arn")),
    )
