"""The embedded cloud's second half as one object: start it beside an `EmbeddedCloud`, and deployed functions run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local import clock as clocks
from watchbill.local.running.alarm.action import Actions
from watchbill.local.running.alarm.clock import AlarmClock
from watchbill.local.running.asynchronous import AsyncQueue
from watchbill.local.running.concurrency import ACCOUNT_LIMIT, Concurrency
from watchbill.local.running.destination import Destinations
from watchbill.local.running.event_bus import EventBus
from watchbill.local.running.event_target import EventTargets
from watchbill.local.running.function import Functions
from watchbill.local.running.http_api import HttpApis
from watchbill.local.running.invoker import Invoker
from watchbill.local.running.lambda_api import LambdaApi
from watchbill.local.running.log_delivery import LogDelivery
from watchbill.local.running.loop import Loop
from watchbill.local.running.mailbox import Mailbox
from watchbill.local.running.measure.dynamodb import DynamodbMeasure
from watchbill.local.running.measure.kinesis import KinesisMeasure
from watchbill.local.running.measure.minute import MinuteMeasure
from watchbill.local.running.measure.sqs import SqsMeasure
from watchbill.local.running.notification import Notifications
from watchbill.local.running.outside import Outside
from watchbill.local.running.poller.pollers import Pollers
from watchbill.local.running.recorder import Recorder
from watchbill.local.running.schedule import Schedules
from watchbill.local.running.stack_event import StackEvents
from watchbill.local.running.topic import Topics

if TYPE_CHECKING:
    import threading
    from types import TracebackType
    from typing import Self

    from watchbill.local.clock import Clock
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.outcome import Outcome
    from watchbill.local.tap import Tap

AT_ONCE = 4  # each needs a process of its own, and up to a second of CPU to start


class Runner:
    """Runs the functions of one started cloud.

    Direct invocations (`invoke`, boto3's Invoke, HTTP APIs) run at once, in the caller's thread. All others wait
    until someone drives time: `settle` does what is due now, `tick` moves on. `at_once` bounds the handlers that this
    machine runs side by side for them; concurrency, as Lambda counts and limits it, is not touched by that.
    `outside` is what functions find in place of the world: see Outside.
    """

    def __init__(
        self,
        cloud: EmbeddedCloud,
        clock: Clock | None = None,
        *,
        at_once: int = AT_ONCE,
        account_limit: int = ACCOUNT_LIMIT,
        outside: Outside | None = None,
    ) -> None:
        self.cloud = cloud
        self.clock = clock or clocks.RealClock()
        self.recorder = Recorder(cloud)
        self._functions = Functions(cloud, outside or Outside())
        self._invoker = Invoker(cloud, self._functions, self.recorder, Concurrency(account_limit))
        self._destinations = Destinations(cloud, self.invoke_async)
        self.events = AsyncQueue(cloud, self._functions, self._destinations, self.recorder)
        self._loop = Loop(self._invoker, self.recorder, self.clock, at_once)
        self.pollers = Pollers(cloud, self._destinations, self.recorder)
        kinesis = KinesisMeasure(self.recorder)
        sqs, dynamodb = SqsMeasure(self.recorder, cloud.region), DynamodbMeasure(self.recorder, cloud.region)
        schedules = Schedules(cloud, self.invoke_async)
        minutes = MinuteMeasure(self.pollers, kinesis, sqs, dynamodb)
        self.mailbox = Mailbox()
        targets = EventTargets(cloud, self.recorder)
        bus = EventBus(cloud, targets, self.recorder)
        actions = Actions(cloud, self.invoke_async)
        alarms = AlarmClock(cloud.region, cloud.cloudwatch, self.recorder, bus, actions)
        # Alarms see the minute that was just measured; what they and schedules send is in the queues when those are
        # asked.
        self._loop.sources += [minutes, alarms, targets, schedules, self.events, self.pollers]
        self._listeners = (
            Notifications(self.events),
            Topics(self.events, self.mailbox),
            bus,
            alarms,
            StackEvents(cloud.region, bus),
        )
        self._apis = HttpApis(cloud, self._invoker)
        self._taps: list[Tap] = [
            LambdaApi(self._invoker, self.events, self._functions, self.pollers),
            LogDelivery(cloud, self.recorder, self.invoke_async),
            schedules,
            self.mailbox,
            kinesis,
            sqs,
            dynamodb,
        ]

    def invoke(self, name: str, payload: Any = None, qualifier: str = "") -> Outcome:
        """Run a function now and wait for it. Raises FunctionMissingError and ThrottledError."""
        return self._invoker.invoke(name, json.dumps({} if payload is None else payload).encode(), qualifier)

    def invoke_async(self, name: str, payload: Any) -> str:
        """Queue an event for a function. Returns the request id; the loop runs it."""
        return self.events.put(name, payload)

    def api_url(self, name: str) -> str:
        """Where the HTTP API of this id or name listens on loopback. Raises KeyError."""
        return self._apis.url(name)

    def settle(self, timeout: float = 60) -> None:
        """Run all that is due now, and what follows from it, until nothing is in flight.

        Raises NotSettledError when that takes more than `timeout` real seconds.
        """
        self._loop.settle(timeout)

    def tick(self, seconds: float, timeout: float = 60) -> None:
        """Let `seconds` of the cloud's time pass, doing on the way whatever becomes due."""
        self._loop.run_until(self.clock.now() + seconds, timeout)

    def run(self, stop: threading.Event) -> None:
        """Serve in the calling thread until `stop` is set; for a real clock, beside which people work."""
        self._loop.run(stop)

    def restart_functions(self) -> None:
        """End all warm environments: the next invocation of every function is a cold start."""
        self._invoker.forget()

    def crash_function(self, name: str) -> int:
        """SIGKILL the processes of a function that are at work, as a host that fails. Returns how many there were."""
        return self._invoker.crash(name)

    def start(self) -> Self:
        self._replaced = clocks.install(self.clock)
        self.cloud.taps.extend(self._taps)
        for listener in self._listeners:
            listener.start()
        return self

    def stop(self) -> None:
        """Stop what runs. What was still queued is forgotten, as when a cloud ends."""
        self._apis.close()
        self._invoker.crash()
        for listener in self._listeners:
            listener.stop()
        for tap in self._taps:
            self.cloud.taps.remove(tap)
        self._loop.close()
        self.recorder.flush()
        self._invoker.forget()
        self._functions.close()
        clocks.install(self._replaced)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
