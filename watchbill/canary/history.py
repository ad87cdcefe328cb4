"""How the deployed canaries' runs went, from their metrics, and what their last failure was, from the runner's log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from canaries.emission import NAMESPACE
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from canaries.definition import Definition
    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.render.signs import Pen

MINUTES_PERIOD = 300
"""Seconds; CloudWatch keeps 1,440 points an answer: 336 hours need longer periods."""
POINTS_MAX = 1_440
Entry = dict[str, Any]


def read_history(connection: Connection, plan: Plan, chosen: Sequence[Definition], hours: int) -> list[Entry]:
    """One entry a canary: runs, passed, the slowest in ms, and the last failure's line or None."""
    failures = _failures(connection, names.canary_runner(plan.service), hours)
    return [_entry(connection, one, hours, failures.get(one.name)) for one in chosen]


def _entry(connection: Connection, canary: Definition, hours: int, failure: Mapping[str, Any] | None) -> Entry:
    success = _statistics(connection, canary.name, "SuccessPercent", hours)
    duration = _statistics(connection, canary.name, "Duration", hours)
    runs = sum(point["SampleCount"] for point in success)
    return {
        "function": canary.key,
        "canary": canary.name,
        "runs": round(runs),
        "passed": round(sum(point["Sum"] for point in success) / 100),
        "slowest_ms": max((round(point["Maximum"], 1) for point in duration), default=None),
        "last_failure": failure and {name: failure.get(name) for name in ("step", "expected", "got", "run", "links")},
    }


def _statistics(connection: Connection, canary: str, metric: str, hours: int) -> list[Any]:
    now = datetime.now(UTC)
    seconds = hours * 3600
    period = max(MINUTES_PERIOD, -(-seconds // POINTS_MAX // 60) * 60)
    answer = connection.client("cloudwatch").get_metric_statistics(
        Namespace=NAMESPACE,
        MetricName=metric,
        Dimensions=[{"Name": "Canary", "Value": canary}],
        StartTime=now - timedelta(seconds=seconds),
        EndTime=now + timedelta(minutes=1),
        Period=period,
        Statistics=["Sum", "SampleCount", "Maximum"],
    )
    found: list[Any] = answer["Datapoints"]
    return found


def _failures(connection: Connection, runner: str, hours: int) -> dict[str, Mapping[str, Any]]:
    """The last failure by the canary's name. A runner that has no log yet has had none."""
    client = connection.client("logs")
    start = int((datetime.now(UTC) - timedelta(hours=hours)).timestamp() * 1000)
    found: dict[str, Mapping[str, Any]] = {}
    try:
        for page in client.get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{runner}", startTime=start, filterPattern='"canary failed"'
        ):
            for event in page["events"]:
                line = _line(event["message"])
                if line.get("message") == "canary failed":
                    found[str(line["Canary"])] = line
    except client.exceptions.ResourceNotFoundException:
        return {}
    return found


def _line(text: str) -> Mapping[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def table(entries: Sequence[Entry], pen: Pen) -> Table:
    """For people."""
    shown = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    shown.add_column("function", no_wrap=True)
    for heading in ("runs", "passed", "slowest"):
        shown.add_column(heading, justify="right", no_wrap=True)
    shown.add_column("last failure")
    for entry in entries:
        share = f"{100 * entry['passed'] / entry['runs']:.1f} %" if entry["runs"] else "-"
        slowest = "-" if entry["slowest_ms"] is None else f"{entry['slowest_ms'] / 1000:.1f} s"
        shown.add_row(entry["function"], str(entry["runs"]), share, slowest, pen(_said(entry["last_failure"])))
    return shown


def _said(failure: Mapping[str, Any] | None) -> str:
    if failure is None:
        return "-"
    return f"{failure['step']}: expected {failure['expected']}; got {failure['got']}"
