"""One measurement of a worker in a process of its own: `python -m tests.bench.worker_once MODE` prints a JSON line.

The stub's address and the worker's settings come from the environment. The modes that begin with raw- are what anyone
would write: a client of boto3 as it comes, the same bytes in the same batches, one call after another.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from tests.bench import score_file
from tests.bench.memory import peak_megabytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.runtime.score import Score

FILE_ROWS, STATEMENTS, PUTS = 50_000, 4_000, 250
"""Records a measured run."""
BATCH_RECORDS = 500  # the spec's batch_size
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-00"
ROUNDS = 3
"""The first only warms up; the better of the others counts."""
SMALL, LARGE = 1_000_000, 10_000_000
"""Rows of the files that memory is compared after."""


class Context:
    """Lambda's context object."""

    function_name = aws_request_id = "bench"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


def micros(work: Callable[[], object], records: int) -> float:
    """µs of this process's CPU a record, all its threads'."""
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        took.append((time.process_time() - begun) / records * 1e6)
    return min(took[1:])


def load_file(rows: int) -> None:
    """The whole of loadScoresToStream on a file of `rows` rows."""
    from workers.load_scores_to_stream.handler import handle

    place = {"bucket": {"name": "score-files"}, "object": {"key": f"{rows}.csv"}}
    event = {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": place}]}
    answer = handle(event, Context())
    assert answer["files"][0]["end"] == "finished", answer


def put_records() -> float:
    """What the file of `load_file` comes to, as raw put_records(500) calls of the same entries."""
    import boto3

    from workers.runtime.file_part import Part, columns, scores
    from workers.runtime.s3_file import FileVersion, windows

    body: Any = io.BytesIO(b"".join(score_file.read(score_file.BLOCK_ROWS, 0)))
    file = FileVersion(bucket="b", key="k", etag="e", modified=1_767_225_600, size=1)
    places = columns(score_file.HEADER.decode().strip().split(",")) or ()
    found, _ = scores(Part(file=file, window=next(windows(body)), places=places, traceparent=TRACE))
    entries = [{"Data": score.to_json(), "PartitionKey": score.key} for score in found[:BATCH_RECORDS]]
    kinesis = boto3.client("kinesis")
    return micros(
        lambda: [kinesis.put_records(StreamName="scores", Records=entries) for _ in range(FILE_ROWS // len(entries))],
        FILE_ROWS,
    )


def store(records: int) -> float:
    """Kinesis → DynamoDB by the whole handler; WRITE_MODE says how."""
    from workers.load_scores_to_dynamodb.handler import handle

    found = new_scores(records)
    events = [kinesis_event(found[start : start + BATCH_RECORDS]) for start in range(0, records, BATCH_RECORDS)]

    def work() -> None:
        for event in events:
            assert not handle(event, Context())["batchItemFailures"]

    return micros(work, records)


def execute_statements(records: int) -> float:
    """The same items as raw batch_execute_statement(25) calls."""
    import boto3

    from workers.runtime.statement_store import StatementStore

    statements = [StatementStore("demand")._insert(score) for score in new_scores(records)]
    calls = [statements[start : start + 25] for start in range(0, records, 25)]
    dynamodb = boto3.client("dynamodb")
    return micros(lambda: [dynamodb.batch_execute_statement(Statements=call) for call in calls], records)


def put_items(records: int) -> float:
    """The same items as raw conditional put_item calls."""
    import boto3

    items = [score.to_item() for score in new_scores(records)]
    dynamodb = boto3.client("dynamodb")
    return micros(lambda: [dynamodb.put_item(TableName="demand", Item=item, **CONDITION) for item in items], records)


def new_scores(count: int) -> list[Score]:
    from workers.runtime.score import Score

    return [Score("12345", f"member-{n:010d}", 0.5, 1, "verified", 10**18 + n, TRACE) for n in range(count)]


CONDITION: dict[str, Any] = {
    "ConditionExpression": "attribute_not_exists(#version) OR #version < :version",
    "ExpressionAttributeNames": {"#version": "version"},
    "ExpressionAttributeValues": {":version": {"N": "1000000000000000000"}},
    "ReturnValues": "ALL_OLD",
    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
}


def kinesis_event(found: list[Any]) -> dict[str, Any]:
    """As Lambda gives it to the function."""
    return {
        "Records": [
            {
                "eventSource": "aws:kinesis",
                "kinesis": {"sequenceNumber": str(score.version), "data": base64.b64encode(score.to_json()).decode()},
            }
            for score in found
        ]
    }


def memory() -> dict[str, float]:
    """Peak memory in MB after a file of a million rows, and after one of ten million; 1 % are put."""
    load_file(SMALL)
    small = peak_megabytes()
    begun = time.process_time()
    load_file(LARGE)
    return {"small": small, "large": peak_megabytes(), "seconds": time.process_time() - begun}


MODES: dict[str, Callable[[], object]] = {
    "csv": lambda: micros(lambda: load_file(FILE_ROWS), FILE_ROWS),
    "raw-csv": put_records,
    "statements": lambda: store(STATEMENTS),
    "raw-statements": lambda: execute_statements(STATEMENTS),
    "put": lambda: store(PUTS),
    "raw-put": lambda: put_items(PUTS),
    "memory": memory,
}


def main(mode: str) -> None:
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):  # noqa: PTH123 - the logs' way out
        result = MODES[mode]()
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
