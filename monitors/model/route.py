"""Who is told: receivers, and the routes that pick them. Secrets are references, never values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One place to deliver to. `channel` names a folder of workers/alert_router/channels; `settings` are its facts.

    `secrets` maps a setting's name to a Secrets Manager or SSM name (`secretsmanager:…`, `ssm:…`).
    """

    name: str
    channel: str
    settings: tuple[tuple[str, str], ...]
    secrets: tuple[tuple[str, str], ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Alerts that match go to the receivers, in order. An empty matcher field matches everything."""

    priorities: tuple[str, ...]
    severities: tuple[str, ...]
    owners: tuple[str, ...]
    rules: tuple[str, ...]
    receivers: tuple[str, ...]
    source: Source
