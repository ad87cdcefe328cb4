"""Publishes to an SNS topic, once each; its subscribers get plain mail.

Settings: `topic_arn`, `api_url` (optional). No secret: the function's own role publishes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workers.alert_router.channels.attempt import attempt
from workers.alert_router.channels.aws import FAILURES, failure, single_client
from workers.alert_router.channels.sns.message import body, subject
from workers.alert_router.delivery import DeliveryError, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workers.alert_router.notification import Notification


class Sns:
    """One receiver: whoever has subscribed to the topic."""

    def __init__(self, settings: Mapping[str, str], clock: Callable[[], float]) -> None:
        self._topic = settings["topic_arn"]
        self._url = settings.get("api_url")
        self._clock = clock

    @cached_property
    def _client(self) -> Any:
        _, _, _, region, *_ = self._topic.split(":")
        return single_client("sns", region, self._url)

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        """See Notifier. SNS knows no idempotency: a message whose answer was lost comes twice."""

        def call(_: float) -> str:
            try:
                answer = self._client.publish(
                    TopicArn=self._topic, Subject=subject(notification), Message=body(notification)
                )
            except FAILURES as error:
                raise failure(error, self._clock()) from None
            if not answer.get("MessageId"):
                raise DeliveryError("the answer names no message")
            return str(answer["MessageId"])

        return Receipt(provider_id=attempt(call, deadline=deadline, clock=self._clock))


def make_notifier(settings: Mapping[str, str], secrets: Callable[[str], str], *, clock: Callable[[], float]) -> Sns:
    """See NotifierFactory."""
    return Sns(settings, clock)
