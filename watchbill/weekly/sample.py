"""An invented week of a real spec: seeded, so that the same spec and week give the same report.

It is no quiet week: one limit is over its threshold and one is on the way, an alarm flaps, an incident was answered by
nobody, a canary fails now and then. So every chapter can be seen.
"""

from __future__ import annotations

from datetime import timedelta
from math import sin
from random import Random
from typing import TYPE_CHECKING

from workers.weekly_report.gathered import Change, Episode, Gathered, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from workers.weekly_report.facts import AlarmFacts, Facts, LimitFacts
    from workers.weekly_report.gathered import Points
    from workers.weekly_report.week import Week

SEED = "watchbill"
HOUR, DAY = 3600, 86_400
RUNS_AN_HOUR = 12
FLAPS, BURST = 9, 4


def invent(facts: Facts, week: Week) -> Gathered:
    """What gathering could have found."""
    chance = Random(f"{SEED} {facts.service} {week.name}")  # noqa: S311 - a sample, no secret
    alarms = sorted(facts.alarms.values(), key=lambda alarm: alarm.name)
    canaries = [each.canary for each in facts.functions if each.canary]
    calls = {each.key: _hours(chance, week.trend_start, week, 40 + 400 * chance.random()) for each in facts.functions}
    return Gathered(
        changes=tuple(sorted(_changes(chance, alarms, week), key=lambda change: (change.at, change.alarm))),
        episodes=tuple(_episodes(chance, alarms, week)),
        calls=calls,
        errors={key: _errors(chance, points) for key, points in calls.items()},
        runs={name: _every(week.before.start, week.end, RUNS_AN_HOUR) for name in canaries},
        passed={name: _passed(chance, week, index) for index, name in enumerate(canaries)},
        levels={limit.id: _level(chance, limit, week, index) for index, limit in enumerate(_spread(facts.limits))},
        pressure={
            each.id: ((week.start + 30 * HOUR, 3.0 + 20 * index), (week.before.start + DAY, 2.0))
            for index, each in enumerate(facts.pressures[:2])
        },
        memory={
            each.key: each.memory_size_mb * (0.95 if not index else 0.2 + chance.random() / 3)
            for index, each in enumerate(facts.functions)
        },
    )


def _changes(chance: Random, alarms: Sequence[AlarmFacts], week: Week) -> Iterator[Change]:
    if not alarms:
        return
    for number in range(FLAPS):  # one that is over before anyone can look
        yield from _spell(alarms[len(alarms) // 3], week.start + (number * 0.7 + chance.random() / 2) * DAY, 400)
    for number in range(BURST):  # one bad afternoon
        yield from _spell(alarms[len(alarms) // 2], week.start + 2 * DAY + (13 + number) * HOUR, 2400)
    for start in (week.before.start, week.start):
        for alarm in chance.sample(alarms, min(len(alarms), 7)):
            yield from _spell(alarm, start + chance.random() * 6.5 * DAY, 600 + 5000 * chance.random())


def _spell(alarm: AlarmFacts, at: float, seconds: float) -> Iterator[Change]:
    yield Change(alarm=alarm.name, at=at, state="ALARM", was="OK")
    yield Change(alarm=alarm.name, at=at + seconds, state="OK", was="ALARM")


def _episodes(chance: Random, alarms: Sequence[AlarmFacts], week: Week) -> Iterator[Episode]:
    """Mostly answered within minutes; the gravest of the week by nobody."""
    for part, count in ((week.before, 5), (week, 6)):
        for number, alarm in enumerate(chance.sample(alarms, min(count, len(alarms)))):
            opened = part.start + (number + chance.random()) * DAY
            unheard = part is week and (alarm.severity in "P1 P2" or number == count - 1)
            answered = 0 if unheard else opened + 120 + 900 * chance.random()
            yield Episode(
                id=f"wb-sample-{part.name}-{number}",
                rule=alarm.rule,
                severity=alarm.severity,
                priority=alarm.priority,
                resources=(alarm.resource,),
                opened_at=opened,
                acknowledged_at=answered,
                closed_at=opened + 900 + 9000 * chance.random(),
            )


def _hours(chance: Random, start: float, week: Week, level: float) -> Points:
    """Busy days, quiet nights."""
    moments = range(int(start), int(week.end), HOUR)
    return tuple(
        (at, float(round(level * (1.2 + sin(at / DAY * 6.283)) * (0.8 + 0.4 * chance.random())))) for at in moments
    )


def _errors(chance: Random, points: Points) -> Points:
    return tuple((at, float(sum(chance.random() < 0.0006 for _ in range(int(value))))) for at, value in points)


def _every(start: float, end: float, value: float) -> Points:
    return tuple((float(at), float(value)) for at in range(int(start), int(end), HOUR))


def _passed(chance: Random, week: Week, index: int) -> Points:
    """Percent added up: 100 a run. The first canary fails now and then, the others hardly."""
    often = 0.03 if not index else 0.0004
    hours = range(int(week.before.start), int(week.end), HOUR)
    return tuple((float(at), 100.0 * sum(chance.random() >= often for _ in range(RUNS_AN_HOUR))) for at in hours)


def _spread(limits: Sequence[LimitFacts]) -> list[LimitFacts]:
    """One of each rule first, so that what is over and what grows are of different kinds."""
    seen: set[str] = set()
    first = [limit for limit in limits if not (limit.rule in seen or seen.add(limit.rule))]  # type: ignore[func-returns-value]
    return first + [limit for limit in limits if limit not in first]


def _level(chance: Random, limit: LimitFacts, week: Week, index: int) -> Level:
    """The first grows over its threshold, the second towards it; the others rest."""
    days = week.trend_days
    share = {0: (0.72, 0.016), 1: (0.5, 0.012)}.get(index, (0.05 + 0.4 * chance.random(), 0.0))
    peaks: dict[date, float] = {}
    for number, day in enumerate(days):
        weekend = 0.85 if day.weekday() > 4 else 1.0
        growth = share[0] + share[1] * number
        peaks[day] = limit.threshold * growth * weekend * (0.96 + 0.08 * chance.random())
    above = {day: 2.0 * HOUR for day, value in peaks.items() if value > limit.threshold}
    quiet = days[-1] - timedelta(days=11)
    peaks.pop(quiet, None)  # a day without data is a gap, not a zero
    return Level(peaks=peaks, above=above)
