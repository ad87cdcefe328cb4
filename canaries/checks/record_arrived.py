"""A record on a stream."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Thing


@dataclass(frozen=True, kw_only=True)
class RecordArrived(Check):
    """A record with the partition key, and the text that is named, came to the stream during the run.

    Only the one shard that the key belongs to is read, from the run's beginning on.
    """

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "stream": ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards")
    }

    stream: Thing = setting("A stream that the function uses.", refers="stream")
    partition_key: str = setting("The record's partition key.")
    contains: str = setting("Text that its data holds.", default="")

    def before(self, probe: Context) -> list[str]:
        """The place to read from, advanced by every look: a busy shard is read once, not again from the beginning."""
        name = probe.text(self.stream.name)
        number = int(hashlib.md5(probe.text(self.partition_key).encode(), usedforsecurity=False).hexdigest(), 16)
        client = probe.clients("kinesis")
        for page in client.get_paginator("list_shards").paginate(StreamName=name):
            for shard in page["Shards"]:
                hashes = shard["HashKeyRange"]
                is_open = "EndingSequenceNumber" not in shard["SequenceNumberRange"]
                if is_open and int(hashes["StartingHashKey"]) <= number <= int(hashes["EndingHashKey"]):
                    return [
                        client.get_shard_iterator(
                            StreamName=name,
                            ShardId=shard["ShardId"],
                            ShardIteratorType="AT_TIMESTAMP",
                            Timestamp=datetime.fromtimestamp(probe.run.started, UTC),
                        )["ShardIterator"]
                    ]
        raise LookupError(f"{name} has no open shard for the key")

    def look(self, probe: Context, before: Any) -> Look:
        """Read on to the shard's end."""
        key, text = probe.text(self.partition_key), probe.text(self.contains)
        wanted = f"a record with key {key}" + (f" and text {text!r}" if text else "")
        others = 0
        while True:
            reply = probe.clients("kinesis").get_records(ShardIterator=before[0])
            before[0] = reply.get("NextShardIterator") or before[0]
            for record in reply["Records"]:
                if record["PartitionKey"] == key:
                    if text in record["Data"].decode("utf-8", "replace"):
                        return Look(holds=True, expected=wanted, got="it")
                    return Look(holds=False, expected=wanted, got=record["Data"].decode("utf-8", "replace")[:300])
                others += 1
            if not reply["Records"] or not reply.get("MillisBehindLatest"):
                return Look(holds=False, expected=wanted, got=f"{others} records with other keys")
