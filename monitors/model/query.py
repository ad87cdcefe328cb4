"""Saved Logs Insights queries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query definition. `name` may hold slashes, which the console shows as folders."""

    name: str
    text: str
    log_groups: tuple[str, ...]
    description: str = ""
