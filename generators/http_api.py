"""AWS::ApiGatewayV2::Api with its default stage. Routes come from whoever answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from troposphere import GetAtt, Ref, Tags, apigatewayv2, logs

from generators.declaration import declare

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.source import Source

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


def declare_api(
    name: str, description: str, marked: dict[str, str], *, per_second: float, burst: int, source: Source
) -> tuple[StackResource, ...]:
    """An HTTP API without routes: they come from whoever answers."""
    described: dict[str, Any] = {"Description": description} if description else {}
    body = apigatewayv2.Api(API, Name=name, ProtocolType="HTTP", Tags=marked, **described)
    # API Gateway may write to groups under this prefix without a resource policy for each.
    group = logs.LogGroup(
        ACCESS_LOGS,
        LogGroupName=f"/aws/vendedlogs/apis/{name}",
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
            ThrottlingBurstLimit=burst,
            ThrottlingRateLimit=per_second,
        ),
        Tags=marked,
    )
    return tuple(declare(resource, source=source) for resource in (body, group, stage))
