"""What the router is about to say of one incident, and why: rows for the outbox, and decisions for the log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workers.alert_router.incident import Told
from workers.alert_router.notification import Action
from workers.alert_router.outbox import Row
from workers.alert_router.wording import notification

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from workers.alert_router.incident import Incident
    from workers.alert_router.route import Routes

UPDATE_DISTANCE = 60_000
"""Updates of one incident are at least a minute apart: a storm is read as a few messages, not as thousands."""
LOUD = frozenset({"P1", "P2"})
"""Severities that quiet hours do not defer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, by a stable name, and what it concerns."""

    reason: str
    receiver: str = ""
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class Draft:
    """`now` is epoch milliseconds. `planned` are the receivers whose planned update nobody has begun to send."""

    incident: Incident
    routes: Routes
    now: int
    planned: Collection[str] = frozenset()
    rows: list[Row] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def decide(self, reason: str, receiver: str = "", detail: str = "") -> None:
        """Note a decision."""
        self.decisions.append(Decision(reason=reason, receiver=receiver, detail=detail))

    def change(self, **fields: object) -> None:
        """Change the incident."""
        self.incident = replace(self.incident, **fields)  # type: ignore[arg-type]

    def begin_telling(self, receivers: Iterable[str], why: str, at: int) -> None:
        """Open the incident at receivers that have not been told of it."""
        fresh = [name for name in dict.fromkeys(receivers) if name not in self.incident.told]
        if not fresh:
            return
        told = {name: Told(at=self.now, why=why) for name in fresh}
        self.change(told={**self.incident.told, **told}, untold="")
        self.say(Action.OPEN, fresh, at, why)

    def update(self, at: int, progress: str, *, urgent: bool, receivers: Iterable[str]) -> None:
        """Plan an update, or let what is new join the one that is planned already."""
        wanted = list(receivers)
        if not wanted:
            return
        due = self.incident.update_due
        joins = not urgent and self.now < due and all(name in self.planned for name in wanted)
        if not joins:
            due = self.now if urgent else max(self.now, due + UPDATE_DISTANCE)
            self.change(update_due=due, revision=self.incident.revision + 1)
            self.change(update_revision=self.incident.revision)
        revised = replace(self.incident, revision=self.incident.update_revision)
        told = notification(revised, Action.UPDATE, at, progress)
        for name in wanted:
            ready = max(due, self._quiet_until(name))
            self.rows.append(Row(receiver=name, notification=told, due=ready, first_due=ready))
        self.decide("update joins the planned one" if joins else "update", detail=progress)

    def say(self, action: Action, receivers: Iterable[str], at: int, why: str) -> None:
        """Tell receivers now, but for those whose quiet hours defer it."""
        self.change(revision=self.incident.revision + 1)
        told = notification(self.incident, action, at)
        for name in receivers:
            due = self._quiet_until(name) if action is not Action.RESOLVE else 0
            if due:
                self.decide("deferred by quiet hours", name)
            self.rows.append(Row(receiver=name, notification=told, due=due or self.now, first_due=due or self.now))
            self.decide(f"tell: {action}", name, why)

    def _quiet_until(self, name: str) -> int:
        if self.incident.severity in LOUD:
            return 0
        receiver = self.routes.receivers.get(name)
        return max((window.until(self.now) for window in receiver.quiet), default=0) if receiver else 0
