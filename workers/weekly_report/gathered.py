"""What was read from AWS for one report, before anything is reckoned. Times in epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Points = tuple[tuple[float, float], ...]
"""(time, value), oldest first; a gap has no point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An alarm went from one state into another: ALARM, OK or INSUFFICIENT_DATA."""

    alarm: str
    at: float
    state: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One incident from opening to closing; 0 for what has not happened. `joined` counts the alarms that took part."""

    id: str
    rule: str
    severity: str
    priority: str
    resources: tuple[str, ...]
    opened_at: float
    closed_at: float = 0
    acknowledged_at: float = 0
    joined: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One limit's days: the highest value of each, and how many seconds of each lay above the threshold."""

    peaks: Mapping[date, float] = field(default_factory=dict)
    above: Mapping[date, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """`missing` says what could not be read and why, so that no empty chapter passes for a quiet week.

    `in_alarm` maps alarms that are in ALARM now to since when. `calls` and `errors` are hourly sums by function key,
    `runs` and `passed` hourly sums by canary (`passed` in percent: 100 a run); `pressure` hourly sums by id.
    `memory` is the most that each function used, in MB.
    """

    changes: tuple[Change, ...] = ()
    in_alarm: Mapping[str, float] = field(default_factory=dict)
    episodes: tuple[Episode, ...] = ()
    calls: Mapping[str, Points] = field(default_factory=dict)
    errors: Mapping[str, Points] = field(default_factory=dict)
    runs: Mapping[str, Points] = field(default_factory=dict)
    passed: Mapping[str, Points] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    pressure: Mapping[str, Points] = field(default_factory=dict)
    memory: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
