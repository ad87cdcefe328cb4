"""routes.json: who is told of what, in which order, how often, and who instead. Made at generation, read once.

    {"version": 1, "router": "prd2011-qa1-alert-router",
     "receivers": {"on-call": {"channel": "pagerduty", "settings": {}, "secrets": {"routing_key": "secretsmanager:…"},
                               "fallbacks": ["mailbox"], "quiet": [{"from": "22:00", "to": "07:00", "zone": "UTC"}],
                               "pace": {"per_minute": 100, "burst": 20}}},
     "routes": [{"match": {"priority": ["high"]}, "to": ["on-call", "team"]}],
     "promotions": [{"match": {"severity": ["P3"]}, "after_minutes": 30, "to": ["on-call"]}],
     "reminders": [{"match": {"priority": ["high"]}, "every_minutes": 30}],
     "inhibitions": [{"name": "…", "by": {"rule": ["service.all_functions_failing"]}, "silences": {"rule": ["…"]}}],
     "mutes": [{"name": "release", "match": {}, "window": {"starts": "…", "ends": "…"}}],
     "default": ["team"], "alarm_prefixes": ["prd2011-qa1-"], "fallback_minutes": 5, "reopen_hours": 4}

Only `receivers` and `routes` are needed. In a match every key that is there must fit; values may hold `*`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from workers.alert_router.pace import Pace
from workers.alert_router.window import Window, window

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
KEYS = ("priority", "severity", "owner", "rule", "environment", "service")
MINUTE = 60_000


class RoutesError(RuntimeError):
    """routes.json cannot be used; the message names every problem."""


class Subject(Protocol):
    """What a match looks at."""

    @property
    def priority(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def environment(self) -> str: ...
    @property
    def service(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Match:
    """Patterns by key; no key matches everything."""

    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fits(self, subject: Subject) -> bool:
        """Tell whether each key's value fits one of its patterns."""
        return all(
            any(fnmatchcase(getattr(subject, key), pattern) for pattern in patterns)
            for key, patterns in self.wanted.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One place to deliver to. `pace` None: the channel's own."""

    name: str
    channel: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    fallbacks: tuple[str, ...] = ()
    quiet: tuple[Window, ...] = ()
    pace: Pace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Whom a match tells, after how long (milliseconds): a route at once, a promotion and a reminder later."""

    match: Match
    to: tuple[str, ...] = ()
    after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibition:
    """While an incident that fits `by` is open, those of the same service that fit `silences` are not told."""

    name: str
    by: Match
    silences: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Triggers that fit are not told during the window. Resolves always are."""

    name: str
    match: Match
    window: Window


INHIBITIONS = (
    Inhibition(
        name="all functions fail",
        by=Match({"rule": ("service.all_functions_failing",)}),
        silences=Match({"rule": ("lambda_function.*",)}),
    ),
    Inhibition(name="P1 is open", by=Match({"severity": ("P1",)}), silences=Match({"severity": ("P3", "P4")})),
)
REMINDERS = (
    Step(match=Match({"priority": ("high",)}), after=30 * MINUTE),
    Step(match=Match({"priority": ("medium",)}), after=240 * MINUTE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The whole of it. Times in milliseconds; `reopen` 0: what people resolved by hand stays so."""

    receivers: Mapping[str, Receiver]
    routes: tuple[Step, ...]
    promotions: tuple[Step, ...] = ()
    reminders: tuple[Step, ...] = REMINDERS
    inhibitions: tuple[Inhibition, ...] = INHIBITIONS
    mutes: tuple[Mute, ...] = ()
    default: tuple[str, ...] = ()
    alarm_prefixes: tuple[str, ...] = ()
    fallback: int = 5 * MINUTE
    reopen: int = 240 * MINUTE

    def receivers_of(self, subject: Subject) -> tuple[str, ...]:
        """Name the receivers of the first route that fits, else the default ones, in the order they are told."""
        found = next((route.to for route in self.routes if route.match.fits(subject)), ())
        return found or self.default

    def promotion_of(self, subject: Subject) -> Step | None:
        """Return the first promotion that fits."""
        return next((step for step in self.promotions if step.match.fits(subject)), None)

    def reminder_of(self, subject: Subject) -> Step | None:
        """Return the first reminder that fits."""
        return next((step for step in self.reminders if step.match.fits(subject)), None)


def read_routes(text: str | bytes) -> Routes:
    """Read routes.json; raise RoutesError with every problem."""
    try:
        document = orjson.loads(text)
        routes = _routes(document)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise RoutesError(f"routes.json cannot be read: {type(error).__name__}: {error}") from None
    if problems := _problems(routes):
        raise RoutesError("routes.json cannot be used: " + "; ".join(problems))
    return routes


def _routes(document: Json) -> Routes:
    chosen: Json = {
        "receivers": {name: _receiver(name, entry) for name, entry in document["receivers"].items()},
        "routes": tuple(_step(entry) for entry in document["routes"]),
        "promotions": tuple(_step(entry, "after_minutes") for entry in document.get("promotions", ())),
        "default": tuple(document.get("default", ())),
        "alarm_prefixes": tuple(document.get("alarm_prefixes", ())),
        "fallback": round(document.get("fallback_minutes", 5) * MINUTE),
        "reopen": round(document.get("reopen_hours", 4) * 60 * MINUTE),
        "mutes": tuple(
            Mute(name=entry["name"], match=_match(entry.get("match", {})), window=window(entry["window"]))
            for entry in document.get("mutes", ())
        ),
    }
    if "reminders" in document:
        chosen["reminders"] = tuple(_step(entry, "every_minutes") for entry in document["reminders"])
    if "inhibitions" in document:
        chosen["inhibitions"] = tuple(
            Inhibition(name=entry["name"], by=_match(entry["by"]), silences=_match(entry["silences"]))
            for entry in document["inhibitions"]
        )
    return Routes(**chosen)


def _receiver(name: str, entry: Json) -> Receiver:
    return Receiver(
        name=name,
        channel=entry["channel"],
        settings=dict(entry.get("settings", {})),
        secrets=dict(entry.get("secrets", {})),
        fallbacks=tuple(entry.get("fallbacks", ())),
        quiet=tuple(window(each) for each in entry.get("quiet", ())),
        pace=Pace(**entry["pace"]) if "pace" in entry else None,
    )


def _step(entry: Json, after: str = "") -> Step:
    minutes = entry[after] if after else 0
    return Step(match=_match(entry.get("match", {})), to=tuple(entry.get("to", ())), after=round(minutes * MINUTE))


def _match(entry: Json) -> Match:
    if unknown := sorted(set(entry) - set(KEYS)):
        raise ValueError(f"a match knows {', '.join(KEYS)}, not {', '.join(unknown)}")
    return Match({key: tuple(patterns) for key, patterns in entry.items() if patterns})


def _problems(routes: Routes) -> list[str]:
    named = [(name, "routes") for step in (*routes.routes, *routes.promotions) for name in step.to]
    named += [(name, "default") for name in routes.default]
    named += [(name, receiver.name) for receiver in routes.receivers.values() for name in receiver.fallbacks]
    problems = [f"{where} names {name}, which is no receiver" for name, where in named if name not in routes.receivers]
    return list(dict.fromkeys(problems))
