"""A look into moto that costs nothing: whether a poll would find anything, and how old a queue's head is.

Pollers deliver only what the public APIs give them; this spares them thousands of empty calls an hour of virtual
time, and SQS's ApproximateAgeOfOldestMessage stands in no API at all.
"""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.events.models import events_backends
from moto.kinesis.models import kinesis_backends
from moto.sqs.models import sqs_backends

from watchbill.local import clock
from watchbill.local.api.service import ACCOUNT

POISON_RECEIVES = 3  # SQS leaves messages received more often out of the age of the oldest


def kinesis_records(region: str, stream: str, shard_id: str) -> int:
    """The number of the shard's last record; 0 where there is none."""
    found = kinesis_backends[ACCOUNT][region].streams.get(stream)
    shard = found.shards.get(shard_id) if found else None
    return shard.get_max_sequence_number() if shard else 0


def table_changes(region: str, table: str) -> int:
    """How many records the table's stream has."""
    found = dynamodb_backends[ACCOUNT][region].tables.get(table)
    return len(found.stream_shard.items) if found and found.stream_shard else 0


def visible_at(region: str, queue: str) -> float | None:
    """When the queue's next message can be received (seconds, maybe past); None: it is empty."""
    moments = [max(m.visible_at, m.delayed_until) / 1000 for m in _messages(region, queue)]
    # SQS shows a message after its time, not at it.
    return min(moments) + 0.001 if moments else None


def counts(region: str, queue: str) -> tuple[int, int, int]:
    """Messages visible, in flight and delayed."""
    now = clock.current().now() * 1000
    messages = _messages(region, queue)
    delayed = sum(m.delayed_until > now for m in messages)
    hidden = sum(m.visible_at >= now for m in messages if m.delayed_until <= now)
    return len(messages) - delayed - hidden, hidden, delayed


def oldest_sent(region: str, queue: str, *, with_poison: bool) -> tuple[str, float] | None:
    """Id and sending time (seconds) of the oldest message; unless wanted, poison pills are left out."""
    limit = float("inf") if with_poison else POISON_RECEIVES
    messages = [m for m in _messages(region, queue) if m.approximate_receive_count < limit]
    found = min(messages, key=lambda m: m.sent_timestamp, default=None)
    return (found.id, found.sent_timestamp / 1000) if found else None


def queues(region: str) -> list[str]:
    return list(sqs_backends[ACCOUNT][region].queues)


def dead_letter_queues(region: str) -> set[str]:
    """Names of the queues that take other queues' dead letters."""
    found = (queue.dead_letter_queue for queue in list(sqs_backends[ACCOUNT][region].queues.values()))
    return {queue.name for queue in found if queue is not None}


def provisioned(region: str) -> list[tuple[str, float, float]]:
    """Name, read and write capacity of every table that does not bill by request."""
    tables = list(dynamodb_backends[ACCOUNT][region].tables.values())
    return [
        (table.name, float(table.throughput["ReadCapacityUnits"]), float(table.throughput["WriteCapacityUnits"]))
        for table in tables
        if table.billing_mode != "PAY_PER_REQUEST"
    ]


def _messages(region: str, queue: str) -> list[Any]:
    found = sqs_backends[ACCOUNT][region].queues.get(queue)
    return list(found._messages) if found else []  # noqa: SLF001


def event_rules(region: str) -> list[Any]:
    """The rules of the default event bus."""
    bus = events_backends[ACCOUNT][region].event_buses["default"]
    return list(bus.rules.values())
