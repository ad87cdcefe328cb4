"""The path that needs no router: the topic of high alerts, and the addresses that SNS itself mails."""

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
    from monitors.model.source import Source

TOPIC_VARIABLE = "BREAK_GLASS_TOPIC_ARN"
"""By which the router knows the topic: its ARN holds the account's number, which no file knows before deployment."""


def declare_break_glass(plan: Plan) -> Iterator[StackResource]:
    """One subscription an address; each is mailed once and must confirm."""
    for address in plan.policy.break_glass:
        source = next((one.source for one in plan.receivers if address in one.setting("to")), None)
        yield subscription(address, Priority.HIGH, source)


def subscription(address: str, priority: Priority, source: Source | None) -> StackResource:
    """An address on the topic of a priority. The logical id stays when the router comes or goes."""
    return declare(
        sns.SubscriptionResource(
            names.logical_id("Mailbox", priority.value, address),
            Protocol="email",
            Endpoint=address,
            TopicArn=Ref(topic_id(priority)),
        ),
        source=source,
    )
