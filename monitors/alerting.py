"""What a spec says of receivers, routes and the router, in the plan's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.route import Inhibition, Mute, Policy, Promotion, Receiver, Reminder, Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.spec.document import SpecDocument


def receivers(document: SpecDocument) -> Iterator[Receiver]:
    """By name."""
    for name, spec in sorted(document.head.receivers.items()):
        yield Receiver(
            name=name,
            channel=spec.channel,
            settings=tuple(sorted(spec.settings().items())),
            secrets=tuple(sorted(spec.secrets().items())),
            fallbacks=tuple(spec.fallbacks),
            quiet=tuple(hours.window() for hours in spec.quiet),
            pace=(spec.pace.per_minute, spec.pace.burst) if spec.pace else None,
            source=document.place("receivers", name),
        )


def routes(document: SpecDocument) -> Iterator[Route]:
    """In the spec's order: the first match wins."""
    for index, route in enumerate(document.head.routing):
        source = document.place("routing", str(index))
        yield Route(match=route.match.match(), receivers=tuple(route.to), source=source)


def policy(document: SpecDocument) -> Policy:
    """What the router does beside routing."""
    head, said = document.head, document.head.router
    return Policy(
        enabled=head.has_router,
        break_glass=head.break_glass,
        promotions=tuple(
            Promotion(
                match=one.match.match(),
                after_minutes=one.after_minutes,
                receivers=tuple(one.to),
                source=document.place("router", "promotions", str(index)),
            )
            for index, one in enumerate(said.promotions)
        ),
        reminders=None if said.reminders is None else tuple(_reminders(document)),
        inhibitions=None if said.inhibitions is None else tuple(_inhibitions(document)),
        mutes=tuple(
            Mute(
                name=name,
                reason=mute.reason,
                match=mute.match.match(),
                window=mute.window(),
                source=document.place("mutes", name),
            )
            for name, mute in sorted(head.mutes.items())
        ),
        fallback_minutes=said.fallback_minutes,
        reopen_hours=said.reopen_hours,
        heartbeat_secret=said.heartbeat_url.secret if said.heartbeat_url else "",
        environment=tuple(sorted(said.environment.items())),
    )


def _reminders(document: SpecDocument) -> Iterator[Reminder]:
    for index, one in enumerate(document.head.router.reminders or ()):
        source = document.place("router", "reminders", str(index))
        yield Reminder(match=one.match.match(), every_minutes=one.every_minutes, source=source)


def _inhibitions(document: SpecDocument) -> Iterator[Inhibition]:
    for index, one in enumerate(document.head.router.inhibitions or ()):
        source = document.place("router", "inhibitions", str(index))
        yield Inhibition(name=one.name, by=one.by.match(), silences=one.silences.match(), source=source)
