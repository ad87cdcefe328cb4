"""The embedded metric format: metrics that a log line carries in `_aws.CloudWatchMetrics`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DIMENSIONS = 30


@dataclass(frozen=True, slots=True)
class EmbeddedMetric:
    """One value. `moment` in seconds since the epoch; 0: the log event's own time."""

    namespace: str
    name: str
    value: float
    dimensions: tuple[tuple[str, str], ...]
    unit: str
    moment: float


def embedded_metrics(message: str) -> Iterator[EmbeddedMetric]:
    """All values that `message` carries; none where it is no such line, or breaks the format."""
    if '"_aws"' not in message:
        return
    try:
        line = json.loads(message)
        for directive in line["_aws"]["CloudWatchMetrics"]:
            yield from _directive(line, directive)
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def _directive(line: dict[str, Any], directive: dict[str, Any]) -> Iterator[EmbeddedMetric]:
    for names in directive.get("Dimensions") or [[]]:
        if len(names) > MAX_DIMENSIONS or any(name not in line for name in names):
            continue
        dimensions = tuple((name, str(line[name])) for name in names)
        for metric in directive["Metrics"]:
            found = line.get(metric["Name"], [])
            for value in found if isinstance(found, list) else [found]:
                yield EmbeddedMetric(
                    namespace=directive["Namespace"],
                    name=metric["Name"],
                    value=float(value),
                    dimensions=dimensions,
                    unit=metric.get("Unit", "None"),
                    moment=line["_aws"].get("Timestamp", 0) / 1000,
                )
