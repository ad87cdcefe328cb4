"""Whether a campaign's counts are to be posted, and what the post says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from workers.runtime import traceparent
from workers.runtime.parking import Parked
from workers.runtime.score import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

# SQS delays a message by at most 15 minutes.
MAX_DELAY_SECONDS = 900


class Decision(StrEnum):
    """How a campaign's counts compare with those last posted; it says what to do."""

    POST = "changed"
    EQUAL = "equal"
    """HasEqualCounts: exactly these counts were posted last."""
    WAIT = "moving"
    """They changed a moment ago, or are not there yet: look again later."""
    NO_COUNTS = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A campaign's counts by verdict, and when they last changed (epoch seconds)."""

    by_verdict: Mapping[str, int]
    updated_at: float

    @property
    def fingerprint(self) -> str:
        """Text that is the same for equal counts only."""
        return hashlib.sha256(orjson.dumps(self.by_verdict, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A message's content: {"campaignId", "source"?, "look"?}."""

    campaign_id: str
    source: str
    look: int


class RequestError(ValueError):
    """The message asks for nothing this worker knows."""


def request(body: object) -> Request:
    """Read a message's body; raise RequestError."""
    try:
        content = orjson.loads(body if isinstance(body, str) else b"")
    except orjson.JSONDecodeError:
        raise RequestError("body is not JSON") from None
    campaign_id = content.get("campaignId") if isinstance(content, dict) else None
    if not isinstance(campaign_id, str) or not campaign_id:
        raise RequestError("body has no campaignId")
    look = content.get("look", 1)
    return Request(
        campaign_id=campaign_id, source=str(content.get("source", "")), look=look if isinstance(look, int) else 1
    )


@dataclass(slots=True)
class Inbox:
    """A batch of messages: one request a campaign, however many messages ask about it."""

    requests: dict[str, Request] = field(default_factory=dict)
    messages: dict[str, list[str]] = field(default_factory=dict)
    """Message ids by campaign."""
    traceparents: dict[str, str] = field(default_factory=dict)
    invalid: list[Parked] = field(default_factory=list)

    def add(self, message: Mapping[str, Any]) -> None:
        """Take in one SQS message. The earliest look counts: it has most reason to wait for counts to settle."""
        identity, body = str(message.get("messageId")), message.get("body")
        try:
            asked = request(body)
        except RequestError as error:
            self.invalid.append(Parked(position=identity, cause=str(error), content=str(body)))
            return
        known = self.requests.setdefault(asked.campaign_id, asked)
        if asked.look < known.look:
            self.requests[asked.campaign_id] = asked
        self.messages.setdefault(asked.campaign_id, []).append(identity)
        if carrier := traceparent.of_message(message):
            self.traceparents.setdefault(asked.campaign_id, carrier)


def decide(
    asked: Request, counts: Counts | None, posted: str, *, now: float, settle_seconds: int, max_looks: int
) -> Decision:
    """Decide about one campaign; `posted` is the fingerprint of the last post, '' for none.

    Counts that changed within `settle_seconds` are looked at again later rather than posted half-way, at most
    `max_looks` times: a stream that never rests is still reported.
    """
    last_look = asked.look >= max_looks
    if counts is None:
        return Decision.NO_COUNTS if last_look else Decision.WAIT
    if now - counts.updated_at < settle_seconds and not last_look:
        return Decision.WAIT
    return Decision.EQUAL if counts.fingerprint == posted else Decision.POST


def delay(look: int, settle_seconds: int) -> int:
    """Return the seconds until the look after the nth: doubling from the settle time, at most what SQS can wait."""
    return min(MAX_DELAY_SECONDS, max(1, settle_seconds) << min(look - 1, 10))


def post(channel: str, campaign_id: str, counts: Counts, before: Mapping[str, int]) -> dict[str, Any]:
    """Write the chat.postMessage body: the counts, and how they changed since the last post."""
    total = sum(counts.by_verdict.values())
    lines = [
        f"*{verdict}*  {counts.by_verdict.get(verdict, 0):,}"
        + _change(counts.by_verdict.get(verdict, 0) - before.get(verdict, 0), bool(before))
        for verdict in VERDICTS
    ]
    title = f"Campaign {campaign_id}: {total:,} fans have a verdict"
    return {
        "channel": channel,
        "text": title,
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}*"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)}},
        ],
        "metadata": {"event_type": "verdict_counts", "event_payload": {"fingerprint": counts.fingerprint}},
    }


def _change(difference: int, known: bool) -> str:
    return f"  ({difference:+,})" if known and difference else ""
