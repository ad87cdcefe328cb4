"""Prints what the workers cost: µs of CPU a record beside raw botocore in the same run, memory, and import times.

Run by `make bench`, or `python -m tests.bench workers`; about two minutes on a quiet machine. The server is a stub on
loopback that answers at once, in a process of its own, so only the client's CPU counts. Budgets (design.md §9) hold for
the machine where facts/workers.md §5 was measured, so each is compared at that machine's speed: ours ÷ raw here × raw
there. On a machine with other work to do, ratios are uncertain by a tenth.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

BUDGETS = {
    "csv": ("CSV → Kinesis, 500 a call", 8.8, 12),
    "statements": ("Kinesis → DynamoDB, 25 a call", 62, 90),
    "put": ("Kinesis → DynamoDB, one by one", 867, 1_200),
}
"""Mode → what it is, raw botocore there (µs a record), budget there."""
THROUGHPUT_TURNS = 3
"""Ours and raw take turns, for the machine's speed changes while they run; the best of each counts."""
MEMORY_GROWTH_MB = 5
IMPORT_RATIO = 1.25
IMPORT_RUNS, IMPORT_RUNS_UNJUDGED = 7, 3
CLIENTS = {
    "load_scores_to_dynamodb": ("dynamodb",),
    "load_scores_to_stream": ("s3", "dynamodb", "kinesis", "sqs"),
    "process_saved_scores": ("dynamodb",),
    "save_entry_scoring": ("s3",),
    "save_fanlist_scores": ("s3", "dynamodb", "kinesis", "sqs"),
    "verdict_reporter": ("dynamodb", "secretsmanager"),
    "redrive_dead_letters": ("dynamodb", "s3", "sqs", "lambda"),
    "proxy_campaign_service": (),
}
"""What each handler talks to when all goes well; save_entry_scoring's parking is its only AWS call."""
STREAM_WORKERS = tuple(CLIENTS)[:5]
SETTINGS = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "SCORES_STREAM": "scores",
    "VERDICT_QUEUE_URL": "http://127.0.0.1/123456789012/verdicts",
    "CHECKPOINT_TABLE": "demand",
    "DEMAND_TABLE": "demand",
    "PARKING_BUCKET": "parking",
}


@contextlib.contextmanager
def stub() -> Iterator[str]:
    """The address of a running stub."""
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.aws_stub"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def run(*command: str, **variables: str) -> str:
    """What a fresh Python process prints."""
    environment = {**os.environ, **SETTINGS, **variables}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # pip compiled boto3; ours may be compiled once, too
    done = subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def measure(mode: str, address: str, **variables: str) -> Any:
    return json.loads(run("-m", "tests.bench.worker_once", mode, AWS_ENDPOINT_URL=address, **variables))


def verdict(value: float, budget: float) -> str:
    return "ok" if value <= budget else "OVER"


def show_throughput(address: str) -> None:
    print(f"{'µs CPU a record':34}{'ours':>9}{'raw':>9}{'ratio':>8}{'there':>9}{'budget':>9}")
    for mode, (name, raw_there, budget) in BUDGETS.items():
        turns = [
            (measure(mode, address, WRITE_MODE=mode), measure(f"raw-{mode}", address)) for _ in range(THROUGHPUT_TURNS)
        ]
        ours, raw = (min(column) for column in zip(*turns, strict=True))
        there = ours / raw * raw_there
        figures = f"{ours:9.1f}{raw:9.1f}{ours / raw:8.2f}{there:9.1f}{budget:9}"
        print(f"{name:34}{figures}  {verdict(there, budget)}", flush=True)


def show_memory(address: str) -> None:
    took = measure("memory", address, MAX_RANK="10")
    grown = took["large"] - took["small"]
    print(
        f"\npeak memory {took['small']:.0f} MB after 1,000,000 rows, {took['large']:.0f} MB after 10,000,000 "
        f"({took['seconds']:.0f} s CPU, one row in a hundred put): {verdict(grown, MEMORY_GROWTH_MB)}",
        flush=True,
    )


def import_millis(program: str) -> float:
    """CPU of a fresh process."""
    return float(run("-c", f"{program}; import time; print(time.process_time())")) * 1_000


def show_imports() -> None:
    """Bare and ours take turns after one to warm up; the least of each counts, for other work only ever adds."""
    print(f"\n{'ms CPU to import and make clients':34}{'ours':>9}{'bare':>9}{'ratio':>8}")
    for worker, clients in CLIENTS.items():
        bare = f"import boto3; [boto3.client(n) for n in {clients}]"
        handler = f"import workers.{worker}.handler; from workers.runtime.client import client"
        ours = f"{handler}; [client(n) for n in {clients}]"
        import_millis(ours)
        runs = IMPORT_RUNS if worker in STREAM_WORKERS else IMPORT_RUNS_UNJUDGED
        turns = [(import_millis(ours), import_millis(bare)) for _ in range(runs)]
        mine, base = (min(column) for column in zip(*turns, strict=True))
        judged = f"  {verdict(mine / base, IMPORT_RATIO)}" if worker in STREAM_WORKERS else ""
        print(f"{worker:34}{mine:9.0f}{base:9.0f}{mine / base:8.2f}{judged}", flush=True)


def main() -> None:
    with stub() as address:
        show_throughput(address)
        show_memory(address)
    show_imports()


if __name__ == "__main__":
    main()
