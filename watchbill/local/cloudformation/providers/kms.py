"""KMS: keys and aliases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import as_json
from watchbill.local.cloudformation.intrinsic import as_text
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import differs, pick

if TYPE_CHECKING:
    from collections.abc import Mapping


class Key(Provider):
    TYPE = "AWS::KMS::Key"
    OPTIONAL = (
        "Description", "EnableKeyRotation", "Enabled", "KeyPolicy", "KeySpec", "KeyUsage", "MultiRegion",
        "PendingWindowInDays", "Tags",
    )  # fmt: skip
    IMMUTABLE = ("KeySpec", "KeyUsage", "MultiRegion")
    ATTRIBUTES = ("Arn", "KeyId")
    WRITE_ONLY = ("PendingWindowInDays",)
    NOTE = "the key policy is stored, never enforced"

    def create(self, properties: Properties) -> str:
        given = pick(properties, ("Description", "KeySpec", "KeyUsage", "MultiRegion"))
        if "KeyPolicy" in properties:
            given["Policy"] = as_json(properties["KeyPolicy"])
        tags = label.as_pairs(label.as_map(properties), "TagKey", "TagValue")
        key = str(self.site.call("kms", "create_key", Tags=tags, **given)["KeyMetadata"]["KeyId"])
        self._switch(key, {"Enabled": True, "EnableKeyRotation": False}, properties)
        return key

    def _switch(self, key: str, old: Properties, new: Properties) -> None:
        if _on(old, "EnableKeyRotation", default=False) != _on(new, "EnableKeyRotation", default=False):
            rotates = _on(new, "EnableKeyRotation", default=False)
            self.site.call("kms", f"{'enable' if rotates else 'disable'}_key_rotation", KeyId=key)
        if _on(old, "Enabled", default=True) != _on(new, "Enabled", default=True):
            enabled = _on(new, "Enabled", default=True)
            self.site.call("kms", f"{'enable' if enabled else 'disable'}_key", KeyId=key)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("kms", "describe_key", KeyId=physical_id)["KeyMetadata"]
        if found["KeyState"] == "PendingDeletion":
            return None
        policy = self.site.call("kms", "get_key_policy", KeyId=physical_id, PolicyName="default")["Policy"]
        rotates = self.site.call("kms", "get_key_rotation_status", KeyId=physical_id)["KeyRotationEnabled"]
        tags = self.site.call("kms", "list_resource_tags", KeyId=physical_id)["Tags"]
        shown = pick(found, self.allowed()) | {"KeyPolicy": json.loads(policy), "EnableKeyRotation": rotates}
        return shown | {"Tags": [{"Key": tag["TagKey"], "Value": tag["TagValue"]} for tag in tags]}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "Description"):
            text = new.get("Description", "")
            self.site.call("kms", "update_key_description", KeyId=physical_id, Description=text)
        if differs(old, new, "KeyPolicy") and "KeyPolicy" in new:
            policy = as_json(new["KeyPolicy"])
            self.site.call("kms", "put_key_policy", KeyId=physical_id, PolicyName="default", Policy=policy)
        self._switch(physical_id, old, new)
        added, removed = label.changed(old, new)
        if removed:
            self.site.call("kms", "untag_resource", KeyId=physical_id, TagKeys=removed)
        if added:
            tags = label.as_pairs(added, "TagKey", "TagValue")
            self.site.call("kms", "tag_resource", KeyId=physical_id, Tags=tags)

    def delete(self, physical_id: str, properties: Properties) -> None:
        days = properties.get("PendingWindowInDays", 30)
        self.site.call("kms", "schedule_key_deletion", KeyId=physical_id, PendingWindowInDays=days)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": self.site.arn("kms", f"key/{physical_id}"), "KeyId": physical_id}


def _on(properties: Properties, name: str, *, default: bool) -> bool:
    return as_text(properties.get(name, default)) == "true"


class Alias(Provider):
    TYPE = "AWS::KMS::Alias"
    REQUIRED = ("AliasName", "TargetKeyId")
    IMMUTABLE = ("AliasName",)
    NAME = "AliasName"

    def create(self, properties: Properties) -> str:
        self.site.call("kms", "create_alias", **properties)
        return str(properties["AliasName"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        aliases = self.site.pages("kms", "list_aliases", "Aliases")
        found = next((alias for alias in aliases if alias["AliasName"] == physical_id), None)
        if found is None:
            return None
        key = found["TargetKeyId"]
        arn = self.site.arn("kms", f"key/{key}")
        return {"AliasName": physical_id, "TargetKeyId": arn if properties["TargetKeyId"] == arn else key}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("kms", "update_alias", **new)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("kms", "delete_alias", AliasName=physical_id)
