"""A router in a small world: a clock that tests move, CloudWatch's alarms, and vendors that keep state."""

from __future__ import annotations

import json
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.workers.alert_router.memory_table import MemoryTable
from workers.alert_router import record
from workers.alert_router.announce import Announcements
from workers.alert_router.delivery import DeliveryError, Receipt
from workers.alert_router.dispatch import Dispatcher
from workers.alert_router.event import AlarmEvent
from workers.alert_router.intake import unpack
from workers.alert_router.ledger import Ledger
from workers.alert_router.notification import Action, Notification
from workers.alert_router.pace import Pace
from workers.alert_router.route import Routes, read_routes
from workers.alert_router.router import Result, Router

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workers.alert_router.outbox import Row

START = 1_772_330_000_000
ACCOUNT, REGION = "123456789012", "us-east-1"
ROUTES: dict[str, Any] = {
    "receivers": {
        "on-call": {"channel": "pagerduty", "fallbacks": ["team", "mailbox"], "pace": {"per_minute": 100, "burst": 20}},
        "team": {"channel": "slack", "fallbacks": ["mailbox"], "pace": {"per_minute": 60}},
        "mailbox": {"channel": "email"},
    },
    "routes": [
        {"match": {"priority": ["high"]}, "to": ["on-call", "team"]},
        {"match": {"priority": ["medium"]}, "to": ["team"]},
        {"match": {"priority": ["low"]}, "to": ["mailbox"]},
    ],
}


def arn(name: str) -> str:
    return f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"


def tags(name: str, **changes: str) -> dict[str, str]:
    """The tags of the trip alarm `name`; `part`, `rule`, … change them."""
    incident = name.removesuffix("-hold").removesuffix("-step")
    part = name[len(incident) + 1 :] or "trip"
    own = {
        "environment": "qa1",
        "held": "no",
        "incident": incident,
        "owner": "verifiedfan-api",
        "part": part,
        "priority": "high",
        "resource": incident,
        "rule": "lambda_function.error_rate_high",
        "service": "vf-api-workers",
        "severity": "P2",
    } | changes
    return {f"watchbill:{key}": value for key, value in own.items()}


@dataclass
class Vendor:
    """A receiver's other side. It enforces what PagerDuty does: a resolve ends what is open, and nothing else."""

    name: str
    world: World
    told: list[Notification] = field(default_factory=list)
    """Everything that took effect, repetitions left out."""
    calls: list[tuple[int, Notification]] = field(default_factory=list)
    open: dict[str, Notification] = field(default_factory=dict)
    fault: DeliveryError | None = None
    lost_answers: int = 0
    """So many of the next calls take effect and are then not answered."""
    stray_resolves: int = 0
    """Resolves of what was neither opened here nor may have been."""
    doubtful: set[str] = field(default_factory=set)
    """Incidents of which a message failed in a way that leaves open whether it arrived: whoever sent it can't know."""
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        assert deadline > self.world.now / 1000
        self.calls.append((self.world.now, notification))
        if self.fault:
            if not self.fault.permanent:
                self.doubtful.add(notification.incident_id)
            raise self.fault
        self._take(notification)
        if self.lost_answers:
            self.lost_answers -= 1
            raise DeliveryError("no answer")
        return Receipt(provider_id=notification.incident_id, extra={"revision": str(notification.revision)})

    def _take(self, notification: Notification) -> None:
        key = (notification.incident_id, notification.revision)
        if key in self._seen:
            return
        self._seen.add(key)
        self.told.append(notification)
        if notification.action is Action.RESOLVE:
            was_open = self.open.pop(notification.incident_id, None) is not None
            self.stray_resolves += not was_open and notification.incident_id not in self.doubtful
        elif notification.action is not Action.ACKNOWLEDGE:
            self.open[notification.incident_id] = notification

    @property
    def actions(self) -> list[str]:
        return [str(told.action) for told in self.told]

    def most_in(self, milliseconds: int) -> int:
        """The most calls in any span of that length."""
        most, window = 0, deque[int]()
        for at, _ in self.calls:
            window.append(at)
            while window[0] <= at - milliseconds:
                window.popleft()
            most = max(most, len(window))
        return most


class Log:
    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def info(self, msg: object, **fields: Any) -> None:
        self.lines.append({"message": msg, **fields})

    error = info

    def reasons(self) -> list[str]:
        """The named reasons so far, in order."""
        return [str(line["reason"]) for line in self.lines if line["message"] == "decided"]


