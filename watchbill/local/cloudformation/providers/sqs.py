"""SQS: queues and their policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json
from watchbill.local.cloudformation.intrinsic import as_text
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import differs

if TYPE_CHECKING:
    from collections.abc import Mapping

# What SetQueueAttributes must send to undo an attribute: SQS's documented defaults.
_DEFAULTS: dict[str, Any] = {
    "DelaySeconds": 0,
    "MaximumMessageSize": 1_048_576,
    "MessageRetentionPeriod": 345_600,
    "ReceiveMessageWaitTimeSeconds": 0,
    "RedriveAllowPolicy": "",
    "RedrivePolicy": "",
    "VisibilityTimeout": 30,
    "KmsMasterKeyId": "",
    "KmsDataKeyReusePeriodSeconds": 300,
    "SqsManagedSseEnabled": True,
    "ContentBasedDeduplication": False,
    "DeduplicationScope": "queue",
    "FifoThroughputLimit": "perQueue",
}


class Queue(Provider):
    TYPE = "AWS::SQS::Queue"
    OPTIONAL = (*_DEFAULTS, "FifoQueue", "QueueName", "Tags")
    IMMUTABLE = ("FifoQueue", "QueueName")
    NAME = "QueueName"
    ATTRIBUTES = ("Arn", "QueueName", "QueueUrl")

    def create(self, properties: Properties) -> str:
        suffix = ".fifo" if as_text(properties.get("FifoQueue", False)) == "true" else ""
        name = properties.get("QueueName") or self.site.name(80 - len(suffix)) + suffix
        wanted = {name: properties[name] for name in (*_DEFAULTS, "FifoQueue") if name in properties}
        answer = self.site.call(
            "sqs",
            "create_queue",
            QueueName=name,
            Attributes={key: _attribute(value) for key, value in wanted.items()},
            tags=label.as_map(properties),
        )
        return str(answer["QueueUrl"])

    def find(self, name: str) -> str:
        url: str = self.site.call("sqs", "get_queue_url", QueueName=name)["QueueUrl"]
        return url

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("sqs", "get_queue_attributes", QueueUrl=physical_id, AttributeNames=["All"])
        shown: Properties = {k: v for k, v in found["Attributes"].items() if k in self.allowed()}
        for name in ("RedrivePolicy", "RedriveAllowPolicy"):
            if name in shown:
                shown[name] = json.loads(shown[name])
        tags = self.site.call("sqs", "list_queue_tags", QueueUrl=physical_id).get("Tags", {})
        return shown | {"QueueName": physical_id.rpartition("/")[2], "Tags": label.as_pairs(tags)}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        changed = [name for name in _DEFAULTS if differs(old, new, name)]
        wanted = {name: _attribute(new.get(name, _DEFAULTS[name])) for name in changed}
        if wanted:
            self.site.call("sqs", "set_queue_attributes", QueueUrl=physical_id, Attributes=wanted)
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("sqs", "untag_queue", QueueUrl=physical_id, TagKeys=removed)
        if added:
            self.site.call("sqs", "tag_queue", QueueUrl=physical_id, Tags=added)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("sqs", "delete_queue", QueueUrl=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        name = physical_id.rpartition("/")[2]
        return {"Arn": self.site.arn("sqs", name), "QueueName": name, "QueueUrl": physical_id}


def _attribute(value: Any) -> str:
    return as_json(value) if isinstance(value, (dict, list)) else as_text(value)


class QueuePolicy(Provider):
    TYPE = "AWS::SQS::QueuePolicy"
    REQUIRED = ("PolicyDocument", "Queues")
    ATTRIBUTES = ("Id",)
    NOTE = "stored, never enforced"

    def create(self, properties: Properties) -> str:
        self.update("", {}, properties)
        return self.site.name()

    def _set(self, queue: str, policy: str) -> None:
        self.site.call("sqs", "set_queue_attributes", QueueUrl=queue, Attributes={"Policy": policy})

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found: dict[str, Any] = {}
        for queue in properties["Queues"]:
            answer = self.site.call("sqs", "get_queue_attributes", QueueUrl=queue, AttributeNames=["Policy"])
            policy = answer.get("Attributes", {}).get("Policy")
            if policy:
                found[queue] = json.loads(policy)
        if not found:
            return None
        return {"PolicyDocument": next(iter(found.values())), "Queues": list(found)}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        for queue in new["Queues"]:
            self._set(queue, as_json(new["PolicyDocument"]))
        for queue in old.get("Queues", []):
            if queue not in new["Queues"]:
                self._set(queue, "")

    def delete(self, physical_id: str, properties: Properties) -> None:
        for queue in properties["Queues"]:
            self._set(queue, "")

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Id": physical_id}
