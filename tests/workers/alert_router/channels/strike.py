"""One fault against one channel: what the first attempt says, and what people see after the redelivery."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.workers.alert_router.channels.sample import notification
from watchbill.local.standin.fault import Fault
from workers.alert_router.delivery import DeliveryError, Receipt
from workers.alert_router.notification import Action

if TYPE_CHECKING:
    from tests.workers.alert_router.channels.rig import Rig

SILENT = (Fault.HANG, Fault.TRICKLE)
SILENT_SECONDS, ANSWERED_SECONDS = 0.95, 5.0
"""Until the deadline: where no answer comes it is waited out, so it is near; elsewhere a slow machine has time, but no
client that sleeps before it tries again."""
PACE_SECONDS = 61.0
"""Between deliveries, so that what is tested is the fault and not the vendor's pace."""


def deadline_seconds(fault: Fault) -> float:
    """How long the first attempt may take under a fault."""
    return SILENT_SECONDS if fault in SILENT else ANSWERED_SECONDS


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one fault did. `seconds` of the first attempt; the counts are those after one redelivery."""

    error: DeliveryError | None
    words: str
    """The error's whole traceback."""
    seconds: float
    told: int
    standing: int
    standing_at_end: int | None
    """After the resolve; None where nothing was delivered that could be resolved."""


def strike(rig: Rig, fault: Fault) -> Outcome:
    """Send once under the fault; again, as the outbox would, if the error says that it may pass; then resolve."""
    incident = f"inc-{rig.channel}-{fault.name.lower()}"
    opened = replace(notification(), incident_id=incident, dedup_key=f"key-{incident}")
    rig.faults.clear()
    if fault is not Fault.UNKNOWN_NAME:
        rig.faults.plant(fault)
    error, words, receipt, started = None, "", None, time.monotonic()
    try:
        receipt = rig.notifier(fault).send(opened, None, deadline=time.time() + deadline_seconds(fault))
    except DeliveryError as raised:
        error, words = raised, "".join(traceback.format_exception(raised))
    seconds = time.monotonic() - started
    rig.faults.clear()
    if error and not error.permanent:
        rig.clock.now += PACE_SECONDS
        receipt = rig.notifier().send(opened, None, deadline=time.time() + 10)
    told, standing = rig.told(incident), rig.standing(incident)
    return Outcome(
        error=error,
        words=words,
        seconds=seconds,
        told=told,
        standing=standing,
        standing_at_end=_end(rig, incident, receipt) if receipt else None,
    )


def _end(rig: Rig, incident: str, receipt: Receipt) -> int:
    rig.clock.now += PACE_SECONDS
    resolved = replace(notification(Action.RESOLVE), incident_id=incident, dedup_key=f"key-{incident}")
    rig.notifier().send(resolved, receipt, deadline=time.time() + 10)
    return rig.standing(incident)
