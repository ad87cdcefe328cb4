"""Lambda: where events come from and where failed ones go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import alike, differs, pick, without

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHANGEABLE = (
    "BatchSize", "BisectBatchOnFunctionError", "DestinationConfig", "Enabled", "FilterCriteria",
    "FunctionName", "FunctionResponseTypes", "MaximumBatchingWindowInSeconds", "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts", "MetricsConfig", "ParallelizationFactor", "ScalingConfig", "TumblingWindowInSeconds",
)  # fmt: skip
_SOURCES = {"kinesis", "dynamodb", "sqs"}


class EventSourceMapping(Provider):
    TYPE = "AWS::Lambda::EventSourceMapping"
    REQUIRED = ("EventSourceArn", "FunctionName")
    OPTIONAL = (
        *(name for name in _CHANGEABLE if name != "FunctionName"), "StartingPosition",
        "StartingPositionTimestamp", "Tags",
    )  # fmt: skip
    IMMUTABLE = ("EventSourceArn", "StartingPosition", "StartingPositionTimestamp")
    ATTRIBUTES = ("EventSourceMappingArn", "Id")
    NOTE = "from Kinesis, DynamoDB streams and SQS; the pollers deliver, not moto"

    def create(self, properties: Properties) -> str:
        self._check_source(properties)
        given = {**without(properties, "Tags"), "Tags": label.as_map(properties)}
        answer = self.site.call("lambda", "create_event_source_mapping", **given)
        return str(answer["UUID"])

    def _check_source(self, properties: Properties) -> None:
        """Lambda reads the source while making the mapping; moto takes some that are not there."""
        arn = str(properties["EventSourceArn"])
        service = arn.split(":")[2]
        if service not in _SOURCES:
            raise ProviderError(f"The embedded cloud does not emulate {service} as an event source")
        if service != "sqs" and "StartingPosition" not in properties:
            raise ProviderError("1 validation error detected: Value null at 'startingPosition' must not be null")
        try:
            self._touch(service, arn)
        except ClientError as error:
            message = error.response["Error"]["Message"]
            kind = "queue" if service == "sqs" else "stream"
            raise ProviderError(
                f"Cannot access {kind} {arn}. Please ensure the role can read from it and that it exists. ({message})"
            ) from error

    def _touch(self, service: str, arn: str) -> None:
        if service == "kinesis":
            self.site.call("kinesis", "describe_stream_summary", StreamARN=arn)
        elif service == "dynamodb":
            self.site.call("dynamodbstreams", "describe_stream", StreamArn=arn)
        else:
            self.site.call("sqs", "get_queue_url", QueueName=arn.rpartition(":")[2])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("lambda", "get_event_source_mapping", UUID=physical_id)
        shown = pick(found, self.allowed())
        shown["FunctionName"] = _as_stated(found["FunctionArn"], properties.get("FunctionName"))
        arn = found["EventSourceMappingArn"]
        shown["Tags"] = label.as_pairs(self.site.call("lambda", "list_tags", Resource=arn).get("Tags", {}))
        shown["Enabled"] = found["State"] in ("Enabled", "Enabling", "Creating", "Updating")
        for name in ("DestinationConfig", "FilterCriteria", "ScalingConfig"):
            if name in shown:
                shown[name] = alike(shown[name], properties.get(name, shown[name]))
        return shown

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        changed = [name for name in _CHANGEABLE if differs(old, new, name)]
        dropped = [name for name in changed if name not in new]
        wanted = pick(new, changed) | {n: _UNSET[n] for n in dropped if n in _UNSET}
        if wanted:
            self.site.call("lambda", "update_event_source_mapping", UUID=physical_id, **wanted)
        added, removed = label.changed(old, new)
        arn = self.attributes(physical_id, new)["EventSourceMappingArn"]
        if removed:
            self.site.call("lambda", "untag_resource", Resource=arn, TagKeys=removed)
        if added:
            self.site.call("lambda", "tag_resource", Resource=arn, Tags=added)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("lambda", "delete_event_source_mapping", UUID=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        arn = self.site.arn("lambda", f"event-source-mapping:{physical_id}")
        return {"EventSourceMappingArn": arn, "Id": physical_id}


# What UpdateEventSourceMapping must send to take a property back.
_UNSET: dict[str, Any] = {
    "BisectBatchOnFunctionError": False,
    "DestinationConfig": {},
    "Enabled": True,
    "FilterCriteria": {},
    "FunctionResponseTypes": [],
    "MaximumBatchingWindowInSeconds": 0,
    "MaximumRecordAgeInSeconds": -1,
    "MaximumRetryAttempts": -1,
    "ParallelizationFactor": 1,
    "ScalingConfig": {},
    "TumblingWindowInSeconds": 0,
}


def _as_stated(arn: str, stated: Any) -> str:
    """Templates name a function by name or ARN; the API always answers the ARN."""
    name = str(stated)
    return name if arn == name or arn.endswith(f":function:{name}") else arn


class EventInvokeConfig(Provider):
    TYPE = "AWS::Lambda::EventInvokeConfig"
    REQUIRED = ("FunctionName", "Qualifier")
    OPTIONAL = ("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
    IMMUTABLE = ("FunctionName", "Qualifier")
    NOTE = "for $LATEST only, which is all moto keeps"

    def create(self, properties: Properties) -> str:
        if properties["Qualifier"] != "$LATEST":
            raise ProviderError("The embedded cloud emulates EventInvokeConfig for Qualifier $LATEST only")
        self.update("", {}, properties)
        return self.site.name()

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        function = properties["FunctionName"]
        found = self.site.call("lambda", "get_function_event_invoke_config", FunctionName=function)
        shown = pick(found, self.OPTIONAL)
        if "DestinationConfig" in shown:
            shown["DestinationConfig"] = alike(shown["DestinationConfig"], properties.get("DestinationConfig", {}))
        return shown | pick(properties, self.REQUIRED)

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("lambda", "put_function_event_invoke_config", **without(new, "Qualifier"))

    def delete(self, physical_id: str, properties: Properties) -> None:
        function = properties["FunctionName"]
        self.site.call("lambda", "delete_function_event_invoke_config", FunctionName=function)
