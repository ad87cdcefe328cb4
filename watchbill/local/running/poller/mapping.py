"""One event source mapping as ListEventSourceMappings shows it, with Lambda's defaults filled in."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from watchbill.local.running.event_pattern import matches

UNLIMITED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Times in seconds. `retries` and `max_age` of -1: without end."""

    uuid: str
    source_arn: str
    function_arn: str
    enabled: bool
    batch_size: int
    window: float
    starting_position: str
    starting_timestamp: float | None
    lanes: int
    """Batches of one shard that may run at once (ParallelizationFactor)."""
    retries: int
    max_age: float
    bisect: bool
    reports_failures: bool
    on_failure: str
    tumbling_window: float
    max_concurrency: int
    filters: tuple[str, ...]

    @property
    def service(self) -> str:
        return self.source_arn.split(":")[2]

    @property
    def source_name(self) -> str:
        """The stream's, table's or queue's name."""
        return self.source_arn.split(":", 5)[5].removeprefix("stream/").removeprefix("table/").split("/")[0]

    @property
    def function_name(self) -> str:
        return self.function_arn.split(":function:")[1].split(":")[0]

    def accepts(self, record: Any) -> bool:
        """Whether one of its filters takes `record` (a record of a Lambda event)."""
        return not self.filters or any(matches(json.loads(text), _readable(text, record)) for text in self.filters)


def read_mapping(shown: dict[str, Any]) -> Mapping:
    destination = (shown.get("DestinationConfig") or {}).get("OnFailure") or {}
    filters = (shown.get("FilterCriteria") or {}).get("Filters") or []
    started: Any = shown.get("StartingPositionTimestamp")
    return Mapping(
        uuid=shown["UUID"],
        source_arn=shown["EventSourceArn"],
        function_arn=shown["FunctionArn"],
        enabled=shown["State"] == "Enabled",
        batch_size=shown["BatchSize"],
        window=float(shown.get("MaximumBatchingWindowInSeconds") or 0),
        starting_position=shown.get("StartingPosition", ""),
        starting_timestamp=started.timestamp() if hasattr(started, "timestamp") else started,
        lanes=shown.get("ParallelizationFactor") or 1,
        retries=shown.get("MaximumRetryAttempts", UNLIMITED),
        max_age=float(shown.get("MaximumRecordAgeInSeconds", UNLIMITED)),
        bisect=bool(shown.get("BisectBatchOnFunctionError")),
        reports_failures="ReportBatchItemFailures" in (shown.get("FunctionResponseTypes") or []),
        on_failure=destination.get("Destination", ""),
        tumbling_window=float(shown.get("TumblingWindowInSeconds") or 0),
        max_concurrency=(shown.get("ScalingConfig") or {}).get("MaximumConcurrency") or 0,
        filters=tuple(entry["Pattern"] for entry in filters),
    )


def _readable(pattern: str, record: dict[str, Any]) -> Any:
    """The record as filters see it: its data, or body, read as JSON where the pattern looks inside."""
    wanted = json.loads(pattern)
    if "kinesis" in record:
        inner = record["kinesis"]
        data = base64.b64decode(inner["data"]).decode("utf-8", "replace")
        return {**inner, "data": _read(data, wanted.get("data"))}
    if "body" in record:
        return {**record, "body": _read(record["body"], wanted.get("body"))}
    return record


def _read(text: str, wanted: Any) -> Any:
    if not isinstance(wanted, dict):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return None
