"""One line of a timeline, whichever source tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Source(StrEnum):
    """Who says so. The value is what people read."""

    ALARM = "alarm"
    INCIDENT = "incident"
    TOLD = "told"
    DEPLOYMENT = "deployment"


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Moment:
    """`subject` is the alarm, incident, receiver or stack; `what` a few words; `detail` AWS's own, where there are."""

    at: datetime
    source: Source
    subject: str
    what: str
    detail: str = ""
