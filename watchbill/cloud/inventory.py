"""What is deployed: the stacks of one service in one environment, their templates, and their alarms' live values."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchbill.cloud.outside import ALARM_TYPES
from watchbill.cloud.status import HAS_NO_TEMPLATE
from watchbill.cloud.template import read_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchbill.cloud.connection import Connection

SERVICE_TAG, ENVIRONMENT_TAG, UNIT_TAG = "watchbill:service", "watchbill:environment", "watchbill:unit"
READERS = 8
"""GetTemplate calls at a time; more only meets CloudFormation's throttle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One stack as it stands. `template` is empty where there is none that works (never created, rolled back)."""

    name: str
    id: str
    status: str
    template: str
    tags: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    change_set: str = ""

    @property
    def unit(self) -> str:
        return self.tags.get(UNIT_TAG, "")

    def belongs_to(self, service: str, environment: str) -> bool:
        return self.tags.get(SERVICE_TAG) == service and self.tags.get(ENVIRONMENT_TAG) == environment


def read_stacks(
    connection: Connection, service: str, environment: str, names: Iterable[str] = ()
) -> dict[str, Deployed]:
    """Our stacks by name, found by their tags; also those that merely have one of `names`, whoever made them."""
    wanted = set(names)
    found = {}
    for answer in connection.pages("cloudformation", "describe_stacks", "Stacks"):
        stack = _deployed(answer)
        if stack.name in wanted or stack.belongs_to(service, environment):
            found[stack.name] = stack
    with ThreadPoolExecutor(READERS) as readers:
        templates = readers.map(lambda stack: _template(connection, stack), found.values())
        return {
            stack.name: Deployed(
                name=stack.name, id=stack.id, status=stack.status, template=template, tags=stack.tags,
                parameters=stack.parameters, change_set=stack.change_set,
            )
            for stack, template in zip(found.values(), templates, strict=True)
        }  # fmt: skip


def _deployed(answer: Mapping[str, Any]) -> Deployed:
    return Deployed(
        name=answer["StackName"],
        id=answer["StackId"],
        status=answer["StackStatus"],
        template="",
        tags={tag["Key"]: tag["Value"] for tag in answer.get("Tags", [])},
        parameters={p["ParameterKey"]: p.get("ParameterValue", "") for p in answer.get("Parameters", [])},
        change_set=answer.get("ChangeSetId", ""),
    )


def _template(connection: Connection, stack: Deployed) -> str:
    if stack.status in HAS_NO_TEMPLATE:
        return ""
    answer = connection.client("cloudformation").get_template(StackName=stack.id, TemplateStage="Original")
    body = answer["TemplateBody"]
    return body if isinstance(body, str) else json.dumps(body)  # botocore parses JSON templates into dicts


def read_alarms(connection: Connection, stacks: Iterable[Deployed]) -> dict[str, Mapping[str, Any]]:
    """DescribeAlarms' answer for every alarm that these stacks hold, by name. AWS takes 100 names a call."""
    names = sorted(
        {
            definition.name(connection.place)
            for stack in stacks
            if stack.template
            for definition in read_template(stack.template).resources.values()
            if definition.type in ALARM_TYPES
        }
    )
    found: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(names), 100):
        answer = connection.client("cloudwatch").describe_alarms(
            AlarmNames=names[start : start + 100], AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=100
        )
        for alarm in (*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])):
            found[alarm["AlarmName"]] = alarm
    return found
