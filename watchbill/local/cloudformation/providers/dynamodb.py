"""DynamoDB tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.coerce import same
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import alike, differs, pick, without

if TYPE_CHECKING:
    from collections.abc import Mapping

_CREATE = (
    "AttributeDefinitions", "BillingMode", "DeletionProtectionEnabled", "GlobalSecondaryIndexes", "KeySchema",
    "LocalSecondaryIndexes", "ProvisionedThroughput", "TableClass", "Tags",
)  # fmt: skip
_RECOVERY = "PointInTimeRecoverySpecification"


class Table(Provider):
    TYPE = "AWS::DynamoDB::Table"
    REQUIRED = ("KeySchema",)
    OPTIONAL = (
        *(name for name in _CREATE if name != "KeySchema"), _RECOVERY, "SSESpecification", "StreamSpecification",
        "TableName", "TimeToLiveSpecification",
    )  # fmt: skip
    IMMUTABLE = ("KeySchema", "LocalSecondaryIndexes", "TableName")
    NAME = "TableName"
    ATTRIBUTES = ("Arn", "StreamArn")
    NOTE = "time to live is stored; moto deletes no expired item"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("TableName") or self.site.name())
        given = {"BillingMode": "PROVISIONED", **pick(properties, _CREATE)}
        if "StreamSpecification" in properties:
            given["StreamSpecification"] = _stream(properties)
        if "SSESpecification" in properties:
            given["SSESpecification"] = _encryption(properties)
        self.site.call("dynamodb", "create_table", TableName=name, **given)
        self._settle(name, {}, properties)
        return name

    def _settle(self, name: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "TimeToLiveSpecification"):
            lived = new.get("TimeToLiveSpecification") or {**old["TimeToLiveSpecification"], "Enabled": False}
            self.site.call("dynamodb", "update_time_to_live", TableName=name, TimeToLiveSpecification=lived)
        if differs(old, new, _RECOVERY):
            wanted = new.get(_RECOVERY, {"PointInTimeRecoveryEnabled": False})
            recovery = {_RECOVERY: wanted}
            self.site.call("dynamodb", "update_continuous_backups", TableName=name, **recovery)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("dynamodb", "describe_table", TableName=physical_id)["Table"]
        shown = pick(found, ("AttributeDefinitions", "DeletionProtectionEnabled", "KeySchema", "TableName"))
        shown["BillingMode"] = found.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
        shown["TableClass"] = found.get("TableClassSummary", {}).get("TableClass", "STANDARD")
        if shown["BillingMode"] == "PROVISIONED":
            shown["ProvisionedThroughput"] = _throughput(found)
        for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
            if found.get(kind):
                shown[kind] = [_index(index, shown["BillingMode"]) for index in found[kind]]
        if found.get("StreamSpecification", {}).get("StreamEnabled"):
            shown["StreamSpecification"] = pick(found["StreamSpecification"], ("StreamViewType",))
        arn = found["TableArn"]
        shown["Tags"] = self.site.call("dynamodb", "list_tags_of_resource", ResourceArn=arn)["Tags"]
        return shown | self._extras(physical_id, found, properties)

    def _extras(self, name: str, found: dict[str, Any], properties: Properties) -> Properties:
        lived = self.site.call("dynamodb", "describe_time_to_live", TableName=name)["TimeToLiveDescription"]
        enabled = lived.get("TimeToLiveStatus") == "ENABLED"
        backups = self.site.call("dynamodb", "describe_continuous_backups", TableName=name)
        recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        on = recovery["PointInTimeRecoveryStatus"] == "ENABLED"
        stated = properties.get(_RECOVERY, {})
        shown: Properties = {_RECOVERY: {"PointInTimeRecoveryEnabled": on, **pick(recovery, without(stated))}}
        if "AttributeName" in lived:
            shown["TimeToLiveSpecification"] = {"AttributeName": lived["AttributeName"], "Enabled": enabled}
        if found.get("SSEDescription"):
            sse = found["SSEDescription"]
            shown["SSESpecification"] = {"SSEEnabled": sse["Status"] == "ENABLED", "SSEType": sse.get("SSEType")}
            if "KMSMasterKeyId" in properties.get("SSESpecification", {}):
                shown["SSESpecification"]["KMSMasterKeyId"] = sse.get("KMSMasterKeyArn")
            shown["SSESpecification"] = alike(shown["SSESpecification"], properties.get("SSESpecification", {}))
        return shown

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        for part in _alterations(old, new):
            self.site.call("dynamodb", "update_table", TableName=physical_id, **part)
        self._settle(physical_id, old, new)
        added, removed = label.changed(old, new)
        arn = self.site.arn("dynamodb", f"table/{physical_id}")
        if removed:
            self.site.call("dynamodb", "untag_resource", ResourceArn=arn, TagKeys=removed)
        if added:
            self.site.call("dynamodb", "tag_resource", ResourceArn=arn, Tags=label.as_pairs(added))

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("dynamodb", "delete_table", TableName=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        found = self.site.call("dynamodb", "describe_table", TableName=physical_id)["Table"]
        stream = {"StreamArn": found["LatestStreamArn"]} if found.get("LatestStreamArn") else {}
        return {"Arn": found["TableArn"], **stream}


def _alterations(old: Properties, new: Properties) -> list[dict[str, Any]]:
    """One UpdateTable each: DynamoDB takes one kind of change, and one index, at a time."""
    parts: list[dict[str, Any]] = []
    if differs(old, new, "BillingMode", "ProvisionedThroughput"):
        parts.append({"BillingMode": "PROVISIONED", **pick(new, ("BillingMode", "ProvisionedThroughput"))})
    if differs(old, new, "StreamSpecification"):
        if "StreamSpecification" in old:
            parts.append({"StreamSpecification": {"StreamEnabled": False}})
        if "StreamSpecification" in new:
            parts.append({"StreamSpecification": _stream(new)})
    if differs(old, new, "SSESpecification"):
        parts.append({"SSESpecification": _encryption(new)})
    for name, default in (("DeletionProtectionEnabled", False), ("TableClass", "STANDARD")):
        if differs(old, new, name):
            parts.append({name: new.get(name, default)})
    before = {index["IndexName"]: index for index in old.get("GlobalSecondaryIndexes", [])}
    after = {index["IndexName"]: index for index in new.get("GlobalSecondaryIndexes", [])}
    changes = [{"Delete": {"IndexName": name}} for name in before.keys() - after.keys()]
    for name, index in after.items():
        changes += _index_changes(name, before.get(name), index)
    defined = {"AttributeDefinitions": new.get("AttributeDefinitions", [])}
    return parts + [{**defined, "GlobalSecondaryIndexUpdates": [change]} for change in changes]


def _index_changes(name: str, before: Properties | None, after: Properties) -> list[dict[str, Any]]:
    if before is None:
        return [{"Create": after}]
    if same(before, after):
        return []
    if differs(before, after, "KeySchema", "Projection"):
        raise ProviderError(f"Cannot update GSI {name}'s properties other than its throughput: rename the index")
    throughput = after["ProvisionedThroughput"]
    return [{"Update": {"IndexName": name, "ProvisionedThroughput": throughput}}]


def _stream(properties: Properties) -> dict[str, Any]:
    return {"StreamEnabled": True, **pick(properties["StreamSpecification"], ("StreamViewType",))}


def _encryption(properties: Properties) -> dict[str, Any]:
    wanted = properties.get("SSESpecification", {"SSEEnabled": False})
    given = {"Enabled": wanted["SSEEnabled"]}
    return given | pick(wanted, ("SSEType", "KMSMasterKeyId"))


def _throughput(found: dict[str, Any]) -> dict[str, Any]:
    return pick(found["ProvisionedThroughput"], ("ReadCapacityUnits", "WriteCapacityUnits"))


def _index(found: dict[str, Any], billing: str) -> Properties:
    index = pick(found, ("IndexName", "KeySchema", "Projection"))
    if billing == "PROVISIONED" and "ProvisionedThroughput" in found:
        index["ProvisionedThroughput"] = _throughput(found)
    return index
