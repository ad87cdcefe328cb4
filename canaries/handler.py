"""Lambda entry of the canary runner: {"canary": <name>, "scheduled": <time>} runs it and writes its report.

A canary that fails is a report, not an error of the runner: only what keeps the runner from reporting is raised, and
then no metric is written and canary.not_running trips.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from canaries.client import client
from canaries.clock import RealClock
from canaries.definition import FILE, read_definitions
from canaries.emission import log_line
from canaries.memory import remember
from canaries.probe import Probe
from canaries.run import Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.definition import Definition
    from canaries.report import Report

RESERVE_SECONDS = 5.0
"""Of the runner's own time, for cleaning up and reporting."""


class LambdaContext(Protocol):
    """The part of Lambda's context object that is read."""

    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int: ...


class UnknownCanaryError(LookupError):
    """The event names no canary of this deployment."""


def handle(event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Run one canary and return its report."""
    name = str(event.get("canary"))
    report = run_canary(name, context)
    now = time.time()
    line = log_line(report, _due(event, now))
    if not report.passed:
        try:
            remember(report, _definitions()[name].alarm, now, client, os.environ.get("MEMORY_TABLE", ""))
        except (BotoCoreError, ClientError) as error:
            line["not_remembered"] = str(error)  # the alert will say less; the metrics must be written all the same
    print(json.dumps(line), flush=True)
    return report.document()


def _due(event: Mapping[str, Any], now: float) -> float:
    """When Scheduler was to start the run; now for one that is started by hand."""
    scheduled = event.get("scheduled")
    return datetime.fromisoformat(scheduled).timestamp() if isinstance(scheduled, str) else now


def run_canary(name: str, context: LambdaContext) -> Report:
    """One run, within what is left of the invocation. Raises UnknownCanaryError."""
    if name not in _definitions():
        raise UnknownCanaryError(f"{name}: expected one of {', '.join(_definitions())}")
    chosen, clock = _definitions()[name], RealClock()
    _, partition, _, region, account, *_ = context.invoked_function_arn.split(":")
    seconds = context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS
    return Probe(
        definition=replace(chosen, timeout_seconds=min(chosen.timeout_seconds, seconds)),
        run=Run(id=secrets.token_hex(8), started=clock.now(), account=account, region=region, partition=partition),
        clients=client,
        clock=clock,
    ).perform()


@cache
def _definitions() -> Mapping[str, Definition]:
    return read_definitions((Path(__file__).parent / FILE).read_bytes())
