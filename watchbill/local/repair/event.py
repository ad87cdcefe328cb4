"""moto matches event patterns and knows targets in part only, and fails the sender for a target that it does not know.

Here every event that is put to a bus goes to whoever listens, rule by rule, or nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.events.models import Rule

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[Any, dict[str, Any]], None]

_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Call `listener(rule, event)` for every rule on a bus to which an event is put from now on; None: nobody."""
    global _listener  # noqa: PLW0603 - moto's state is this process's, too
    _listener = listener


def apply() -> None:
    def send_to_targets(self: Any, original_event: dict[str, Any], transform_input: bool = True) -> None:
        if _listener is not None:
            _listener(self, original_event)

    Rule.send_to_targets = send_to_targets  # type: ignore[assignment,method-assign]
