"""All that `watchbill status` looks at, read at once: what cannot be read is said in its place, the rest is shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from monitors.model.errors import WatchbillError
from watchbill.cloud.error import in_words
from watchbill.oncall.alarm import read_alarms
from watchbill.oncall.incident_table import IncidentTable
from watchbill.oncall.mute import read_mutes
from watchbill.oncall.pulse import read_pulses
from watchbill.oncall.stack import read_stacks_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from monitors.model.plan import Plan
    from watchbill.cloud.connection import Connection
    from watchbill.oncall.alarm import AlarmNow
    from watchbill.oncall.mute import Mute
    from watchbill.oncall.pulse import Pulses
    from watchbill.oncall.stack import StackNow
    from workers.alert_router.incident import Incident

T = TypeVar("T", covariant=True)  # a frozen part is only read
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One thing that was read, or why it could not be."""

    value: T | None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How the service stands at one moment."""

    at: datetime
    alarms: Part[Mapping[str, AlarmNow]]
    incidents: Part[list[Incident]]
    mutes: Part[tuple[Mute, ...]]
    pulses: Part[Pulses]
    stacks: Part[tuple[StackNow, ...]]


def take_picture(connection: Connection, plan: Plan, at: datetime) -> Picture:
    """Read everything side by side: as slow as the slowest of five listings."""
    service = plan.service
    with ThreadPoolExecutor(5, thread_name_prefix="status") as readers:
        alarms = readers.submit(_part, lambda: read_alarms(connection, f"{service.prefix}-"))
        incidents = readers.submit(_part, lambda: IncidentTable(connection, service).present())
        mutes = readers.submit(_part, lambda: read_mutes(connection, service, at))
        pulses = readers.submit(_part, lambda: read_pulses(connection, plan, at))
        stacks = readers.submit(_part, lambda: read_stacks_now(connection, service))
    return Picture(
        at=at,
        alarms=alarms.result(),
        incidents=incidents.result(),
        mutes=mutes.result(),
        pulses=pulses.result(),
        stacks=stacks.result(),
    )


def _part(read: Callable[[], R]) -> Part[R]:
    try:
        with in_words():
            return Part(read())
    except WatchbillError as error:
        return Part(None, str(error))
