"""How CloudWatch writes times in events and messages."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def stamp(moment: datetime) -> str:
    """`2019-10-02T17:04:40.989+0000`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


def spoken(moment: datetime) -> str:
    """`Friday 22 July, 2022 15:57:45 UTC`, as a composite's reason has it."""
    return f"{moment:%A} {moment.day:02d} {moment:%B, %Y %H:%M:%S} UTC"
