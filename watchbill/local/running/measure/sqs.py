"""AWS/SQS: what was sent, received and deleted, and once a minute how full each active queue is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.local import clock
from watchbill.local.running import peek

if TYPE_CHECKING:
    from collections.abc import Collection

    from werkzeug.wrappers import Response

    from watchbill.local.running.recorder import Recorder
    from watchbill.local.tap import Answer, Request

NAMESPACE = "AWS/SQS"
ACTIVE_SECONDS = 6 * 3600  # so long after its last call a queue without messages still reports
# Lambda keeps five long polls of 20 s open on a queue that is empty.
EMPTY_RECEIVES_A_MINUTE = 15
_COUNTED = ("NumberOfMessagesSent", "NumberOfMessagesReceived", "NumberOfMessagesDeleted", "NumberOfEmptyReceives")


class SqsMeasure:
    """A tap, and the minute's sample. What moto moves inside itself (dead letters) is in no count, as on AWS."""

    def __init__(self, recorder: Recorder, region: str) -> None:
        self._recorder = recorder
        self._region = region
        self._touched: dict[str, float] = {}
        self._dead_since: dict[tuple[str, str], float] = {}

    def before(self, request: Request) -> Response | None:
        return None

    def after(self, request: Request, answer: Answer) -> None:
        if request.service != "sqs" or "QueueUrl" not in request.parameters:
            return
        queue = str(request.parameters["QueueUrl"]).rpartition("/")[2]
        self._touched[queue] = clock.current().now()
        if answer.status == 200:
            self._count(queue, request, answer)

    def _count(self, queue: str, request: Request, answer: Answer) -> None:
        given, found, action = request.parameters, answer.parameters, request.action
        if action == "SendMessage":
            self._add(queue, "NumberOfMessagesSent", 1)
            self._add(queue, "SentMessageSize", len(given["MessageBody"].encode()), "Bytes")
        elif action == "SendMessageBatch":
            self._add(queue, "NumberOfMessagesSent", len(found.get("Successful", ())))
            for entry in given["Entries"]:
                self._add(queue, "SentMessageSize", len(entry["MessageBody"].encode()), "Bytes")
        elif action == "ReceiveMessage":
            received = len(found.get("Messages") or ())
            self._add(queue, "NumberOfMessagesReceived", received)
            self._add(queue, "NumberOfEmptyReceives", int(received == 0))
        elif action == "DeleteMessage":
            self._add(queue, "NumberOfMessagesDeleted", 1)
        elif action == "DeleteMessageBatch":
            self._add(queue, "NumberOfMessagesDeleted", len(found.get("Successful", ())))

    def sample(self, now: float, polled: Collection[str]) -> None:
        """State of every active queue for the minute that ends now. `polled`: queues on which Lambda waits."""
        dead_letter_queues = peek.dead_letter_queues(self._region)
        for queue in peek.queues(self._region):
            visible, hidden, delayed = peek.counts(self._region, queue)
            idle = now - self._touched.get(queue, float("-inf"))
            if queue not in polled and not visible + hidden + delayed and idle > ACTIVE_SECONDS:
                continue
            self._add(queue, "ApproximateNumberOfMessagesVisible", visible, moment=now - 1)
            self._add(queue, "ApproximateNumberOfMessagesNotVisible", hidden, moment=now - 1)
            self._add(queue, "ApproximateNumberOfMessagesDelayed", delayed, moment=now - 1)
            for name in _COUNTED:
                self._add(queue, name, 0, moment=now - 1)
            if queue in polled and not visible:
                self._add(queue, "NumberOfEmptyReceives", 1, moment=now - 1, times=EMPTY_RECEIVES_A_MINUTE)
            age = self._age(queue, now, is_dead=queue in dead_letter_queues)
            if age is not None:
                self._add(queue, "ApproximateAgeOfOldestMessage", age, "Seconds", moment=now - 1)

    def _age(self, queue: str, now: float, *, is_dead: bool) -> float | None:
        """Seconds; in a dead-letter queue since the message was moved there, None in an empty one."""
        oldest = peek.oldest_sent(self._region, queue, with_poison=is_dead)
        if oldest is None:
            return None
        message, sent = oldest
        since = self._dead_since.setdefault((queue, message), now) if is_dead else sent
        return max(0.0, now - since)

    def _add(
        self, queue: str, name: str, value: float, unit: str = "Count", moment: float | None = None, times: int = 1
    ) -> None:
        self._recorder.add(NAMESPACE, name, value, {"QueueName": queue}, unit=unit, moment=moment, times=times)
