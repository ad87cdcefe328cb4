"""Sends events to PagerDuty through its SDK, once each.

Settings: `routing_key` (reference of the secret), `events_url` (optional, https). Secret: `routing_key`.

Left alone, the SDK waits out a 429 for ever and sleeps minutes over 5xx. `postprocess` runs before its retry
logic and may raise, so that there is one request and Retry-After is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pagerduty import EventsApiV2Client
from pagerduty.errors import Error

from workers.alert_router.channels.attempt import ANSWER_SECONDS, attempt, public, read_secret, refused
from workers.alert_router.channels.pagerduty.message import ACTIONS, change, event
from workers.alert_router.delivery import DeliveryError, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from httpx2 import Response

    from workers.alert_router.change import Change
    from workers.alert_router.notification import Notification

T = TypeVar("T")
KEY = "routing_key"


class EventClient(EventsApiV2Client):
    """PagerDuty's client for one routing key, without its retries."""

    # The constructor's `timeout` is overruled by this attribute (facts/routing.md §2.1).
    timeout = int(ANSWER_SECONDS)  # type: ignore[assignment]  # so does the SDK itself
    max_network_attempts = 0

    def __init__(self, key: str, url: str | None, clock: Callable[[], float]) -> None:
        super().__init__(key, base_url=url)
        self._secret = key
        self._clock = clock

    def postprocess(self, response: Response) -> None:
        """Raise DeliveryError for every answer but the receipt of an event."""
        if response.status_code != 202:
            said = public(_said(response), [self._secret])
            raise refused(response.status_code, said, response.headers.get("Retry-After"), self._clock())


def _said(response: Response) -> str:
    """PagerDuty's own words; the text as it is when somebody else answers."""
    try:
        body = response.json()
        return "; ".join([str(body["message"]), *map(str, body.get("errors", ()))])
    except (ValueError, TypeError, KeyError, AttributeError):
        return response.text


class PagerDuty:
    """One receiver: one integration of a PagerDuty service."""

    def __init__(self, settings: Mapping[str, str], secrets: Callable[[str], str], clock: Callable[[], float]) -> None:
        self._reference = settings.get(KEY, "")
        self._url = settings.get("events_url")
        self._secrets = secrets
        self._clock = clock
        self._clients: dict[str, EventClient] = {}

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        """See Notifier. Repeating an event is harmless: its dedup key finds the alert that is open."""
        reference = (previous.extra.get(KEY) if previous else None) or self._reference
        client, reference = self._client_for(reference, notification)
        action, properties = ACTIONS[notification.action], event(notification)

        def call(_: float) -> str:
            return client.send_event(action, notification.dedup_key, **properties)

        key = self._attempt(call, deadline)
        return Receipt(provider_id=key, thread=key, extra={KEY: reference})

    def announce(self, what: Change, *, deadline: float) -> None:
        """See Announcer."""
        client, _ = self._client_for(self._reference)
        self._attempt(lambda _: client.send_change_event(**change(what)), deadline)

    def _client_for(self, reference: str, notification: Notification | None = None) -> tuple[EventClient, str]:
        """The client of the key under which the incident was opened, and that key's reference.

        Acknowledge and resolve under another key are dropped by PagerDuty without a word. When the old key can't
        be read any more, a trigger pages by the present one; the others have nothing to act on.
        """
        try:
            # The caller knows secrets by the setting's name; one from before a change only by its reference.
            key = read_secret(self._secrets, KEY if reference == self._reference else reference)
        except DeliveryError as error:
            if reference == self._reference:
                raise
            if notification and ACTIONS[notification.action] == "trigger":
                return self._client_for(self._reference)
            raise DeliveryError(f"{error.reason}; the incident was opened with it", permanent=True) from None
        if key not in self._clients:
            self._clients[key] = EventClient(key, self._url, self._clock)
        return self._clients[key], reference

    def _attempt(self, call: Callable[[float], T], deadline: float) -> T:
        def tried(seconds: float) -> T:
            try:
                return call(seconds)
            except Error as error:
                # The SDK's own words may quote the answer, and an answer may quote the request.
                cause = error.__cause__ or error
                answered = error.response is not None
                raise DeliveryError(
                    "the answer is no receipt" if answered else f"no answer: {type(cause).__name__}"
                ) from None

        return attempt(tried, deadline=deadline, clock=self._clock)


def make_notifier(
    settings: Mapping[str, str], secrets: Callable[[str], str], *, clock: Callable[[], float]
) -> PagerDuty:
    """See NotifierFactory."""
    return PagerDuty(settings, secrets, clock)
