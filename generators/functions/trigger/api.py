"""A route of an HTTP API. AWS makes up the API's id, so route and permission stand in the API's stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, Sub, apigatewayv2, awslambda

from generators.arn import arn, arn_of
from generators.artefact import Fragment
from generators.declaration import declare
from generators.http_api import API
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

is_async = False
TIMEOUT_MAX_MS = 30_000  # HTTP APIs wait no longer


def statements(site: Site, trigger: Trigger) -> list[JSON]:
    """API Gateway invokes by the function's resource policy."""
    return []


def fragments(site: Site, trigger: Trigger) -> Iterator[Fragment]:
    """Nothing for an API of another tool: its routes are that tool's."""
    api, function, route = site.source_of(trigger), site.function, str(trigger.route)
    if not api.managed:
        return
    integration, source = names.logical_id("Integration", function.key, route), function.source
    resources = (
        apigatewayv2.Integration(
            integration,
            ApiId=Ref(API),
            IntegrationType="AWS_PROXY",
            IntegrationUri=Sub(arn_of(function)),
            PayloadFormatVersion="2.0",
            TimeoutInMillis=TIMEOUT_MAX_MS,
        ),
        apigatewayv2.Route(
            names.logical_id("Route", function.key, route),
            ApiId=Ref(API),
            RouteKey=route,
            Target=Sub(f"integrations/${{{integration}}}"),
        ),
        awslambda.Permission(
            names.logical_id("Permission", function.key, route),
            Action="lambda:InvokeFunction",
            FunctionName=function.name,
            Principal="apigateway.amazonaws.com",
            SourceArn=Sub(arn("execute-api", f"${{{API}}}/*/{_path(route)}")),
        ),
    )
    yield Fragment(
        unit=api.id,
        resources=tuple(declare(resource, source=source) for resource in resources),
        after=site.deployed(function),
    )


def _path(route: str) -> str:
    """`GET /campaigns/{eventId}` → `GET/campaigns/{eventId}`, as API Gateway names the caller."""
    method, _, path = route.partition(" ")
    return f"{'*' if method == 'ANY' else method}{path}" if path else route
