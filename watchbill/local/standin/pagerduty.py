"""PagerDuty's Events API v2, with its alerts: what is open, acknowledged, resolved, and what was dropped."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from watchbill.local.standin.server import Reply, Request, Standin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchbill.local.standin.authority import Authority

Json = dict[str, Any]

CALLS_PER_MINUTE = 120
MAX_BODY, MAX_SUMMARY, MAX_DEDUP_KEY, KEY_LENGTH = 512 * 1024, 1024, 255, 32
SEVERITIES = ("critical", "error", "warning", "info")


class Status(StrEnum):
    """Of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(slots=True, kw_only=True)
class Alert:
    """One alert and all events that it took."""

    routing_key: str
    dedup_key: str
    status: Status = Status.OPEN
    events: list[Json] = field(default_factory=list)

    @property
    def last(self) -> Json:
        """The last event."""
        return self.events[-1]


class PagerDutyStandin(Standin):
    """`keys` are the integrations there are; others are refused. `clock` counts the calls of a minute."""

    name = "PagerDuty"

    def __init__(
        self, authority: Authority | None, keys: tuple[str, ...], clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(authority)
        self.alerts: list[Alert] = []
        self.taken: list[Json] = []
        """Events of all alerts, in the order in which they came."""
        self.changes: list[Json] = []
        self.dropped: list[Json] = []
        """Acknowledgements and resolves that met no open alert of their routing key."""
        self._keys = keys
        self._clock = clock
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    @property
    def open(self) -> list[Alert]:
        """Alerts that are not resolved."""
        return [alert for alert in self.alerts if alert.status is not Status.RESOLVED]

    def resolve_by_hand(self, dedup_key: str) -> None:
        """What a person does in the app."""
        for alert in self.open:
            if alert.dedup_key == dedup_key:
                alert.status = Status.RESOLVED

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        if len(request.body) > MAX_BODY:
            return _refuse(413, "payload too large")
        try:
            event = json.loads(request.body)
        except ValueError:
            return _refuse(400, "invalid JSON")
        take = {"/v2/enqueue": self._take_event, "/v2/change/enqueue": self._take_change}.get(request.path)
        if request.method != "POST" or take is None:
            return _refuse(404, "not found")
        key = str(event.get("routing_key", ""))
        if problems := list(_key_problems(key, self._keys)):
            return _refuse(400, *problems)
        if not self._admit(key):
            return _refuse(429, "Requests for this service are arriving too quickly.")
        return take(key, event)

    def complaint(self, status: int, request: Request) -> Reply:
        """See Standin."""
        said = request.body.decode(errors="replace") if status < 429 else "try later"
        return _refuse(status, f"made to fail: {said}")

    def _admit(self, key: str) -> bool:
        calls, now = self._calls[key], self._clock()
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= CALLS_PER_MINUTE:
            return False
        calls.append(now)
        return True

    def _take_change(self, _: str, event: Json) -> Reply:
        payload = event.get("payload") or {}
        problems = [*_summary_problems(payload), *_link_problems(event.get("links", []), "href")]
        if event.get("images"):
            problems.append("'images' are not taken on change events")
        problems += _time_problems(payload)
        if problems:
            return _refuse(400, *problems)
        self.changes.append(event)
        return _json(202, {"status": "success", "message": "Change event processed"})

    def _take_event(self, key: str, event: Json) -> Reply:
        if problems := list(_event_problems(event)):
            return _refuse(400, *problems)
        dedup_key = event.get("dedup_key") or f"generated-{len(self.alerts)}"
        known = next((a for a in self.open if (a.routing_key, a.dedup_key) == (key, dedup_key)), None)
        if known is None and event["event_action"] == "trigger":
            known = Alert(routing_key=key, dedup_key=dedup_key)
            self.alerts.append(known)
        if known is None:
            self.dropped.append(event)
        else:
            known.events.append(event)
            self.taken.append(event)
            if event["event_action"] != "trigger":
                resolves = event["event_action"] == "resolve"
                known.status = Status.RESOLVED if resolves else Status.ACKNOWLEDGED
        return _json(202, {"status": "success", "message": "Event processed", "dedup_key": dedup_key})


def _key_problems(key: str, keys: tuple[str, ...]) -> Iterator[str]:
    if len(key) != KEY_LENGTH:
        yield f"Length of 'routing_key' is incorrect (should be {KEY_LENGTH} characters)"
    elif key not in keys:
        yield "Invalid routing key"


def _event_problems(event: Json) -> Iterator[str]:
    action = event.get("event_action")
    if action not in ("trigger", "acknowledge", "resolve"):
        yield "'event_action' is invalid"
    if action != "trigger" and not event.get("dedup_key"):
        yield "'dedup_key' is missing or blank"
    if len(str(event.get("dedup_key", ""))) > MAX_DEDUP_KEY:
        yield f"'dedup_key' is longer than {MAX_DEDUP_KEY} characters"
    if action == "trigger":
        payload = event.get("payload") or {}
        yield from _summary_problems(payload)
        yield from _time_problems(payload)
        if not payload.get("source"):
            yield "'payload.source' is missing or blank"
        if payload.get("severity") not in SEVERITIES:
            yield "'payload.severity' is invalid"
    yield from _link_problems(event.get("links", []), "href")
    yield from _link_problems(event.get("images", []), "src", "https://")


def _summary_problems(payload: Json) -> Iterator[str]:
    summary = payload.get("summary")
    if not isinstance(summary, str) or not summary.strip():
        yield "'payload.summary' is missing or blank"
    elif len(summary) > MAX_SUMMARY:
        yield f"'payload.summary' is longer than {MAX_SUMMARY} characters"


def _time_problems(payload: Json) -> Iterator[str]:
    text = payload.get("timestamp", "1970-01-01T00:00:00+00:00")
    try:
        datetime.fromisoformat(text)
    except (TypeError, ValueError):
        yield "'payload.timestamp' is invalid"


def _link_problems(links: list[Json], name: str, scheme: str = "http") -> Iterator[str]:
    for link in links:
        if not re.match(f"{scheme}.+", str(link.get(name, ""))):
            yield f"'{name}' is missing or not a URL that starts with {scheme}"


def _refuse(status: int, *problems: str) -> Reply:
    word = "throttle exceeded" if status == 429 else "invalid event"
    message = "Event object is invalid" if status < 429 else "Not processed"
    return _json(status, {"status": word, "message": message, "errors": problems})


def _json(status: int, body: Json) -> Reply:
    return Reply(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
