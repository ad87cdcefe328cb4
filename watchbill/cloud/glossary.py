"""What a plan's alarms are called by people: rule, unit, condition in words, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.words import phrase
from watchbill.audience import Audience

if TYPE_CHECKING:
    from monitors.model.alarm import Alarm, CompositeAlarm
    from monitors.model.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """`condition` reads `error rate > 5 % for 5 of 5 × 1 min`; `tells` names receivers, empty for a silent alarm."""

    unit: str = ""
    condition: str = ""
    tells: str = ""


Glossary = Mapping[str, Word]
"""Words by alarm name."""
NO_WORD = Word()


def write_glossary(plan: Plan) -> Glossary:
    """A word for every alarm of the plan."""
    audience = Audience(plan)
    words = {
        alarm.name: Word(
            unit=alarm.condition.unit,
            condition=phrase(alarm.condition),
            tells=_tells(audience, alarm) if alarm.tells_alarm else "",
        )
        for alarm in plan.alarms
    }
    for composite in plan.composites:
        children = f"{len(composite.children)} alarms together"
        words[composite.name] = Word(condition=children, tells=_tells(audience, composite) if composite.tells else "")
    return words


def _tells(audience: Audience, alarm: Alarm | CompositeAlarm) -> str:
    return ", ".join(receiver.name for receiver in audience.receivers_of(alarm))
