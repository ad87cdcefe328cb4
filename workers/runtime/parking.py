"""Where records that can never succeed are kept, with their cause, for a person to find.

One JSON object for all of one batch or window, at `parked/<function>/<yyyy>/<mm>/<dd>/<id>.json`. Day and id come
from the source, not from the clock, so a second delivery overwrites the object instead of adding one.
The object holds the records whole, personal data included: the bucket's access is the operators'.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from workers.runtime.client import client

if TYPE_CHECKING:
    from workers.runtime.settings import WorkerSettings
    from workers.runtime.worker import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """One record: where it stood (sequence number, line, message id), why it was refused, and itself."""

    position: str
    cause: str
    content: str


def place(function: str, moment: datetime, identity: str) -> str:
    """Return the object key for records of `identity` (any text naming the source) from `moment`."""
    name = hashlib.sha256(identity.encode()).hexdigest()[:32]
    return f"parked/{function}/{moment.astimezone(UTC):%Y/%m/%d}/{name}.json"


def park(bucket: str, function: str, records: list[Parked], *, source: str, moment: datetime, request_id: str) -> str:
    """Write `records` that came from `source` and return their key; botocore's errors pass through.

    A worker must let such an error fail its batch: a record neither applied nor parked would be lost.
    """
    key = place(function, moment, f"{source}#{records[0].position}")
    body = {
        "function": function,
        "source": source,
        "requestId": request_id,
        "records": [asdict(record) for record in records],
    }
    client("s3").put_object(
        Bucket=bucket, Key=key, Body=orjson.dumps(body, option=orjson.OPT_INDENT_2), ContentType="application/json"
    )
    return key


def log_invalid(run: Run[WorkerSettings], parked: list[Parked], key: str, **where: Any) -> None:
    """Write one line a reason: how many records it is, and where they lie; never what is in them."""
    for reason, records in Counter(record.cause for record in parked).items():
        run.log.warning("invalid record", reason=reason, records=records, parked=key, **where)


def readable(data: bytes) -> str:
    """Show any bytes as text, losslessly where they are UTF-8."""
    return data.decode("utf-8", "backslashreplace")
