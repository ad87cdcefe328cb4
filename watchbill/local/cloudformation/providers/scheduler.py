"""EventBridge Scheduler: schedules and their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import alike, pick

if TYPE_CHECKING:
    from collections.abc import Mapping


class Schedule(Provider):
    TYPE = "AWS::Scheduler::Schedule"
    REQUIRED = ("FlexibleTimeWindow", "ScheduleExpression", "Target")
    OPTIONAL = ("Description", "GroupName", "KmsKeyArn", "Name", "ScheduleExpressionTimezone", "State")
    IMMUTABLE = ("GroupName", "Name")
    NAME = "Name"
    ATTRIBUTES = ("Arn",)
    NOTE = "fired by the runner: functions and queues as targets"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("Name") or self.site.name(64))
        self.site.call("scheduler", "create_schedule", **{**properties, "Name": name})
        return name

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        group = pick(properties, ("GroupName",))
        found = pick(self.site.call("scheduler", "get_schedule", Name=physical_id, **group), self.allowed())
        # The service adds a retry policy to every target.
        return {**found, "Target": alike(found["Target"], properties["Target"])}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("scheduler", "update_schedule", **{**new, "Name": physical_id})

    def delete(self, physical_id: str, properties: Properties) -> None:
        group = pick(properties, ("GroupName",))
        self.site.call("scheduler", "delete_schedule", Name=physical_id, **group)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        group = properties.get("GroupName", "default")
        return {"Arn": self.site.arn("scheduler", f"schedule/{group}/{physical_id}")}


class ScheduleGroup(Provider):
    TYPE = "AWS::Scheduler::ScheduleGroup"
    OPTIONAL = ("Name", "Tags")
    IMMUTABLE = ("Name",)
    NAME = "Name"
    ATTRIBUTES = ("Arn",)

    def create(self, properties: Properties) -> str:
        name = str(properties.get("Name") or self.site.name(64))
        tags = label.as_pairs(label.as_map(properties))
        self.site.call("scheduler", "create_schedule_group", Name=name, Tags=tags)
        return name

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("scheduler", "get_schedule_group", Name=physical_id)
        tags = self.site.call("scheduler", "list_tags_for_resource", ResourceArn=found["Arn"])["Tags"]
        return {"Name": physical_id, "Tags": tags}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        added, removed = label.changed(old, new)
        arn = self.attributes(physical_id, new)["Arn"]
        if removed:
            self.site.call("scheduler", "untag_resource", ResourceArn=arn, TagKeys=removed)
        if added:
            self.site.call("scheduler", "tag_resource", ResourceArn=arn, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("scheduler", "delete_schedule_group", Name=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": self.site.arn("scheduler", f"schedule-group/{physical_id}")}
