"""SNS's deliveries that moto does not make: to functions, by Lambda's queue, and to mail addresses."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.repair import topic as repair

if TYPE_CHECKING:
    from watchbill.local.running.asynchronous import AsyncQueue
    from watchbill.local.running.mailbox import Mailbox


class Topics:
    """An address counts as confirmed once it is subscribed."""

    def __init__(self, events: AsyncQueue, mailbox: Mailbox) -> None:
        self._events = events
        self._mailbox = mailbox

    def start(self) -> None:
        repair.listen(self._deliver)

    def stop(self) -> None:
        repair.listen(None)

    def _deliver(
        self, subscription: Any, message: str, message_id: str, subject: str | None, attributes: dict[str, Any]
    ) -> None:
        if subscription.protocol == "lambda":
            record = _record(subscription, message, message_id, subject, attributes)
            self._events.put(subscription.endpoint, {"Records": [record]})
        else:
            self._mailbox.put_notification(subscription.endpoint, subject, message)


def _record(
    subscription: Any, message: str, message_id: str, subject: str | None, attributes: dict[str, Any]
) -> dict[str, Any]:
    region = subscription.topic_arn.split(":")[3]
    return {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription.arn,
        "Sns": {
            "Type": "Notification",
            "MessageId": message_id,
            "TopicArn": subscription.topic_arn,
            "Subject": subject,
            "Message": message,
            "Timestamp": clock.iso(),
            "SignatureVersion": "1",
            "Signature": uuid.uuid4().hex,
            "SigningCertUrl": f"https://sns.{region}.amazonaws.com/SimpleNotificationService.pem",
            "UnsubscribeUrl": f"https://sns.{region}.amazonaws.com/?Action=Unsubscribe",
            "MessageAttributes": attributes,
        },
    }
