"""The Entry service: the scores of fans' entries, of each the newest version."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from watchbill.local.standin.server import Reply, Request, Standin

_PATH = re.compile(r"/campaigns/([^/]+)/entries/scores")
MAX_ENTRIES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is saved of one fan's entry in one campaign."""

    score: float
    rank: int
    verdict: str
    version: int


class EntryServiceStandin(Standin):
    """`PUT /campaigns/<id>/entries/scores` with {"entries": […]} → 204; older versions change nothing.

    400 for what is no JSON object of entries, 413 for too many, 422 for an entry that is not valid or a repeated
    Idempotency-Key with another content. All of a request is saved or nothing.
    """

    name = "Entry service"

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], Entry] = {}
        """By campaign and member."""
        self.repeats = 0
        """Requests that changed nothing."""
        self._keys: dict[str, bytes] = {}

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        found = _PATH.fullmatch(request.path)
        if found is None:
            return _refuse(404, "not found")
        if request.method != "PUT":
            return _refuse(405, "method not allowed")
        key = request.headers.get("idempotency-key", "")
        if key and self._keys.setdefault(key, request.body) != request.body:
            return _refuse(422, "this Idempotency-Key came with another content before")
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _refuse(415, "application/json is wanted")
        return self._save(unquote(found[1]), request.body)

    def complaint(self, status: int, request: Request) -> Reply:
        """See Standin."""
        said = request.body.decode(errors="replace") if status in (400, 401) else "try later"
        return _refuse(status, f"made to fail: {said}")

    def _save(self, campaign: str, body: bytes) -> Reply:
        try:
            entries = json.loads(body)["entries"]
            size = len(entries)
        except (ValueError, KeyError, TypeError):
            return _refuse(400, "an object with entries is wanted")
        if size > MAX_ENTRIES:
            return _refuse(413, f"{size} entries are more than {MAX_ENTRIES}")
        read: dict[tuple[str, str], Entry] = {}
        for number, entry in enumerate(entries):
            problem = _problem(entry)
            if problem:
                return _refuse(422, f"entry {number}: {problem}")
            kept = {name: entry[name] for name in ("score", "rank", "verdict", "version")}
            read[campaign, entry["memberId"]] = Entry(**kept)
        changed = {k: e for k, e in read.items() if k not in self.entries or self.entries[k].version < e.version}
        self.repeats += not changed
        self.entries |= changed
        return Reply(status=204)


def _problem(entry: Any) -> str:
    if not isinstance(entry, dict) or not isinstance(entry.get("memberId"), str) or not entry["memberId"]:
        return "memberId is missing"
    if not isinstance(entry.get("rank"), int) or entry["rank"] < 1:
        return "rank must be a whole number from 1"
    if not isinstance(entry.get("score"), (int, float)):
        return "score must be a number"
    if not isinstance(entry.get("version"), int) or not isinstance(entry.get("verdict"), str):
        return "version and verdict are needed"
    return ""


def _refuse(status: int, message: str) -> Reply:
    body = json.dumps({"error": message}).encode()
    return Reply(status=status, body=body, headers={"Content-Type": "application/json"})
