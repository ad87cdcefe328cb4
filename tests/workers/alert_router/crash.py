"""A real process that handles one event and kills itself at a chosen side effect.

    python -m tests.workers.alert_router.crash EVENT_FILE OUT_FILE NOW NUMBER before|after

The whole invocation happens at NOW (epoch milliseconds): what is paced, leased or due depends on no machine's speed.
Side effects are what others can see: writes to the table, messages to the queue, deliveries. The NUMBERth (from 1)
is never begun, or is done and never answered: SIGKILL, as when Lambda's host is lost. 0: none. The recording receiver
appends a line a delivery to OUT_FILE; the count of side effects goes to stdout.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workers.alert_router import dispatch, handler
from workers.alert_router.delivery import Receipt
from workers.alert_router.post import Post

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.alert_router.notification import Notification


class Effects:
    """Counts side effects, and dies at one of them."""

    def __init__(self, number: int, when: str) -> None:
        self.count = 0
        self._number = number
        self._when = when

    def around(self, effect: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            self.count += 1
            doomed = self.count == self._number
            if doomed and self._when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            found = effect(*args, **kwargs)
            if doomed:
                os.kill(os.getpid(), signal.SIGKILL)
            return found

        return run


class Recorder:
    """A receiver that writes down what it is told."""

    def __init__(self, name: str, out: Path) -> None:
        self._name = name
        self._out = out

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        line = [self._name, notification.incident_id, notification.revision, str(notification.action)]
        with self._out.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        return Receipt(provider_id=notification.incident_id)


class Context:
    function_name = "prd2011-qa1-alert-router"
    aws_request_id = "request"

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def main() -> None:
    event, out, now = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    effects = Effects(int(sys.argv[4]), sys.argv[5])
    dynamodb, sqs = handler.client("dynamodb"), handler.client("sqs")
    for service, names in ((dynamodb, ("put_item", "transact_write_items")), (sqs, ("send_message",))):
        for name in names:
            setattr(service, name, effects.around(getattr(service, name)))
    send = effects.around(Recorder.send)
    Post.notifier = lambda _, name: type("R", (), {"send": lambda *a, **k: send(Recorder(name, out), *a[1:], **k)})()  # type: ignore[assignment, method-assign, return-value]
    handler._now = lambda: now
    dispatch.ThreadPoolExecutor = One  # type: ignore[assignment, misc]
    handler.handle(json.loads(event.read_text(encoding="utf-8")), Context())  # type: ignore[arg-type]
    sys.stderr.write(f"{effects.count}\n")


class One:
    """Receivers one after another, so that the numbers of side effects are the same each time."""

    def __init__(self, *_: object, **__: object) -> None: ...
    def __enter__(self) -> One:
        return self

    def __exit__(self, *_: object) -> None: ...

    def map(self, work: Callable[[Any], Any], items: list[Any]) -> list[Any]:
        return [work(item) for item in items]


if __name__ == "__main__":
    main()
