"""Slack's request when somebody clicks a button. Secret: `signing_secret`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workers.alert_router.channels.slack.button import Click, Refusal, read_click
from workers.alert_router.command import Command, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def read_webhook(
    event: Mapping[str, Any], secrets: Callable[[str], str], clock: Callable[[], float]
) -> list[Command] | None:
    """See WebhookReader."""
    found = read_click(event, secrets("signing_secret"), clock)
    if isinstance(found, Click):
        at = round(clock() * 1000)
        return [Command(kind=Kind.ACKNOWLEDGE, incident_id=found.incident_id, by=found.name or found.user, at=at)]
    return None if found is Refusal.FORGED else []
