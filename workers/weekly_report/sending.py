"""Sends a week's report to each mailbox that has not got it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from workers.alert_router.channels.email import notifier as email
from workers.alert_router.channels.smtp import notifier as smtp
from workers.alert_router.delivery import DeliveryError
from workers.weekly_report.mail import compose
from workers.weekly_report.week import due_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from email.message import EmailMessage

    from aws_lambda_powertools import Logger

    from workers.weekly_report.facts import Facts, Receiver
    from workers.weekly_report.figures import Figures
    from workers.weekly_report.sent import Sent
    from workers.weekly_report.week import Week

CHANNELS: dict[str, Any] = {"email": email, "smtp": smtp}
"""Those that post a mail, by their folder's name: what is packed for Lambda is what is imported here."""
SECONDS = 60.0
"""For one mailbox."""


class NotSentError(RuntimeError):
    """Some mailbox could not be reached: names and reasons, safe to log."""


class Poster(Protocol):
    """A mail channel's notifier."""

    def post(self, mail: EmailMessage, *, deadline: float) -> tuple[str, int]:
        """Send once; return an id and how many recipients were refused. Raises DeliveryError."""


def pending(facts: Facts, week: Week, sent: Sent) -> list[Receiver]:
    """Mailboxes that have not got the week's report."""
    return [receiver for receiver in facts.receivers if not sent.has(week, receiver.name)]


def send(
    facts: Facts,
    figures: Figures,
    receivers: Sequence[Receiver],
    *,
    sent: Sent,
    secrets: Callable[[str], str],
    clock: Callable[[], float],
    log: Logger,
) -> None:
    """Raises NotSentError after all have been tried."""
    problems = []
    at = due_at(figures.week, facts.schedule)
    for receiver in receivers:
        claim = sent.claim(figures.week, receiver.name)
        if claim is None:
            log.info("report not sent", receiver=receiver.name, week=figures.week.name, reason="sent or being sent")
            continue
        mail = compose(figures, sender=receiver.settings["sender"], to=_addresses(receiver), at=at)
        try:
            identity, refused = _poster(receiver, secrets, clock).post(mail, deadline=clock() + SECONDS)
        except DeliveryError as error:
            sent.release(claim)
            problems.append(f"{receiver.name}: {error.reason}")
            log.warning("report not sent", receiver=receiver.name, week=figures.week.name, reason=error.reason)
            continue
        sent.note(claim, identity)
        log.info("report sent", receiver=receiver.name, week=figures.week.name, provider_id=identity, refused=refused)
    if problems:
        raise NotSentError("; ".join(problems))


def _poster(receiver: Receiver, secrets: Callable[[str], str], clock: Callable[[], float]) -> Poster:
    references = dict(receiver.secrets)
    made: Poster = CHANNELS[receiver.channel].make_notifier(
        dict(receiver.settings), lambda name: secrets(references[name]), clock=clock
    )
    return made


def _addresses(receiver: Receiver) -> list[str]:
    return [address.strip() for address in receiver.settings["to"].split(",") if address.strip()]
