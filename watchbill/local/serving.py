"""Runs functions on the real clock until somebody stops it, and says meanwhile what people outside would notice."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running import Runner
    from watchbill.local.standin.pagerduty import PagerDutyStandin
    from watchbill.local.standin.slack import Message, SlackStandin

LOOK_SECONDS = 0.25
APIS_SECONDS = 2.0


def serve(runner: Runner, news: Callable[[], Iterator[str]], say: Callable[[str], None]) -> None:
    """Until Ctrl-C or SIGTERM. What the runner raises passes through: a cloud that runs nothing must not look alive."""
    stop = threading.Event()
    with _ending(), ThreadPoolExecutor(1, thread_name_prefix="runner") as executor:
        running = executor.submit(runner.run, stop)
        try:
            while not running.done():
                for line in news():
                    say(line)
                time.sleep(LOOK_SECONDS)
        finally:
            stop.set()
        running.result()


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """Turns both signals into the end of the block, so that what it started ends with it."""

    def end(*_: Any) -> None:
        raise KeyboardInterrupt

    replaced = signal.signal(signal.SIGTERM, end)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, replaced)


@dataclass
class News:
    """What happened since the last look: posts to Slack, pages, mail, and HTTP APIs that have an address now."""

    cloud: EmbeddedCloud
    runner: Runner
    slack: SlackStandin | None = None
    pagerduty: PagerDutyStandin | None = None
    _posts: int = 0
    _pages: int = 0
    _mails: int = 0
    _apis: set[str] = field(default_factory=set)
    _listed: float = float("-inf")

    def __call__(self) -> Iterator[str]:
        messages: list[Message] = self.slack.workspace.messages if self.slack else []
        for message in messages[self._posts :]:
            self._posts += 1
            yield f"Slack {self._channel(message)}: {message.text}"
        for event in self.pagerduty.taken[self._pages :] if self.pagerduty else ():
            self._pages += 1
            said = (event.get("payload") or {}).get("summary") or event.get("dedup_key", "")
            yield f"PagerDuty {event['event_action']}: {said}"
        for mail in self.runner.mailbox.mails[self._mails :]:
            self._mails += 1
            yield f"Mail to {', '.join(mail.to)}: {mail.subject}"
        if time.monotonic() >= self._listed + APIS_SECONDS:
            self._listed = time.monotonic()
            for api in self.cloud.client("apigatewayv2").get_apis()["Items"]:
                if api["ApiId"] not in self._apis:
                    self._apis.add(api["ApiId"])
                    yield f"HTTP API {api['Name']}: {self.runner.api_url(api['ApiId'])}"

    def _channel(self, message: Message) -> str:
        names = self.slack.channels if self.slack else {}
        return next((name for name, identity in names.items() if identity == message.channel), message.channel)
