"""Posts to Slack through its SDK: a message an incident, kept current, and a line in its thread when it matters.

Settings: `to` (channel), `token` (reference of the secret), `api_url` and `charts` (`on`; both optional).
Secret: `token`.

The SDK's retries are off: on a lost answer it posts a second time, and it knows nothing of a deadline.
"""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient

from workers.alert_router.channels.attempt import ANSWER_SECONDS, attempt, read_secret
from workers.alert_router.channels.slack.answer import FAILURES, GONE, UNFIT, code, failure
from workers.alert_router.channels.slack.chart import draw
from workers.alert_router.channels.slack.message import Standing, blocks, reply, standing, text
from workers.alert_router.delivery import DeliveryError, Receipt
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workers.alert_router.notification import Notification

Json = dict[str, Any]

NAMESPACE = uuid.UUID("a3d6b0d4-6f3e-5c1e-9a55-0f6f0c1e7b21")
CHART_SECONDS = 4.0
SPOKEN = (Action.ACKNOWLEDGE, Action.REMIND, Action.RESOLVE)
"""What is also said in the thread. Updates only change the message: a storm must not fill a thread."""
LOUD = ("P1", "P2")
"""Severities whose reminders and recovery the whole channel sees, not only the thread."""

_silent = logging.getLogger("watchbill.slack")
_silent.addHandler(logging.NullHandler())
_silent.propagate = False
# Above CRITICAL: the SDK logs answers whole, and an answer may repeat what was sent.
_silent.setLevel(logging.CRITICAL + 1)


class Slack:
    """One receiver: one channel. `draw` makes the chart of an incident (PNG), None for none."""

    def __init__(
        self,
        settings: Mapping[str, str],
        secrets: Callable[[str], str],
        clock: Callable[[], float],
        draw: Callable[[Notification], bytes | None] | None = None,
    ) -> None:
        self._channel = settings["to"]
        self._url = settings.get("api_url") or WebClient.BASE_URL
        self._secrets = secrets
        self._clock = clock
        self._draw = draw

    def send(self, notification: Notification, previous: Receipt | None, *, deadline: float) -> Receipt:
        """See Notifier. A repetition carries the same client_msg_id, by which Slack may know it; nothing else can."""
        token = read_secret(self._secrets, "token")
        client = WebClient(token, self._url, timeout=int(ANSWER_SECONDS), retry_handlers=[], logger=_silent)

        def call(seconds: float) -> Receipt:
            client.timeout = seconds  # type: ignore[assignment]  # urllib takes fractions
            try:
                return _tell(client, self._channel, notification, previous)
            except FAILURES as error:
                raise failure(error, [token], self._clock()) from None

        receipt = attempt(call, deadline=deadline, clock=self._clock)
        if notification.action is Action.OPEN and self._draw:
            self._add_chart(client, notification, receipt, deadline)
        return receipt

    def _add_chart(self, client: WebClient, notification: Notification, receipt: Receipt, deadline: float) -> None:
        """Put the chart into the thread. The message is delivered: nothing that fails here may say otherwise."""

        def call(seconds: float) -> None:
            client.timeout = seconds  # type: ignore[assignment]
            if self._draw and (image := self._draw(notification)):
                client.files_upload_v2(
                    content=image,
                    filename="chart.png",
                    title=notification.title,
                    alt_txt=notification.summary,
                    channel=receipt.extra["channel"],
                    thread_ts=receipt.thread,
                )

        try:
            attempt(call, deadline=min(deadline, self._clock() + CHART_SECONDS), clock=self._clock)
        except DeliveryError:
            return


def _tell(client: WebClient, channel: str, notification: Notification, previous: Receipt | None) -> Receipt:
    """Change the message that is there, or post it; then speak in its thread."""
    stands = standing(notification.action, previous)
    message = {"text": text(notification), "blocks": blocks(notification, stands)}
    if previous and previous.thread and previous.extra.get("channel"):
        place = {"channel": previous.extra["channel"]}
        if _changed(client, place, previous.thread, message):
            said = previous.thread
            if notification.action in SPOKEN:
                said = _speak(client, place, previous.thread, notification)
            return _receipt(said, previous.thread, place["channel"], stands)
    posted = _post(client, {"channel": channel}, message, _id(notification))
    return _receipt(posted["ts"], posted["ts"], posted["channel"], stands)


def _changed(client: WebClient, place: Json, ts: str, message: Json) -> bool:
    """Replace the message; False when it is gone."""
    try:
        # Blocks that a change doesn't name stay as they were, so the text alone comes with none.
        _fitting(client.chat_update, {**place, "ts": ts}, message, {"text": message["text"], "blocks": []})
    except FAILURES as error:
        if code(error) in GONE:
            return False
        raise
    return True


def _speak(client: WebClient, place: Json, thread: str, notification: Notification) -> str:
    loud = notification.severity in LOUD and notification.action is not Action.ACKNOWLEDGE
    where = {**place, "thread_ts": thread, "reply_broadcast": loud}
    return _post(client, where, {"text": reply(notification)}, _id(notification))["ts"]


def _post(client: WebClient, where: Json, message: Json, identity: str) -> dict[str, str]:
    more = {"client_msg_id": identity, "unfurl_links": False, "unfurl_media": False}
    answer = _fitting(client.chat_postMessage, {**where, **more}, message, {"text": message["text"]})
    if not isinstance(answer.get("ts"), str):
        raise DeliveryError("the answer names no message")
    return {"ts": answer["ts"], "channel": str(answer.get("channel") or where["channel"])}


def _fitting(method: Callable[..., Any], where: Json, message: Json, plain: Json) -> Any:
    """Call with blocks; with the text alone when Slack refuses the blocks, which it does before it posts."""
    try:
        return method(**where, **message)
    except FAILURES as error:
        if code(error) not in UNFIT:
            raise
        return method(**where, **plain)


def _id(notification: Notification) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{notification.incident_id}:{notification.revision}"))


def _receipt(ts: str, thread: str, channel: str, stands: Standing) -> Receipt:
    return Receipt(provider_id=ts, thread=thread, extra={"channel": channel, "standing": str(stands)})


def make_notifier(settings: Mapping[str, str], secrets: Callable[[str], str], *, clock: Callable[[], float]) -> Slack:
    """See NotifierFactory."""
    return Slack(settings, secrets, clock, draw if settings.get("charts") == "on" else None)
