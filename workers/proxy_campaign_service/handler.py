"""Lambda entry of proxyCampaignService."""

from __future__ import annotations

from functools import partial
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from workers.proxy_campaign_service.campaigns import fetch
from workers.proxy_campaign_service.logic import Reply, problem
from workers.runtime.settings import ProxySettings
from workers.runtime.worker import Run, worker


@worker("proxyCampaignService", ProxySettings)
def handle(event: dict[str, Any], run: Run[ProxySettings]) -> dict[str, Any]:
    """Answer an API request (HTTP API or function URL, payload 2.0); never fail for an upstream's failure."""
    run.counters.add(RecordsIn=1)
    http = event.get("requestContext", {}).get("http")
    if not isinstance(http, dict) or "method" not in http:
        run.log.warning("request refused", cause="no requestContext.http")
        run.counters.add(RecordsInvalid=1)
        reply = problem(400, "unknown_event", "expected an HTTP API request of payload version 2.0")
        return {"statusCode": reply.status, "headers": reply.headers, "body": reply.body, "isBase64Encoded": False}
    return _app(run).resolve({"rawPath": http.get("path", "/"), "headers": {}, **event}, LambdaContext())


def _app(run: Run[ProxySettings]) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(strip_prefixes=[])
    app.not_found(lambda _: _response(problem(404, "not_found", "no such path")))
    app.get("/events/<event_id>/campaigns")(partial(_campaigns, app, run))
    return app


def _campaigns(app: APIGatewayHttpResolver, run: Run[ProxySettings], event_id: str) -> Response[str]:
    return _response(fetch(run, event_id, app.current_event.headers))


def _response(reply: Reply) -> Response[str]:
    return Response(status_code=reply.status, headers=dict(reply.headers), body=reply.body)
