"""Figures → mail: plain text, HTML and the pictures inside it. The same figures give the same bytes."""

from __future__ import annotations

import base64
import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, cast

from workers.weekly_report import charts
from workers.weekly_report.page import ALARMS_CHART, page
from workers.weekly_report.page.capacity import charted, name
from workers.weekly_report.text import text
from workers.weekly_report.week import utc

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workers.weekly_report.figures import Figures

MAX_HEADER_LINE = 900


def pictures(figures: Figures) -> Mapping[str, bytes]:
    """Every PNG of the report by its name."""
    drawn = {name(index): charts.course(row, figures.week) for index, row in enumerate(charted(figures.capacity))}
    return {ALARMS_CHART: charts.bars(figures.alarms), **drawn}


def standalone(figures: Figures) -> str:
    """The page as one HTML file with its pictures inside."""
    drawn = {key: base64.b64encode(png).decode() for key, png in pictures(figures).items()}
    return page(figures, lambda key: f"data:image/png;base64,{drawn[key]}")


def compose(figures: Figures, *, sender: str, to: Sequence[str], at: float) -> EmailMessage:
    """`at` is when the report was due, epoch seconds: a second try gives the same mail, with the same id."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(figures)
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Date"] = format_datetime(utc(at))
    mail["Message-ID"] = message_id(figures, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(text(figures), cte="quoted-printable")
    drawn = pictures(figures)
    ids = {key: f"{key}.{figures.week.name}@watchbill" for key in drawn}
    mail.add_alternative(page(figures, lambda key: f"cid:{ids[key]}"), subtype="html", cte="quoted-printable")
    html = cast("EmailMessage", mail.get_payload(1))
    for key, png in drawn.items():
        html.add_related(png, "image", "png", cid=f"<{ids[key]}>", filename=f"{key}.png", disposition="inline")
    html.set_boundary("watchbill-related")
    mail.set_boundary("watchbill-alternative")
    # Folded at 78, a long subject would begin on the second line, and some programs show it with a space in front.
    mail.policy = SMTP.clone(max_line_length=MAX_HEADER_LINE)
    return mail


def subject(figures: Figures) -> str:
    """Says the most of it: many read no further."""
    incidents, fired = figures.incidents.opened.now, figures.alarms.fired.now
    return (
        f"[weekly] {figures.service} {figures.environment}, {figures.week.title}: "
        f"{fired:.0f} alarms, {incidents:.0f} incidents, {len(figures.advice)} to do"
    )


def message_id(figures: Figures, sender: str) -> str:
    """One a week, service and environment."""
    domain = re.sub(r"[^A-Za-z0-9.-]", "", sender.rpartition("@")[2]) or "watchbill"
    local = re.sub(r"[^A-Za-z0-9._-]", "-", f"weekly.{figures.service}.{figures.environment}.{figures.week.name}")
    return f"<{local}@{domain}>"
