"""CloudWatch Logs: groups, saved queries, metric and subscription filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import capitalised, decapitalised, differs

if TYPE_CHECKING:
    from collections.abc import Mapping


class LogGroup(Provider):
    TYPE = "AWS::Logs::LogGroup"
    OPTIONAL = ("KmsKeyId", "LogGroupName", "RetentionInDays", "Tags")
    IMMUTABLE = ("LogGroupName",)
    NAME = "LogGroupName"
    ATTRIBUTES = ("Arn",)

    def create(self, properties: Properties) -> str:
        name = str(properties.get("LogGroupName") or self.site.name())
        key = {"kmsKeyId": properties["KmsKeyId"]} if "KmsKeyId" in properties else {}
        self.site.call("logs", "create_log_group", logGroupName=name, tags=label.as_map(properties), **key)
        self._retain(name, properties)
        return name

    def _retain(self, name: str, properties: Properties) -> None:
        days = properties.get("RetentionInDays")
        if days is None:
            self.site.call("logs", "delete_retention_policy", logGroupName=name)
        else:
            self.site.call("logs", "put_retention_policy", logGroupName=name, retentionInDays=days)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        groups = self.site.pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=physical_id)
        found = next((group for group in groups if group["logGroupName"] == physical_id), None)
        if found is None:
            return None
        arn = self.attributes(physical_id, properties)["Arn"].removesuffix(":*")
        tags = self.site.call("logs", "list_tags_for_resource", resourceArn=arn)["tags"]
        optional = {"RetentionInDays": found.get("retentionInDays"), "KmsKeyId": found.get("kmsKeyId")}
        shown = {name: value for name, value in optional.items() if value is not None}
        return {**shown, "LogGroupName": physical_id, "Tags": label.as_pairs(tags)}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "RetentionInDays"):
            self._retain(physical_id, new)
        if differs(old, new, "KmsKeyId"):
            if "KmsKeyId" in new:
                key = new["KmsKeyId"]
                self.site.call("logs", "associate_kms_key", logGroupName=physical_id, kmsKeyId=key)
            else:
                self.site.call("logs", "disassociate_kms_key", logGroupName=physical_id)
        added, removed = label.changed(old, new)
        arn = self.attributes(physical_id, new)["Arn"].removesuffix(":*")
        if removed:
            self.site.call("logs", "untag_resource", resourceArn=arn, tagKeys=removed)
        if added:
            self.site.call("logs", "tag_resource", resourceArn=arn, tags=added)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("logs", "delete_log_group", logGroupName=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": self.site.arn("logs", f"log-group:{physical_id}:*")}


class QueryDefinition(Provider):
    TYPE = "AWS::Logs::QueryDefinition"
    REQUIRED = ("Name", "QueryString")
    OPTIONAL = ("LogGroupNames", "QueryLanguage")
    ATTRIBUTES = ("QueryDefinitionId",)

    def create(self, properties: Properties) -> str:
        answer = self.site.call("logs", "put_query_definition", **_query(properties))
        return str(answer["queryDefinitionId"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        # The paginator of this listing exists only in newer botocore, so the prefix does the paging.
        prefix = str(properties.get("Name", ""))
        known = self.site.call("logs", "describe_query_definitions", queryDefinitionNamePrefix=prefix)
        found = [d for d in known["queryDefinitions"] if d["queryDefinitionId"] == physical_id]
        return capitalised(found[0]) if found else None

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("logs", "put_query_definition", queryDefinitionId=physical_id, **_query(new))

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("logs", "delete_query_definition", queryDefinitionId=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"QueryDefinitionId": physical_id}


def _query(properties: Properties) -> dict[str, Any]:
    names: dict[str, Any] = decapitalised(properties)
    return names


class MetricFilter(Provider):
    TYPE = "AWS::Logs::MetricFilter"
    REQUIRED = ("FilterPattern", "LogGroupName", "MetricTransformations")
    OPTIONAL = ("FilterName",)
    IMMUTABLE = ("FilterName", "LogGroupName")
    NAME = "FilterName"
    NOTE = "counted by the runner; no space-delimited patterns, no regular expressions"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("FilterName") or self.site.name())
        self.update(name, {}, properties)
        return name

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        group = properties["LogGroupName"]
        known = self.site.call("logs", "describe_metric_filters", logGroupName=group, filterNamePrefix=physical_id)[
            "metricFilters"
        ]
        found = [f for f in known if f["filterName"] == physical_id]
        if not found:
            return None
        transformations = [_transformation(t) for t in found[0]["metricTransformations"]]
        pattern = found[0].get("filterPattern", "")
        shown = {"FilterName": physical_id, "FilterPattern": pattern, "LogGroupName": group}
        return shown | {"MetricTransformations": transformations}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        transformations = [
            {**decapitalised(t), **({"dimensions": _dimension_map(t)} if "Dimensions" in t else {})}
            for t in new["MetricTransformations"]
        ]
        self.site.call(
            "logs",
            "put_metric_filter",
            logGroupName=new["LogGroupName"],
            filterName=physical_id,
            filterPattern=new["FilterPattern"],
            metricTransformations=transformations,
        )

    def delete(self, physical_id: str, properties: Properties) -> None:
        group = properties["LogGroupName"]
        self.site.call("logs", "delete_metric_filter", logGroupName=group, filterName=physical_id)


def _dimension_map(transformation: Properties) -> dict[str, str]:
    return {dimension["Key"]: dimension["Value"] for dimension in transformation["Dimensions"]}


def _transformation(found: dict[str, Any]) -> Properties:
    shown: Properties = {k[0].upper() + k[1:]: v for k, v in found.items() if k != "dimensions"}
    dimensions = found.get("dimensions") or {}
    pairs = [{"Key": key, "Value": value} for key, value in dimensions.items()]
    return shown | ({"Dimensions": pairs} if pairs else {})


class SubscriptionFilter(Provider):
    TYPE = "AWS::Logs::SubscriptionFilter"
    REQUIRED = ("DestinationArn", "FilterPattern", "LogGroupName")
    OPTIONAL = ("Distribution", "FilterName", "RoleArn")
    IMMUTABLE = ("FilterName", "LogGroupName")
    NAME = "FilterName"
    NOTE = "delivered by the runner to streams and functions; patterns as of metric filters"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("FilterName") or self.site.name())
        self.update(name, {}, properties)
        return name

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        group = properties["LogGroupName"]
        known = self.site.call("logs", "describe_subscription_filters", logGroupName=group)["subscriptionFilters"]
        found = next((f for f in known if f["filterName"] == physical_id), None)
        return capitalised({k: v for k, v in found.items() if v is not None}) if found else None

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("logs", "put_subscription_filter", **decapitalised({**new, "FilterName": physical_id}))

    def delete(self, physical_id: str, properties: Properties) -> None:
        group = properties["LogGroupName"]
        self.site.call("logs", "delete_subscription_filter", logGroupName=group, filterName=physical_id)
