"""What a user may say about an SQS queue."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field

from monitors.spec.model import Key, ResourceSpec
from monitors.spec.shape import Refers


class Spec(ResourceSpec):
    """An SQS queue. A queue that another names as its dead_letter_queue is watched as one."""

    SECTION: ClassVar[str | None] = "queues"
    TITLE: ClassVar[str] = "SQS queue"
    SHORT: ClassVar[str] = "sqs"
    NAME_PATTERN: ClassVar[str] = r"^[A-Za-z0-9_-]+(\.fifo)?$"
    NAME_MAX: ClassVar[int] = 80
    FLOW: ClassVar[int] = 40
    DASHBOARD: ClassVar[str | None] = "Queue health"

    dead_letter_queue: Annotated[Key, Refers("queues")] | None = Field(
        None,
        description="A queue of `queues:` that takes what keeps failing.",
        examples=["orders-dlq"],
    )
    max_receives: int = Field(5, ge=1, le=1000, description="Receives before a message moves there.")
    visibility_timeout_seconds: int = Field(
        360, ge=0, le=43_200, description="At least six times the consumer's timeout (AWS's advice)."
    )
    retention_days: int = Field(14, ge=1, le=14, description="How long messages are kept.")
    fifo: bool = Field(False, description="A FIFO queue; .fifo is added to the name.")

    @classmethod
    def physical_name(cls, name: str, settings: Self) -> str:
        return f"{name}.fifo" if settings.fifo else name
