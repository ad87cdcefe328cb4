"""Records of streams: how Kinesis and DynamoDB are read, and how Lambda shows what they hold."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from watchbill.local.running import peek

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.poller.mapping import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRecord:
    """One record. `event` is its form in a Lambda event; `arrived` in seconds since the epoch."""

    sequence_number: str
    key: str
    """What is kept in order: the partition key."""
    arrived: float
    size: int
    event: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shard:
    id: str
    parent: str = ""


class Stream(Protocol):
    """A stream's public API, as a poller needs it."""

    info: str
    """The name of the batch's description in an on-failure record."""
    retention: float
    """Seconds for which the stream keeps a record."""

    def shards(self) -> list[Shard]: ...

    def iterator(self, shard_id: str) -> str:
        """Where the mapping starts to read."""

    def read(self, iterator: str, shard_id: str) -> tuple[list[StreamRecord], str]:
        """The next records and the iterator after them."""

    def size(self, shard_id: str) -> int:
        """A number that grows with every record written."""


class KinesisStream:
    info = "KinesisBatchInfo"

    def __init__(self, cloud: EmbeddedCloud, mapping: Mapping, role: str) -> None:
        self._client, self._region = cloud.client("kinesis"), cloud.region
        self._mapping, self._role = mapping, role
        summary = self._client.describe_stream_summary(StreamARN=mapping.source_arn)["StreamDescriptionSummary"]
        self.retention = summary["RetentionPeriodHours"] * 3600.0

    def shards(self) -> list[Shard]:
        pages = self._client.get_paginator("list_shards").paginate(StreamName=self._mapping.source_name)
        return [Shard(found["ShardId"], found.get("ParentShardId", "")) for page in pages for found in page["Shards"]]

    def iterator(self, shard_id: str) -> str:
        moment = self._mapping.starting_timestamp
        answer = self._client.get_shard_iterator(
            StreamName=self._mapping.source_name,
            ShardId=shard_id,
            ShardIteratorType=self._mapping.starting_position,
            **({} if moment is None else {"Timestamp": moment}),
        )
        return str(answer["ShardIterator"])

    def read(self, iterator: str, shard_id: str) -> tuple[list[StreamRecord], str]:
        answer = self._client.get_records(ShardIterator=iterator, Limit=10_000)
        return [self._record(found, shard_id) for found in answer["Records"]], answer["NextShardIterator"]

    def size(self, shard_id: str) -> int:
        return peek.kinesis_records(self._region, self._mapping.source_name, shard_id)

    def _record(self, found: dict[str, Any], shard_id: str) -> StreamRecord:
        arrived = found["ApproximateArrivalTimestamp"].timestamp()
        number = found["SequenceNumber"]
        inner = {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": found["PartitionKey"],
            "sequenceNumber": number,
            "data": base64.b64encode(found["Data"]).decode(),
            "approximateArrivalTimestamp": round(arrived, 3),
        }
        event = {
            "kinesis": inner,
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{shard_id}:{number}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": self._role,
            "awsRegion": self._region,
            "eventSourceARN": self._mapping.source_arn,
        }
        size = len(inner["data"]) + len(found["PartitionKey"])
        return StreamRecord(sequence_number=number, key=found["PartitionKey"], arrived=arrived, size=size, event=event)


class TableStream:
    info = "DDBStreamBatchInfo"
    retention = 86_400.0

    def __init__(self, cloud: EmbeddedCloud, mapping: Mapping) -> None:
        self._client, self._region = cloud.client("dynamodbstreams"), cloud.region
        self._mapping = mapping
        described = self._client.describe_stream(StreamArn=mapping.source_arn)["StreamDescription"]
        self._hash_key = next(key["AttributeName"] for key in described["KeySchema"] if key["KeyType"] == "HASH")

    def shards(self) -> list[Shard]:
        described = self._client.describe_stream(StreamArn=self._mapping.source_arn)["StreamDescription"]
        return [Shard(found["ShardId"], found.get("ParentShardId", "")) for found in described["Shards"]]

    def iterator(self, shard_id: str) -> str:
        answer = self._client.get_shard_iterator(
            StreamArn=self._mapping.source_arn,
            ShardId=shard_id,
            ShardIteratorType=self._mapping.starting_position,
        )
        return str(answer["ShardIterator"])

    def read(self, iterator: str, shard_id: str) -> tuple[list[StreamRecord], str]:
        answer = self._client.get_records(ShardIterator=iterator, Limit=1_000)
        return [self._record(found) for found in answer["Records"]], answer["NextShardIterator"]

    def size(self, shard_id: str) -> int:
        return peek.table_changes(self._region, self._mapping.source_name)

    def _record(self, found: dict[str, Any]) -> StreamRecord:
        inner = found["dynamodb"]
        arrived = inner["ApproximateCreationDateTime"].timestamp()
        images = {name: _plain(inner[name]) for name in ("Keys", "NewImage", "OldImage") if inner.get(name)}
        event = {
            **found,
            "awsRegion": self._region,
            "dynamodb": {**inner, **images, "ApproximateCreationDateTime": int(arrived)},
            "eventSourceARN": self._mapping.source_arn,
        }
        return StreamRecord(
            sequence_number=inner["SequenceNumber"],
            key=json.dumps(_plain(inner["Keys"][self._hash_key])),
            arrived=arrived,
            size=inner.get("SizeBytes", 0),
            event=event,
        )


def _plain(value: Any) -> Any:
    """Attribute values as JSON: binary ones in base64, as Lambda shows them."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
