"""Puts an object to the real bucket, under the payload's key; its notification invokes the function."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from canaries.context import Context

RIGHTS = {"target": ("s3:DeleteObject", "s3:ListBucket", "s3:PutObject")}
LEFTOVER = timedelta(hours=1)
"""Older objects beside ours are of runs that died before they cleaned up."""


def enter(probe: Context) -> None:
    """One PutObject a record of the payload, each with the canary's content."""
    body = probe.text(probe.definition.content).encode()
    for key in _keys(probe):
        probe.clients("s3").put_object(Bucket=_bucket(probe), Key=key, Body=body)
        probe.kept.setdefault("objects", []).append(key)


def clean(probe: Context) -> None:
    """Delete this run's objects, and what dead runs left beside them."""
    client, bucket = probe.clients("s3"), _bucket(probe)
    for key in (*probe.kept.pop("objects", ()), *_leftovers(probe)):
        client.delete_object(Bucket=bucket, Key=key)


def _leftovers(probe: Context) -> Iterator[str]:
    old = datetime.fromtimestamp(probe.run.started, UTC) - LEFTOVER
    for prefix in {key.partition(probe.run.id)[0] for key in _keys(probe) if probe.run.id in key}:
        found = probe.clients("s3").list_objects_v2(Bucket=_bucket(probe), Prefix=prefix).get("Contents", ())
        yield from (entry["Key"] for entry in found if entry["LastModified"] < old)


def _keys(probe: Context) -> list[str]:
    return [unquote_plus(record["s3"]["object"]["key"]) for record in probe.payload["Records"]]


def _bucket(probe: Context) -> str:
    return probe.text(probe.definition.target.name if probe.definition.target else "")
