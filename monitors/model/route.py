"""Who is told: receivers, and the routes that pick them. Secrets are references, never values."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Once from `starts` to `ends` (`2026-12-01T22:00`), or on `days` from `begins` to `stops` (`22:00`).

    Local times of `zone`. A weekly window that does not stop after it begins goes on into the next day.
    """

    zone: str
    starts: str = ""
    ends: str = ""
    days: tuple[str, ...] = ()
    begins: str = ""
    stops: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Every field that is not empty must hold the alert's value; `rules` and `resources` may hold `*`."""

    priorities: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    """Keys of the spec. Mutes only: they are resolved at generation."""

    def covers(self, other: Match) -> bool:
        """Whether everything that `other` matches is matched by this one."""
        return all(
            not ours or (theirs and all(any(fnmatchcase(one, pattern) for pattern in ours) for one in theirs))
            for ours, theirs in zip(self._fields, other._fields, strict=True)
        )

    @property
    def _fields(self) -> tuple[tuple[str, ...], ...]:
        return (self.priorities, self.severities, self.owners, self.rules, self.environments, self.resources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One place to deliver to. `channel` names a folder of workers/alert_router/channels; `settings` are its facts.

    `secrets` maps a setting's name to the name of a secret, or of an SSM parameter where it begins with a slash.
    `fallbacks` are told instead, in order, when it cannot be reached; `quiet` are the hours in which P3 and P4 wait.
    """

    name: str
    channel: str
    settings: tuple[tuple[str, str], ...]
    secrets: tuple[tuple[str, str], ...]
    source: Source
    fallbacks: tuple[str, ...] = ()
    quiet: tuple[Window, ...] = ()
    pace: tuple[float, int] | None = None
    """Messages a minute, and how many may come at once; None: the channel's own."""

    def setting(self, name: str) -> str:
        """A setting's text, "" where it is not set."""
        return dict(self.settings).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Alerts that match go to the receivers, in order."""

    match: Match
    receivers: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """Whom an incident that nobody has acknowledged is told to as well, after so many minutes."""

    match: Match
    after_minutes: int
    receivers: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """How often receivers hear again of an incident that nobody has acknowledged."""

    match: Match
    every_minutes: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibition:
    """While an incident that `by` matches is open, those of the same service that `silences` matches are not told."""

    name: str
    by: Match
    silences: Match
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A maintenance window: what matches opens nothing while it lasts. What ends is told all the same."""

    name: str
    reason: str
    match: Match
    window: Window
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the router does beside routing. None: what is built into it."""

    enabled: bool = False
    """Whether there is a router at all: without one, alarms publish to the topics that mailboxes are subscribed to."""
    break_glass: tuple[str, ...] = ()
    """Addresses that hear by SNS itself of the router's own alarms, and of what no receiver takes."""
    promotions: tuple[Promotion, ...] = ()
    reminders: tuple[Reminder, ...] | None = None
    inhibitions: tuple[Inhibition, ...] | None = None
    mutes: tuple[Mute, ...] = ()
    fallback_minutes: int = 5
    reopen_hours: int = 4
    heartbeat_secret: str = ""
    """Name of the secret that holds an outside dead man's switch's address."""
    environment: tuple[tuple[str, str], ...] = ()
    """Variables added to the router's function."""
