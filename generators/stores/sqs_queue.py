"""AWS::SQS::Queue: encrypted, TLS only, with its dead letters and whose it may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Ref, Sub, Tags, sqs

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.declaration import declare, tags
from generators.policy import deny_plaintext, document

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.resource import Resource
    from monitors.scope import Scope

QUEUE = "Queue"
DAY_SECONDS = 86_400
SOURCES_MAX = 10  # of a redrive allow policy's list
LONG_POLL_SECONDS = 20  # SQS's longest: fewest empty receives, whoever reads


def make(queue: Resource[Any], scope: Scope) -> Fragment:
    """The queue and its policy, after its dead-letter queue."""
    settings = queue.settings
    dead_letters = _dead_letters(queue, scope)
    optional: dict[str, Any] = {}
    if settings.fifo:
        optional |= {"FifoQueue": True, "ContentBasedDeduplication": True}
    if dead_letters is not None:
        optional["RedrivePolicy"] = sqs.RedrivePolicy(
            deadLetterTargetArn=Sub(arn_of(dead_letters)), maxReceiveCount=settings.max_receives
        )
    body = sqs.Queue(
        QUEUE,
        QueueName=queue.name,
        VisibilityTimeout=settings.visibility_timeout_seconds,
        MessageRetentionPeriod=settings.retention_days * DAY_SECONDS,
        ReceiveMessageWaitTimeSeconds=LONG_POLL_SECONDS,
        SqsManagedSseEnabled=True,
        RedriveAllowPolicy=_allowed(queue, scope),
        Tags=Tags(tags(scope.service, queue)),
        **optional,
    )
    policy = sqs.QueuePolicy(
        "QueuePolicy",
        Queues=[Ref(QUEUE)],
        PolicyDocument=document(deny_plaintext("sqs:*", GetAtt(QUEUE, "Arn").to_dict())),
    )
    return Fragment(
        unit=queue.id,
        resources=tuple(declare(resource, source=queue.source) for resource in (body, policy)),
        after=(dead_letters.id,) if dead_letters is not None and dead_letters.managed else (),
    )


def _dead_letters(queue: Resource[Any], scope: Scope) -> Resource[Any] | None:
    key = queue.settings.dead_letter_queue
    return None if key is None else scope.get("sqs_queue", key)


def _allowed(queue: Resource[Any], scope: Scope) -> JSON:
    """Which queues may send their dead letters here: those of the spec (functions send by themselves)."""
    sources = [source for source in scope.sources.get(queue.id, ()) if source.kind == queue.kind]
    if not sources:
        return {"redrivePermission": "denyAll"}
    if len(sources) > SOURCES_MAX:
        return {"redrivePermission": "allowAll"}
    return {"redrivePermission": "byQueue", "sourceQueueArns": [Sub(arn_of(source)) for source in sources]}
