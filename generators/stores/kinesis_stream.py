"""AWS::Kinesis::Stream and its registered consumers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Tags, kinesis

from generators.artefact import Fragment
from generators.declaration import declare, tags
from monitors import names

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.scope import Scope

STREAM = "Stream"


def make(stream: Resource[Any], scope: Scope) -> Fragment:
    """Encrypted with the key that AWS manages for Kinesis; on demand unless the spec counts shards."""
    settings = stream.settings
    provisioned = settings.shards is not None
    capacity = {"ShardCount": settings.shards} if provisioned else {}
    body = kinesis.Stream(
        STREAM,
        Name=stream.name,
        RetentionPeriodHours=settings.retention_hours,
        StreamEncryption=kinesis.StreamEncryption(EncryptionType="KMS", KeyId="alias/aws/kinesis"),
        StreamModeDetails=kinesis.StreamModeDetails(StreamMode="PROVISIONED" if provisioned else "ON_DEMAND"),
        Tags=Tags(tags(scope.service, stream)),
        **capacity,
    )
    consumers = (
        kinesis.StreamConsumer(names.logical_id("Consumer", name), ConsumerName=name, StreamARN=GetAtt(STREAM, "Arn"))
        for name in settings.enhanced_fan_out
    )
    return Fragment(
        unit=stream.id, resources=tuple(declare(resource, source=stream.source) for resource in (body, *consumers))
    )
