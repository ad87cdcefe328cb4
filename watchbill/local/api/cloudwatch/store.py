"""What CloudWatch remembers of alarms: their definition, their state and their history, region by region."""

from __future__ import annotations

import json
import threading
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from watchbill.local import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

Kind = Literal["MetricAlarm", "CompositeAlarm"]
HISTORY_LIMIT = 10_000  # items a region; AWS keeps them 30 days


@dataclass(slots=True, kw_only=True)
class AlarmRecord:
    """An alarm as DescribeAlarms shows it, plus the kind that says in which of its lists, and when it was made."""

    kind: Kind
    shown: dict[str, Any]
    created: datetime

    @property
    def name(self) -> str:
        return str(self.shown["AlarmName"])

    def copy(self) -> AlarmRecord:
        return replace(self, shown=dict(self.shown))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of an alarm: `before` and `after` it, None where it did not exist, or does no more."""

    before: AlarmRecord | None
    after: AlarmRecord | None

    @property
    def record(self) -> AlarmRecord:
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a change has an alarm
        return found


class Listener(Protocol):
    """Who carries changes on: to event rules and to the alarms' actions. Called outside every lock."""

    def configured(self, region: str, change: Change) -> None:
        """An alarm was made, changed or deleted."""

    def changed(self, region: str, change: Change) -> None:
        """An alarm entered another state."""


@dataclass(slots=True)
class Region:
    """The alarms of one region. Every method locks; what they return is a copy nobody else changes."""

    alarms: dict[str, AlarmRecord] = field(default_factory=dict)
    mute_rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    history: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=HISTORY_LIMIT))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def put_alarm(self, kind: Kind, definition: dict[str, Any], arn: str) -> Change:
        """Create the alarm in INSUFFICIENT_DATA or replace its definition, keeping its state."""
        now = clock.utc()
        name = str(definition["AlarmName"])
        with self.lock:
            old = self.alarms.get(name)
            kept = old if old and old.kind == kind else None
            state = _kept_state(kept.shown) if kept else _initial_state(now)
            shown = {**definition, **state, "AlarmArn": arn, "AlarmConfigurationUpdatedTimestamp": now}
            record = AlarmRecord(kind=kind, shown=shown, created=kept.created if kept else now)
            self.alarms[name] = record
            verb = "updated" if old else "created"
            data = {"version": "1.0", "type": "Update" if old else "Create"}
            self.record(record, "ConfigurationUpdate", f'Alarm "{name}" {verb}', data)
            return Change(before=old, after=record.copy())

    def set_state(self, name: str, value: str, reason: str, data: str = "", **more: Any) -> Change | None:
        """Change an alarm's state, and what else it shows of it (empty: no more); None if there is no such alarm."""
        with self.lock:
            record = self.alarms.get(name)
            if record is None:
                return None
            before = record.copy()
            # Receivers order an alarm's changes by these times: no two are the same.
            now = max(clock.utc(), record.shown["StateUpdatedTimestamp"] + timedelta(milliseconds=1))
            record.shown |= {"StateValue": value, "StateReason": reason, "StateUpdatedTimestamp": now}
            record.shown |= {"StateReasonData": data, **more}
            for name in [name for name, value in more.items() if not value]:
                del record.shown[name]
            if before.shown["StateValue"] != value:
                record.shown["StateTransitionedTimestamp"] = now
                summary = f"Alarm updated from {before.shown['StateValue']} to {value}"
                self.record(record, "StateUpdate", summary, _transition(before.shown, record.shown))
            return Change(before=before, after=record.copy())

    def delete_alarm(self, name: str) -> Change:
        with self.lock:
            record = self.alarms.pop(name)
            text = f'Alarm "{name}" deleted'
            self.record(record, "ConfigurationUpdate", text, {"version": "1.0", "type": "Delete"})
            return Change(before=record, after=None)

    def tags_of(self, arn: str) -> dict[str, str]:
        with self.lock:
            return dict(self.tags.get(arn, {}))

    def select(self, wanted: Callable[[AlarmRecord], bool], names: Iterable[str] | None = None) -> list[AlarmRecord]:
        """The alarms that `wanted` takes, of those called `names` or of all, by name as AWS lists them."""
        with self.lock:
            chosen = sorted(self.alarms) if names is None else sorted({n for n in names if n in self.alarms})
            return [record.copy() for record in map(self.alarms.__getitem__, chosen) if wanted(record)]

    def record(self, alarm: AlarmRecord, item: str, summary: str, data: dict[str, Any]) -> None:
        entry = {"AlarmName": alarm.name, "AlarmType": alarm.kind, "Timestamp": clock.utc()}
        entry |= {"HistoryItemType": item, "HistorySummary": summary, "HistoryData": json.dumps(data)}
        with self.lock:
            self.history.append(entry)


_STATE = (
    "StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp", "StateTransitionedTimestamp",
    "ActionsSuppressedBy", "ActionsSuppressedReason",
)  # fmt: skip


def _kept_state(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in _STATE if name in shown}


def _initial_state(now: datetime) -> dict[str, Any]:
    return {
        "StateValue": "INSUFFICIENT_DATA",
        "StateReason": "Unchecked: Initial alarm creation",
        "StateUpdatedTimestamp": now,
        "StateTransitionedTimestamp": now,
    }


def _transition(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {"version": "1.0", "oldState": _told(before), "newState": _told(after)}


def _told(shown: dict[str, Any]) -> dict[str, Any]:
    told = {"stateValue": shown["StateValue"], "stateReason": shown["StateReason"]}
    data = shown.get("StateReasonData")
    return told | ({"stateReasonData": json.loads(data)} if data else {})


class AlarmStore(defaultdict[str, Region]):
    """Region name → its alarms; `listener` hears of every change."""

    def __init__(self) -> None:
        super().__init__(Region)
        self.listener: Listener | None = None
