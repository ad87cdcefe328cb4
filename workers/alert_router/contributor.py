"""The series of an alarm that has many: each has a state of its own, and its end is nowhere but in an event.

DescribeAlarms tells of the alarm alone: OK when no series is in ALARM. While one is, DescribeAlarmContributors lists
those that are; a series that is not listed has recovered, and nothing says when.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from incidents.latch import ALARM, OK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from incidents.latch import Register
    from workers.alert_router.event import AlarmEvent

ROUND_MS = 60_000
"""The reconciler's own distance: had the series tripped again before that, it would be listed."""


class Lister(Protocol):
    """Knows an alarm's series that are in ALARM now."""

    def contributors(self, alarm: AlarmEvent) -> Iterable[AlarmEvent]: ...


def changes(alarm: AlarmEvent, known: Mapping[str, Register], lister: Lister, now: int) -> Iterator[AlarmEvent]:
    """Yield what became of an alarm's series; `alarm` is how it stands now, `known` the series that were open.

    The time of an end is before `now` by one round: an event of a newer trip, which may be on its way, wins over it.
    """
    if not known or alarm.state not in (OK, ALARM):
        return
    listed = {one.identity: one for one in lister.contributors(alarm)} if alarm.state == ALARM else {}
    for identity, register in known.items():
        if register.state != ALARM or identity in listed:
            continue
        since = int(register.times[ALARM])
        ended = alarm.at if alarm.state == OK and alarm.at > since else max(since + 1, now - ROUND_MS)
        contributor = identity.removeprefix(f"{alarm.arn}#")
        yield replace(alarm, contributor=contributor, state=OK, at=ended, reason="No longer in ALARM.")
    for identity, event in listed.items():
        register_ = known.get(identity)
        if register_ is None or (register_.state != ALARM and event.at > register_.times[register_.state]):
            yield event
