"""Secrets by reference (`secretsmanager:name`, `ssm:name`), read at run time and kept for a few minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_SECONDS = 300.0
"""A rotated secret is used after this long at the latest."""


class Secrets:
    """The secrets of this process. `clock` gives epoch seconds. Nothing here is logged or shown."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, str]] = {}

    def read(self, reference: str) -> str:
        """Return a secret's text; of a JSON object with one value, that value. botocore's errors pass through."""
        until, text = self._kept.get(reference, (0.0, ""))
        if until <= self._clock():
            text = _plain(_fetch(reference))
            self._kept[reference] = (self._clock() + KEPT_SECONDS, text)
        return text


def _fetch(reference: str) -> str:
    kind, _, name = reference.partition(":")
    if kind == "ssm":
        return str(client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    identity = name if kind == "secretsmanager" else reference
    return str(client("secretsmanager").get_secret_value(SecretId=identity)["SecretString"])


def _plain(text: str) -> str:
    try:
        values = list(orjson.loads(text).values()) if text.lstrip().startswith("{") else []
    except orjson.JSONDecodeError:
        values = []
    return str(values[0]) if len(values) == 1 else text.strip()
