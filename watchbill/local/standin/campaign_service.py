"""The campaign service: which campaigns an event has."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from watchbill.local.standin.server import Reply, Request, Standin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PATH = re.compile(r"/events/([^/]+)/campaigns")


class CampaignServiceStandin(Standin):
    """`GET /events/<id>/campaigns` → {"eventId", "campaigns"} and an ETag; 304 for who has it, 404 for none."""

    name = "campaign service"

    def __init__(self, events: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        super().__init__()
        self.events = dict(events)
        """Campaigns by event id."""

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        found = _PATH.fullmatch(request.path.partition("?")[0])
        if found is None or request.method != "GET":
            return _json(404, {"error": "not found"})
        event = unquote(found[1])
        if event not in self.events:
            return _json(404, {"error": f"there is no event {event}"})
        reply = _json(200, {"eventId": event, "campaigns": [dict(entry) for entry in self.events[event]]})
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        headers = {**reply.headers, "ETag": etag, "Cache-Control": "max-age=60"}
        return Reply(status=200, body=reply.body, headers=headers)

    def complaint(self, status: int, request: Request) -> Reply:
        """See Standin."""
        return _json(status, {"error": f"made to fail: {request.path}" if status < 429 else "try later"})


def _json(status: int, body: Mapping[str, Any]) -> Reply:
    return Reply(status=status, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
