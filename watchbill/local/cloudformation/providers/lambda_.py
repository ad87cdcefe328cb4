"""Lambda: functions, versions and aliases."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider, ProviderError
from watchbill.local.cloudformation.shape import differs, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONFIGURATION = (
    "DeadLetterConfig", "Description", "Environment", "EphemeralStorage", "Handler", "KmsKeyArn", "Layers",
    "LoggingConfig", "MemorySize", "Role", "Runtime", "Timeout", "TracingConfig",
)  # fmt: skip
# What Lambda falls back to when a template drops a property.
_DEFAULTS: dict[str, Any] = {
    "DeadLetterConfig": {"TargetArn": ""},
    "Description": "",
    "Environment": {"Variables": {}},
    "EphemeralStorage": {"Size": 512},
    "KmsKeyArn": "",
    "Layers": [],
    "LoggingConfig": {"LogFormat": "Text"},
    "MemorySize": 128,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
}


class Function(Provider):
    TYPE = "AWS::Lambda::Function"
    REQUIRED = ("Code", "Role")
    OPTIONAL = (
        *(name for name in _CONFIGURATION if name != "Role"), "Architectures", "FunctionName", "PackageType",
        "RecursiveLoop", "ReservedConcurrentExecutions", "Tags",
    )  # fmt: skip
    IMMUTABLE = ("FunctionName", "PackageType")
    NAME = "FunctionName"
    ATTRIBUTES = ("Arn",)
    WRITE_ONLY = ("Code",)
    NOTE = "code from S3 or inline; images and VPC are refused"

    def create(self, properties: Properties) -> str:
        name = str(properties.get("FunctionName") or self.site.name(64))
        self.site.call(
            "lambda",
            "create_function",
            FunctionName=name,
            Code=self._code(properties),
            Tags=label.as_map(properties),
            **_to_api(pick(properties, (*_CONFIGURATION, "Architectures", "PackageType"))),
        )
        self._reserve(name, properties)
        self._bound(name, {}, properties)
        return name

    def _code(self, properties: Properties) -> dict[str, Any]:
        code = properties["Code"]
        if "ZipFile" in code:
            return {"ZipFile": _zipped(code["ZipFile"], str(properties.get("Handler", "index.handler")))}
        if "S3Bucket" not in code or "S3Key" not in code:
            raise ProviderError("Code must be ZipFile, or S3Bucket and S3Key")
        try:
            self.site.call("s3", "head_object", Bucket=code["S3Bucket"], Key=code["S3Key"])
        except ClientError as error:
            where = f"s3://{code['S3Bucket']}/{code['S3Key']}"
            raise ProviderError(
                f"Error occurred while GetObject. S3 Error Code: NoSuchKey. "
                f"S3 Error Message: The specified key does not exist ({where})."
            ) from error
        return pick(code, ("S3Bucket", "S3Key", "S3ObjectVersion"))

    def _reserve(self, name: str, properties: Properties) -> None:
        reserved = properties.get("ReservedConcurrentExecutions")
        if reserved is not None:
            self.site.call(
                "lambda",
                "put_function_concurrency",
                FunctionName=name,
                ReservedConcurrentExecutions=reserved,
            )

    def _bound(self, name: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "RecursiveLoop"):
            loop = new.get("RecursiveLoop", "Terminate")
            self.site.call("lambda", "put_function_recursion_config", FunctionName=name, RecursiveLoop=loop)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        found = self.site.call("lambda", "get_function", FunctionName=physical_id)
        configuration = found["Configuration"]
        shown = pick(configuration, (*_CONFIGURATION, "Architectures", "FunctionName", "PackageType"))
        if configuration.get("KMSKeyArn"):
            shown["KmsKeyArn"] = configuration["KMSKeyArn"]
        if "Layers" in shown:
            shown["Layers"] = [layer["Arn"] for layer in shown["Layers"]]
        for name in ("Environment", "LoggingConfig"):  # answered with members that nobody set
            if name in shown:
                stated = properties.get(name, {})
                shown[name] = {k: v for k, v in shown[name].items() if k in stated}
        shown["Tags"] = label.as_pairs(found.get("Tags", {}))
        bounds = self.site.call("lambda", "get_function_recursion_config", FunctionName=physical_id)
        shown["RecursiveLoop"] = bounds["RecursiveLoop"]
        reserved = found.get("Concurrency", {}).get("ReservedConcurrentExecutions")
        return shown | ({} if reserved is None else {"ReservedConcurrentExecutions": reserved})

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        if differs(old, new, "Code", "Architectures"):
            architectures = pick(new, ("Architectures",))
            code = self._code(new)
            self.site.call("lambda", "update_function_code", FunctionName=physical_id, **code, **architectures)
        changed = [name for name in _CONFIGURATION if differs(old, new, name)]
        wanted = {n: new.get(n, _DEFAULTS.get(n)) for n in changed if n in new or n in _DEFAULTS}
        if wanted:
            self.site.call("lambda", "update_function_configuration", FunctionName=physical_id, **_to_api(wanted))
        if differs(old, new, "ReservedConcurrentExecutions"):
            if "ReservedConcurrentExecutions" not in new:
                self.site.call("lambda", "delete_function_concurrency", FunctionName=physical_id)
            self._reserve(physical_id, new)
        self._bound(physical_id, old, new)
        added, removed = label.changed(old, new)
        arn = self.attributes(physical_id, new)["Arn"]
        if removed:
            self.site.call("lambda", "untag_resource", Resource=arn, TagKeys=removed)
        if added:
            self.site.call("lambda", "tag_resource", Resource=arn, Tags=added)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("lambda", "delete_function", FunctionName=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Arn": self.site.arn("lambda", f"function:{physical_id}")}


def _to_api(properties: Properties) -> dict[str, Any]:
    return {("KMSKeyArn" if name == "KmsKeyArn" else name): value for name, value in properties.items()}


def _zipped(source: str, handler: str) -> bytes:
    """Inline code as the archive CloudFormation makes of it: one file named after the handler's module."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        entry = zipfile.ZipInfo(f"{handler.partition('.')[0]}.py", date_time=(1980, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        content.writestr(entry, source)
    return archive.getvalue()