class World:
    """`alarms` is CloudWatch: the state of each alarm, whatever events told. Waking messages come when they are due."""

    def __init__(self, routes: Mapping[str, Any] = ROUTES, *, start: int = START) -> None:
        self.now = start
        self.table = MemoryTable()
        self.routes: Routes = read_routes(json.dumps(routes))
        self.vendors = {name: Vendor(name, self) for name in self.routes.receivers}
        self.alarms: dict[str, AlarmEvent] = {}
        self.series: dict[str, list[AlarmEvent]] = {}
        """By alarm, its contributors in ALARM."""
        self.mute_rules: dict[str, str] = {}
        """Alarm names → the active rule that mutes them."""
        self.tagged: dict[str, dict[str, str]] = {}
        self.tag_calls = 0
        self.wakes: list[tuple[int, list[str]]] = []
        self.queued: list[tuple[int, dict[str, Any]]] = []
        """Other messages to the router's own queue, and when they are due."""
        self.log = Log()
        ledger = Ledger(self.table, self.routes, lambda: self.now)
        dispatcher = Dispatcher(
            self.table,
            ledger,
            self.routes,
            self,
            now=lambda: self.now,
            seconds_left=lambda: 50.0,
            log=self.log,
            parallel=False,
        )
        self.announcements = Announcements(
            self.table,
            self.routes,
            self,
            now=lambda: self.now,
            seconds_left=lambda: 50.0,
            later=lambda message, seconds: self.queued.append((self.now + seconds * 1000, message)),
            log=self.log,
        )
        self.router = Router(
            self.table,
            ledger,
            dispatcher,
            self.announcements,
            self,
            self,
            prefixes=(),
            now=lambda: self.now,
            wake=lambda incidents, seconds: self.wakes.append((self.now + seconds * 1000, incidents)),
            woken={},
            log=self.log,
        )

    # What the router asks of its receivers and of CloudWatch.
    def notifier(self, receiver: str) -> Vendor:
        return self.vendors[receiver]

    def pace(self, receiver: str) -> Pace:
        return self.routes.receivers[receiver].pace or Pace(per_minute=6000, burst=100)

    def pace_key(self, receiver: str) -> str:
        return receiver

    def in_alarm(self, prefixes: Sequence[str]) -> Iterable[AlarmEvent]:
        return [alarm for alarm in self.alarms.values() if alarm.state == "ALARM"]

    def named(self, names: Sequence[str]) -> Iterator[AlarmEvent]:
        return (alarm for alarm in self.alarms.values() if alarm.name in set(names))

    def contributors(self, alarm: AlarmEvent) -> Iterable[AlarmEvent]:
        return self.series.get(alarm.name, [])

    def muted(self) -> Mapping[str, str]:
        return self.mute_rules

    def remember(self, event: AlarmEvent) -> None:
        if event.tags is not None:
            self.tagged[event.arn] = dict(event.tags)

    def knows(self, arn: str) -> bool:
        return arn in self.tagged

    def tags(self, arn: str) -> Mapping[str, str]:
        self.tag_calls += 1
        return self.tagged.get(arn, {})

    # What happens in it.
    def enter(self, name: str, state: str, *, at: int | None = None, **changes: Any) -> dict[str, Any]:
        """The alarm `name` enters a state now; return EventBridge's event about it."""
        own = {key: changes.pop(key) for key in list(changes) if key in ("muted_until", "reason", "description")}
        self.now += 1  # no alarm changes twice in a millisecond
        moment = self.now if at is None else at
        labels = tags(name, **changes)
        event = AlarmEvent(
            arn=arn(name),
            name=name,
            account=ACCOUNT,
            region=REGION,
            state=state,
            at=moment,
            reason=own.get("reason", ""),
            description=own.get("description", ""),
        )
        self.alarms[name] = event
        self.tagged[event.arn] = labels
        return bridge(event, labels, muted_until=own.get("muted_until", 0))

    def take(self, *payloads: Mapping[str, Any]) -> Result:
        """The queue gives the router a batch."""
        return self.router.take(unpack(batch(*payloads)))

    def pass_seconds(self, seconds: float, *, step: float = 1.0) -> None:
        """Time passes; waking messages arrive when they are due."""
        end = self.now + round(seconds * 1000)
        while self.now < end:
            self.now = min(end, self.now + round(step * 1000))
            ready = [wake for wake in self.wakes if wake[0] <= self.now]
            self.wakes = [wake for wake in self.wakes if wake[0] > self.now]
            for _, incidents in ready:
                self.take({"watchbill": "wake", "incidents": incidents})
            messages = [message for due, message in self.queued if due <= self.now]
            self.queued = [one for one in self.queued if one[0] > self.now]
            for message in messages:
                self.take(message)

    def settle(self, *, minutes: int = 40) -> None:
        """Reconcile each minute until nothing is pending, as the schedule does."""
        for _ in range(minutes):
            self.pass_seconds(60, step=10)
            self.router.reconcile()
            if not self.table.due("outbox", 2**60, 1):
                return

    @property
    def incidents(self) -> list[Any]:
        return [record.incident_of(item) for item in self.table.all("service#")]

    @property
    def rows(self) -> list[Row]:
        items = [item for item in self.table.all("incident#") if item.key[1].startswith("row#")]
        return [record.row_of(item) for item in items]

    def counts(self) -> Counter[str]:
        return Counter(str(row.status) for row in self.rows)


def stamp(milliseconds: int) -> str:
    from datetime import UTC, datetime

    return (
        datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
        + f"{milliseconds % 1000:03d}+0000"
    )


def bridge(event: AlarmEvent, labels: Mapping[str, str] | None, *, muted_until: int = 0) -> dict[str, Any]:
    """The change as EventBridge tells it."""
    detail: dict[str, Any] = {
        "alarmName": event.name,
        "state": {"value": event.state, "reason": event.reason, "timestamp": stamp(event.at)},
        "configuration": {"description": event.description, "metrics": []},
    }
    if labels is not None:
        detail |= {"alarmTags": dict(labels)}
    if muted_until:
        detail["muteDetail"] = {
            "mutedByArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm-mute-rule:release",
            "muteWindowStart": stamp(event.at),
            "muteWindowEnd": stamp(muted_until),
        }
    return {
        "source": "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        "time": stamp(event.at),
        "account": ACCOUNT,
        "region": REGION,
        "resources": [event.arn],
        "detail": detail,
    }


def batch(*payloads: Mapping[str, Any] | str) -> dict[str, Any]:
    """The payloads as an SQS batch; text stays as it is."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "eventSource": "aws:sqs",
                "body": payload if isinstance(payload, str) else json.dumps(payload),
            }
            for number, payload in enumerate(payloads)
        ]
    }
