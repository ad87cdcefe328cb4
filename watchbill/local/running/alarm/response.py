"""What follows a change of state: the event at once, and the actions, unless a suppressor or a mute holds them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.evaluator.action import Action, Fate, Holder
from monitors.evaluator.alarm_rule import shorten
from monitors.evaluator.state import State
from watchbill.local import clock
from watchbill.local.api.cloudwatch.mute import muted
from watchbill.local.api.cloudwatch.store import Change
from watchbill.local.running.alarm import event
from watchbill.local.running.work import earliest

if TYPE_CHECKING:
    from watchbill.local.api.cloudwatch.store import AlarmRecord, Region
    from watchbill.local.running.alarm.action import Actions
    from watchbill.local.running.event_bus import EventBus


class Responses:
    """For the alarms of one region. Not thread-safe: the clock locks."""

    def __init__(self, name: str, region: Region, bus: EventBus, actions: Actions) -> None:
        self._name, self._region = name, region
        self._bus = bus
        self._actions = actions
        self._holders: dict[str, Holder] = {}
        self._muted: dict[str, Change] = {}

    def configured(self, change: Change) -> None:
        """An alarm was made, changed or deleted: a suppressor's periods that ran are discarded."""
        self._bus.put(event.configuration_change(self._name, change))
        self._holders.pop(change.record.name, None)
        if change.after is None:
            self._muted.pop(change.record.name, None)

    def changed(self, change: Change) -> None:
        """An alarm entered another state."""
        record, now = change.record, int(clock.current().now())
        holder = self._holder(record)
        if holder is None:
            self._tell(change)
            self._act(change)
        else:
            holder.change(Action(at=now, state=State(record.shown["StateValue"]), fate=Fate.RAN))
            self._tell(Change(before=change.before, after=self._marked(record, holder)))
        is_active = record.shown["StateValue"] == State.ALARM.value
        for name in self._suppressed_by(record.name):
            if (held := self._holder(self._region.alarms[name])) is not None:
                held.switch(now, active=is_active)
        self.expire(now)

    def due(self) -> float | None:
        """When a wait or extension period ends."""
        return earliest(*(holder.due for holder in self._holders.values()))

    def expire(self, now: float) -> None:
        """Let time pass up to `now`: run what is held back no more."""
        for name, holder in list(self._holders.items()):
            holder.expire(int(now))
            self._release(name, holder)
        for name, change in list(self._muted.items()):
            record = self._region.alarms.get(name)
            if muted(self._region, name, now) is not None:
                continue
            del self._muted[name]
            if record is not None and record.shown["StateValue"] == change.record.shown["StateValue"]:
                self._actions.run(self._region, change)

    def _release(self, name: str, holder: Holder) -> None:
        """Show what holds the actions now, if anything does; an event tells when that changes."""
        has_run = any(action.fate is Fate.RAN for action in holder.found)
        holder.found.clear()
        record = self._region.alarms.get(name)
        if record is None or holder.holds_by == record.shown.get("ActionsSuppressedBy", ""):
            return
        shown = record.shown
        state = shown["StateValue"], shown["StateReason"], shown.get("StateReasonData", "")
        change = self._region.set_state(name, *state, **_suppression(holder))
        if change is not None:
            self._tell(change)
            if has_run:
                self._act(change)

    def _tell(self, change: Change) -> None:
        record = change.record
        window = muted(self._region, record.name, clock.current().now())
        tags = self._region.tags_of(record.shown["AlarmArn"])
        self._bus.put(event.state_change(self._name, change, tags, window))

    def _act(self, change: Change) -> None:
        if not change.record.shown["ActionsEnabled"]:
            return
        if muted(self._region, change.record.name, clock.current().now()) is not None:
            self._muted[change.record.name] = change
            return
        self._muted.pop(change.record.name, None)
        self._actions.run(self._region, change)

    def _holder(self, record: AlarmRecord) -> Holder | None:
        suppressor = record.shown.get("ActionsSuppressor")
        if not suppressor or not record.shown["ActionsEnabled"]:
            return None
        holder = self._holders.get(record.name)
        if holder is None:
            keys = ("ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")
            holder = self._holders[record.name] = Holder(*(int(record.shown.get(key) or 0) for key in keys))
            by = self._region.alarms.get(shorten(suppressor))
            is_active = by is not None and by.shown["StateValue"] == State.ALARM.value
            holder.switch(int(clock.current().now()), active=is_active)
        return holder

    def _suppressed_by(self, name: str) -> list[str]:
        alarms = self._region.alarms.values()
        return [one.name for one in alarms if shorten(one.shown.get("ActionsSuppressor") or "") == name]

    def _marked(self, record: AlarmRecord, holder: Holder) -> AlarmRecord:
        """The alarm with what holds its actions, described as well from now on."""
        with self._region.lock:
            kept = self._region.alarms[record.name]
            kept.shown |= _suppression(holder)
            return kept.copy()


def _suppression(holder: Holder) -> dict[str, str]:
    by = holder.holds_by
    return {"ActionsSuppressedBy": by, "ActionsSuppressedReason": f"Actions suppressed by {by}" if by else ""}
