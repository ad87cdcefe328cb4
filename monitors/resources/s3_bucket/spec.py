"""What a user may say about an S3 bucket."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from monitors.spec.model import ResourceSpec


class Spec(ResourceSpec):
    """An S3 bucket: encrypted, private, versioned."""

    SECTION: ClassVar[str | None] = "buckets"
    TITLE: ClassVar[str] = "S3 bucket"
    SHORT: ClassVar[str] = "s3"
    NAME_TEMPLATE: ClassVar[str] = "{product}-{environment}-{region}-{name}"
    NAME_PATTERN: ClassVar[str] = r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"
    NAME_MAX: ClassVar[int] = 63
    FLOW: ClassVar[int] = 10
    DASHBOARD: ClassVar[str | None] = "Entry points"

    versioning: bool = Field(True, description="Keep previous versions of files.")
    expire_days: int | None = Field(None, ge=1, description="Delete objects after so many days.", examples=[90])
    retain: bool = Field(True, description="Keep the bucket when it leaves the spec or its stack is deleted.")
    request_metrics: bool = Field(False, description="Paid request metrics; needed for the bucket's own error rules.")
