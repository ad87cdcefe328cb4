"""Posts to Slack's Web API, repeating only what certainly did not arrive.

Slack has no idempotency key, so an answer that was lost, or a 5xx, may hide a post: neither is repeated here.
A 429 and a connection that was never made are. (slack_sdk repeats all of them by default and posts twice.)
"""

from __future__ import annotations

import time
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from workers.runtime.batch import backoff
from workers.runtime.client import client
from workers.runtime.rest import Answer, CallError, Failure, call

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.runtime.deadline import Deadline

MAX_ATTEMPTS = 4
ANSWER_SECONDS = 10.0


class SlackFailure(StrEnum):
    """Why a post is not confirmed."""

    NOT_POSTED = "not posted"
    """Slack refused it, or it never arrived."""
    UNKNOWN = "unknown"
    """It may have been posted."""


class SlackError(RuntimeError):
    """A post that is not confirmed; `status` is Slack's HTTP status, 0 without an answer."""

    def __init__(self, failure: SlackFailure, cause: str, status: int = 0) -> None:
        super().__init__(f"{failure}: {cause}")
        self.failure = failure
        self.status = status


class Slack:
    """One workspace's Web API at `url`, with the bot token of the secret named `secret`."""

    def __init__(self, url: str, secret: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._url = url.rstrip("/")
        self._secret = secret
        self._sleep = sleep

    def post(self, message: dict[str, Any], traceparent: str, deadline: Deadline) -> str:
        """Post a message and return its ts; raise SlackError."""
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                answer = self._call("chat.postMessage", message, traceparent, deadline)
            except CallError as error:
                if error.failure is Failure.UNANSWERED:
                    raise SlackError(SlackFailure.UNKNOWN, str(error)) from None
                wait, cause, status = backoff(attempt, 0.5), str(error), 0
            else:
                if answer.status != 429:
                    return _ts(answer)
                wait, cause, status = answer.retry_after(1.0), "rate limited", 429
            if attempt == MAX_ATTEMPTS or deadline.remaining() <= wait:
                break
            self._sleep(wait)
        raise SlackError(SlackFailure.NOT_POSTED, cause, status)

    def _call(self, method: str, message: dict[str, Any], traceparent: str, deadline: Deadline) -> Answer:
        headers = {
            "Authorization": f"Bearer {_token(self._secret)}",
            "Content-Type": "application/json; charset=utf-8",
            "traceparent": traceparent,
        }
        seconds = deadline.allow(ANSWER_SECONDS)
        return call("POST", f"{self._url}/{method}", headers=headers, body=orjson.dumps(message), seconds=seconds)


def _ts(answer: Answer) -> str:
    """Read the post's id from Slack's answer; raise SlackError for any other."""
    if answer.status >= 500:
        raise SlackError(SlackFailure.UNKNOWN, f"HTTP {answer.status}", answer.status)
    try:
        body = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        body = {}
    if isinstance(body, dict) and body.get("ok") is True and isinstance(body.get("ts"), str):
        return str(body["ts"])
    cause = body.get("error", f"HTTP {answer.status}") if isinstance(body, dict) else f"HTTP {answer.status}"
    raise SlackError(SlackFailure.NOT_POSTED, str(cause), answer.status)


@lru_cache(maxsize=2)
def _token(secret: str) -> str:
    """Return the token; a rotated one is read at the next cold start, or when Slack refuses the old one."""
    text: str = client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
    if text.lstrip().startswith("{"):
        return str(orjson.loads(text)["token"])
    return text.strip()


def forget_token() -> None:
    """Read the secret again at the next post."""
    _token.cache_clear()
