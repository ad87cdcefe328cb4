"""EventBridge rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import pick

if TYPE_CHECKING:
    from collections.abc import Mapping

_RULE = ("Description", "EventBusName", "RoleArn", "ScheduleExpression", "State")


class Rule(Provider):
    TYPE = "AWS::Events::Rule"
    OPTIONAL = (*_RULE, "EventPattern", "Name", "Tags", "Targets")
    IMMUTABLE = ("EventBusName", "Name")
    NAME = "Name"
    ATTRIBUTES = ("Arn",)
    NOTE = "events reach queues, functions and topics, no other targets; schedules do not fire"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("Name") or self.site.name(64))
        self._put(name, properties, Tags=label.as_pairs(label.as_map(properties)))
        self._aim(name, {}, properties)
        return name

    def _put(self, name: str, properties: Properties, **more: Any) -> None:
        given = pick(properties, _RULE) | more
        if "EventPattern" in properties:
            given["EventPattern"] = as_json(properties["EventPattern"])
        self.site.call("events", "put_rule", Name=name, **given)

    def _aim(self, name: str, old: Properties, new: Properties) -> None:
        bus = pick(new, ("EventBusName",))
        after = new.get("Targets", [])
        ids = {target["Id"] for target in after}
        gone = [target["Id"] for target in old.get("Targets", []) if target["Id"] not in ids]
        if gone:
            self.site.call("events", "remove_targets", Rule=name, Ids=gone, **bus)
        if after:
            self.site.call("events", "put_targets", Rule=name, Targets=after, **bus)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        bus = pick(properties, ("EventBusName",))
        found = self.site.call("events", "describe_rule", Name=physical_id, **bus)
        shown = pick(found, (*_RULE, "Name"))
        if "EventPattern" in found:
            shown["EventPattern"] = json.loads(found["EventPattern"])
        targets = self.site.call("events", "list_targets_by_rule", Rule=physical_id, **bus)["Targets"]
        tags = self.site.call("events", "list_tags_for_resource", ResourceARN=found["Arn"])["Tags"]
        return shown | {"Targets": targets, "Tags": tags}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self._put(physical_id, {"Description": "", "State": "ENABLED", **new})
        self._aim(physical_id, old, new)
        added, removed = label.changed(old, new)
        arn = self.attributes(physical_id, new)["Arn"]
        if removed:
            self.site.call("events", "untag_resource", ResourceARN=arn, TagKeys=removed)
        if added:
            self.site.call("events", "tag_resource", ResourceARN=arn, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        bus = pick(properties, ("EventBusName",))
        targets = self.site.call("events", "list_targets_by_rule", Rule=physical_id, **bus)["Targets"]
        if targets:
            ids = [target["Id"] for target in targets]
            self.site.call("events", "remove_targets", Rule=physical_id, Ids=ids, **bus)
        self.site.call("events", "delete_rule", Name=physical_id, **bus)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        bus = properties.get("EventBusName", "default")
        prefix = "" if bus == "default" else f"{bus.rpartition('/')[2]}/"
        return {"Arn": self.site.arn("events", f"rule/{prefix}{physical_id}")}
