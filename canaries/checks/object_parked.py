"""An object in a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Thing


@dataclass(frozen=True, kw_only=True)
class ObjectParked(Check):
    """An object with the text came to the bucket beneath the prefix during the run; it is deleted afterwards."""

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "bucket": ("s3:DeleteObject", "s3:GetObject", "s3:ListBucket"),
    }

    bucket: Thing = setting("A bucket that the function uses.", refers="bucket")
    prefix: str = setting("Where it lies: only keys that begin so are read.")
    contains: str = setting("Text that it holds; with the run's own word in it.")

    def look(self, probe: Context, before: Any) -> Look:
        """List, and read what is newer than the run."""
        client, bucket = probe.clients("s3"), probe.text(self.bucket.name)
        prefix, text = probe.text(self.prefix), probe.text(self.contains)
        began = datetime.fromtimestamp(int(probe.run.started), UTC)
        others = 0
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for entry in page.get("Contents", ()):
                if entry["LastModified"] < began:
                    continue
                if text in client.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read().decode("utf-8", "replace"):
                    probe.kept["parked"] = entry["Key"]
                    return Look(holds=True, expected=f"an object with {text!r}", got=entry["Key"])
                others += 1
        return Look(holds=False, expected=f"an object with {text!r} in {prefix}", got=f"{others} other new objects")

    def clean(self, probe: Context) -> None:
        if key := probe.kept.pop("parked", None):
            probe.clients("s3").delete_object(Bucket=probe.text(self.bucket.name), Key=key)
