"""Notification → subject and text of an SNS message, inside its limits."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from workers.alert_router.channels.email.message import plain
from workers.alert_router.channels.wording import headline

if TYPE_CHECKING:
    from workers.alert_router.notification import Notification

MAX_SUBJECT = 99
MAX_BYTES = 250 * 1024
"""SNS takes 256 KiB with the subject and its own words."""
CUT = "\n[cut: longer than SNS takes]\n"


def subject(notification: Notification) -> str:
    """State and title: SNS has no threads, so each mail must say by itself whether it opens or ends something.

    SNS takes less than 100 characters, and its mail gateways keep ASCII only.
    """
    text = headline(notification).replace("…", "...").replace("–", "-")
    letters = (sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    plainer = "".join(letters).encode("ascii", "replace").decode()
    line = re.sub(r"[\x00-\x1f\x7f\s]+", " ", plainer).strip()
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 3].rstrip() + "..."


def body(notification: Notification) -> str:
    """The text of the mail that the email channel would send."""
    # Anything but text ends a mail early at some gateway; a lone surrogate can't even be sent.
    text = "".join(sign for sign in plain(notification) if sign.isprintable() or sign in "\n\t")
    sent = text.encode("utf-8", "replace")
    if len(sent) <= MAX_BYTES:
        return sent.decode()
    return sent[: MAX_BYTES - len(CUT)].decode(errors="ignore") + CUT
