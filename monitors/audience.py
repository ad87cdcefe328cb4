"""Who is told of an alarm: the receivers of the first route that matches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan
    from monitors.model.route import Receiver, Route


def receivers_of(plan: Plan, alarm: Alarm | CompositeAlarm) -> tuple[Receiver, ...]:
    """In the order they are told; empty where no route takes the alarm."""
    by_name = {receiver.name: receiver for receiver in plan.receivers}
    route = next((route for route in plan.routes if _matches(route, alarm)), None)
    return tuple(by_name[name] for name in route.receivers) if route else ()


def _matches(route: Route, alarm: Alarm | CompositeAlarm) -> bool:
    wanted = (
        (route.priorities, alarm.priority.value),
        (route.severities, alarm.severity.value),
        (route.owners, alarm.owner),
        (route.rules, alarm.rule),
    )
    return all(not values or value in values for values, value in wanted)
