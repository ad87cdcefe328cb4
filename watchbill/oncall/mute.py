"""Mute rules: which alarms CloudWatch keeps silent, until when, and why.

A mute holds triggers back. Recoveries are told all the same: the router lets every resolve pass, and hold alarms,
whose OK is the recovery, are never muted.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from generators.routing.mute import ALARMS_MAX, duration
from monitors import names
from monitors.evaluator.cron import MuteRuleError
from monitors.evaluator.mute import LONGEST, MuteRule
from watchbill.oncall.moment import aware

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitors.model.plan import Service
    from watchbill.cloud.connection import Connection

DESCRIPTION_MAX = 1_024
READERS = 8
YEAR = 366 * 86_400
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """One rule. `by_hand`: made by `watchbill mute`, not by a stack. `window` is the open one, else the next."""

    name: str
    alarms: tuple[str, ...]
    because: str
    window: tuple[datetime, datetime] | None
    by_hand: bool
    endless: bool
    """Comes back again and again, with no end."""

    def is_open(self, at: datetime) -> bool:
        return self.window is not None and self.window[0] <= at < self.window[1]

    def is_over(self, at: datetime) -> bool:
        return self.window is None or self.window[1] <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants muted, from when until when, who, and why."""

    what: str
    alarms: tuple[str, ...]
    until: datetime
    who: str
    because: str


class SpanError(ValueError):
    """A mute cannot last so long, or not so short."""


def read_mutes(connection: Connection, service: Service, at: datetime) -> tuple[Mute, ...]:
    """The rules that name alarms of this service, by name."""
    arns = [
        summary["AlarmMuteRuleArn"]
        for summary in connection.pages("cloudwatch", "list_alarm_mute_rules", "AlarmMuteRuleSummaries")
    ]
    with ThreadPoolExecutor(READERS) as readers:
        answers = readers.map(lambda arn: _described(connection, arn), arns)
    mutes = (_mute(answer, service, at) for answer in answers if answer)
    return tuple(sorted((mute for mute in mutes if _concerns(mute, service)), key=lambda mute: mute.name))


def put_mute(connection: Connection, service: Service, wish: Wish, at: datetime) -> tuple[Mute, ...]:
    """Mute: one rule for each hundred alarms. Raises SpanError before anything is made.

    It begins with the next full minute: at() takes whole minutes, and what CloudWatch makes of one that has passed
    is written nowhere.
    """
    begin = at.replace(second=0, microsecond=0) + MINUTE
    minutes = -((begin - wish.until) // MINUTE)
    if not 1 <= minutes <= LONGEST // 60:
        raise SpanError("a mute lasts from one minute to 15 days")
    end = begin + minutes * MINUTE
    stem = names.mute_by_hand(service, wish.what, wish.who, f"{at:%Y%m%dT%H%M%S}")
    made = []
    for number, start in enumerate(range(0, len(wish.alarms), ALARMS_MAX), 1):
        alarms = wish.alarms[start : start + ALARMS_MAX]
        mute = Mute(
            name=stem if number == 1 else f"{stem}-{number}",
            alarms=alarms,
            because=f"{wish.because} (by {wish.who})"[:DESCRIPTION_MAX],
            window=(begin, end),
            by_hand=True,
            endless=False,
        )
        connection.client("cloudwatch").put_alarm_mute_rule(**_request(mute, service, wish.who, begin, minutes))
        made.append(mute)
    return tuple(made)


def lift_mute(connection: Connection, name: str) -> None:
    """Delete the rule: what is still in ALARM is told again."""
    connection.client("cloudwatch").delete_alarm_mute_rule(AlarmMuteRuleName=name)


def muted_alarms(mutes: Sequence[Mute], at: datetime) -> dict[str, datetime]:
    """Alarm → until when it is silent, the longest of its mutes."""
    until: dict[str, datetime] = {}
    for mute in mutes:
        if mute.window and mute.is_open(at):
            for alarm in mute.alarms:
                until[alarm] = max(until.get(alarm, mute.window[1]), mute.window[1])
    return until


def _request(mute: Mute, service: Service, who: str, begin: datetime, minutes: int) -> dict[str, Any]:
    tags = {"watchbill:service": service.name, "watchbill:environment": service.environment, "watchbill:by": who}
    return {
        "Name": mute.name,
        "Description": mute.because,
        "Rule": {
            "Schedule": {"Expression": f"at({begin:%Y-%m-%dT%H:%M})", "Duration": duration(minutes), "Timezone": "UTC"}
        },
        "MuteTargets": {"AlarmNames": list(mute.alarms)},
        "Tags": [{"Key": key, "Value": _tag(value)} for key, value in tags.items()],
    }


def _tag(value: str) -> str:
    """A tag's value takes letters, digits, spaces and `_.:/=+-@` (Tagging User Guide)."""
    return "".join(sign if sign.isalnum() or sign in " _.:/=+-@" else "-" for sign in value)[:256]


def _described(connection: Connection, arn: str) -> Mapping[str, Any] | None:
    """One rule; None for one that was deleted since it was listed."""
    cloudwatch = connection.client("cloudwatch")
    name = arn.rpartition("alarm-mute-rule:")[2]
    try:
        answer: Mapping[str, Any] = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName=name)
    except cloudwatch.exceptions.ResourceNotFoundException:
        return None
    return answer


def _mute(answer: Mapping[str, Any], service: Service, at: datetime) -> Mute:
    schedule = answer["Rule"]["Schedule"]
    start, expire = answer.get("StartDate"), answer.get("ExpireDate")
    rule = MuteRule(
        schedule=schedule["Expression"],
        duration=schedule["Duration"],
        timezone=schedule.get("Timezone", "UTC"),
        start=int(aware(start).timestamp()) if start else None,
        expire=int(aware(expire).timestamp()) if expire else None,
    )
    return Mute(
        name=answer["Name"],
        alarms=tuple(answer.get("MuteTargets", {}).get("AlarmNames", ())),
        because=answer.get("Description", ""),
        window=next(_windows(rule, int(at.timestamp())), None),
        by_hand=answer["Name"].startswith(names.mute_by_hand_prefix(service)),
        endless=not rule.schedule.startswith("at(") and expire is None,
    )


def _windows(rule: MuteRule, at: int) -> Iterator[tuple[datetime, datetime]]:
    """The open window and those to come within a year; none for a schedule that nobody can read."""
    try:
        for begin, end in rule.windows(at, at + YEAR):
            if end > at:
                yield datetime.fromtimestamp(begin, UTC), datetime.fromtimestamp(end, UTC)
    except (MuteRuleError, ValueError):
        return


def _concerns(mute: Mute, service: Service) -> bool:
    return any(alarm.startswith(f"{service.prefix}-") for alarm in mute.alarms)
