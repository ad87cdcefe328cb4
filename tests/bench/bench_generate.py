"""Spec → templates at N = 10 … 10,000 functions, beside troposphere alone and slic-watch's plugin in the same run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.synthetic import spec_text

SIZES = (10, 100, 1_000, 10_000)
PEER = "serverless-slic-watch-plugin@3.2.0"
LIKE_THE_PEER = frozenset(
    f"{kind}.{symptom}"
    for kind, symptoms in {
        "lambda_function": ("error_rate_high", "throttled", "duration_near_timeout", "iterator_age_high"),
        "kinesis_stream": ("consumer_lag", "reads_throttled", "writes_throttled", "puts_failing", "gets_failing"),
        "sqs_queue": ("in_flight_near_limit",),
        "dynamodb_table": ("throttled", "system_errors"),
    }.items()
    for symptom in symptoms
)
"""Rules that watch what the peer's default alarms watch."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measured = {count: _whole(Path(folder), count) for count in SIZES}
        _print_sizes(measured)
        _print_floor(Path(folder), measured)
        _print_peer(Path(folder))


def _once(mode: str, source: Path, output: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.once", mode, str(source), str(output)],
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _whole(folder: Path, count: int) -> dict[str, Any]:
    spec = folder / f"{count}.yaml"
    spec.write_text(spec_text(count), encoding="utf-8")
    return _once("whole", spec, folder / f"out-{count}")


def _print_sizes(measured: dict[int, dict[str, Any]]) -> None:
    print("\ngenerate: whole catalogue, dashboards, queries, logs, functions, stores")
    print(
        f"{'N':>7} {'wall s':>8} {'CPU s':>8} {'peak MB':>8} {'alarms':>8} {'resources':>10} {'stacks':>7} {'MB':>7}",
        end="",
    )
    print(f" {'largest stack':>20} {'ms CPU/function':>16}")
    for count, one in measured.items():
        largest = f"{one['largest_resources']}, {one['largest_bytes'] / 1e3:.0f} kB"
        print(
            f"{count:>7} {one['seconds']:>8.2f} {one['cpu_seconds']:>8.2f} {one['peak_mb']:>8.0f} {one['alarms']:>8}"
            f" {one['resources']:>9} {one['stacks']:>8} {one['bytes'] / 1e6:>8.1f} {largest:>13}"
            f" {one['cpu_seconds'] / count * 1e3:>15.2f}"
        )


def _print_floor(folder: Path, measured: dict[int, dict[str, Any]]) -> None:
    """At N = 100: troposphere's own reader, which prepares the comparison, takes minutes at 1,000."""
    floor = _once("troposphere", folder / "out-100", folder)
    ours = measured[1_000]["cpu_seconds"] / measured[1_000]["resources"]
    theirs = floor["build_cpu_seconds"] / floor["resources"]
    print(f"\ntroposphere alone, same resources: {theirs * 1e6:.0f} µs CPU a resource")
    print(f"ours, whole process at N = 1,000: {ours * 1e6:.0f} µs; ratio {ours / theirs:.2f} (budget 2)", end="")
    print(f"; peak {measured[1_000]['peak_mb']:.0f} MB (budget 200)")


def _print_peer(folder: Path) -> None:
    if shutil.which("npm") is None:
        print("\nslic-watch: npm is not here, no comparison")
        return
    peer = folder / "peer"
    peer.mkdir()
    shutil.copy(Path(__file__).parent / "slic.js", peer)
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", PEER], cwd=peer, check=True, capture_output=True
    )
    begun = time.perf_counter()
    told = subprocess.run(["node", "slic.js", "1000", "out.json"], cwd=peer, check=True, capture_output=True, text=True)
    theirs = time.perf_counter() - begun
    result = json.loads(told.stdout)
    spec = folder / "peer.yaml"
    spec.write_text(spec_text(1_000, disabled=_others()), encoding="utf-8")
    begun = time.perf_counter()
    ours = _once("peer", spec, folder / "out-peer")
    seconds = time.perf_counter() - begun
    print(
        f"\nslic-watch plugin, N = 1,000: {result['alarms']} alarms in one template of {result['resources']} resources"
        f" (CloudFormation takes 500), {theirs:.2f} s wall"
        f"\nours, the same kinds: {ours['alarms']} alarms in {ours['stacks']} valid stacks, {seconds:.2f} s wall;"
        f" ratio {seconds / theirs:.2f} (budget 1),"
        f" an alarm {seconds / ours['alarms'] / theirs * result['alarms']:.2f}"
    )


def _others() -> tuple[str, ...]:
    """Rules that the peer has no counterpart of."""
    from monitors.catalogue import load_catalogue

    return tuple(entry.id for entry in load_catalogue().rules if entry.id not in LIKE_THE_PEER)
