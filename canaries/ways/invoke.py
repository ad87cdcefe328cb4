"""Invokes the function with its trigger's event, and waits for the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canaries.expectation import NotAsExpectedError

if TYPE_CHECKING:
    from canaries.context import Context

RIGHTS = {"function": ("lambda:InvokeFunction",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the function returned."""

    payload: Any


def enter(probe: Context) -> Answer:
    """The function's answer. Raises NotAsExpectedError when it fails."""
    name = probe.definition.function
    answer = probe.clients("lambda").invoke(FunctionName=name, Payload=json.dumps(probe.payload).encode())
    content = _json(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise NotAsExpectedError(f"{name} to return", _failure(content))
    return Answer(payload=content)


def clean(probe: Context) -> None:
    """An invocation leaves nothing of its own."""


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content.decode("utf-8", "replace")


def _failure(content: Any) -> str:
    if not isinstance(content, dict):
        return str(content)
    return f"{content.get('errorType', 'an error')}: {content.get('errorMessage', '')}"
