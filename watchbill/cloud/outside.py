"""Finds what was changed outside watchbill: deployed alarms as their templates say, against DescribeAlarms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from watchbill.cloud.diff import Outside
from watchbill.cloud.edit import ABSENT, find_edits
from watchbill.cloud.place import Unresolved
from watchbill.cloud.template import read_template

if TYPE_CHECKING:
    from watchbill.cloud.edit import Edit
    from watchbill.cloud.place import Place
    from watchbill.cloud.template import Definition

ALARM_TYPES = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
UNORDERED = ("AlarmActions", "Dimensions", "InsufficientDataActions", "Metrics", "OKActions")
SILENT = ("Tags", "AlarmName")
"""What DescribeAlarms does not give back, or what cannot change."""
DEFAULTS: Mapping[str, Any] = {"ActionsEnabled": True}
"""Said by no template that relies on it, yet the first thing that a tired person switches off."""


def find_outside(template: str, live: Mapping[str, Mapping[str, Any]], place: Place) -> dict[str, Outside]:
    """What was done to one stack's alarms, by logical id. `live` holds DescribeAlarms' answers by alarm name."""
    found: dict[str, Outside] = {}
    for definition in read_template(template).resources.values():
        if definition.type not in ALARM_TYPES:
            continue
        alarm = live.get(definition.name(place))
        if alarm is None:
            found[definition.logical_id] = Outside(deleted=True)
        elif edits := tuple(_differences(definition, alarm, place)):
            found[definition.logical_id] = Outside(edits=edits)
    return found


def _differences(definition: Definition, alarm: Mapping[str, Any], place: Place) -> Iterator[Edit]:
    for key, written in {**DEFAULTS, **definition.properties}.items():
        if key in SILENT or not (key in alarm or key in _ALWAYS_ANSWERED):
            continue
        try:
            wanted = normal(key, place.resolve(written))
        except Unresolved:
            continue  # a reference to another resource: only CloudFormation knows what it is
        actual = normal(key, alarm[key]) if key in alarm else ABSENT
        yield from find_edits(wanted, actual, (key,))


# DescribeAlarms leaves these out when they are not set, so their absence is a finding.
_ALWAYS_ANSWERED = ("AlarmActions", "AlarmDescription", "OKActions", "Threshold", "TreatMissingData")


def normal(key: str, value: Any) -> Any:
    """One form for what means the same: 5 and "5.0", unordered lists, ReturnData left out."""
    if key in UNORDERED and isinstance(value, list):
        items = [_normal_query(item) if key == "Metrics" else _scalar(item) for item in value]
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return _scalar(value)


def _normal_query(query: Mapping[str, Any]) -> Any:
    stat = query.get("MetricStat")
    normalised = {key: value for key, value in query.items() if value is not None} | {
        "ReturnData": query.get("ReturnData", True)
    }
    if stat is not None:
        metric = {**stat["Metric"], "Dimensions": normal("Dimensions", stat["Metric"].get("Dimensions", []))}
        normalised["MetricStat"] = {**stat, "Metric": metric}
    return _scalar(normalised)


def _scalar(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _scalar(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_scalar(item) for item in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value, _number(value))
    return value


def _number(text: str) -> Any:
    """CloudFormation takes numbers as text; a name that happens to be one does no harm, both sides read it alike."""
    try:
        return float(text)
    except ValueError:
        return text
