"""Kinesis Data Streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import differs

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFAULT_HOURS = 24


class Stream(Provider):
    TYPE = "AWS::Kinesis::Stream"
    OPTIONAL = ("Name", "RetentionPeriodHours", "ShardCount", "StreamEncryption", "StreamModeDetails", "Tags")
    IMMUTABLE = ("Name",)
    NAME = "Name"
    ATTRIBUTES = ("Arn",)

    def create(self, properties: Properties) -> str:
        name = str(properties.get("Name") or self.site.name(128))
        mode = properties.get("StreamModeDetails", {"StreamMode": "PROVISIONED"})
        shards = {} if mode["StreamMode"] == "ON_DEMAND" else {"ShardCount": properties.get("ShardCount", 1)}
        self.site.call("kinesis", "create_stream", StreamName=name, StreamModeDetails=mode, **shards)
        self.site.client("kinesis").get_waiter("stream_exists").wait(
            StreamName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
        self._settle(name, {}, properties)
        return name

    def _settle(self, name: str, old: Properties, new: Properties) -> None:
        self._retain(name, int(old.get("RetentionPeriodHours", _DEFAULT_HOURS)), new)
        if differs(old, new, "StreamEncryption"):
            if "StreamEncryption" in new:
                self.site.call("kinesis", "start_stream_encryption", StreamName=name, **new["StreamEncryption"])
            else:
                self.site.call("kinesis", "stop_stream_encryption", StreamName=name, **old["StreamEncryption"])
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("kinesis", "remove_tags_from_stream", StreamName=name, TagKeys=removed)
        if added:
            self.site.call("kinesis", "add_tags_to_stream", StreamName=name, Tags=added)

    def _retain(self, name: str, before: int, new: Properties) -> None:
        hours = int(new.get("RetentionPeriodHours", _DEFAULT_HOURS))
        if hours != before:
            operation = f"{'increase' if hours > before else 'decrease'}_stream_retention_period"
            self.site.call("kinesis", operation, StreamName=name, RetentionPeriodHours=hours)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("kinesis", "describe_stream_summary", StreamName=physical_id)["StreamDescriptionSummary"]
        tags = self.site.call("kinesis", "list_tags_for_stream", StreamName=physical_id)["Tags"]
        shown = {
            "Name": physical_id,
            "RetentionPeriodHours": found["RetentionPeriodHours"],
            "ShardCount": found["OpenShardCount"],
            "StreamModeDetails": found.get("StreamModeDetails", {"StreamMode": "PROVISIONED"}),
            "Tags": tags,
        }
        if found.get("EncryptionType", "NONE") != "NONE":
            shown["StreamEncryption"] = {"EncryptionType": found["EncryptionType"], "KeyId": found["KeyId"]}
        return shown

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "StreamModeDetails"):
            arn = self.attributes(physical_id, new)["Arn"]
            mode = new.get("StreamModeDetails", {"StreamMode": "PROVISIONED"})
            self.site.call("kinesis", "update_stream_mode", StreamARN=arn, StreamModeDetails=mode)
        if differs(old, new, "ShardCount") and "ShardCount" in new:
            count = new["ShardCount"]
            self.site.call(
                "kinesis",
                "update_shard_count",
                StreamName=physical_id,
                TargetShardCount=count,
                ScalingType="UNIFORM_SCALING",
            )
        self._settle(physical_id, old, new)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("kinesis", "delete_stream", StreamName=physical_id, EnforceConsumerDeletion=True)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": self.site.arn("kinesis", f"stream/{physical_id}")}


class StreamConsumer(Provider):
    """A consumer with its own throughput."""

    TYPE = "AWS::Kinesis::StreamConsumer"
    REQUIRED = ("ConsumerName", "StreamARN")
    IMMUTABLE = ("ConsumerName", "StreamARN")
    NAME = "ConsumerName"
    ATTRIBUTES = ("ConsumerARN", "ConsumerName", "ConsumerStatus", "StreamARN")
    NOTE = "registered; nothing is pushed to it"

    def create(self, properties: Properties) -> str:
        answer = self.site.call("kinesis", "register_stream_consumer", **properties)
        return str(answer["Consumer"]["ConsumerARN"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("kinesis", "describe_stream_consumer", ConsumerARN=physical_id)["ConsumerDescription"]
        return {"ConsumerName": found["ConsumerName"], "StreamARN": properties["StreamARN"]}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Nothing can change in place."""

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("kinesis", "deregister_stream_consumer", ConsumerARN=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        name, stream = properties["ConsumerName"], properties["StreamARN"]
        return {"ConsumerARN": physical_id, "ConsumerName": name, "ConsumerStatus": "ACTIVE", "StreamARN": stream}
