"""What is published once a minute although nobody called: queue depths, idle polls, capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchbill.local.running.poller.queue import QueuePoller
from watchbill.local.running.recorder import MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchbill.local.running.measure.dynamodb import DynamodbMeasure
    from watchbill.local.running.measure.kinesis import KinesisMeasure
    from watchbill.local.running.measure.sqs import SqsMeasure
    from watchbill.local.running.poller.pollers import Pollers
    from watchbill.local.running.work import Job


class MinuteMeasure:
    """A source that invokes nothing: the loop wakes it at every full minute, and it samples the one before."""

    def __init__(self, pollers: Pollers, kinesis: KinesisMeasure, sqs: SqsMeasure, dynamodb: DynamodbMeasure) -> None:
        self._pollers = pollers
        self._kinesis = kinesis
        self._sqs = sqs
        self._dynamodb = dynamodb
        self._next: float | None = None

    def jobs(self, now: float) -> Iterable[Job]:
        if self._next is None:
            self._next = _following(now)
        elif now >= self._next:
            self._sample(self._next)
            self._next = _following(now)
        return ()

    def due(self, now: float) -> float | None:
        return self._next

    def _sample(self, minute: float) -> None:
        mappings = [poller.mapping for poller in self._pollers.all if isinstance(poller, QueuePoller)]
        self._sqs.sample(minute, {mapping.source_name for mapping in mappings if mapping.enabled})
        self._dynamodb.sample(minute)
        for poller in self._pollers.streams:
            if poller.mapping.enabled and poller.mapping.service == "kinesis":
                # A batch that is stuck is read again and again: the iterator's age grows with it.
                age = poller.lag_seconds * 1000
                self._kinesis.read(poller.mapping.source_name, age_ms=age, records=0, moment=minute - 1)


def _following(moment: float) -> float:
    return (moment // MINUTE + 1) * MINUTE
