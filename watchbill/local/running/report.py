"""The lines that Lambda itself writes around an invocation, as text or as JSON platform events."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.running.sandbox import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.running.function import Function

_LEVELS = ("DEBUG", "INFO", "WARN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a finished invocation. `status`: success, error or timeout."""

    request_id: str
    started: float
    duration_ms: float
    init_ms: float
    """0 where the environment was warm."""
    memory_used_mb: int
    status: str
    error_type: str = ""

    @property
    def billed_ms(self) -> int:
        """The initialisation is billed too (since August 2025)."""
        return math.ceil(self.duration_ms + self.init_ms)

    @property
    def ended(self) -> float:
        return self.started + self.duration_ms / 1000


def opening(function: Function, report: Report) -> Iterator[Line]:
    """The lines before the handler's own."""
    if report.init_ms:
        began = report.started - report.init_ms / 1000
        runtime = f"{function.runtime.replace('python', 'python:')}.embedded"
        text = f"INIT_START Runtime Version: {runtime}"
        record = {"initializationType": "on-demand", "phase": "init", "runtimeVersion": runtime}
        yield from _line(function, began, text, "platform.initStart", record)
    text = f"START RequestId: {report.request_id} Version: {function.version}"
    record = {"requestId": report.request_id, "version": function.version}
    yield from _line(function, report.started, text, "platform.start", record)


def closing(function: Function, report: Report) -> Iterator[Line]:
    """The lines after the handler's own. A failed invocation's report is an event of level WARN."""
    level = "INFO" if report.status == "success" else "WARN"
    if not function.log_json:
        yield Line(report.ended, f"END RequestId: {report.request_id}")
    text, record = _text(function, report), _record(function, report)
    yield from _line(function, report.ended, text, "platform.report", record, level)


def _line(
    function: Function, moment: float, text: str, kind: str, record: dict[str, Any], level: str = "INFO"
) -> Iterator[Line]:
    if not function.log_json:
        yield Line(moment, text)
    elif _LEVELS.index(level) >= _LEVELS.index(function.system_log_level):
        yield Line(moment, json.dumps({"time": clock.iso(moment), "type": kind, "record": record}))


def _text(function: Function, report: Report) -> str:
    parts = [
        f"REPORT RequestId: {report.request_id}",
        f"Duration: {report.duration_ms:.2f} ms",
        f"Billed Duration: {report.billed_ms} ms",
        f"Memory Size: {function.memory_mb} MB",
        f"Max Memory Used: {report.memory_used_mb} MB",
    ]
    if report.init_ms:
        parts.append(f"Init Duration: {report.init_ms:.2f} ms")
    # A text report is silent about exceptions of the handler: those stand in its own lines.
    if report.status == "timeout":
        parts.append("Status: timeout")
    elif report.error_type.startswith("Runtime."):
        parts += ["Status: error", f"Error Type: {report.error_type}"]
    return "\t".join([*parts, ""])


def _record(function: Function, report: Report) -> dict[str, Any]:
    figures: dict[str, float] = {
        "durationMs": round(report.duration_ms, 3),
        "billedDurationMs": report.billed_ms,
        "memorySizeMB": function.memory_mb,
        "maxMemoryUsedMB": report.memory_used_mb,
    }
    if report.init_ms:
        figures["initDurationMs"] = round(report.init_ms, 3)
    found: dict[str, Any] = {"requestId": report.request_id, "metrics": figures, "status": report.status}
    return found | ({"errorType": report.error_type} if report.status == "error" else {})
