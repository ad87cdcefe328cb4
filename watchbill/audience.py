"""Who is told of an alarm, asked of the very routes that the router reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generators.routing.document import write_routes
from workers.alert_router.route import Routes, read_routes

if TYPE_CHECKING:
    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan, Service
    from monitors.model.route import Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the router's matches look at, of an alarm: its tags."""

    priority: str
    severity: str
    owner: str
    rule: str
    environment: str
    service: str

    @classmethod
    def of(cls, alarm: Alarm | CompositeAlarm, service: Service) -> Subject:
        return cls(
            priority=alarm.priority.value,
            severity=alarm.severity.value,
            owner=alarm.owner,
            rule=alarm.rule,
            environment=service.environment,
            service=service.name,
        )


class Audience:
    """The routes of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.service = plan.service
        self.routes: Routes = read_routes(write_routes(plan))
        self._receivers = {receiver.name: receiver for receiver in plan.receivers}

    def receivers_of(self, alarm: Alarm | CompositeAlarm) -> tuple[Receiver, ...]:
        """In the order they are told; empty where nobody is."""
        names = self.routes.receivers_of(Subject.of(alarm, self.service))
        return tuple(self._receivers[name] for name in names)
