"""A log line for a person: time in UTC, level, request, message, fields; its stack trace below."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from watchbill.findings.full import printable
from watchbill.inspection.log_line import ERRORS, METRIC, PLATFORM

if TYPE_CHECKING:
    from watchbill.inspection.log_line import LogLine

STYLES = {"WARN": "yellow", "INFO": "green", **dict.fromkeys(ERRORS, "bold red")}
QUIET = ("DEBUG", "TRACE", METRIC, PLATFORM)
LEVEL_WIDTH, REQUEST_WIDTH = 8, 8


def to_text(line: LogLine) -> Text:
    """Several lines where there is a stack trace. Nothing in it can steer a terminal."""
    quiet = line.level in QUIET
    text = Text(style="dim" if quiet else "")
    text.append(datetime.fromtimestamp(line.moment / 1_000, UTC).strftime("%m-%d %H:%M:%S.%f")[:-3], style="dim")
    text.append(f"  {printable(line.level):<{LEVEL_WIDTH}}", style=STYLES.get(line.level, ""))
    text.append(f"  {printable(line.request_id[:REQUEST_WIDTH]):<{REQUEST_WIDTH}}  ", style="dim")
    text.append("\n  ".join(printable(part) for part in line.message.splitlines()), style="" if quiet else "bold")
    for name, value in line.fields.items():
        text.append(f"  {printable(name)}=", style="cyan")
        text.append(_value(value))
    for part in line.stack:
        text.append(f"\n    {printable(part)}", style="dim")
    return text


def to_data(line: LogLine) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "timestamp": datetime.fromtimestamp(line.moment / 1_000, UTC).isoformat(timespec="milliseconds"),
        "level": line.level or None,
        "request_id": line.request_id or None,
        "message": line.message,
        "fields": line.fields,
        "stack": list(line.stack),
    }


def _value(value: Any) -> str:
    if isinstance(value, str):
        return printable(value) if value and " " not in value else json.dumps(value, ensure_ascii=True)
    return json.dumps(value, ensure_ascii=True)
