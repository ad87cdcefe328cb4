"""One attempt at one delivery: it ends in time whatever the other side does, and in words that are safe to log."""

from __future__ import annotations

import re
import threading
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from workers.alert_router.delivery import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

ANSWER_SECONDS = 10.0
"""Vendors answer in well under a second; after ten nobody is there, and other receivers are waiting."""
RESERVE_SECONDS = 0.25
"""Kept from the deadline so that the caller can still write down what happened."""
PASSING_STATUSES = frozenset({408, 409, 425, 429})
"""Refusals that may pass. All others of 400 to 499 say that repeating the request cannot help."""
MAX_REASON = 200
MAX_RETRY_AFTER = 3600.0


def attempt(call: Callable[[float], T], *, deadline: float, clock: Callable[[], float]) -> T:
    """Run `call(seconds)` once and return what it returns; raise DeliveryError, at the latest before `deadline`.

    It runs in a thread of its own, because no client library bounds everything: name resolution has no timeout,
    and a server that sends a byte a second resets the timeouts of all of them. A call left behind may still take
    effect later; a repetition is as harmless then as after any answer that was lost.
    """
    seconds = min(ANSWER_SECONDS, deadline - clock() - RESERVE_SECONDS)
    if seconds <= 0:
        raise DeliveryError("no time was left to try")
    ended: SimpleQueue[tuple[T, None] | tuple[None, DeliveryError]] = SimpleQueue()

    def run() -> None:
        try:
            ended.put((call(seconds), None))
        except DeliveryError as error:
            ended.put((None, error))
        except Exception as error:  # noqa: BLE001 - on garbage the SDKs raise whatever their parsing runs into
            ended.put((None, DeliveryError(f"no delivery: {type(error).__name__}")))

    threading.Thread(target=run, daemon=True, name="attempt").start()
    try:
        value, error = ended.get(timeout=seconds)
    except Empty:
        raise DeliveryError(f"no answer within {seconds:.1f} s") from None
    if error is not None:
        raise error from None
    return value  # type: ignore[return-value]  # no error: then it is a T


def refused(status: int, reason: str, retry_after: str | None, now: float) -> DeliveryError:
    """Build the error for an HTTP answer that is no receipt: what passes is repeated, what does not is not."""
    permanent = 400 <= status < 500 and status not in PASSING_STATUSES
    text = f"HTTP {status}: {reason}" if reason else f"HTTP {status}"
    return DeliveryError(text, permanent=permanent, retry_after=seconds_of(retry_after, now))


def seconds_of(retry_after: str | None, now: float) -> float | None:
    """Read a Retry-After header, seconds or a date; None when there is none or it makes no sense."""
    text = (retry_after or "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return min(float(text), MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None
    return min(max(0.0, until - now), MAX_RETRY_AFTER)


def read_secret(secrets: Callable[[str], str], name: str) -> str:
    """Return a secret's text; raise DeliveryError, as a secret that is missing may be put there."""
    try:
        return secrets(name)
    except Exception as error:  # noqa: BLE001 - whatever keeps the secret from us, the message waits
        raise DeliveryError(f"the secret {name} cannot be read: {type(error).__name__}") from None


def public(text: str, secrets: Iterable[str]) -> str:
    """What a vendor said, on one short line and without our secrets: some answers repeat the request."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= MAX_REASON else line[: MAX_REASON - 1] + "…"
