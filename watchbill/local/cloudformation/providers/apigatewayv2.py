"""API Gateway HTTP APIs: api, integration, route, stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from watchbill.local.cloudformation import label
from watchbill.local.cloudformation.provider import Properties, Provider
from watchbill.local.cloudformation.shape import pick, without

if TYPE_CHECKING:
    from collections.abc import Mapping


class Api(Provider):
    TYPE = "AWS::ApiGatewayV2::Api"
    REQUIRED = ("Name", "ProtocolType")
    OPTIONAL = (
        "ApiKeySelectionExpression",
        "CorsConfiguration",
        "Description",
        "DisableExecuteApiEndpoint",
        "RouteSelectionExpression",
        "Tags",
        "Version",
    )
    IMMUTABLE = ("ProtocolType",)
    ATTRIBUTES = ("ApiEndpoint", "ApiId")
    TAGS_AS_MAP = True
    NOTE = "served on loopback by the runner: proxy integrations of functions, payload format 2.0"

    def create(self, properties: Properties) -> str:
        return str(self.site.call("apigatewayv2", "create_api", **properties)["ApiId"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        return pick(self.site.call("apigatewayv2", "get_api", ApiId=physical_id), self.allowed())

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        wanted = without(new, "ProtocolType", "Tags")
        self.site.call("apigatewayv2", "update_api", ApiId=physical_id, **wanted)
        if "CorsConfiguration" in old and "CorsConfiguration" not in new:
            self.site.call("apigatewayv2", "delete_cors_configuration", ApiId=physical_id)
        added, removed = label.changed(old, new)
        arn = f"arn:{self.site.partition}:apigateway:{self.site.region}::/apis/{physical_id}"
        if removed:
            self.site.call("apigatewayv2", "untag_resource", ResourceArn=arn, TagKeys=removed)
        if added:
            self.site.call("apigatewayv2", "tag_resource", ResourceArn=arn, Tags=added)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("apigatewayv2", "delete_api", ApiId=physical_id)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return pick(self.site.call("apigatewayv2", "get_api", ApiId=physical_id), self.ATTRIBUTES)


class _Part(Provider):
    """A part of an API that is known by the API's id and its own."""

    KIND: ClassVar[str]

    def _where(self, physical_id: str, properties: Properties) -> dict[str, str]:
        return {"ApiId": properties["ApiId"], f"{self.KIND.title()}Id": physical_id}

    def create(self, properties: Properties) -> str:
        answer = self.site.call("apigatewayv2", f"create_{self.KIND}", **properties)
        return str(answer[f"{self.KIND.title()}Id"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        where = self._where(physical_id, properties)
        found = self.site.call("apigatewayv2", f"get_{self.KIND}", **where)
        return pick(found, self.allowed()) | {"ApiId": properties["ApiId"]}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        where = self._where(physical_id, new)
        self.site.call("apigatewayv2", f"update_{self.KIND}", **{**new, **where})

    def delete(self, physical_id: str, properties: Properties) -> None:
        where = self._where(physical_id, properties)
        self.site.call("apigatewayv2", f"delete_{self.KIND}", **where)

    def attributes(self, physical_id: str, properties: Properties) -> Mapping[str, Any]:
        return {f"{self.KIND.title()}Id": physical_id}


class Integration(_Part):
    TYPE = "AWS::ApiGatewayV2::Integration"
    REQUIRED = ("ApiId", "IntegrationType")
    OPTIONAL = (
        "CredentialsArn",
        "Description",
        "IntegrationMethod",
        "IntegrationUri",
        "PassthroughBehavior",
        "PayloadFormatVersion",
        "RequestParameters",
        "TimeoutInMillis",
    )
    IMMUTABLE = ("ApiId",)
    ATTRIBUTES = ("IntegrationId",)
    KIND = "integration"


class Route(_Part):
    TYPE = "AWS::ApiGatewayV2::Route"
    REQUIRED = ("ApiId", "RouteKey")
    OPTIONAL = ("ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "OperationName", "Target")
    IMMUTABLE = ("ApiId",)
    ATTRIBUTES = ("RouteId",)
    KIND = "route"


class Stage(Provider):
    TYPE = "AWS::ApiGatewayV2::Stage"
    REQUIRED = ("ApiId", "StageName")
    OPTIONAL = (
        "AccessLogSettings",
        "AutoDeploy",
        "DefaultRouteSettings",
        "Description",
        "RouteSettings",
        "StageVariables",
        "Tags",
    )
    IMMUTABLE = ("ApiId", "StageName")
    NAME = "StageName"
    TAGS_AS_MAP = True
    NOTE = "an update deletes the stage and makes it again: moto has no UpdateStage"

    def create(self, properties: Properties) -> str:
        return str(self.site.call("apigatewayv2", "create_stage", **properties)["StageName"])

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        api = properties["ApiId"]
        found = self.site.call("apigatewayv2", "get_stage", ApiId=api, StageName=physical_id)
        return pick(found, self.allowed()) | {"ApiId": api}

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        self.delete(physical_id, old)
        self.create(new)

    def delete(self, physical_id: str, properties: Properties) -> None:
        self.site.call("apigatewayv2", "delete_stage", ApiId=properties["ApiId"], StageName=physical_id)
