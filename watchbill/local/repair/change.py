"""moto looks for each part of a table stream's record under several spellings; records have DynamoDB's own already."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from moto.dynamodbstreams.responses import DynamoDBStreamsHandler


def apply() -> None:
    def get_records(self: Any) -> str:
        found = self.backend.get_records(self._get_param("ShardIterator"), self._get_param("Limit", 1_000))
        return json.dumps(found, default=_on_the_wire)

    DynamoDBStreamsHandler.get_records = get_records  # type: ignore[assignment,method-assign]


def _on_the_wire(value: bytes | datetime) -> str | float:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.replace(tzinfo=UTC).timestamp()  # moto's times are naive
