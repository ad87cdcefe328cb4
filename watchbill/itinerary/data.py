"""Rehearsals as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.itinerary.rehearsal import speaks
from watchbill.itinerary.wording import matched, moment, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchbill.itinerary.rehearsal import Rehearsal, Rehearsals

FORMAT_VERSION = "1"


def document(rehearsals: Rehearsals, played: Sequence[Rehearsal]) -> dict[str, Any]:
    """Times are UTC; `words` cover a day in which nobody acknowledges."""
    plan = rehearsals.plan
    return {
        "format_version": FORMAT_VERSION,
        "service": plan.service.name,
        "environment": plan.service.environment,
        "router": plan.policy.enabled,
        "break_glass": list(plan.policy.break_glass),
        "receivers": {
            receiver.name: {"channel": receiver.channel, "place": place(receiver, plan.policy.break_glass)}
            for receiver in plan.receivers
        },
        "alarms": [_alarm(rehearsals, one) for one in played if speaks(one.alarm)],
    }


def _alarm(rehearsals: Rehearsals, one: Rehearsal) -> dict[str, Any]:
    alarm = one.alarm
    step = rehearsals.routes.routes[one.route - 1] if one.route else None
    return {
        "alarm": alarm.name,
        "rule": alarm.rule,
        "resource": alarm.resource,
        "severity": alarm.severity.value,
        "priority": alarm.priority.value,
        "owner": alarm.owner,
        "trips": f"{moment(one.at)}Z",
        "route": {"number": one.route, "match": matched(step.match)} if step else None,
        "silence": {"why": one.silence, "until": f"{moment(one.silent_until)}Z"} if one.silence else None,
        "told": list(one.told),
        "words": [
            {"at": f"{moment(word.at)}Z", "receiver": word.receiver, "action": word.action, "why": word.why}
            for word in one.words
        ],
        "fallbacks": {name: list(rehearsals.fallbacks(name, one.told)) for name in one.told},
    }
