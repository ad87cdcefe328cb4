"""A fan list: every fan once, into the table first and then to the stream."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workers.runtime.file_part import Applied, Part, scores
from workers.runtime.parking import Parked
from workers.runtime.score_store import ScoreStore, Write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.runtime.score import Score


class TableUnavailableError(RuntimeError):
    """Some of a window's rows could not be written after every attempt."""


@dataclass(slots=True)
class FanList:
    """Applies the parts of one fan list. The first row of a fan counts; later ones are duplicates, left out.

    Fans seen are kept as 64-bit hashes, about 60 bytes each: 10 million fans take 0.6 GB of the function's 2 GB.
    Two fans of one list meet in a hash once in 300,000 lists of that size.
    """

    store: ScoreStore
    put: Callable[[Sequence[Score]], int]
    pause: Callable[[int], bool]
    """Wait after the nth failed attempt; False when no time is left for another."""
    needs_past: bool = True
    _seen: set[int] = field(default_factory=set)

    def recall(self, part: Part) -> None:
        """Remember the fans that an earlier invocation saw."""
        self._first(scores(part)[0])

    def apply(self, part: Part) -> Applied:
        """Write the part's new fans and put them to the stream; see FileHandler."""
        found, invalid = scores(part)
        fans = self._first(found)
        writes, rejected = self._write(fans)
        taken = [fan for fan in fans if fan.key not in rejected]
        again = self.put(taken) if taken else 0
        invalid += [
            Parked(
                position=str(fan.version % 1_000_000_000), cause="refused by DynamoDB", content=fan.to_json().decode()
            )
            for fan in fans
            if fan.key in rejected
        ]
        counts = {
            "in": len(found) + len(invalid) - len(rejected),
            "out": len(taken),
            "valid": len(found),
            "invalid": len(invalid),
            "duplicate": len(found) - len(fans),
            "written": writes[Write.CREATED] + writes[Write.UPDATED],
            "created": writes[Write.CREATED],
            "updated": writes[Write.UPDATED],
            "unchanged": writes[Write.UNCHANGED] + writes[Write.REPLAYED] + writes[Write.STALE],
            "put again": again,
        }
        return Applied(counts=Counter(counts), campaigns={fan.campaign_id for fan in taken}, invalid=invalid)

    def _first(self, found: Sequence[Score]) -> list[Score]:
        """Return the scores of fans not seen before, and remember them."""
        new = []
        for score in found:
            fan = hash(score.key)
            if fan not in self._seen:
                self._seen.add(fan)
                new.append(score)
        return new

    def _write(self, fans: list[Score]) -> tuple[Counter[Write], set[str]]:
        """Write `fans`, again those that failed; return the outcomes and the keys DynamoDB will never take."""
        writes: Counter[Write] = Counter()
        rejected: set[str] = set()
        left, attempt = fans, 0
        while left:
            outcomes = list(zip(left, self.store.write(left), strict=True))
            writes.update(write for _, write in outcomes if write is not Write.FAILED)
            rejected |= {fan.key for fan, write in outcomes if write is Write.REJECTED}
            left = [fan for fan, write in outcomes if write is Write.FAILED]
            attempt += 1
            if left and not self.pause(attempt):
                raise TableUnavailableError(f"{len(left)} of {len(fans)} rows are not written")
        return writes, rejected
