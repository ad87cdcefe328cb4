"""Hands an event to one target of a rule: at once, again while the target fails, and at last to its dead letters.

Source: EventBridge User Guide, "How EventBridge retries delivering events" and "Using dead-letter queues".
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from watchbill.local import clock
from watchbill.local.running.work import earliest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.recorder import Recorder
    from watchbill.local.running.work import Job

log = logging.getLogger(__name__)
NAMESPACE = "AWS/Events"
MAX_ATTEMPTS, MAX_AGE_SECONDS = 185, 86_400  # EventBridge's defaults
PAUSE_SECONDS = (1.0, 300.0)  # the first pause, doubling up to the second; AWS publishes no numbers


@dataclass(slots=True)
class Delivery:
    """One event on its way to one target. `attempts` failed so far; `due` is when it is tried again."""

    rule: str
    rule_arn: str
    target: dict[str, Any]
    body: str
    received: float
    attempts: int = 0
    due: float = 0.0


class EventTargets:
    """A source that invokes nothing itself: the loop wakes it for the deliveries that wait. Thread-safe."""

    def __init__(self, cloud: EmbeddedCloud, recorder: Recorder) -> None:
        self._client = cloud.client
        self._recorder = recorder
        self._waiting: list[Delivery] = []
        self._urls: dict[str, str] = {}
        self._lock = threading.Lock()
        self._senders: dict[str, Callable[[str, Delivery], None]] = {
            "lambda": self._to_function,
            "sns": self._to_topic,
            "sqs": self._to_queue,
        }

    def deliver(self, delivery: Delivery) -> None:
        """Try it now; what fails for now waits, what cannot succeed goes to the target's dead-letter queue."""
        arn = delivery.target["Arn"]
        send = self._senders.get(arn.split(":")[2])
        if send is None:
            log.warning("rule %s: targets such as %s are not emulated", delivery.rule, arn)
            return
        try:
            send(arn, delivery)
        except (ClientError, BotoCoreError) as error:
            self._fail(delivery, error)
            return
        self._count(delivery, "Invocations")

    def jobs(self, now: float) -> Iterable[Job]:
        with self._lock:
            ready = [one for one in self._waiting if one.due <= now]
            self._waiting = [one for one in self._waiting if one.due > now]
        for delivery in ready:
            self.deliver(delivery)
        return ()

    def due(self, now: float) -> float | None:
        with self._lock:
            return earliest(*(one.due for one in self._waiting))

    def _fail(self, delivery: Delivery, error: Exception) -> None:
        policy = delivery.target.get("RetryPolicy") or {}
        first, longest = PAUSE_SECONDS
        now = clock.current().now()
        delivery.due = now + min(longest, first * 2**delivery.attempts)
        delivery.attempts += 1
        age = int(policy.get("MaximumEventAgeInSeconds", MAX_AGE_SECONDS))
        if not _may_pass(error):
            self._bury(delivery, error, "")
        elif delivery.attempts > int(policy.get("MaximumRetryAttempts", MAX_ATTEMPTS)):
            self._bury(delivery, error, "MaximumRetryAttempts")
        elif delivery.due > delivery.received + age:
            self._bury(delivery, error, "MaximumEventAgeInSeconds")
        else:
            with self._lock:
                self._waiting.append(delivery)

    def _bury(self, delivery: Delivery, error: Exception, exhausted: str) -> None:
        """The dead-letter queue gets the event itself, and what became of it as attributes."""
        self._count(delivery, "FailedInvocations")
        arn = (delivery.target.get("DeadLetterConfig") or {}).get("Arn")
        log.warning("rule %s: %s took no event: %s", delivery.rule, delivery.target["Arn"], error)
        if not arn:
            return
        told = {
            "RULE_ARN": delivery.rule_arn,
            "TARGET_ARN": delivery.target["Arn"],
            "ERROR_CODE": _code(error),
            "ERROR_MESSAGE": str(error),
            "EXHAUSTED_RETRY_CONDITION": exhausted,
            "RETRY_ATTEMPTS": str(delivery.attempts - 1),
        }
        attributes = {name: {"DataType": "String", "StringValue": value} for name, value in told.items() if value}
        try:
            self._send(arn, delivery.body, MessageAttributes=attributes)
        except (ClientError, BotoCoreError) as refusal:
            log.warning("rule %s: its dead-letter queue took no event: %s", delivery.rule, refusal)
            self._count(delivery, "InvocationsFailedToBeSentToDlq")
            return
        self._count(delivery, "InvocationsSentToDlq")

    def _to_queue(self, arn: str, delivery: Delivery) -> None:
        group = (delivery.target.get("SqsParameters") or {}).get("MessageGroupId")
        self._send(arn, delivery.body, **({"MessageGroupId": group} if group else {}))

    def _send(self, arn: str, body: str, **more: Any) -> None:
        client = self._client("sqs")
        if arn not in self._urls:  # of a queue that is gone it stays right: who sends there is told
            self._urls[arn] = client.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        client.send_message(QueueUrl=self._urls[arn], MessageBody=body, **more)

    def _to_function(self, arn: str, delivery: Delivery) -> None:
        self._client("lambda").invoke(FunctionName=arn, InvocationType="Event", Payload=delivery.body.encode())

    def _to_topic(self, arn: str, delivery: Delivery) -> None:
        self._client("sns").publish(TopicArn=arn, Message=delivery.body)

    def _count(self, delivery: Delivery, name: str) -> None:
        self._recorder.add(NAMESPACE, name, 1, {"RuleName": delivery.rule})


def _may_pass(error: Exception) -> bool:
    """Whether trying again can help: not where the target is gone, or forbidden."""
    if not isinstance(error, ClientError):
        return True
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return bool(status >= 500 or status == 429 or "Throttl" in _code(error))


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
