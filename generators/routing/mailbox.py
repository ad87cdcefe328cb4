"""Mailboxes subscribed to topics by SNS itself: what still arrives when the router does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, sns

from generators.declaration import declare
from generators.routing.topic import topic_id
from monitors import names
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.route import Receiver, Route


def declare_mailboxes(plan: Plan) -> Iterator[StackResource]:
    """Each routed mailbox on the topics whose alerts it is sent, and on the high one as the break-glass path."""
    subscribed = {
        (priority, address): receiver
        for receiver in plan.receivers
        if receiver.channel == "email"
        for priority in _priorities(receiver, plan.routes)
        for address in _addresses(receiver)
    }
    for (priority, address), receiver in sorted(subscribed.items(), key=lambda item: item[0]):
        yield declare(
            sns.SubscriptionResource(
                names.logical_id("Mailbox", priority.value, address),
                Protocol="email",
                Endpoint=address,
                TopicArn=Ref(topic_id(priority)),
            ),
            source=receiver.source,
        )


def _priorities(receiver: Receiver, routes: tuple[Route, ...]) -> set[Priority]:
    routed = [route for route in routes if receiver.name in route.receivers]
    named = {Priority(name) for route in routed for name in (route.priorities or tuple(Priority))}
    return named | {Priority.HIGH} if routed else set()


def _addresses(receiver: Receiver) -> list[str]:
    return [address.strip() for address in dict(receiver.settings).get("to", "").split(",") if address.strip()]
