"""EventBridge: every event of a bus, AWS's own and those that are put, to the targets of the rules that match it."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.repair import event as repair
from watchbill.local.running import peek
from watchbill.local.running.event_pattern import EventPatternError, matches
from watchbill.local.running.event_target import NAMESPACE, Delivery

if TYPE_CHECKING:
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.event_target import EventTargets
    from watchbill.local.running.recorder import Recorder

log = logging.getLogger(__name__)
Event = dict[str, Any]


class EventBus:
    """Thread-safe, as its targets are. Scheduled rules have no pattern, and nothing here fires them."""

    def __init__(self, cloud: EmbeddedCloud, targets: EventTargets, recorder: Recorder) -> None:
        self._region = cloud.region
        self._targets = targets
        self._recorder = recorder

    def start(self) -> None:
        repair.listen(self._offer)

    def stop(self) -> None:
        repair.listen(None)

    def put(self, event: Event) -> None:
        """Put an event of AWS's own, whole, to the default bus."""
        for rule in peek.event_rules(self._region):
            self._offer(rule, event)

    def _offer(self, rule: Any, event: Event) -> None:
        pattern = rule.event_pattern.get_pattern()
        if rule.state != "ENABLED" or not pattern:
            return
        event = _readable(event)
        try:
            if not matches(pattern, event):
                return
        except EventPatternError as error:
            log.warning("rule %s matches nothing: %s", rule.name, error)
            return
        self._recorder.add(NAMESPACE, "MatchedEvents", 1, {"RuleName": rule.name})
        for target in rule.targets:
            self._targets.deliver(Delivery(rule.name, rule.arn, target, _input(target, event), clock.current().now()))


def _readable(event: Event) -> Event:
    """As receivers see it: moto has its time as a number, and a stamp of its own."""
    shown = {name: value for name, value in event.items() if name != "ingestion-time"}
    if isinstance(shown.get("time"), (int, float)):
        shown["time"] = datetime.fromtimestamp(shown["time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return shown


def _input(target: Event, event: Event) -> str:
    """What the target gets: the event, a part of it, a text, or a template filled in."""
    if "Input" in target:
        return str(target["Input"])
    if "InputPath" in target:
        return json.dumps(_part(event, target["InputPath"]))
    transformer = target.get("InputTransformer")
    return _filled(transformer, event) if transformer else json.dumps(event)


def _part(event: Event, path: str) -> Any:
    """`$.detail.state`; None where there is no such thing."""
    found: Any = event
    for name in filter(None, path.removeprefix("$").split(".")):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _filled(transformer: Event, event: Event) -> str:
    """The template with each <name> replaced: as it stands within quotes, as JSON outside of them."""
    template = str(transformer["InputTemplate"])
    parts = {name: _part(event, path) for name, path in (transformer.get("InputPathsMap") or {}).items()}
    parts |= {"aws.events.event.json": event, "aws.events.event": event}

    def fill(match: re.Match[str]) -> str:
        if match[1] not in parts:
            return match[0]
        value = parts[match[1]]
        is_quoted = template.count('"', 0, match.start()) % 2 == 1
        return json.dumps(value)[1:-1] if is_quoted and isinstance(value, str) else json.dumps(value)

    return re.sub(r"<([\w.-]+)>", fill, template)
