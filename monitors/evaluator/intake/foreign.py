"""Alarms that others wrote, in our vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitors.evaluator.mute import MuteRule
    from monitors.model.alarm import Condition
    from monitors.model.problem import Problem
    from monitors.model.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Whom a state tells: ARNs, or placeholders `${Topic}` for what the text alone does not say."""

    enabled: bool = True
    alarm: tuple[str, ...] = ()
    ok: tuple[str, ...] = ()
    insufficient_data: tuple[str, ...] = ()

    @property
    def tells_alarm(self) -> bool:
        return self.enabled and bool(self.alarm)

    @property
    def tells_ok(self) -> bool:
        return self.enabled and bool(self.ok)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignAlarm:
    """A metric or log alarm. `name` is its AlarmName, or its logical id where CloudFormation will invent one.

    `condition` is None where it cannot be evaluated; the findings say why.
    """

    name: str
    condition: Condition | None
    actions: Actions
    source: Source
    path: str
    """Where its properties stand; what findings about it begin with."""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignComposite:
    """A composite alarm. `children` are the names in its rule, in order; periods of the suppressor are in seconds."""

    name: str
    rule_expression: str
    children: tuple[str, ...]
    actions: Actions
    source: Source
    path: str
    suppressor: str | None = None
    suppressor_wait: int = 0
    suppressor_extension: int = 0
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignMute:
    """A mute rule. `rule` is None where it cannot be read."""

    name: str
    rule: MuteRule | None
    alarms: tuple[str, ...]
    source: Source
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """All that one text holds, in its order, and what is wrong with it."""

    alarms: tuple[ForeignAlarm, ...]
    composites: tuple[ForeignComposite, ...]
    mutes: tuple[ForeignMute, ...] = ()
    findings: tuple[Problem, ...] = ()
