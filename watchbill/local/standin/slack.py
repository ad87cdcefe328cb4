"""Slack's Web API as bots use it: messages, changes, threads, files, its limits and its pace."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from watchbill.local.standin.server import Reply, Request, Standin
from watchbill.local.standin.slack_block import MAX_CHARACTERS, problems, total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchbill.local.standin.authority import Authority

Json = dict[str, Any]

SECONDS_A_MESSAGE = 1.0
MAX_TEXT = 40_000


class Refused(Exception):  # noqa: N818 - it is an answer, not a mistake
    """Slack's name of an error."""


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of a channel."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    thread_ts: str = ""
    broadcast: bool = False
    edits: int = 0
    client_msg_id: str = ""


@dataclass(slots=True, kw_only=True)
class File:
    """One upload: `channel` is empty until it is shared."""

    name: str
    content: bytes = b""
    channel: str = ""
    thread_ts: str = ""


@dataclass(slots=True, kw_only=True)
class Workspace:
    """What people see."""

    messages: list[Message] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)

    @property
    def parents(self) -> list[Message]:
        """Messages that start a thread or none."""
        return [message for message in self.messages if not message.thread_ts]

    def replies(self, parent: Message) -> list[Message]:
        """The thread under a message."""
        return [message for message in self.messages if message.thread_ts == parent.ts]

    def find(self, channel: str, ts: str) -> Message | None:
        """A message by its key."""
        return next((m for m in self.messages if (m.channel, m.ts) == (channel, ts)), None)


class SlackStandin(Standin):
    """`channels` maps names (`#alerts`) to ids. `knows_ids`: whether a repeated client_msg_id is recognised."""

    name = "Slack"

    def __init__(
        self,
        authority: Authority | None,
        token: str,
        channels: Mapping[str, str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(authority)
        self.workspace = Workspace()
        self.knows_ids = True
        self._token = token
        self.channels = channels
        self._clock = clock
        self._next: dict[str, float] = {}
        self._serial = 0

    def answer(self, request: Request) -> Reply:
        """See Standin."""
        path = urlsplit(request.path).path
        if path.startswith("/upload/"):
            return self._receive(path.removeprefix("/upload/"), request)
        method = path.removeprefix("/api/")
        act = {
            "auth.test": lambda _: {},
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "files.getUploadURLExternal": self._offer,
            "files.completeUploadExternal": self._complete,
        }.get(method)
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return _json(200, {"ok": False, "error": "invalid_auth"})
        if act is None:
            return _json(200, {"ok": False, "error": "unknown_method"})
        try:
            return _json(200, {"ok": True, **act(_arguments(request))})
        except Refused as refused:
            return _json(200, {"ok": False, "error": str(refused)})
        except _TooFast as early:
            return _json(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(math.ceil(early.seconds))})

    def complaint(self, status: int, request: Request) -> Reply:
        """See Standin. Its own refusals come with status 200; with others comes what a proxy would say."""
        if status == 429:
            return _json(429, {"ok": False, "error": "ratelimited"})
        if status in (400, 401):
            said = {"headers": dict(request.headers), "body": request.body.decode(errors="replace")}
            return _json(
                status, {"ok": False, "error": "invalid_auth" if status == 401 else "bad_request", "said": said}
            )
        return Reply(status=status, body=b"<html>upstream error</html>", headers={"Content-Type": "text/html"})

    def _post(self, given: Json) -> Json:
        channel = self._channel(given)
        known = given.get("client_msg_id")
        again = next((m for m in self.workspace.messages if known and m.client_msg_id == known), None)
        if again and self.knows_ids:
            return _shown(again)
        _check(given)
        thread = given.get("thread_ts") or ""
        if thread and not self.workspace.find(channel, thread):
            raise Refused("thread_not_found")
        self._pace(channel)
        self._serial += 1
        message = Message(
            channel=channel,
            ts=f"{1_700_000_000 + self._serial}.{self._serial:06d}",
            text=given.get("text") or "",
            blocks=given.get("blocks") or [],
            thread_ts=thread,
            broadcast=bool(given.get("reply_broadcast")),
            client_msg_id=known or "",
        )
        self.workspace.messages.append(message)
        return _shown(message)

    def _update(self, given: Json) -> Json:
        if given.get("channel") not in self.channels.values():
            raise Refused("channel_not_found")  # a change takes no name, only an id
        message = self.workspace.find(given["channel"], str(given.get("ts")))
        if message is None:
            raise Refused("message_not_found")
        _check(given)
        message.text = given.get("text", message.text)
        message.blocks = given.get("blocks", message.blocks)
        message.edits += 1
        return _shown(message)

    def _offer(self, given: Json) -> Json:
        self._serial += 1
        identity = f"F{self._serial:08d}"
        self.workspace.files[identity] = File(name=given["filename"])
        return {"upload_url": f"{self.url}/upload/{identity}", "file_id": identity}

    def _receive(self, identity: str, request: Request) -> Reply:
        if identity not in self.workspace.files:
            return Reply(status=404)
        self.workspace.files[identity].content = request.body
        return Reply(body=b"OK")

    def _complete(self, given: Json) -> Json:
        listed = given["files"]
        files = json.loads(listed) if isinstance(listed, str) else listed
        for entry in files:
            file = self.workspace.files[entry["id"]]
            file.channel, file.thread_ts = given.get("channel_id", ""), given.get("thread_ts", "")
        return {"files": [{"id": entry["id"]} for entry in files]}

    def _channel(self, given: Json) -> str:
        wanted = str(given.get("channel"))
        found = self.channels.get(wanted, wanted)
        if found not in self.channels.values():
            raise Refused("channel_not_found")
        return found

    def _pace(self, channel: str) -> None:
        now = self._clock()
        if now < self._next.get(channel, now):
            raise _TooFast(self._next[channel] - now)
        self._next[channel] = now + SECONDS_A_MESSAGE


class _TooFast(Exception):  # noqa: N818
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


def _check(given: Json) -> None:
    text, blocks = given.get("text") or "", given.get("blocks") or []
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > MAX_TEXT:
        raise Refused("msg_too_long")
    if list(problems(blocks)):
        raise Refused("invalid_blocks")
    if total(blocks) > MAX_CHARACTERS:
        raise Refused("msg_blocks_too_long")


def _arguments(request: Request) -> Json:
    if request.headers.get("content-type", "").startswith("application/json"):
        found: Json = json.loads(request.body)
        return found
    return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}


def _shown(message: Message) -> Json:
    return {"channel": message.channel, "ts": message.ts, "message": {"text": message.text}}


def _json(status: int, body: Json, headers: Mapping[str, str] | None = None) -> Reply:
    kind = {"Content-Type": "application/json; charset=utf-8"}
    return Reply(status=status, body=json.dumps(body).encode(), headers={**kind, **(headers or {})})