class Permission(Provider):
    TYPE = "AWS::Lambda::Permission"
    REQUIRED = ("Action", "FunctionName", "Principal")
    OPTIONAL = ("EventSourceToken", "FunctionUrlAuthType", "PrincipalOrgID", "SourceAccount", "SourceArn")
    IMMUTABLE = (*REQUIRED, *OPTIONAL)
    ATTRIBUTES = ("Id",)
    NOTE = "stored, never enforced when a function is invoked"

    def create(self, properties: Properties) -> str:
        identity = self.site.name(100)
        self.site.call("lambda", "add_permission", StatementId=identity, **properties)
        return identity

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        function = properties["FunctionName"]
        policy = json.loads(self.site.call("lambda", "get_policy", FunctionName=function)["Policy"])
        found = next((s for s in policy["Statement"] if s["Sid"] == physical_id), None)
        if found is None:
            return None
        principal = found["Principal"]
        shown = {"FunctionName": function, "Action": found["Action"]}
        shown["Principal"] = next(iter(principal.values())) if isinstance(principal, dict) else principal
        for test in found.get("Condition", {}).values():
            for key, value in test.items():
                name = _CONDITIONS.get(key.lower())
                if name:
                    shown[name] = value
        return shown

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Nothing can change in place."""

    def delete(self, physical_id: str, properties: Properties) -> None:
        function = properties["FunctionName"]
        self.site.call("lambda", "remove_permission", FunctionName=function, StatementId=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"Id": physical_id}


_CONDITIONS = {
    "aws:sourcearn": "SourceArn",
    "aws:sourceaccount": "SourceAccount",
    "aws:principalorgid": "PrincipalOrgID",
    "lambda:eventsourcetoken": "EventSourceToken",
    "lambda:functionurlauthtype": "FunctionUrlAuthType",
}


class Version(Provider):
    TYPE = "AWS::Lambda::Version"
    REQUIRED = ("FunctionName",)
    OPTIONAL = ("CodeSha256", "Description")
    IMMUTABLE = ("CodeSha256", "Description", "FunctionName")
    ATTRIBUTES = ("FunctionArn", "Version")
    WRITE_ONLY = ("CodeSha256",)

    def create(self, properties: Properties) -> str:
        function = properties["FunctionName"]
        known = {
            v["FunctionArn"]
            for v in self.site.pages("lambda", "list_versions_by_function", "Versions", FunctionName=function)
        }
        arn = str(self.site.call("lambda", "publish_version", **properties)["FunctionArn"])
        if arn in known:
            number = arn.rpartition(":")[2]
            raise ProviderError(
                f"A version for this Lambda function exists ( {number} ). Modify the function to create a new version."
            )
        return arn

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        function, _, version = physical_id.rpartition(":")
        found = self.site.call("lambda", "get_function_configuration", FunctionName=function, Qualifier=version)
        return {"FunctionName": properties["FunctionName"], "Description": found.get("Description", "")}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Nothing can change in place."""

    def delete(self, physical_id: str, properties: Properties) -> None:
        function, _, version = physical_id.rpartition(":")
        self.site.call("lambda", "delete_function", FunctionName=function, Qualifier=version)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"FunctionArn": physical_id, "Version": physical_id.rpartition(":")[2]}


class Alias(Provider):
    TYPE = "AWS::Lambda::Alias"
    REQUIRED = ("FunctionName", "FunctionVersion", "Name")
    OPTIONAL = ("Description", "RoutingConfig")
    IMMUTABLE = ("FunctionName", "Name")
    NAME = "Name"
    ATTRIBUTES = ("AliasArn",)

    def create(self, properties: Properties) -> str:
        return str(self.site.call("lambda", "create_alias", **_alias(properties))["AliasArn"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        function, name = properties["FunctionName"], properties["Name"]
        found = self.site.call("lambda", "get_alias", FunctionName=function, Name=name)
        shown = pick(found, ("Description", "FunctionVersion", "Name")) | {"FunctionName": function}
        weights = found.get("RoutingConfig", {}).get("AdditionalVersionWeights")
        if weights:
            pairs = [{"FunctionVersion": v, "FunctionWeight": w} for v, w in weights.items()]
            shown["RoutingConfig"] = {"AdditionalVersionWeights": pairs}
        return shown

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.site.call("lambda", "update_alias", **{"Description": "", **_alias(new)})

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("lambda", "delete_alias", FunctionName=properties["FunctionName"], Name=properties["Name"])

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {"AliasArn": physical_id}


def _alias(properties: Properties) -> dict[str, Any]:
    pairs = properties.get("RoutingConfig", {}).get("AdditionalVersionWeights", [])
    weights = {pair["FunctionVersion"]: float(pair["FunctionWeight"]) for pair in pairs}
    return {**properties, "RoutingConfig": {"AdditionalVersionWeights": weights}}
