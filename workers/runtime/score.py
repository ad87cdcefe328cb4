"""A fan's score: its JSON on the stream, its columns in a file, its item in the table.

JSON on the scores stream, and the columns of a score file or fan list (a file has no `version`):

============  =======================================================================================
campaignId    1–64 of letters, digits and ``_ . : -``; see `canary` for those that are the canaries'
memberId      the same, up to 128
score         a finite number
rank          a whole number from 0; 0 means not ranked
verdict       one of VERDICTS
version       a whole number from 1, growing with each newer statement about the fan; the newest one wins
traceparent   optional, W3C
============  =======================================================================================
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, NamedTuple

import orjson

from workers.runtime import canary
from workers.runtime import traceparent as w3c

VERDICTS = ("verified", "waitlisted", "rejected")
COLUMNS = ("campaignId", "memberId", "score", "rank", "verdict")
# DynamoDB keeps 38 digits, JSON readers 64 bits.
MAX_VERSION = 2**63 - 1

_CAMPAIGN = re.compile(r"[A-Za-z0-9_.:-]{1,64}").fullmatch
_MEMBER = re.compile(r"[A-Za-z0-9_.:-]{1,128}").fullmatch


class InvalidRecordError(ValueError):
    """A record that can never be accepted: `field` and what is wrong with it, without its value."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field} {problem}")
        self.field = field


class Score(NamedTuple):
    """One statement about one fan. A tuple, because a frozen dataclass costs 1 µs more a record."""

    campaign_id: str
    member_id: str
    score: float
    rank: int
    verdict: str
    version: int
    traceparent: str | None = None

    @property
    def key(self) -> str:
        """The partition key on the stream: all statements about one fan stay in order."""
        return f"{self.campaign_id}|{self.member_id}"

    def to_json(self) -> bytes:
        """Write the stream's JSON."""
        body: dict[str, object] = {
            "campaignId": self.campaign_id,
            "memberId": self.member_id,
            "score": self.score,
            "rank": self.rank,
            "verdict": self.verdict,
            "version": self.version,
        }
        if self.traceparent:
            body["traceparent"] = self.traceparent
        return orjson.dumps(body)

    def to_item(self) -> dict[str, dict[str, str]]:
        """Write the demand table's item: PK `campaign:<id>`, SK `score:<member>`."""
        item = {
            "PK": {"S": f"campaign:{self.campaign_id}"},
            "SK": {"S": f"score:{self.member_id}"},
            "score": {"N": repr(self.score)},
            "rank": {"N": str(self.rank)},
            "verdict": {"S": self.verdict},
            "version": {"N": str(self.version)},
        }
        if self.traceparent:
            item["traceparent"] = {"S": self.traceparent}
        return item | canary.expiry(self.campaign_id)


def from_json(data: bytes) -> Score:
    """Read a stream record; raise InvalidRecordError."""
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise InvalidRecordError("record", "is not JSON") from None
    if not isinstance(body, dict):
        raise InvalidRecordError("record", "is not a JSON object")
    score, rank, version = body.get("score"), body.get("rank"), body.get("version")
    if type(score) is not float and type(score) is not int:
        raise InvalidRecordError("score", "is not a number")
    if type(rank) is not int:
        raise InvalidRecordError("rank", "is not a whole number")
    if type(version) is not int or not 1 <= version <= MAX_VERSION:
        raise InvalidRecordError("version", "is not a whole number from 1")
    return _checked(
        _text(body, "campaignId"), _text(body, "memberId"), float(score), rank, _text(body, "verdict"), version,
        w3c.valid(body.get("traceparent")),
    )  # fmt: skip


def from_columns(
    campaign_id: str, member_id: str, score: str, rank: str, verdict: str, version: int, trace: str | None
) -> Score:
    """Read a file's columns, in the order of COLUMNS; raise InvalidRecordError."""
    try:
        number = float(score)
    except ValueError:
        raise InvalidRecordError("score", "is not a number") from None
    try:
        place = int(rank)
    except ValueError:
        raise InvalidRecordError("rank", "is not a whole number") from None
    return _checked(campaign_id, member_id, number, place, verdict, version, trace)


def _checked(
    campaign_id: str, member_id: str, score: float, rank: int, verdict: str, version: int, trace: str | None
) -> Score:
    if not _CAMPAIGN(campaign_id):
        raise InvalidRecordError("campaignId", "is not 1–64 letters, digits or _ . : -")
    if not _MEMBER(member_id):
        raise InvalidRecordError("memberId", "is not 1–128 letters, digits or _ . : -")
    if not isfinite(score):
        raise InvalidRecordError("score", "is not finite")
    if rank < 0:
        raise InvalidRecordError("rank", "is negative")
    if verdict not in VERDICTS:
        raise InvalidRecordError("verdict", f"is not one of {', '.join(VERDICTS)}")
    return Score(campaign_id, member_id, score, rank, verdict, version, trace)


def _text(body: dict[str, Any], field: str) -> str:
    text = body.get(field)
    if not isinstance(text, str):
        raise InvalidRecordError(field, "is missing" if text is None else "is not text")
    return text
