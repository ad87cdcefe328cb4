"""Mailboxes subscribed to topics by SNS itself, where there is no router: each hears what is routed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.routing.break_glass import subscription
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.route import Receiver, Route

CHANNELS = ("email", "sns")


def declare_mailboxes(plan: Plan) -> Iterator[StackResource]:
    """Each routed mailbox on the topics whose alerts it is sent, and on the high one as the break-glass path."""
    subscribed = {
        (priority, address): receiver
        for receiver in plan.receivers
        if receiver.channel in CHANNELS
        for priority in _priorities(receiver, plan.routes)
        for address in _addresses(receiver)
    }
    for (priority, address), receiver in sorted(subscribed.items(), key=lambda item: item[0]):
        yield subscription(address, priority, receiver.source)


def _priorities(receiver: Receiver, routes: tuple[Route, ...]) -> set[Priority]:
    routed = [route for route in routes if receiver.name in route.receivers]
    named = {Priority(name) for route in routed for name in (route.match.priorities or tuple(Priority))}
    return named | {Priority.HIGH} if routed else set()


def _addresses(receiver: Receiver) -> list[str]:
    return [address.strip() for address in receiver.setting("to").split(",") if address.strip()]
