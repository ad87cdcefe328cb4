"""moto starts Docker for a topic's functions, and sends its e-mails nowhere.

Here both go to whoever listens, if the subscription's filter policy lets the message pass; queues and https endpoints
stay moto's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.sns.models import Subscription

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[Any, str, str, str | None, dict[str, Any]], None]

_HEARD = ("lambda", "email", "email-json")
_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Call `listener(subscription, message, message_id, subject, attributes)` from now on; None: nobody."""
    global _listener  # noqa: PLW0603 - moto's state is this process's, too
    _listener = listener


def apply() -> None:
    publish: Any = Subscription.publish

    def heard(self: Any, message: str, message_id: str, *rest: Any, **more: Any) -> None:
        if self.protocol not in _HEARD:
            publish(self, message, message_id, *rest, **more)
            return
        attributes = more.get("message_attributes") or {}
        matcher = self._filter_policy_matcher
        if matcher is not None and not matcher.matches(attributes, message):
            return
        if more.get("message_structure") == "json":
            message = self._parse_message_structure(message, self.protocol)
        if _listener is not None:
            _listener(self, message, message_id, more.get("subject"), attributes)

    Subscription.publish = heard  # type: ignore[method-assign]
