"""One dead letter's way: counted, replayed, and parked with its cause once it was replayed often enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from workers.redrive_dead_letters import replay, stream_range
from workers.redrive_dead_letters.logic import (
    InvocationLetter,
    Letter,
    LetterError,
    QueueLetter,
    StreamLetter,
    function_name,
)
from workers.redrive_dead_letters.replay import Replay
from workers.runtime import canary
from workers.runtime.parking import Parked, park

if TYPE_CHECKING:
    from datetime import datetime

    from workers.runtime.settings import RedriveSettings
    from workers.runtime.worker import Run


class End(StrEnum):
    """What became of a dead letter."""

    REPLAYED = "replayed"
    PARKED = "parked"
    DROPPED = "dropped"
    """Given back often enough, and nobody need look at it: a canary's, which asks again every five minutes anyway."""
    AGAIN = "again"
    """It failed once more, and may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a dead letter came in: its id, where from, when, its whole text, and which attempt this is (from 1)."""

    identity: str
    source: str
    moment: datetime
    content: str
    attempt: int


@dataclass(slots=True)
class Redriving:
    """Works through the dead letters of one invocation."""

    run: Run[RedriveSettings]

    def settle(self, letter: Letter | LetterError, envelope: Envelope) -> End:
        """Replay or park one letter. botocore's errors pass through: the letter then comes again."""
        try:
            if isinstance(letter, LetterError):
                raise letter
            end = self._replay(letter, envelope)
        except LetterError as error:
            end = self._park(envelope, [Parked(position=envelope.identity, cause=str(error), content=envelope.content)])
        self.run.counters.add(MessagesReplayed=int(end is End.REPLAYED), MessagesParked=int(end is End.PARKED))
        self.run.counters.operation("redrive.replay", succeeded=int(end is End.REPLAYED), failed=int(end is End.AGAIN))
        return end

    def _replay(self, letter: Letter, envelope: Envelope) -> End:
        if isinstance(letter, QueueLetter):
            return self._to_queue(letter, envelope)
        return self._to_function(letter, envelope)

    def _to_queue(self, letter: QueueLetter, envelope: Envelope) -> End:
        if letter.redrives >= self.run.settings.max_redrives:
            cause = f"failed after {letter.redrives} redrives"
            poison = [Parked(position=envelope.identity, cause=cause, content=envelope.content)]
            return canary.tell(letter.campaign_id, lambda: self._park(envelope, poison)) or self._drop(envelope, cause)
        replay.to_queue(letter)
        self._log(End.REPLAYED, envelope, cause="given back", queue=letter.queue_arn, attempt=letter.redrives + 1)
        return End.REPLAYED

    def _to_function(self, letter: StreamLetter | InvocationLetter, envelope: Envelope) -> End:
        if function_name(letter.function_arn) == self.run.function_name:
            raise LetterError("this function's own dead letter is not replayed to itself")
        work = Replay(letter.function_arn, self.run.deadline)
        if isinstance(letter, StreamLetter):
            event: dict[str, Any] = {}
            records = stream_range.fetch(letter)
        else:
            # A window's state and shard belong to the failed run; without them counts are applied by markers.
            event = {key: value for key, value in letter.event.items() if key not in ("window", "state", "shardId")}
            found = event.get("Records")
            records = found if isinstance(found, list) else []
        failed = work.records(event, records) if records else ([] if work.event(event) else [event])
        if not failed:
            self._log(
                End.REPLAYED,
                envelope,
                cause="given back",
                target=letter.function_arn,
                attempt=envelope.attempt,
                calls=work.calls,
            )
            return End.REPLAYED
        if envelope.attempt < self.run.settings.max_redrives:
            self._log(End.AGAIN, envelope, target=letter.function_arn, failed=len(failed), cause=work.cause)
            return End.AGAIN
        cause = f"{work.cause}, after {envelope.attempt} redrives to {function_name(letter.function_arn)}"
        poison = [
            Parked(position=replay.identity(record), cause=cause, content=orjson.dumps(record, default=str).decode())
            for record in failed
        ]
        return self._park(envelope, poison)

    def _drop(self, envelope: Envelope, cause: str) -> End:
        self._log(End.DROPPED, envelope, cause=cause)
        return End.DROPPED

    def _park(self, envelope: Envelope, poison: list[Parked]) -> End:
        key = park(
            self.run.settings.parking_bucket,
            self.run.function,
            poison,
            source=f"{envelope.source}/{envelope.identity}",
            moment=envelope.moment,
            request_id=self.run.request_id,
        )
        self._log(End.PARKED, envelope, parked=key, records=len(poison), cause=poison[0].cause)
        return End.PARKED

    def _log(self, end: End, envelope: Envelope, **facts: Any) -> None:
        log = self.run.log.info if end in (End.REPLAYED, End.DROPPED) else self.run.log.warning
        count = {"replayed": int(end is End.REPLAYED), "parked": int(end is End.PARKED)}
        log("dead letter " + end, letter=envelope.identity, source=envelope.source, count=count, **facts)
