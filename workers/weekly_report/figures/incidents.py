"""Incidents by severity, and how fast people were.

An incident counts in the week in which it opened. Time to acknowledge is averaged over those that opened in the week
and were acknowledged, time to resolve over those that closed in it, whenever they had opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.weekly_report.figures.count import Count, Mean, mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.weekly_report.facts import Facts
    from workers.weekly_report.gathered import Episode, Gathered
    from workers.weekly_report.week import Week

SEVERITIES = ("P1", "P2", "P3", "P4")
LISTED_MAX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One incident of the week. `seconds` it lasted, None while it is open; `answered` until somebody took it."""

    id: str
    title: str
    severity: str
    resources: tuple[str, ...]
    opened_at: float
    seconds: float | None
    answered: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFigures:
    """`acknowledged` counts those of the week that somebody took; `open_now` those that the week ended with."""

    opened: Count
    by_severity: Mapping[str, Count]
    acknowledged: int
    to_acknowledge: Mean
    to_resolve: Mean
    carried_in: int
    open_now: int
    listed: tuple[Listed, ...]


def reckon(facts: Facts, gathered: Gathered, week: Week) -> IncidentFigures:
    """Of episodes that opened or closed in the week or the one before, or are open still."""
    episodes = gathered.episodes
    opened = [episode for episode in episodes if week.holds(episode.opened_at)]
    before = [episode for episode in episodes if week.before.holds(episode.opened_at)]
    acknowledged = [episode for episode in opened if episode.acknowledged_at]
    closed = [episode for episode in episodes if week.holds(episode.closed_at)]
    return IncidentFigures(
        opened=Count(now=len(opened), before=len(before)),
        by_severity={name: Count(now=_of(opened, name), before=_of(before, name)) for name in SEVERITIES},
        acknowledged=len(acknowledged),
        to_acknowledge=Mean(now=_answered(opened), before=_answered(before), of=len(acknowledged)),
        to_resolve=Mean(
            now=_lasted(closed),
            before=_lasted([episode for episode in episodes if week.before.holds(episode.closed_at)]),
            of=len(closed),
        ),
        carried_in=sum(episode.opened_at < week.start and _open_at(episode, week.start) for episode in episodes),
        open_now=sum(episode.opened_at < week.end and _open_at(episode, week.end) for episode in episodes),
        listed=tuple(_listed(facts, episode) for episode in _worst(opened)),
    )


def _of(episodes: Sequence[Episode], severity: str) -> int:
    return sum(episode.severity == severity for episode in episodes)


def _answered(episodes: Sequence[Episode]) -> float | None:
    return mean([max(0.0, each.acknowledged_at - each.opened_at) for each in episodes if each.acknowledged_at])


def _lasted(episodes: Sequence[Episode]) -> float | None:
    return mean([max(0.0, each.closed_at - each.opened_at) for each in episodes])


def _open_at(episode: Episode, moment: float) -> bool:
    return not episode.closed_at or episode.closed_at >= moment


def _worst(episodes: Sequence[Episode]) -> list[Episode]:
    """The most severe first, then what lasted longest; open ones before closed ones."""
    return sorted(
        episodes,
        key=lambda each: (each.severity, bool(each.closed_at), -(each.closed_at - each.opened_at), each.id),
    )[:LISTED_MAX]


def _listed(facts: Facts, episode: Episode) -> Listed:
    rule = facts.rules.get(episode.rule)
    return Listed(
        id=episode.id,
        title=rule.title if rule else episode.rule,
        severity=episode.severity,
        resources=episode.resources,
        opened_at=episode.opened_at,
        seconds=episode.closed_at - episode.opened_at if episode.closed_at else None,
        answered=episode.acknowledged_at - episode.opened_at if episode.acknowledged_at else None,
    )
