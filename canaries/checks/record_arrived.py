"""A record on a stream."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Thing


@dataclass(slots=True, kw_only=True)
class Reading:
    """How far the shard was read, and what came: a busy shard is read once, not again from the beginning."""

    iterator: str
    wrong: str = ""
    others: int = 0


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

    def before(self, probe: Context) -> Reading:
        """The place to read from."""
        name, key = probe.text(self.stream.name), probe.text(self.partition_key)
        number = int(hashlib.md5(key.encode(), usedforsecurity=False).hexdigest(), 16)
        client = probe.clients("kinesis")
        for page in client.get_paginator("list_shards").paginate(StreamName=name):
            for shard in page["Shards"]:
                hashes = shard["HashKeyRange"]
                is_open = "EndingSequenceNumber" not in shard["SequenceNumberRange"]
                if is_open and int(hashes["StartingHashKey"]) <= number <= int(hashes["EndingHashKey"]):
                    found = client.get_shard_iterator(
                        StreamName=name,
                        ShardId=shard["ShardId"],
                        ShardIteratorType="AT_TIMESTAMP",
                        Timestamp=datetime.fromtimestamp(probe.run.started, UTC),
                    )
                    return Reading(iterator=found["ShardIterator"])
        raise LookupError(f"{name} has no open shard for the key")

    def look(self, probe: Context, before: Reading) -> Look:
        """Read on to the shard's end."""
        key, text = probe.text(self.partition_key), probe.text(self.contains)
        wanted = f"a record with key {key}" + (f" and text {text!r}" if text else "")
        while before.iterator:
            reply = probe.clients("kinesis").get_records(ShardIterator=before.iterator)
            before.iterator = reply.get("NextShardIterator", "")
            for record in reply["Records"]:
                data = record["Data"].decode("utf-8", "replace")
                if record["PartitionKey"] != key:
                    before.others += 1
                elif text in data:
                    return Look(holds=True, expected=wanted, got="it")
                else:
                    before.wrong = data[:300]
            if not reply["Records"] or not reply.get("MillisBehindLatest"):
                break
        return Look(holds=False, expected=wanted, got=before.wrong or f"{before.others} records with other keys")
