"""Notification → mail: plain text and HTML, in one thread an incident. Both mail channels send it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from workers.alert_router.channels.email.html import page
from workers.alert_router.channels.wording import cut, headline, label, measured, member_state, moment, progress, web

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workers.alert_router.delivery import Receipt
    from workers.alert_router.notification import Notification

MAX_SUBJECT = 150
MAX_HEADER_LINE = 900
MAX_MEMBERS = 50
IMPORTANT = ("P1", "P2")


def compose(notification: Notification, previous: Receipt | None, *, sender: str, to: Sequence[str]) -> EmailMessage:
    """Write the mail; the same notification gives the same bytes, so that a repetition can be known by its id.

    Mail programs keep a thread together by References and by the subject, so the subject is that of the first mail,
    and each mail refers to one root that was never sent. SES replaces Message-ID by its own, but not References.
    """
    mail = EmailMessage(policy=SMTP)
    first = previous.extra.get("subject") if previous else None
    mail["Subject"] = f"Re: {first}" if first else subject(notification)
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Date"] = format_datetime(datetime.fromtimestamp(notification.at, UTC))
    mail["Message-ID"] = _id(f"{notification.incident_id}.{notification.revision}", sender)
    mail["In-Reply-To"] = mail["References"] = root(notification, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Watchbill-Incident"] = _line(notification.incident_id)
    if notification.severity in IMPORTANT:
        mail["Importance"] = "high"
    mail.set_content(plain(notification), cte="quoted-printable")
    mail.add_alternative(page(notification, MAX_MEMBERS), subtype="html", cte="quoted-printable")
    mail.set_boundary("watchbill-alternative")
    # Folded at 78, a long subject would begin on the second line, and some programs show it with a space in front.
    mail.policy = SMTP.clone(max_line_length=MAX_HEADER_LINE)
    return mail


def subject(notification: Notification) -> str:
    """The thread's subject. It names no state: that changes from mail to mail, and a new subject is a new thread."""
    place = f"{notification.service} {notification.environment}"
    return cut(_line(f"[{notification.severity}] {notification.title} ({place})"), MAX_SUBJECT)


def root(notification: Notification, sender: str) -> str:
    """The id that all mails about the incident refer to."""
    return _id(notification.incident_id, sender)


def _id(local: str, sender: str) -> str:
    domain = re.sub(r"[^A-Za-z0-9.-]", "", sender.rpartition("@")[2]) or "watchbill"
    return f"<{re.sub(r'[^A-Za-z0-9._-]', '-', local)}@{domain}>"


def _line(text: str) -> str:
    """One line: a line break in a header would begin another header."""
    return " ".join(text.split())


def plain(notification: Notification) -> str:
    """The whole mail as text."""
    return "\n".join(_text(notification)) + "\n"


def _text(notification: Notification) -> Iterator[str]:
    yield headline(notification)
    yield ""
    yield notification.summary
    yield ""
    yield f"State      {progress(notification)}"
    yield f"Began      {moment(notification.opened_at)}"
    yield f"Service    {notification.service} {notification.environment}"
    yield f"Owner      {notification.owner or '-'}"
    yield f"Resource   {notification.resource or '-'}"
    yield f"Rule       {notification.rule or '-'}"
    yield f"Place      {notification.region}, account {notification.account}"
    for name, value in notification.details:
        yield f"{name.capitalize():<10} {value}"
    yield from _members(notification)
    yield ""
    for kind, url in web(notification.links):
        yield f"{label(kind)}: {url}"
    yield ""
    yield f"-- \nIncident {notification.incident_id}, revision {notification.revision}"


def _members(notification: Notification) -> Iterator[str]:
    if notification.members:
        yield ""
        yield "Alarms"
    for member in notification.members[:MAX_MEMBERS]:
        facts = (member_state(member), measured(member), f"since {moment(member.since)}")
        yield f"- {member.name}: {'; '.join(fact for fact in facts if fact)}"
    if (left := len(notification.members) - MAX_MEMBERS) > 0:
        yield f"- and {left:,} more"
