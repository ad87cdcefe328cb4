"""Kinesis: how a shard is read, and how Lambda shows its records."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from watchbill.local.running import peek
from watchbill.local.running.poller.record import StreamRecord

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.poller.mapping import Mapping


class KinesisStream:
    info = "KinesisBatchInfo"

    def __init__(self, cloud: EmbeddedCloud, mapping: Mapping, role: str) -> None:
        self._client, self._region = cloud.client("kinesis"), cloud.region
        self._mapping, self._role = mapping, role
        summary = self._client.describe_stream_summary(StreamARN=mapping.source_arn)["StreamDescriptionSummary"]
        self.retention = summary["RetentionPeriodHours"] * 3600.0

    def shards(self) -> list[str]:
        pages = self._client.get_paginator("list_shards").paginate(StreamName=self._mapping.source_name)
        return [found["ShardId"] for page in pages for found in page["Shards"]]

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
