"""Switches off moto's own deliveries from queues, streams and tables to functions.

They run inside the writer's request, need Docker, empty a table's stream and know no retries (facts: one record a
mapping, one mapping a stream). Pollers that follow Lambda's rules read the mappings through the public API instead.
"""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models.table import Table
from moto.kinesis.models import Stream
from moto.sqs.models import Queue


class _Deaf(dict[str, Any]):
    """The mapping registry of a source: takes whatever moto writes into it and stays empty."""

    def __setitem__(self, key: str, value: Any) -> None:
        """Dropped on purpose."""


def apply() -> None:
    """From now on no queue, stream or table invokes a function by itself."""
    for source in (Queue, Stream, Table):
        # The attribute becomes a property of the class, so that instances cannot have one of their own.
        setattr(source, "lambda_event_source_mappings", property(lambda _: _Deaf(), lambda _, __: None))  # noqa: B010
