"""Puts scores to the scores stream: full PutRecords calls, four at once, re-sending only what failed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from workers.runtime.batch import backoff
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.runtime.deadline import Deadline
    from workers.runtime.score import Score
    from workers.runtime.settings import FileSettings
    from workers.runtime.worker import Run

# PutRecords takes 500; a shard takes 1,000 records a second, so a throttled call is worth waiting for.
RECORDS_A_CALL = 500
CALLS_AT_ONCE = 4
MAX_ATTEMPTS = 10


class StreamUnavailableError(RuntimeError):
    """Records were still refused after every attempt, or no time is left for another."""


def put(
    stream: str,
    scores: Sequence[Score],
    deadline: Deadline,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Put all of `scores` and return how many entries had to be sent again.

    Raises StreamUnavailableError when some could not be put. What was put stays put: the file is read again from
    its checkpoint, and a record that comes twice carries the same version and changes nothing.
    """
    entries = [{"Data": score.to_json(), "PartitionKey": score.key} for score in scores]
    calls = [entries[start : start + RECORDS_A_CALL] for start in range(0, len(entries), RECORDS_A_CALL)]
    return sum(_pool().map(lambda call: _put(stream, call, deadline, sleep), calls))


def putter(run: Run[FileSettings]) -> Callable[[Sequence[Score]], int]:
    """Return `put` to the run's stream, counted and logged."""

    def put_counted(scores: Sequence[Score]) -> int:
        again = put(run.settings.scores_stream, scores, run.deadline)
        run.counters.operation("kinesis.put", succeeded=len(scores), failed=again)
        run.log.info("records put", count={"out": len(scores), "failed": again})
        return again

    return put_counted


def _put(stream: str, entries: list[dict[str, Any]], deadline: Deadline, sleep: Callable[[float], None]) -> int:
    again = 0
    for attempt in range(1, MAX_ATTEMPTS + 1):
        entries, cause = _send(stream, entries)
        if not entries:
            return again
        again += len(entries)
        pause = backoff(attempt)
        # The reserve is spent too if need be: a window that fails at the deadline is only sent again.
        if deadline.remaining_ms() / 1000 <= pause + 1:
            break
        sleep(pause)
    raise StreamUnavailableError(f"{len(entries)} of a call's records were refused: {cause}")


def _send(stream: str, entries: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """Send once; return the entries that did not get in, and why."""
    try:
        reply = client("kinesis").put_records(StreamName=stream, Records=entries)
    except ClientError as error:
        return entries, error.response["Error"]["Code"]
    except BotoCoreError as error:
        return entries, type(error).__name__
    if not reply["FailedRecordCount"]:
        return [], ""
    results = reply["Records"]
    failed = [entry for entry, result in zip(entries, results, strict=True) if result.get("ErrorCode")]
    return failed, ", ".join(sorted({result["ErrorCode"] for result in results if result.get("ErrorCode")}))


@lru_cache(maxsize=1)
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="stream")
