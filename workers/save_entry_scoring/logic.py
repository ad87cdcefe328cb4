"""Which scores the Entry service is told, and what its answers mean.

Rank 0 says that a fan was not ranked; an entry without a rank has nothing to save.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson

from workers.runtime.batch import Poison, Result, Retry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workers.runtime.score import Score

# The Entry service's answer to a request that can never succeed. 408, 425 and 429 can; 401 and 403 are cured by
# an operator, and so are retried: parking a whole stream for an expired credential would be worse.
PERMANENT_STATUSES = frozenset({400, 404, 410, 413, 414, 415, 422})


def ranked(score: Score) -> bool:
    """Tell whether a score goes to the Entry service."""
    return score.rank != 0


def by_campaign(scores: Sequence[Score]) -> dict[str, list[int]]:
    """Return the positions of each campaign's scores, in order."""
    groups: dict[str, list[int]] = {}
    for position, score in enumerate(scores):
        groups.setdefault(score.campaign_id, []).append(position)
    return groups


def body(scores: Sequence[Score]) -> bytes:
    """Write the request's JSON: {"entries": [{"memberId", "score", "rank", "verdict", "version"}]}."""
    return orjson.dumps(
        {
            "entries": [
                {
                    "memberId": score.member_id,
                    "score": score.score,
                    "rank": score.rank,
                    "verdict": score.verdict,
                    "version": score.version,
                }
                for score in scores
            ]
        }
    )


def idempotency_key(content: bytes) -> str:
    """Return a key that is the same for the same content, so that the service can tell a repeat."""
    return hashlib.sha256(content).hexdigest()


def meaning(status: int) -> Result:
    """Return what a status means for every record of the request; 409 says that the service knows a newer version."""
    if 200 <= status < 300 or status == 409:
        return None
    if status in PERMANENT_STATUSES:
        return Poison(f"Entry service answered {status}")
    return Retry(f"Entry service answered {status}")
