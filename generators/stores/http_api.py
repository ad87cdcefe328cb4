"""AWS::ApiGatewayV2::Api with its default stage; routes come from generators/functions/trigger/api.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from troposphere import GetAtt, Ref, Tags, apigatewayv2, logs

from generators.artefact import Fragment
from generators.declaration import declare, tags

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.scope import Scope

API = "Api"
ACCESS_LOGS = "AccessLogs"
RETENTION_DAYS = 7  # as the functions' own logs, unless they say otherwise
ACCESS_FIELDS = {
    "requestId": "$context.requestId",
    "time": "$context.requestTimeEpoch",
    "method": "$context.httpMethod",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latencyMs": "$context.responseLatency",
    "integrationMs": "$context.integrationLatency",
    "integrationError": "$context.integrationErrorMessage",
    "error": "$context.error.message",
}
"""No caller's address, no path with ids: access logs tell of requests, not of people."""


def make(api: Resource[Any], scope: Scope) -> Fragment:
    """API, stage with throttling, and access logs."""
    marked = tags(scope.service, api)
    described = {"Description": api.settings.description} if api.settings.description else {}
    body = apigatewayv2.Api(API, Name=api.name, ProtocolType="HTTP", Tags=marked, **described)
    # API Gateway may write to groups under this prefix without a resource policy for each.
    group = logs.LogGroup(
        ACCESS_LOGS,
        LogGroupName=f"/aws/vendedlogs/apis/{api.name}",
        RetentionInDays=RETENTION_DAYS,
        Tags=Tags(marked),
    )
    stage = apigatewayv2.Stage(
        "Stage",
        ApiId=Ref(API),
        StageName="$default",
        AutoDeploy=True,
        AccessLogSettings=apigatewayv2.AccessLogSettings(
            DestinationArn=GetAtt(ACCESS_LOGS, "Arn"), Format=orjson.dumps(ACCESS_FIELDS).decode()
        ),
        DefaultRouteSettings=apigatewayv2.RouteSettings(
            DetailedMetricsEnabled=True,
            ThrottlingBurstLimit=api.settings.throttle_burst,
            ThrottlingRateLimit=api.settings.throttle_requests_per_second,
        ),
        Tags=marked,
    )
    return Fragment(
        unit=api.id, resources=tuple(declare(resource, source=api.source) for resource in (body, group, stage))
    )
