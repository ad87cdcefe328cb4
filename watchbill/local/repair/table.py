"""moto never lets a table's stream be switched on again once it was on."""

from __future__ import annotations

from typing import Any

from moto.dynamodb.exceptions import StreamAlreadyEnabledException
from moto.dynamodb.models import DynamoDBBackend


def apply() -> None:
    def update_table_streams(_: Any, table: Any, stream_specification: dict[str, Any]) -> None:
        wanted = stream_specification.get("StreamEnabled") or stream_specification.get("StreamViewType")
        if wanted and (table.stream_specification or {}).get("StreamEnabled"):
            raise StreamAlreadyEnabledException
        table.set_stream_specification(stream_specification)

    DynamoDBBackend.update_table_streams = update_table_streams  # type: ignore[method-assign,assignment]
