"""Lambda entry of proxyCampaignService."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from workers.proxy_campaign_service.campaigns import fetch
from workers.proxy_campaign_service.logic import Reply, problem
from workers.runtime.settings import ProxySettings
from workers.runtime.worker import Run, worker

app = APIGatewayHttpResolver()


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
    app.context.update(run=run)
    return app.resolve({"rawPath": http.get("path", "/"), "headers": {}, **event}, LambdaContext())


@app.get("/campaigns/<event_id>")
def campaigns(event_id: str) -> Response[str]:
    """Answer with the event's campaigns, as the campaign service has them."""
    return _response(fetch(app.context["run"], event_id, app.current_event.headers))


@app.not_found
def not_found(_: Exception) -> Response[str]:
    """Answer any other path or method."""
    app.context["run"].counters.add(RecordsInvalid=1)
    return _response(problem(404, "not_found", "no such path"))


def _response(reply: Reply) -> Response[str]:
    return Response(status_code=reply.status, headers=dict(reply.headers), body=reply.body)
