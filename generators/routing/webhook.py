"""POST /webhooks/slack and /webhooks/pagerduty: what people do there comes back. Believed only when it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import GetAtt, Ref, Sub, apigatewayv2, awslambda

from generators.arn import arn
from generators.crew import FUNCTION
from generators.declaration import declare, tags
from generators.http_api import API, declare_api

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

SIGNED = {"pagerduty": "webhook_secret", "slack": "signing_secret"}
"""The secret that signs what a channel posts to us, by channel."""
ANSWER_MS = 10_000
"""Slack waits 3 s, PagerDuty 5 s; the rest is for our own log to say what was slow."""
PER_SECOND, BURST = 20, 40
"""A storm of clicks at most. Anybody on the internet may post here, and each post is an invocation."""


def signed_channels(plan: Plan) -> tuple[str, ...]:
    """Channels of receivers that can prove what they post."""
    secrets = {(receiver.channel, name) for receiver in plan.receivers for name, _ in receiver.secrets}
    return tuple(channel for channel, name in sorted(SIGNED.items()) if (channel, name) in secrets)


def declare_webhooks(plan: Plan, router: Resource[object]) -> tuple[StackResource, ...]:
    """An HTTP API with a route a channel; nothing where no receiver has a secret to sign with."""
    channels = signed_channels(plan)
    if not channels:
        return ()
    api = declare_api(
        f"{router.name}-webhooks",
        "What Slack and PagerDuty report back",
        tags(plan.service, router),
        per_second=PER_SECOND,
        burst=BURST,
        source=router.source,
    )
    integration = apigatewayv2.Integration(
        "Webhooks",
        ApiId=Ref(API),
        IntegrationType="AWS_PROXY",
        IntegrationUri=GetAtt(FUNCTION, "Arn"),
        PayloadFormatVersion="2.0",
        TimeoutInMillis=ANSWER_MS,
    )
    routes = [resource for channel in channels for resource in _route(channel)]
    return (*api, *(declare(resource, source=router.source) for resource in (integration, *routes)))


def _route(channel: str) -> tuple[apigatewayv2.Route, awslambda.Permission]:
    name = channel.capitalize()
    return (
        apigatewayv2.Route(
            f"{name}Route", ApiId=Ref(API), RouteKey=f"POST /webhooks/{channel}", Target=Sub("integrations/${Webhooks}")
        ),
        awslambda.Permission(
            f"{name}Permission",
            Action="lambda:InvokeFunction",
            FunctionName=Ref(FUNCTION),
            Principal="apigateway.amazonaws.com",
            SourceArn=Sub(arn("execute-api", f"${{{API}}}/*/POST/webhooks/{channel}")),
        ),
    )
