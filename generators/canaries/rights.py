"""What the canaries' runner may do: exactly what its ways, items and checks call, on what they call it for.

Where AWS can tell a canary's data apart, only that is allowed: items whose partition key begins as the canary's does,
objects beneath its prefix.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from canaries.run import RESERVED
from canaries.ways import find_way
from generators.arn import arn, arn_of
from generators.canaries.settings import rights_of
from generators.policy import allow, allow_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generators.artefact import JSON
    from generators.canaries.probe import ReadyProbe
    from monitors.model.resource import Resource

OBJECTS = frozenset({"s3:DeleteObject", "s3:GetObject", "s3:PutObject"})
ITEMS = "dynamodb:"
ITEM_ACTIONS = ("dynamodb:DeleteItem", "dynamodb:PutItem")

Needed = tuple[str, str, str]
"""Action, ARN (empty where AWS knows none), and the beginning of the partition keys it is for, empty for any."""


def statements(probes: Iterable[ReadyProbe]) -> tuple[JSON, ...]:
    """One statement for the same actions and keys, in a stable order: a role's policies take 10,240 characters."""
    actions: dict[tuple[str, str], set[str]] = defaultdict(set)
    for probe in probes:
        for action, where, keys in _needed(probe):
            actions[where, keys].add(action)
    places: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for (where, keys), found in sorted(actions.items()):
        places[tuple(sorted(found)), keys].append(where)
    return tuple(_statement(found, where, keys) for (found, keys), where in places.items())


def _statement(actions: Iterable[str], where: list[str], keys: str) -> JSON:
    if where == [""]:
        # CloudWatch's reads know no resource (Service Authorization Reference, Amazon CloudWatch).
        return allow_everywhere(*actions)
    made = allow(actions, *where)
    if keys:
        made["Condition"] = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [keys]}}
    return made


def _needed(probe: ReadyProbe) -> Iterator[Needed]:
    way = find_way(probe.way)
    for action in way.RIGHTS.get("function", ()):
        yield action, arn_of(probe.function), ""
    for action in way.RIGHTS.get("target", ()):
        if probe.target is not None:
            yield _on(action, probe.target, _put_keys(probe), _object_prefix(probe))
    for item in probe.canary.items:
        if probe.table is not None:
            key = str(item.get(probe.table.settings.partition_key.name, ""))
            for action in ITEM_ACTIONS:
                yield _on(action, probe.table, key, "")
    for check in probe.checks:
        for setting, actions in rights_of(check.definition["kind"]).items():
            resource = check.resources.get(setting)
            said = check.definition["settings"]
            for action in actions:
                if resource is None:
                    yield action, "", ""
                else:
                    yield _on(action, resource, str(said.get("partition", "")), str(said.get("prefix", "")))


def _on(action: str, resource: Resource[Any], key: str, prefix: str) -> Needed:
    if action.startswith("logs:"):
        return action, arn("logs", f"log-group:{resource.settings.log_group(resource.name)}:*"), ""
    if action in OBJECTS:
        return action, f"{arn_of(resource)}/{_beginning(prefix)}", ""
    return action, arn_of(resource), _beginning(key) if action.startswith(ITEMS) and key else ""


def _beginning(text: str) -> str:
    """`campaign:canary-0000-run` → `campaign:canary-0000*`: what all runs' have in common."""
    head, found, _ = text.partition(RESERVED)
    return f"{head}{found}*" if found or not text else f"{text}*" if text.endswith("/") else text


def _put_keys(probe: ReadyProbe) -> str:
    """The partition key of the items that are put for a table's stream."""
    if probe.way != "table" or probe.target is None:
        return ""
    record = json.loads(probe.event)["Records"][0]
    image: JSON = record["dynamodb"]["NewImage"]
    return str(image[probe.target.settings.partition_key.name]["S"])


def _object_prefix(probe: ReadyProbe) -> str:
    return str(json.loads(probe.event)["Records"][0]["s3"]["object"]["key"]) if probe.way == "bucket" else ""
