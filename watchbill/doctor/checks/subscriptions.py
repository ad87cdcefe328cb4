"""Mailboxes have confirmed their subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.doctor.finding import problem, warning, well

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

PENDING = ("PendingConfirmation", "Pending Confirmation", "pending confirmation")


def examine(patient: Patient) -> Iterator[Finding]:
    """A mailbox that never clicked the link gets nothing, and SNS deletes its subscription after three days."""
    sns = patient.client("sns")
    confirmed = 0
    for topic in patient.topics:
        name = topic.rpartition(":")[2]
        try:
            found = list(
                patient.connection.pages("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=topic)
            )
        except sns.exceptions.NotFoundException:
            yield problem(f"topic {name} does not exist", "alarms that publish to it tell nobody", "watchbill deploy")
            continue
        waiting = [one for one in found if one["SubscriptionArn"] in PENDING]
        confirmed += len(found) - len(waiting)
        for one in waiting:
            yield problem(
                f"{one['Endpoint']} has not confirmed its subscription of {name}",
                "it gets nothing until somebody follows the link in SNS's mail, which expires after three days",
                "follow the link; if the mail is gone, subscribe anew by deleting the subscription and deploying",
            )
        if not found and name.endswith("-high"):
            yield warning(
                f"nobody subscribes to {name}",
                "it is the way that alerts take when the router is down",
                "route an email receiver, then watchbill deploy",
            )
    if confirmed:
        yield well(f"{confirmed} confirmed")
