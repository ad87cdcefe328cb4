"""Prints µs of CPU a record for CSV → Kinesis and Kinesis → DynamoDB, with raw botocore beside it in the same run.

Run by `make bench`, or `python -m tests.bench workers`. The server says yes at once, in a process of its own. Look at
the ratios: this machine's speed changes by the minute. Budgets (design.md §9): 12 and 90 µs where raw botocore takes
8.8 and 62, that is 1.36 and 1.45 times raw.
"""

from __future__ import annotations

import base64
import contextlib
import io
import os
import resource
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS = 100_000
RECORDS = 2_000
HANDLERS = ("load_scores_to_dynamodb", "load_scores_to_stream", "process_saved_scores", "save_entry_scoring")


class Bytes:
    """A file of `rows` rows, made as it is read."""

    def __init__(self, rows: int) -> None:
        self._lines = self._make(rows)

    def _make(self, rows: int) -> Iterator[bytes]:
        yield b"campaignId,memberId,score,rank,verdict\n"
        for start in range(0, rows, 1_000):
            numbers = range(start, min(rows, start + 1_000))
            yield "".join(f"12345,member-{n:012d},{n / 1e8:.6f},{n % 100 + 1},verified\n" for n in numbers).encode()

    def read(self, _: int) -> bytes:
        return next(self._lines, b"")


class Context:
    """Lambda's context object."""

    function_name = aws_request_id = "bench"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


@contextlib.contextmanager
def cloud() -> Iterator[None]:
    """Start the stub and point this process's clients to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.aws_stub", str(port)])
    os.environ |= {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ |= {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    os.environ |= {"DEMAND_TABLE": "demand", "PARKING_BUCKET": "parking"}
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait()


def micros(work: Callable[[], object], records: int) -> float:
    """CPU of this process a record, the better of two runs after a warm one."""
    runs = []
    for _ in range(3):
        started = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            work()
        runs.append((time.process_time() - started) / records * 1e6)
    return min(runs[1:])


def load_file(rows: int) -> None:
    """Windows → filter → JSON → PutRecords, as loadScoresToStream does."""
    from workers.load_scores_to_stream.logic import RankBounds, ScoreFile
    from workers.runtime import score_stream
    from workers.runtime.deadline import Deadline
    from workers.runtime.file_part import Part
    from workers.runtime.s3_file import FileVersion, windows

    deadline = Deadline(lambda: 900_000, 10)
    file = FileVersion(bucket="b", key="k", etag="e", modified=1_767_225_600, size=1)
    handler = ScoreFile(RankBounds(1, 1_000), lambda scores: score_stream.put("scores", scores, deadline))
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-00"
    body: Any = Bytes(rows)
    for window in windows(body):
        handler.apply(Part(file=file, window=window, places=(0, 1, 2, 3, 4), traceparent=trace))


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def streams() -> tuple[float, float]:
    """CSV → Kinesis, and raw put_records of as many bytes."""
    from workers.runtime.client import client

    entry = {"Data": b"x" * 210, "PartitionKey": "12345|member-000000000000"}
    calls = ROWS // 500
    raw = micros(
        lambda: [client("kinesis").put_records(StreamName="scores", Records=[entry] * 500) for _ in range(calls)], ROWS
    )
    return micros(lambda: load_file(ROWS), ROWS), raw


def tables(mode: str) -> tuple[float, float]:
    """Kinesis → DynamoDB, and the raw calls of that mode."""
    from workers.load_scores_to_dynamodb.handler import handle
    from workers.runtime import settings
    from workers.runtime.client import client
    from workers.runtime.score import Score
    from workers.runtime.statement_store import StatementStore

    os.environ["WRITE_MODE"] = mode
    settings._read.clear()
    scores = [Score("12345", f"member-{n:012d}", 0.5, 1, "verified", 10**18 + n) for n in range(RECORDS)]
    event = {
        "Records": [
            {
                "kinesis": {"sequenceNumber": str(n), "data": base64.b64encode(score.to_json()).decode()},
                "eventSource": "aws:kinesis",
            }
            for n, score in enumerate(scores)
        ]
    }
    call: Callable[[], object]
    if mode == "put":
        item = scores[0].to_item()
        call = lambda: [client("dynamodb").put_item(TableName="demand", Item=item) for _ in range(RECORDS)]  # noqa: E731
    else:
        statements = [StatementStore("demand")._insert(score) for score in scores[:25]]
        calls = RECORDS // 25
        call = lambda: [client("dynamodb").batch_execute_statement(Statements=statements) for _ in range(calls)]  # noqa: E731
    raw = micros(call, RECORDS)
    return micros(lambda: handle(event, Context()), RECORDS), raw


def import_millis(program: str) -> float:
    """CPU of a fresh process, the best of three."""
    timed = f"import time; {program}; print(time.process_time())"
    runs = [subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True) for _ in range(3)]
    return min(float(run.stdout) for run in runs) * 1_000


def main() -> None:
    with cloud():
        print(f"{'':32}{'ours':>9}{'raw':>9}{'ratio':>8}   µs CPU a record")
        for name, (ours, raw) in (
            ("CSV → Kinesis", streams()),
            ("Kinesis → DynamoDB, statements", tables("statements")),
            ("Kinesis → DynamoDB, put", tables("put")),
        ):
            print(f"{name:32}{ours:9.1f}{raw:9.1f}{ours / raw:8.2f}")
        before = peak_megabytes()
        load_file(10 * ROWS)
        print(f"peak memory {before:.0f} MB, and {peak_megabytes():.0f} MB after a file of {10 * ROWS:,} rows")
    clients = "import boto3; [boto3.client(n, region_name='us-east-1') for n in ('kinesis', 'dynamodb')]"
    base = import_millis(clients)
    print(f"import: boto3 and two clients {base:.0f} ms CPU")
    for name in HANDLERS:
        took = import_millis(f"{clients}; import workers.{name}.handler")
        print(f"  with {name:28}{took:6.0f} ms, {took / base:.2f} times")
