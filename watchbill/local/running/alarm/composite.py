"""Composite alarms: the states of their children, combined by their rules, children first."""

from __future__ import annotations

import json
import logging
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from monitors.evaluator.alarm_rule import AlarmRuleError, parse
from monitors.evaluator.state import State
from watchbill.local.running.alarm.stamp import spoken, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitors.evaluator.condition_tree import AlarmRule
    from watchbill.local.api.cloudwatch.store import AlarmRecord

log = logging.getLogger(__name__)
UNCHECKED = "INSUFFICIENT_DATA"


class Composites:
    """Rules are read once a definition."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[AlarmRecord, AlarmRule | None]] = {}

    def rule(self, record: AlarmRecord) -> AlarmRule | None:
        known = self._read.get(record.name)
        if known is None or known[0] is not record:
            known = self._read[record.name] = record, _parse(record)
        return known[1]

    def order(self, records: Iterable[AlarmRecord]) -> list[AlarmRecord]:
        """Those that rest on others after them. AWS stops evaluating a cycle; so do we, with a warning."""
        by_name = {record.name: record for record in records}
        graph = {name: (rule.children if (rule := self.rule(one)) else ()) for name, one in by_name.items()}
        try:
            return [by_name[name] for name in TopologicalSorter(graph).static_order() if name in by_name]
        except CycleError as error:
            log.warning("composite alarms form a cycle and are not evaluated: %s", " → ".join(error.args[1]))
            return []

    def evaluate(self, record: AlarmRecord, alarms: Mapping[str, AlarmRecord]) -> tuple[State, str, str] | None:
        """The state that the composite is to enter, its reason and the reason's data; None while it stays."""
        rule = self.rule(record)
        if rule is None or any(child not in alarms for child in rule.children):
            return None
        children = [alarms[child] for child in rule.children]
        states = {child.name: State(child.shown["StateValue"]) for child in children}
        state = State.ALARM if rule.holds(states) else State.OK
        if state.value == record.shown["StateValue"]:
            return None
        return state, _reason(record, state, children), _data(children, state)


def _parse(record: AlarmRecord) -> AlarmRule | None:
    try:
        return parse(record.shown["AlarmRule"])
    except AlarmRuleError as error:
        log.warning("composite %s is not evaluated: %s", record.name, error)
        return None


def _reason(record: AlarmRecord, state: State, children: list[AlarmRecord]) -> str:
    if record.shown["StateValue"] == UNCHECKED:
        return f"{record.shown['AlarmArn']} was created and its alarm rule evaluates to {state}"
    newest = max(children, key=_since, default=record)
    return f"{newest.shown['AlarmArn']} transitioned to {newest.shown['StateValue']} at {spoken(_since(newest))}"


def _data(children: list[AlarmRecord], state: State) -> str:
    """The children that made the composite alarm; all of them where it is fine."""
    alarming = [child for child in children if child.shown["StateValue"] == State.ALARM.value]
    told = alarming if state is State.ALARM and alarming else children
    return json.dumps({"triggeringAlarms": [trigger(child.shown) for child in told]}, separators=(",", ":"))


def trigger(shown: Mapping[str, Any]) -> dict[str, Any]:
    """One child as events and messages name it."""
    state = {"value": shown["StateValue"], "timestamp": stamp(shown["StateTransitionedTimestamp"])}
    return {"arn": shown["AlarmArn"], "state": state}


def _since(record: AlarmRecord) -> Any:
    return record.shown["StateTransitionedTimestamp"]
