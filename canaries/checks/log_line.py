"""A line in a function's log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from canaries.context import Context
    from canaries.definition import Scalar, Thing

EARLIER_SECONDS = 5  # clocks differ


@dataclass(frozen=True, kw_only=True)
class LogLine(Check):
    """A JSON line of this run stands in the function's log, with the message and the values that are named.

    A line is the run's when the run's id is anywhere in it: the trace id holds it, and so does the run's campaign,
    where a batch of many traces has none of its own.
    """

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {"function": ("logs:FilterLogEvents",)}

    function: Thing = setting("Whose log; the function's own unless given.", refers="function")
    message: str = setting("The line's `message`.")
    fields: Mapping[str, Scalar] = setting("Any other setting: a field and its value.", opened=True)

    def look(self, probe: Context, before: Any) -> Look:
        """One search for the run's lines since it began."""
        wanted = {n: probe.text(v) if isinstance(v, str) else v for n, v in self.fields.items()}
        expected = f"a line {self.message!r}" + (f" with {wanted}" if wanted else "")
        seen: list[str] = []
        for line in self._lines(probe):
            if line.get("message") == self.message:
                found = {name: _field(line, name) for name in wanted}
                if found == wanted:
                    return Look(holds=True, expected=expected, got="it")
                seen.append(f"{self.message!r} with {found}")
            else:
                seen.append(repr(line.get("message")))
        return Look(holds=False, expected=expected, got=f"lines {', '.join(seen)}" if seen else "no line of this run")

    def _lines(self, probe: Context) -> Iterator[dict[str, Any]]:
        pages = probe.clients("logs").get_paginator("filter_log_events")
        for page in pages.paginate(
            logGroupName=f"/aws/lambda/{self.function.name}",
            startTime=int((probe.run.started - EARLIER_SECONDS) * 1000),
            filterPattern=f"%{probe.run.id}%",
        ):
            for event in page["events"]:
                if probe.run.id in event["message"]:
                    yield _json(event["message"])


def _field(line: Mapping[str, Any], name: str) -> Any:
    """`count.in` → the field `in` of the field `count`."""
    value: Any = line
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _json(text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}
