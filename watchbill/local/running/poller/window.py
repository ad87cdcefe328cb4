"""Tumbling windows: which records belong together, and the state that Lambda carries from batch to batch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchbill.local import clock

if TYPE_CHECKING:
    from watchbill.local.running.outcome import Outcome
    from watchbill.local.running.poller.record import StreamRecord

STATE_LIMIT = 1_000_000  # bytes a shard; a larger state ends its window early


@dataclass(slots=True)
class Window:
    """One open window of a shard. `start` and `seconds` in seconds; records belong by their arrival."""

    start: float
    seconds: float
    state: dict[str, Any] = field(default_factory=dict)
    ended_early: bool = False

    @classmethod
    def of(cls, record: StreamRecord, seconds: float) -> Window:
        return cls(record.arrived // seconds * seconds, seconds)

    @property
    def end(self) -> float:
        return self.start + self.seconds

    def holds(self, record: StreamRecord) -> bool:
        return record.arrived < self.end

    def event(self, shard_id: str, source_arn: str, *, final: bool) -> dict[str, Any]:
        """What a windowed event has beside its records."""
        bounds = {name: clock.utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ") for name, moment in self._bounds()}
        return {
            "window": bounds,
            "state": self.state,
            "shardId": shard_id,
            "eventSourceARN": source_arn,
            "isFinalInvokeForWindow": final,
            "isWindowTerminatedEarly": self.ended_early,
        }

    def _bounds(self) -> tuple[tuple[str, float], tuple[str, float]]:
        return ("start", self.start), ("end", self.end)

    def take_state(self, outcome: Outcome) -> bool:
        """Keep the state that the function returned. False: it returned none, which is a failed invocation."""
        answer = outcome.answer
        state = answer.get("state") if isinstance(answer, dict) else None
        if not isinstance(state, dict):
            return False
        self.state = state
        self.ended_early = len(json.dumps(state)) > STATE_LIMIT
        return True
