"""What the outcome of a write means for the record it came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workers.runtime.batch import Entry, Poison, Result, Retry
from workers.runtime.score_store import ScoreStore, Write, newest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.runtime.score import Score

# Four calls of 25 statements, or about six rounds of 16 puts; little is repeated when one of them fails.
STEP_RECORDS = 100


@dataclass(slots=True)
class StoreScores:
    """Writes one step of a batch, and counts the outcomes of all steps in `writes`."""

    store: ScoreStore
    writes: Counter[Write] = field(default_factory=Counter)

    def __call__(self, entries: Sequence[Entry[Score]]) -> list[Result]:
        """Write the newest score of each fan; the older ones in the same step share its fate, and are stale."""
        latest = newest([entry.body for entry in entries])
        outcomes = dict(zip((score.key for score in latest), self.store.write(latest), strict=True))
        self.writes.update(outcomes.values())
        self.writes[Write.STALE] += len(entries) - len(latest)
        return [meaning(outcomes[entry.body.key]) for entry in entries]


def meaning(write: Write) -> Result:
    """Return what the batch should do about a record whose write ended so."""
    if write is Write.FAILED:
        return Retry("not written")
    if write is Write.REJECTED:
        return Poison("refused by DynamoDB")
    return None


def tally(writes: Counter[Write]) -> dict[str, int]:
    """Return the outcomes for the log, zeros included; `unchanged` has the replayed and the stale in it."""
    names = (Write.CREATED, Write.UPDATED, Write.REPLAYED, Write.STALE)
    return {"unchanged": unchanged(writes), **{write.value: writes[write] for write in names}}


def unchanged(writes: Counter[Write]) -> int:
    """Count the writes that left the fan's score as it was."""
    return writes[Write.UNCHANGED] + writes[Write.REPLAYED] + writes[Write.STALE]
