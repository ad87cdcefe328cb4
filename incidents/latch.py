"""Trip, hold and step alarms → one incident: opened by the trip, closed by the hold, raised by steps.

Each alarm is a register that remembers when it last entered each state; whether the incident is open follows from the
registers alone. Registers only grow, so duplicates and any order of arrival end in the same place. Standard library
only: the evaluator and the alert router both import it, and the router's bundle takes what it imports.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

OK, ALARM, INSUFFICIENT_DATA, DELETED = "OK", "ALARM", "INSUFFICIENT_DATA", "DELETED"
TRIP, HOLD, STEP = "trip", "hold", "step"


class Happening(StrEnum):
    """What one edge did. The value is stable: it goes into logs and stored incidents."""

    OPENED = "opened"
    TRIPPED_AGAIN = "tripped-again"
    RAISED = "raised"
    WAITING = "below-trip-waiting-for-hold"
    CLOSED = "closed"
    CLOSED_DELETED = "closed-alarm-deleted"
    NOTED = "noted"
    STALE = "stale"


@dataclass(frozen=True)
class Edge:
    """An alarm entered a state. `at` is the alarm's own timestamp, in any unit that compares; never the arrival's."""

    alarm: str
    part: str
    state: str
    at: float
    severity: str = ""


@dataclass(frozen=True)
class Register:
    """One alarm: `times` is state → when it last entered it."""

    part: str
    severity: str = ""
    times: dict[str, float] = field(default_factory=dict)

    @property
    def state(self) -> str:
        return max(self.times, key=lambda state: self.times[state])

    def left_alarm(self, states: tuple[str, ...]) -> float | None:
        """The first known time after its last ALARM at which it entered one of `states`."""
        alarmed = self.times.get(ALARM, float("-inf"))
        return min((at for state, at in self.times.items() if state in states and at > alarmed), default=None)


@dataclass(frozen=True)
class Latch:
    """One incident key. `held` tells that a hold alarm exists; without one the trip's own OK closes.

    `severity` is the worst that the open incident has been ("P1" is worse than "P2"), empty where none was given.
    """

    held: bool
    registers: dict[str, Register] = field(default_factory=dict)
    opened_at: float | None = None
    closed_at: float | None = None
    answered: float | None = None
    """The trip that the last closing answered: the same one, replayed, opens nothing."""
    severity: str = ""

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    def playing(self, part: str) -> list[Register]:
        return [register for register in self.registers.values() if register.part == part]


def apply(latch: Latch, edge: Edge) -> tuple[Latch, Happening]:
    """The latch after one edge, and what the edge did. Safe to repeat and to reorder."""
    before = latch.registers.get(edge.alarm, Register(edge.part))
    if edge.at <= before.times.get(edge.state, float("-inf")):
        return latch, Happening.STALE
    register = Register(edge.part, edge.severity or before.severity, {**before.times, edge.state: edge.at})
    after = replace(latch, registers={**latch.registers, edge.alarm: register})
    tripped, recovered = _tripped_at(after), _recovered_at(after)
    if not latch.is_open:
        settled = latch.answered is not None and tripped is not None and tripped <= latch.answered
        if tripped is None or recovered is not None or settled:
            return after, Happening.NOTED
        return replace(after, opened_at=tripped, closed_at=None, severity=_worst(after)), Happening.OPENED
    if recovered is not None:
        deleted = edge.state == DELETED
        done = replace(after, closed_at=recovered, answered=tripped)
        return done, Happening.CLOSED_DELETED if deleted else Happening.CLOSED
    return _while_open(latch, after, edge)


def _while_open(latch: Latch, after: Latch, edge: Edge) -> tuple[Latch, Happening]:
    worst = _worst(after)
    if worst and (not latch.severity or worst < latch.severity):
        return replace(after, severity=worst), Happening.RAISED
    if edge.part == TRIP and edge.state == ALARM:
        return after, Happening.TRIPPED_AGAIN
    if edge.part == TRIP and latch.held and not _in_alarm(after.playing(TRIP)):
        return after, Happening.WAITING
    return after, Happening.NOTED


def _worst(latch: Latch) -> str:
    alarmed = [*latch.playing(TRIP), *latch.playing(STEP)]
    return min((one.severity for one in alarmed if one.severity and one.state == ALARM), default="")


def _in_alarm(registers: list[Register]) -> bool:
    return any(register.state == ALARM for register in registers)


def _tripped_at(latch: Latch) -> float | None:
    return _latest(latch.playing(TRIP), ALARM)


def _latest(registers: list[Register], state: str) -> float | None:
    return max((register.times[state] for register in registers if state in register.times), default=None)


def _recovered_at(latch: Latch) -> float | None:
    """When the incident recovered, if it has since the trip last went into ALARM.

    With a hold: the trip left ALARM and the hold went OK, and the hold did not return to ALARM before both were true.
    INSUFFICIENT_DATA recovers nothing by itself; a deleted trip or hold ends the incident.
    """
    trips, holds, tripped = latch.playing(TRIP), latch.playing(HOLD), _tripped_at(latch)
    if tripped is None:
        return None
    deleted = [one.times[DELETED] for one in (*trips, *holds) if one.state == DELETED and one.times[DELETED] > tripped]
    if deleted:
        return max(deleted)
    leaves = (OK, INSUFFICIENT_DATA) if latch.held else (OK,)
    left = [one.left_alarm(leaves) for one in trips if ALARM in one.times]
    cleared = max((at for at in left if at is not None), default=tripped)
    if None in left or not latch.held:
        return None if None in left else cleared
    released, returned = _latest(holds, OK), _latest(holds, ALARM)
    if released is None or released <= tripped:
        return None
    recovered = max(cleared, released)
    return None if returned is not None and released < returned < recovered else recovered
