"""What a user may say about a Kinesis data stream."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field, model_validator

from monitors.spec.model import ResourceSpec, problem


class Spec(ResourceSpec):
    """A Kinesis data stream."""

    SECTION: ClassVar[str | None] = "streams"
    TITLE: ClassVar[str] = "Kinesis stream"
    SHORT: ClassVar[str] = "kinesis"
    NAME_PATTERN: ClassVar[str] = r"^[A-Za-z0-9_.-]+$"
    NAME_MAX: ClassVar[int] = 128
    FLOW: ClassVar[int] = 20
    DASHBOARD: ClassVar[str | None] = "Stream processing"

    shards: int | None = Field(
        None, ge=1, le=10_000, description="Provisioned shards; leave out for on-demand.", examples=[4]
    )
    retention_hours: int = Field(24, ge=24, le=8760, description="24 hours to 365 days.")
    enhanced_fan_out: list[str] = Field(default_factory=list, description="Names of registered consumers.")
    log_stream: bool = Field(False, description="true for the one stream that function logs are subscribed to.")

    @model_validator(mode="after")
    def _consumers_unique(self) -> Self:
        if len(set(self.enhanced_fan_out)) != len(self.enhanced_fan_out):
            raise problem("duplicate-consumer", "a consumer is named twice", field="enhanced_fan_out")
        return self
