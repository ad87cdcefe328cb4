"""Lambda's poller of a Kinesis or DynamoDB stream: shards, lanes by partition key, and what is given up."""

from __future__ import annotations

import contextlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local import clock
from watchbill.local.running.invoker import NAMESPACE
from watchbill.local.running.poller.lane import Lane
from watchbill.local.running.work import Job, earliest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.running.destination import Destinations
    from watchbill.local.running.outcome import Outcome
    from watchbill.local.running.poller.batch import Batch
    from watchbill.local.running.poller.mapping import Mapping
    from watchbill.local.running.poller.record import Stream, StreamRecord
    from watchbill.local.running.recorder import Recorder

SHARD_LIST_SECONDS = 60.0  # how often new shards are looked for


class ShardPoller:
    """Reads one shard and deals its records out to the lanes. A key stays in its lane: its order is kept."""

    def __init__(self, stream: Stream, shard_id: str, lanes: list[Lane]) -> None:
        self.lanes = lanes
        self._stream = stream
        self._shard_id = shard_id
        self._iterator = stream.iterator(shard_id)
        self._seen = -1

    def jobs(self, now: float) -> Iterator[Job]:
        self._read(now)
        for lane in self.lanes:
            job = lane.job(now)
            if job is not None:
                yield job

    @property
    def oldest(self) -> float | None:
        return earliest(*(lane.oldest for lane in self.lanes))

    def due(self, now: float) -> float | None:
        return earliest(*(lane.due(now) for lane in self.lanes))

    def _read(self, now: float) -> None:
        """Take what is new while any lane could use it; one that is stuck must not starve the others for long."""
        while any(lane.waiting < lane.mapping.batch_size for lane in self.lanes):
            size = self._stream.size(self._shard_id)
            if size == self._seen:
                return
            try:
                records, self._iterator = self._stream.read(self._iterator, self._shard_id)
            except ClientError:  # the stream is gone, its mapping not yet
                return
            if not records:
                self._seen = size
            for record in records:
                self._deal(record, now)

    def _deal(self, record: StreamRecord, now: float) -> None:
        lane = self.lanes[zlib.crc32(record.key.encode()) % len(self.lanes)]
        if lane.mapping.accepts(record.event):
            lane.put(record, now)


class StreamPoller:
    """All shards of one mapping.

    Resharding delivers again what was delivered: moto moves a split or merged shard's records into its children.
    """

    def __init__(self, stream: Stream, mapping: Mapping, destinations: Destinations, recorder: Recorder) -> None:
        self.mapping = mapping
        self._stream = stream
        self._destinations = destinations
        self._recorder = recorder
        self._shards: dict[str, ShardPoller] = {}
        self._listed = float("-inf")

    def jobs(self, now: float) -> Iterator[Job]:
        if not self.mapping.enabled:
            return
        self._list_shards(now)
        for shard in self._shards.values():
            yield from shard.jobs(now)

    def due(self, now: float) -> float | None:
        return earliest(*(shard.due(now) for shard in self._shards.values())) if self.mapping.enabled else None

    def change(self, mapping: Mapping) -> None:
        """Go on under changed settings, from where it stands."""
        self.mapping = mapping
        for shard in self._shards.values():
            for lane in shard.lanes:
                lane.mapping = mapping

    @property
    def lag_seconds(self) -> float:
        """Age of the oldest record that is not done; 0 where everything is."""
        oldest = earliest(*(shard.oldest for shard in self._shards.values()))
        return 0.0 if oldest is None else max(0.0, clock.current().now() - oldest)

    def _list_shards(self, now: float) -> None:
        if now < self._listed + SHARD_LIST_SECONDS:
            return
        self._listed = now
        with contextlib.suppress(ClientError):  # the stream may be gone, its mapping not yet
            for shard_id in self._stream.shards():
                if shard_id not in self._shards:
                    self._shards[shard_id] = self._open(shard_id)

    def _open(self, shard_id: str) -> ShardPoller:
        # State belongs to a shard, so windows and lanes beside each other exclude one another.
        count = 1 if self.mapping.tumbling_window else self.mapping.lanes
        lanes = [Lane(self.mapping, shard_id, self._stream.retention, self._discard) for _ in range(count)]
        return ShardPoller(self._stream, shard_id, lanes)

    def _discard(self, shard_id: str, condition: str, batch: Batch, outcome: Outcome | None) -> None:
        arn = self.mapping.on_failure
        if not arn:
            return
        record = self._record(shard_id, condition, batch, outcome)
        if arn.split(":")[2] == "s3":  # only a bucket is given the records themselves
            record["payload"] = json.dumps({"Records": [found.event for found in batch.records]})
        if not self._destinations.deliver(arn, record, folder=f"{self.mapping.uuid}/{shard_id}"):
            dimensions = {"FunctionName": self.mapping.function_name}
            self._recorder.add(NAMESPACE, "DestinationDeliveryFailures", 1, dimensions)

    def _record(self, shard_id: str, condition: str, batch: Batch, outcome: Outcome | None) -> dict[str, Any]:
        """AWS's record of a stream's failed batch (Developer Guide, "Retaining discarded batches")."""
        first, last = batch.records[0], batch.records[-1]
        context: dict[str, Any] = {
            "requestId": outcome.request_id if outcome else "",
            "functionArn": self.mapping.function_arn,
            "condition": condition,
            "approximateInvokeCount": batch.invocations,
        }
        response: dict[str, Any] = {"statusCode": 200, "executedVersion": "$LATEST", "functionError": None}
        if outcome is not None:
            response |= {"executedVersion": outcome.function.version, "functionError": outcome.error or None}
        return {
            "requestContext": context,
            "responseContext": response,
            "version": "1.0",
            "timestamp": clock.iso(),
            self._stream.info: {
                "shardId": shard_id,
                "startSequenceNumber": first.sequence_number,
                "endSequenceNumber": last.sequence_number,
                "approximateArrivalOfFirstRecord": clock.iso(first.arrived),
                "approximateArrivalOfLastRecord": clock.iso(last.arrived),
                "batchSize": len(batch.records),
                "streamArn": self.mapping.source_arn,
            },
        }
