"""What a batch of the demand table's stream changes in each campaign's counts.

A change is read from the images before and after: −1 for the old verdict, +1 for the new. Counting new images alone
would count every re-scored fan again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workers.runtime import traceparent
from workers.runtime.event_shape import EventRefusedError
from workers.runtime.parking import Parked
from workers.runtime.score import VERDICTS, InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

import orjson

PROBE_KEY = "meta:probe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One stream record: what it does to its campaign's counts. `delta` is empty when the verdict stayed."""

    campaign_id: str
    event_id: str
    sequence: str
    delta: Mapping[str, int]
    traceparent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A reconcile pass's probe has come through the stream: all before it, of its campaign, was counted."""

    campaign_id: str
    nonce: int


@dataclass(slots=True, kw_only=True)
class Batch:
    """A stream batch, sorted out: changes by campaign, probes, how many meta records, and what is not ours."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    probes: list[Probe] = field(default_factory=list)
    meta: int = 0
    invalid: list[Parked] = field(default_factory=list)

    def add(self, record: Mapping[str, Any]) -> None:
        """Take in one record; one that is not ours is kept as invalid. Raise EventRefusedError without images."""
        try:
            found = read(record)
        except InvalidRecordError as error:
            sequence = str(record.get("dynamodb", {}).get("SequenceNumber"))
            content = orjson.dumps(record, default=str).decode()
            self.invalid.append(Parked(position=sequence, cause=str(error), content=content))
            return
        if isinstance(found, Change):
            self.changes.setdefault(found.campaign_id, []).append(found)
            return
        self.meta += 1
        if found is not None:
            self.probes.append(found)


def read(record: Mapping[str, Any]) -> Change | Probe | None:
    """Read one record: None for a meta record. Raise InvalidRecordError, or EventRefusedError without images."""
    stream = record.get("dynamodb")
    if not isinstance(stream, dict) or stream.get("StreamViewType", "NEW_AND_OLD_IMAGES") != "NEW_AND_OLD_IMAGES":
        raise EventRefusedError("expected a DynamoDB stream with NEW_AND_OLD_IMAGES")
    partition, sort = _key(stream, "PK"), _key(stream, "SK")
    new, old = stream.get("NewImage"), stream.get("OldImage")
    if partition == "campaigns" or partition.startswith("checkpoint:"):  # ours too, where the tables are one
        return None
    if not partition.startswith("campaign:"):
        raise InvalidRecordError("PK", "does not start with campaign:")
    campaign_id = partition.removeprefix("campaign:")
    if sort.startswith("meta:"):
        nonce = (new or {}).get("nonce", {}).get("N")
        return Probe(campaign_id=campaign_id, nonce=int(nonce)) if sort == PROBE_KEY and nonce else None
    if not sort.startswith("score:"):
        raise InvalidRecordError("SK", "starts with neither score: nor meta:")
    delta = Counter({_verdict(new): 1} if new else {})
    delta.subtract({_verdict(old): 1} if old else {})
    return Change(
        campaign_id=campaign_id,
        event_id=str(record.get("eventID")),
        sequence=_sequence(stream),
        delta={verdict: change for verdict, change in delta.items() if change},
        traceparent=traceparent.valid((new or {}).get("traceparent", {}).get("S")),
    )


def created_at(record: Mapping[str, Any]) -> datetime:
    """Return when a record's change was made, or now when it does not say."""
    created = (record.get("dynamodb") or {}).get("ApproximateCreationDateTime")
    return datetime.fromtimestamp(created, UTC) if isinstance(created, int | float) else datetime.now(UTC)


def total(changes: Iterable[Change]) -> dict[str, int]:
    """Add changes up to one delta by verdict, without zeros."""
    sum_: Counter[str] = Counter()
    for change in changes:
        sum_.update(change.delta)
    return {verdict: delta for verdict, delta in sum_.items() if delta}


def after(changes: Sequence[Change], watermark: str) -> list[Change]:
    """Keep the changes beyond `watermark` ('' for none)."""
    return [change for change in changes if padded(change.sequence) > padded(watermark)]


def padded(sequence: str) -> str:
    """Make sequence numbers compare as text: 21–40 digits, more than DynamoDB's or JSON's numbers hold."""
    return sequence.zfill(48)


def _key(stream: Mapping[str, Any], name: str) -> str:
    value = stream.get("Keys", {}).get(name, {}).get("S")
    if not isinstance(value, str):
        raise InvalidRecordError("Keys", f"have no text {name}")
    return value


def _sequence(stream: Mapping[str, Any]) -> str:
    sequence = stream.get("SequenceNumber")
    if not isinstance(sequence, str) or not sequence.isdigit():
        raise InvalidRecordError("SequenceNumber", "is not a number")
    return sequence


def _verdict(image: Mapping[str, Any]) -> str:
    verdict = image.get("verdict", {}).get("S")
    if verdict not in VERDICTS:
        raise InvalidRecordError("verdict", f"is not one of {', '.join(VERDICTS)}")
    return str(verdict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileRequest:
    """{"reconcile": {"campaignIds": […], "repair": true}}: both optional, all campaigns and no repair by default."""

    campaign_ids: list[str]
    repair: bool


def reconcile_request(event: object) -> ReconcileRequest | None:
    """Read a reconcile request; None for any other event. Raise EventRefusedError when it is malformed."""
    if not isinstance(event, dict) or "reconcile" not in event:
        return None
    asked = event["reconcile"] if isinstance(event["reconcile"], dict) else {}
    campaign_ids, repair = asked.get("campaignIds", []), asked.get("repair", False)
    if not (isinstance(campaign_ids, list) and all(isinstance(name, str) for name in campaign_ids)):
        raise EventRefusedError("expected a list of texts in reconcile.campaignIds")
    return ReconcileRequest(campaign_ids=campaign_ids, repair=repair is True)
