"""Tags of alarms and mute rules; moto keeps those of dashboards and insight rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.api.error import AwsError, NotOursError
from watchbill.local.api.service import Call, Service

if TYPE_CHECKING:
    from watchbill.local.api.cloudwatch.store import AlarmStore, Region


class Tags(Service):
    """TagResource, UntagResource and ListTagsForResource."""

    store: AlarmStore

    def tag_resource(self, call: Call, parameters: dict[str, Any]) -> None:
        region = self.store[call.region]
        with region.lock:
            tags = _tags(region, parameters["ResourceARN"])
            tags |= {tag["Key"]: tag["Value"] for tag in parameters["Tags"]}

    def untag_resource(self, call: Call, parameters: dict[str, Any]) -> None:
        region = self.store[call.region]
        with region.lock:
            tags = _tags(region, parameters["ResourceARN"])
            for key in parameters["TagKeys"]:
                tags.pop(key, None)

    def list_tags_for_resource(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any]:
        region = self.store[call.region]
        with region.lock:
            tags = _tags(region, parameters["ResourceARN"])
            return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def _tags(region: Region, arn: str) -> dict[str, str]:
    name = arn.split(":", 6)[-1]
    if ":alarm:" in arn:
        exists = name in region.alarms
    elif ":alarm-mute-rule:" in arn:
        exists = name in region.mute_rules
    else:
        raise NotOursError
    if not exists:
        raise AwsError("ResourceNotFoundException", f"{arn} does not exist")
    return region.tags.setdefault(arn, {})
