"""Which route of an HTTP API a request takes, by API Gateway's order. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable

DEFAULT = "$default"
_PARAMETER = re.compile(r"\{(\w+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """`key` such as "GET /campaigns/{eventId}" or "$default"; `integration` is the integration's id."""

    key: str
    integration: str

    @property
    def method(self) -> str:
        return self.key.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.key.partition(" ")[2]

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Path parameters, decoded; None where the route does not take the request."""
        if self.key == DEFAULT:
            return {}
        if self.method not in ("ANY", method):
            return None
        pattern, place = "", 0
        for found in _PARAMETER.finditer(self.path):
            pattern += re.escape(self.path[place : found.start()])
            pattern += f"(?P<{found[1]}>{'.+' if found[2] else '[^/]+'})"
            place = found.end()
        matched = re.fullmatch(pattern + re.escape(self.path[place:]), path)
        return {name: unquote(value) for name, value in matched.groupdict().items()} if matched else None

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smallest wins: a full match, then {parameters}, then {greedy+}, then $default; a method before ANY."""
        if self.key == DEFAULT:
            return 3, 0, 0
        greedy = "+}" in self.path
        parameters = len(_PARAMETER.findall(self.path))
        return (2 if greedy else 1 if parameters else 0), -len(self.path), int(self.method == "ANY")


def choose(routes: Iterable[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route that takes the request, and its path parameters."""
    matches = [(route, found) for route in routes if (found := route.match(method, path)) is not None]
    return min(matches, key=lambda pair: pair[0].rank, default=None)
