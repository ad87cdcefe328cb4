"""Reads an `aws` command line as the call it makes, so that what is printed is what runs, with no `aws` and no shell.

Not a shell: a line is one `aws SERVICE OPERATION --option value…`, where a value may be `$(date …)` as monitors.shell
writes it, or another such line in `$(…)`. Anything else is refused.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitors.model.errors import WatchbillError
from monitors.shell import HOUR_AGO, NOW

if TYPE_CHECKING:
    from botocore.model import Shape

SECONDS_AGO = {shlex.split(NOW)[0]: 0, shlex.split(HOUR_AGO)[0]: 3_600}
OF_THE_CLI = ("query", "max_items")
WITHOUT_EFFECT = ("region", "output", "cli_binary_format")
"""The region is the connection's, the output always JSON, and boto3 takes bytes as they are."""


class LineError(WatchbillError):
    """A line that is no `aws` command of the kind understood here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsLine:
    """One command line, in words. `options` maps names as boto3 spells them (`queue_url`) to the words after each."""

    service: str
    operation: str
    options: dict[str, list[str]] = field(default_factory=dict)
    positions: tuple[str, ...] = ()


def read_line(line: str) -> AwsLine:
    """Split a line. Raises LineError for anything but one `aws` command."""
    words = shlex.split(line)
    if len(words) < 3 or words[0] != "aws":
        raise LineError(f"not an aws command: {line}")
    options: dict[str, list[str]] = {}
    positions: list[str] = []
    taking = positions
    for word in words[3:]:
        if word.startswith("--"):
            taking = options.setdefault(word[2:].replace("-", "_"), [])
        else:
            taking.append(word)
    return AwsLine(service=words[1], operation=words[2].replace("-", "_"), options=options, positions=tuple(positions))


def convert(shape: Shape, words: list[str]) -> Any:
    """The words after an option as a parameter of that shape, by the CLI's rules: JSON, shorthand, or plain."""
    kind = shape.type_name
    if kind in ("structure", "map"):
        return json.loads(words[0]) if words[0].startswith("{") else _shorthand(words[0])
    if kind == "list":
        return [convert(shape.member, [word]) for word in words]  # type: ignore[attr-defined]  # of ListShape
    if kind == "boolean":
        return True
    if kind in ("integer", "long"):
        return int(words[0])
    if kind in ("float", "double"):
        return float(words[0])
    return words[0]


def _shorthand(word: str) -> dict[str, str]:
    """`Name=FunctionName,Value=load` → its fields."""
    pairs = (part.partition("=") for part in word.split(","))
    return {name: value for name, _, value in pairs}
