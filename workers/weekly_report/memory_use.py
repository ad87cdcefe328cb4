"""How much memory functions used at most, from the platform's reports in their logs: Lambda has no metric for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workers.weekly_report.facts import FunctionFacts

QUERY = """filter type = "platform.report" or @type = "REPORT"
| stats max(coalesce(record.metrics.maxMemoryUsedMB, @maxMemoryUsed / 1000 / 1000)) as used by @log"""
"""JSON logs have the first, text logs the second, in bytes."""
GROUPS_MAX = 50
"""Log groups of one query."""
WAIT_SECONDS, PAUSE_SECONDS = 60.0, 1.0


class UnfinishedError(RuntimeError):
    """A query took too long, or failed."""


def memory(logs: Any, functions: Sequence[FunctionFacts], start: float, end: float) -> Iterator[tuple[str, float]]:
    """(function key, MB) of those that ran. Raises UnfinishedError, and what boto3 raises."""
    for begin in range(0, len(functions), GROUPS_MAX):
        some = {each.log_group: each.key for each in functions[begin : begin + GROUPS_MAX]}
        for row in _rows(logs, list(some), start, end):
            group = row.get("@log", "").rpartition(":")[2]
            if group in some and row.get("used"):
                yield some[group], float(row["used"])


def _rows(logs: Any, groups: list[str], start: float, end: float) -> Iterator[Mapping[str, str]]:
    """One missing group fails a query of many; a function that another tool made has none before its first run."""
    try:
        query = logs.start_query(
            logGroupNames=groups, startTime=int(start), endTime=int(end), queryString=QUERY, limit=GROUPS_MAX
        )["queryId"]
    except logs.exceptions.ResourceNotFoundException:
        for group in groups if len(groups) > 1 else ():
            yield from _rows(logs, [group], start, end)
        return
    yield from _results(logs, query)


def _results(logs: Any, query: str) -> list[Mapping[str, str]]:
    waited = 0.0
    while True:
        reply = logs.get_query_results(queryId=query)
        if reply["status"] == "Complete":
            return [{cell["field"]: cell["value"] for cell in row} for row in reply["results"]]
        if reply["status"] not in ("Scheduled", "Running", "Unknown") or waited >= WAIT_SECONDS:
            raise UnfinishedError(f"the query of memory use is {reply['status'].lower()}")
        time.sleep(PAUSE_SECONDS)
        waited += PAUSE_SECONDS
