"""A batch from the scores stream: read, then accounted for. What both consumers of the stream share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.runtime.batch import Entry, Report
from workers.runtime.event_shape import kinesis_data, records
from workers.runtime.parking import Parked, log_invalid, park, readable
from workers.runtime.score import InvalidRecordError, Score, from_json

if TYPE_CHECKING:
    from workers.runtime.settings import WorkerSettings
    from workers.runtime.worker import Run


@dataclass(slots=True, kw_only=True)
class ScoreBatch:
    """Valid scores by sequence number, in order, and the records that are none."""

    stream: str
    moment: datetime
    entries: list[Entry[Score]] = field(default_factory=list)
    invalid: list[Parked] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many records came in."""
        return len(self.entries) + len(self.invalid)


def read(event: object) -> ScoreBatch:
    """Read a Kinesis event; raise EventRefusedError for any other."""
    found = records(event, "aws:kinesis")
    arrival = found[0].get("kinesis", {}).get("approximateArrivalTimestamp")
    moment = datetime.fromtimestamp(arrival, UTC) if isinstance(arrival, int | float) else datetime.now(UTC)
    batch = ScoreBatch(stream=str(found[0].get("eventSourceARN", "")), moment=moment)
    for record in found:
        sequence, data = kinesis_data(record)
        try:
            batch.entries.append(Entry(sequence, from_json(data)))
        except InvalidRecordError as error:
            batch.invalid.append(Parked(position=sequence, cause=str(error), content=readable(data)))
    return batch


def account(
    run: Run[WorkerSettings], bucket: str, batch: ScoreBatch, report: Report[Score], message: str, **count: int
) -> dict[str, Any]:
    """Park what can't succeed, write counters and the closing line `message`, and return Lambda's partial response.

    botocore's errors from parking pass through: then the whole batch comes again, and nothing is lost.
    """
    poison = [
        Parked(position=entry.id, cause=cause, content=readable(entry.body.to_json())) for entry, cause in report.poison
    ]
    parked = batch.invalid + poison
    if parked:
        key = park(bucket, run.function, parked, source=batch.stream, moment=batch.moment, request_id=run.request_id)
        log_invalid(run, parked, key)
    failed = len(report.failed) + len(report.unreached)
    run.counters.add(
        RecordsIn=batch.size, RecordsOut=len(report.done), RecordsFailed=failed, RecordsInvalid=len(parked)
    )
    if failed:
        causes = dict(Counter(cause for _, cause in report.failed))
        run.log.warning("records will be sent again", failed=failed, causes=causes)
    totals = {"in": batch.size, "out": len(report.done), "failed": failed, "invalid": len(parked), **count}
    run.log.info(message, count=totals, **campaigns(batch.entries))
    return report.response(ordered=True)


def campaigns(entries: list[Entry[Score]]) -> dict[str, Any]:
    """Return the log field that names the batch's campaigns; `campaignId` alone when there is one."""
    found = sorted({entry.body.campaign_id for entry in entries})
    return {"campaignId": found[0]} if len(found) == 1 else {"campaignIds": found[:20]}
