"""Who is told in place of a receiver that cannot be: the line of its fallbacks, and theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workers.alert_router.draft import Draft

IN_PLACE = "in place of "


def fall_back(draft: Draft, incident_id: str, receiver: str, why: str) -> None:
    """Open the incident at the first of the line that has not been told; `why` is what failed."""
    told = draft.incident.told
    instead = f"{IN_PLACE}{receiver}"
    fresh = next((name for name in _line(draft, receiver) if name not in told), "")
    if draft.incident.incident_id != incident_id or not draft.incident.is_open:
        draft.decide("no fallback: it is over", receiver)
    elif not fresh or any(one.why == instead for one in told.values()):
        draft.decide("no fallback: all were told", receiver)
    else:
        draft.decide("fallback", receiver, why)
        draft.begin_telling([fresh], instead, draft.now)
        draft.rows = [replace(row, fallback_of=receiver) for row in draft.rows]


def _line(draft: Draft, receiver: str) -> Iterator[str]:
    """A receiver's own fallbacks, then those of whom it stands in for, up to whom the route named."""
    name, seen = receiver, {""}
    while name not in seen:
        seen.add(name)
        if found := draft.routes.receivers.get(name):
            yield from found.fallbacks
        told = draft.incident.told.get(name)
        name = told.why.removeprefix(IN_PLACE) if told and told.why.startswith(IN_PLACE) else ""
