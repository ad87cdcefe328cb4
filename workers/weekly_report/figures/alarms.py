"""How often alarms fired, and which of them people will stop listening to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from workers.weekly_report.figures.count import Count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workers.weekly_report.facts import AlarmFacts, Facts, RuleFacts
    from workers.weekly_report.gathered import Change, Gathered
    from workers.weekly_report.week import Week

NOISY_MAX = 5
NOISY_FIRED = 2
"""An alarm that fired once is no noise, unless it stayed."""
SHORT_SECONDS = 15 * 60
"""An alarm that is over sooner than a person can look at it."""
CONSTANT = 0.5
"""Of the week in ALARM: from there on it is furniture."""
FEW_DAYS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Noisy:
    """An alarm that fired often or stayed on. `seconds` in ALARM this week, `typical` of one time."""

    alarm: str
    title: str
    resource: str
    fired: Count
    seconds: float
    typical: float
    suggestion: str
    tune: str
    runbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFigures:
    """`by_day` and `by_day_before` have seven numbers each; `on_now` is how many are in ALARM as this is reckoned."""

    fired: Count
    by_day: tuple[int, ...]
    by_day_before: tuple[int, ...]
    by_priority: Mapping[str, Count]
    on_now: int
    watching: int
    noisy: tuple[Noisy, ...]


@dataclass(frozen=True, slots=True)
class Spell:
    """One time in ALARM; `until` is the week's end where it went on."""

    start: float
    until: float

    @property
    def seconds(self) -> float:
        return self.until - self.start


def reckon(facts: Facts, gathered: Gathered, week: Week) -> AlarmFigures:
    """Alarms that the spec no longer has are left out: nothing can be done about them."""
    known = [change for change in gathered.changes if change.alarm in facts.alarms]
    fired = [change for change in known if change.state == "ALARM"]
    now = [change for change in fired if week.holds(change.at)]
    before = [change for change in fired if week.before.holds(change.at)]
    return AlarmFigures(
        fired=Count(now=len(now), before=len(before)),
        by_day=_by_day(now, week),
        by_day_before=_by_day(before, week.before),
        by_priority={
            name: Count(now=_of(now, facts, name), before=_of(before, facts, name))
            for name in ("high", "medium", "low")
        },
        on_now=sum(name in facts.alarms for name in gathered.in_alarm),
        watching=len(facts.alarms),
        noisy=tuple(_noisiest(facts, gathered, known, week)),
    )


def _of(changes: Sequence[Change], facts: Facts, priority: str) -> int:
    return sum(facts.alarms[change.alarm].priority == priority for change in changes)


def _by_day(changes: Sequence[Change], week: Week) -> tuple[int, ...]:
    days = Counter(week.day_of(change.at) for change in changes)
    return tuple(days[day] for day in week.days)


def _noisiest(facts: Facts, gathered: Gathered, changes: Sequence[Change], week: Week) -> Iterator[Noisy]:
    by_alarm: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_alarm[change.alarm].append(change)
    for name in gathered.in_alarm:
        if name in facts.alarms:
            by_alarm.setdefault(name, [])
    found = []
    for name, own in by_alarm.items():
        made = _noisy(facts, facts.alarms[name], own, gathered.in_alarm.get(name), week)
        if made.fired.now >= NOISY_FIRED or made.seconds >= CONSTANT * (week.end - week.start):
            found.append(made)
    yield from sorted(found, key=lambda one: (-one.fired.now, -one.seconds, one.alarm))[:NOISY_MAX]


def _noisy(facts: Facts, alarm: AlarmFacts, changes: list[Change], on_since: float | None, week: Week) -> Noisy:
    fired = [change for change in changes if change.state == "ALARM"]
    here = [change for change in fired if week.holds(change.at)]
    lasted = spells(changes, on_since, week)
    typical = median(spell.seconds for spell in lasted) if lasted else 0.0
    total = sum(spell.seconds for spell in lasted)
    days = {week.day_of(change.at) for change in here}
    rule = facts.rules[alarm.rule]
    return Noisy(
        alarm=alarm.name,
        title=rule.title,
        resource=alarm.resource,
        fired=Count(now=len(here), before=sum(week.before.holds(change.at) for change in fired)),
        seconds=total,
        typical=typical,
        suggestion=_suggestion(alarm, rule, len(here), len(days), typical, total / (week.end - week.start)),
        tune=alarm.tune,
        runbook=alarm.runbook,
    )


def spells(changes: Sequence[Change], on_since: float | None, week: Week) -> list[Spell]:
    """The alarm's times in ALARM, cut to the week. `on_since` tells of one that went on through all that was read."""
    ordered = sorted(changes, key=lambda change: change.at)
    begun = on_since if not ordered else 0.0 if ordered[0].was == "ALARM" else None
    found = []
    for change in ordered:
        if change.state == "ALARM":
            begun = change.at if begun is None else begun
        elif begun is not None:
            found.append(Spell(begun, change.at))
            begun = None
    if begun is not None:
        found.append(Spell(begun, week.end))
    cut = (Spell(max(spell.start, week.start), min(spell.until, week.end)) for spell in found)
    return [spell for spell in cut if spell.seconds > 0]


def _suggestion(alarm: AlarmFacts, rule: RuleFacts, fired: int, days: int, typical: float, share: float) -> str:
    if share >= CONSTANT:
        return "It is on most of the time, so nobody sees when it matters: mend the cause, or raise its threshold."
    if fired > NOISY_FIRED and days <= FEW_DAYS:
        return "All on one day: one fault, not a bad threshold. Look at that day's incident before changing it."
    if alarm.event:
        return "Each time something happened that never should: mend what causes it, no threshold will."
    if typical < SHORT_SECONDS:
        return "It is over before anyone can act: let it ask for more time above its threshold, or for a higher one."
    return f"Known to mislead: {rule.wrong_when[:1].lower()}{rule.wrong_when[1:]}"
