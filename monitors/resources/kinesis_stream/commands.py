"""Shell commands for looking into a stream. `aws` v2, real names, read-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.command import Command
from monitors.resources.kinesis_stream import metrics
from monitors.shell import last_hour_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.kinesis_stream.spec import Spec
    from monitors.scope import Scope


def commands(resource: Resource[Spec], scope: Scope) -> tuple[Command, ...]:
    """State and shards, consumers, age of what is read."""
    return tuple(_commands(resource, scope.service.region))


def _commands(stream: Resource[Spec], region: str) -> Iterator[Command]:
    shards = stream.settings.shards
    counted = f"OpenShardCount {shards}" if shards is not None else "StreamMode ON_DEMAND"
    yield Command(
        title="Its state, shards and retention",
        # describe-stream pages through the shards of a large stream; the summary counts them.
        line=f"aws kinesis describe-stream-summary --stream-name {stream.name} --region {region}",
        healthy=f"StreamStatus ACTIVE, {counted}, RetentionPeriodHours {stream.settings.retention_hours}",
    )
    yield Command(
        title="Its shards",
        line=f"aws kinesis list-shards --stream-name {stream.name} --region {region}",
        healthy="open shards have no EndingSequenceNumber; their hash ranges are of like size",
    )
    yield Command(
        title="How old its records are when they are read (ms)",
        line=last_hour_of(metrics.iterator_age(stream), region),
        healthy="a Maximum of a few thousand ms in every point; no points mean that nobody reads",
    )
