"""DynamoDB streams: how a shard is read, and how Lambda shows its records."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from watchbill.local.running import peek
from watchbill.local.running.poller.record import StreamRecord

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.poller.mapping import Mapping


class TableStream:
    info = "DDBStreamBatchInfo"
    retention = 86_400.0

    def __init__(self, cloud: EmbeddedCloud, mapping: Mapping) -> None:
        self._client, self._region = cloud.client("dynamodbstreams"), cloud.region
        self._mapping = mapping
        described = self._client.describe_stream(StreamArn=mapping.source_arn)["StreamDescription"]
        self._hash_key = next(key["AttributeName"] for key in described["KeySchema"] if key["KeyType"] == "HASH")

    def shards(self) -> list[str]:
        described = self._client.describe_stream(StreamArn=self._mapping.source_arn)["StreamDescription"]
        return [found["ShardId"] for found in described["Shards"]]

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
