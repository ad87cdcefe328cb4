"""Reads a log group in order of time, and goes on reading it, by FilterLogEvents alone."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POLL_SECONDS = 2.0
LATE_SECONDS = 60
"""Lines reach the API some seconds after they are written, and not in order: that far back is looked again."""
PAGE = 10_000


@dataclass(slots=True)
class LogReader:
    """One log group. `text` keeps the events that contain it, case counting; CloudWatch does the searching.

    The same event is given once, however often it is read.
    """

    client: Any
    group: str
    text: str = ""
    _seen: dict[str, int] = field(default_factory=dict, init=False)
    """Event id → its milliseconds, of those that the next look will find again."""

    def read(self, since: float) -> Iterator[dict[str, Any]]:
        """Events from `since` (epoch seconds) until now. Raises botocore's ClientError."""
        return self._look(int(since * 1_000), _horizon())

    def follow(self, since: float, sleep: Callable[[float], None] = time.sleep) -> Iterator[dict[str, Any]]:
        """Events from `since` on, for ever."""
        start = int(since * 1_000)
        while True:
            horizon = max(start, _horizon())
            yield from self._look(start, horizon)
            start = horizon
            self._seen = {event: moment for event, moment in self._seen.items() if moment >= start}
            sleep(POLL_SECONDS)

    def _look(self, start: int, horizon: int) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("filter_log_events").paginate(
            logGroupName=self.group,
            startTime=start,
            interleaved=True,  # CloudWatch always does, others have to be asked
            PaginationConfig={"PageSize": PAGE},
            **({"filterPattern": f'"{self.text}"'} if self._narrows else {}),
        )
        for page in pages:
            for event in page["events"]:
                if event["eventId"] in self._seen:
                    continue
                if event["timestamp"] >= horizon:
                    self._seen[event["eventId"]] = event["timestamp"]
                if self.text in event["message"]:
                    yield event

    @property
    def _narrows(self) -> bool:
        """Whether the text can stand in a quoted pattern; if not, all is read and searched here."""
        return bool(self.text) and '"' not in self.text and "\\" not in self.text


def _horizon() -> int:
    """Where a look after this one begins, in milliseconds."""
    return int((time.time() - LATE_SECONDS) * 1_000)
