"""Which rows of a score file go on: those whose rank lies within the bounds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workers.runtime.file_part import Applied, Part, scores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workers.runtime.score import Score


@dataclass(frozen=True, slots=True)
class RankBounds:
    """Lowest and highest rank that is let through, both included."""

    lowest: int
    highest: int

    def select(self, found: Sequence[Score]) -> list[Score]:
        """Return the scores within the bounds, in order."""
        return [score for score in found if self.lowest <= score.rank <= self.highest]


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """Filters each part of a score file and hands what is left to `put` (scores → entries sent again)."""

    bounds: RankBounds
    put: Callable[[Sequence[Score]], int]
    needs_past: bool = False

    def recall(self, part: Part) -> None:
        """Nothing before a checkpoint matters here."""

    def apply(self, part: Part) -> Applied:
        """See FileHandler; what `put` raises passes through."""
        found, invalid = scores(part)
        selected = self.bounds.select(found)
        again = self.put(selected) if selected else 0
        counts = {
            "in": len(found) + len(invalid),
            "out": len(selected),
            "filtered": len(found) - len(selected),
            "invalid": len(invalid),
            "put again": again,
        }
        campaigns = {score.campaign_id for score in selected}
        return Applied(counts=Counter(counts), campaigns=campaigns, invalid=invalid)
