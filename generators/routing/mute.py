"""AWS::CloudWatch::AlarmMuteRule of the spec's mutes.

A mute rule keeps back actions, not events: those carry `muteDetail`, which the router honours. The rule is made all
the same where the router knows the window too, so that the console shows who is muted and why.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from generators.artefact import Fragment, StackResource
from generators.declaration import tags
from monitors import names
from monitors.muting import muted_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.plan import Plan
    from monitors.model.route import Mute, Window

ALARMS_MAX = 100  # of one rule (PutAlarmMuteRule)
MINUTES_OF_DAY = 1440


def declare_mutes(plan: Plan) -> Iterator[Fragment]:
    """All in a stack of their own, after the alarms: a rule names existing alarms only."""
    unit_of: dict[str, str] = {}
    for entry in plan.resources:
        unit_of |= dict.fromkeys((alarm.name for alarm in entry.alarms), entry.resource.id)
        unit_of |= dict.fromkeys((alarm.name for alarm in entry.composites), entry.resource.id)
    for mute in plan.policy.mutes:
        muted = muted_by(plan, mute)
        parts = [muted[start : start + ALARMS_MAX] for start in range(0, len(muted), ALARMS_MAX)]
        for number, alarms in enumerate(parts, start=1):
            yield Fragment(
                unit="mutes",
                resources=(_rule(plan, mute, alarms, number if len(parts) > 1 else 0),),
                after=tuple(sorted({unit_of[name] for name in alarms})),
            )


def _rule(plan: Plan, mute: Mute, alarms: tuple[str, ...], number: int) -> StackResource:
    suffix = f"-{number}" if number else ""
    return StackResource(
        logical_id=names.logical_id("Mute", mute.name, suffix),
        type="AWS::CloudWatch::AlarmMuteRule",
        properties={
            "Name": f"{plan.service.prefix}-{mute.name}{suffix}",
            "Description": mute.reason[:1024],
            "MuteTargets": {"AlarmNames": list(alarms)},
            "Rule": {"Schedule": schedule(mute.window)},
            "Tags": [{"Key": key, "Value": value} for key, value in sorted(tags(plan.service).items())],
        },
        source=mute.source,
    )


def schedule(window: Window) -> JSON:
    """`cron(Minutes Hours Day-of-month Month Day-of-week)` or `at(…)`, and for how long."""
    if window.starts:
        expression, minutes = f"at({window.starts})", _minutes_between(window)
    else:
        begin, end = (_minute(text) for text in (window.begins, window.stops))
        days = ",".join(day.upper() for day in window.days) if len(window.days) < 7 else "*"
        expression = f"cron({begin % 60} {begin // 60} * * {days})"
        minutes = (end - begin) % MINUTES_OF_DAY or MINUTES_OF_DAY
    return {"Expression": expression, "Duration": duration(minutes), "Timezone": window.zone}


def _minutes_between(window: Window) -> int:
    """By the clock of the world: a night in which clocks are set back is an hour longer than its ends say."""
    zone = ZoneInfo(window.zone)
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=zone) for text in (window.starts, window.ends))
    return round((end.timestamp() - begin.timestamp()) / 60)


def duration(minutes: int) -> str:
    """ISO 8601: `PT90M` is `PT1H30M`, a day is `P1D`."""
    days, rest = divmod(minutes, MINUTES_OF_DAY)
    hours, left = divmod(rest, 60)
    time = (f"{hours}H" if hours else "") + (f"{left}M" if left else "")
    return "P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
