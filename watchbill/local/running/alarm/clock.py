"""The source that evaluates every alarm, each minute or ten seconds, and the listener that hears of each change."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from watchbill.local.running.alarm.composite import Composites
from watchbill.local.running.alarm.response import Responses
from watchbill.local.running.alarm.watch import Watch
from watchbill.local.running.work import earliest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchbill.local.api.cloudwatch.service import CloudWatch
    from watchbill.local.api.cloudwatch.store import AlarmRecord, Change
    from watchbill.local.running.alarm.action import Actions
    from watchbill.local.running.event_bus import EventBus
    from watchbill.local.running.recorder import Recorder
    from watchbill.local.running.work import Job

MINUTE, FAST = 60, 10


class AlarmClock:
    """For one region. Locks, because SetAlarmState comes in threads of its own."""

    def __init__(
        self, region: str, cloudwatch: CloudWatch, recorder: Recorder, bus: EventBus, actions: Actions
    ) -> None:
        self._name = region
        self._store, self._metrics = cloudwatch.store, cloudwatch.metrics
        self._recorder = recorder
        self._region = cloudwatch.store[region]
        self._responses = Responses(region, self._region, bus, actions)
        self._composites = Composites()
        self._watches: dict[str, Watch] = {}
        self._next: float | None = None
        self._lock = threading.RLock()

    def start(self) -> None:
        self._store.listener = self

    def stop(self) -> None:
        self._store.listener = None

    def jobs(self, now: float) -> Iterable[Job]:
        with self._lock:
            if self._next is not None and now >= self._next:
                self._evaluate(int(now))
            if self._next is None or now >= self._next:
                step = FAST if any(watch.is_fast for watch in self._watches.values()) else MINUTE
                self._next = (now // step + 1) * step
            self._responses.expire(now)
        return ()

    def due(self, now: float) -> float | None:
        return earliest(self._next, self._responses.due())

    def configured(self, region: str, change: Change) -> None:
        """See Listener."""
        if region == self._name:
            with self._lock:
                self._responses.configured(change)

    def changed(self, region: str, change: Change) -> None:
        """See Listener: somebody set the state. Composites follow at once; the next evaluation may set it back."""
        if region == self._name:
            with self._lock:
                self._responses.changed(change)
                self._combine()

    def _evaluate(self, now: int) -> None:
        self._recorder.flush()
        with self._region.lock:
            alarms = [record for record in self._region.alarms.values() if record.kind == "MetricAlarm"]
        watches = [self._watch(record) for record in alarms]
        self._watches = {watch.record.name: watch for watch in watches}
        for watch in watches:
            if (change := watch.evaluate(now)) is not None:
                self._set(watch.record, change.state.value, change.reason, watch.data(change))
        self._combine()

    def _watch(self, record: AlarmRecord) -> Watch:
        known = self._watches.get(record.name)
        return known if known is not None and known.record is record else Watch(record, self._metrics, self._name)

    def _combine(self) -> None:
        with self._region.lock:
            alarms = dict(self._region.alarms)
        composites = [record for record in alarms.values() if record.kind == "CompositeAlarm"]
        for record in self._composites.order(composites):
            if (found := self._composites.evaluate(record, alarms)) is not None:
                state, reason, data = found
                self._set(record, state.value, reason, data)

    def _set(self, record: AlarmRecord, state: str, reason: str, data: str) -> None:
        change = self._region.set_state(record.name, state, reason, data)
        if change is not None:
            self._responses.changed(change)
