"""What CloudWatch remembers of alarms: their definition, their state and their history, region by region."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Kind = Literal["MetricAlarm", "CompositeAlarm"]
HISTORY_LIMIT = 10_000  # items a region; AWS keeps them 30 days


@dataclass(slots=True, kw_only=True)
class AlarmRecord:
    """An alarm as DescribeAlarms shows it, plus the kind that says in which of its lists."""

    kind: Kind
    shown: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.shown["AlarmName"])


@dataclass(slots=True)
class Region:
    """The alarms of one region. Every method locks; what they return is a copy nobody else changes."""

    alarms: dict[str, AlarmRecord] = field(default_factory=dict)
    mute_rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    history: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=HISTORY_LIMIT))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def put_alarm(self, kind: Kind, definition: dict[str, Any], arn: str) -> bool:
        """Create the alarm in INSUFFICIENT_DATA or replace its definition, keeping its state. True when new."""
        now = datetime.now(UTC)
        name = str(definition["AlarmName"])
        with self.lock:
            old = self.alarms.get(name)
            state = _kept_state(old.shown) if old and old.kind == kind else _initial_state(now)
            shown = {**definition, **state, "AlarmArn": arn, "AlarmConfigurationUpdatedTimestamp": now}
            self.alarms[name] = AlarmRecord(kind=kind, shown=shown)
            verb = "updated" if old else "created"
            self.record(kind, name, "ConfigurationUpdate", f'Alarm "{name}" {verb}', {"version": "1.0"})
            return old is None

    def set_state(self, name: str, value: str, reason: str, data: str | None) -> tuple[str, AlarmRecord] | None:
        """Change an alarm's state. Returns the state it was in and the alarm, None if there is no such alarm."""
        now = datetime.now(UTC)
        with self.lock:
            record = self.alarms.get(name)
            if record is None:
                return None
            before = str(record.shown["StateValue"])
            record.shown |= {"StateValue": value, "StateReason": reason, "StateUpdatedTimestamp": now}
            record.shown["StateReasonData"] = data or ""
            if before != value:
                record.shown["StateTransitionedTimestamp"] = now
                summary = f"Alarm updated from {before} to {value}"
                self.record(record.kind, name, "StateUpdate", summary, _transition(before, record.shown))
            return before, replace(record, shown=dict(record.shown))

    def delete_alarm(self, name: str) -> None:
        with self.lock:
            record = self.alarms.pop(name)
            self.tags.pop(record.shown["AlarmArn"], None)
            text = f'Alarm "{name}" deleted'
            self.record(record.kind, name, "ConfigurationUpdate", text, {"version": "1.0", "type": "Delete"})

    def select(self, wanted: Callable[[AlarmRecord], bool], names: Iterable[str] | None = None) -> list[AlarmRecord]:
        """The alarms that `wanted` takes, of those called `names` or of all, by name as AWS lists them."""
        with self.lock:
            chosen = sorted(self.alarms) if names is None else sorted({n for n in names if n in self.alarms})
            return [replace(r, shown=dict(r.shown)) for r in map(self.alarms.__getitem__, chosen) if wanted(r)]

    def record(self, kind: Kind, name: str, item: str, summary: str, data: dict[str, Any]) -> None:
        entry = {"AlarmName": name, "AlarmType": kind, "Timestamp": datetime.now(UTC)}
        entry |= {"HistoryItemType": item, "HistorySummary": summary, "HistoryData": json.dumps(data)}
        with self.lock:
            self.history.append(entry)


_STATE = ("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp")


def _kept_state(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in _STATE if name in shown}


def _initial_state(now: datetime) -> dict[str, Any]:
    return {
        "StateValue": "INSUFFICIENT_DATA",
        "StateReason": "Unchecked: Initial alarm creation",
        "StateUpdatedTimestamp": now,
        "StateTransitionedTimestamp": now,
    }


def _transition(before: str, shown: dict[str, Any]) -> dict[str, Any]:
    new = {"stateValue": shown["StateValue"], "stateReason": shown["StateReason"]}
    return {"version": "1.0", "oldState": {"stateValue": before}, "newState": new}


class AlarmStore(defaultdict[str, Region]):
    """Region name → its alarms."""

    def __init__(self) -> None:
        super().__init__(Region)
