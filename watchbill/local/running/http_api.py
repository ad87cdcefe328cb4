"""HTTP APIs of API Gateway on loopback: route → function, in payload format 2.0."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from watchbill.local import clock
from watchbill.local.api.service import ACCOUNT
from watchbill.local.running.function import FunctionMissingError
from watchbill.local.running.outcome import Outcome, ThrottledError
from watchbill.local.running.route import Route, choose
from watchbill.local.server import LoopbackServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.invoker import Invoker

_TEXT = ("text/", "application/json", "application/javascript", "application/xml", "application/x-www-form-urlencoded")


class HttpApis:
    """One server an API, opened when its address is first asked for."""

    def __init__(self, cloud: EmbeddedCloud, invoker: Invoker) -> None:
        self._cloud = cloud
        self._invoker = invoker
        self._servers: dict[str, LoopbackServer] = {}

    def url(self, name: str) -> str:
        """Where the API of this id or name listens; its $default stage begins there. Raises KeyError."""
        apis = self._cloud.client("apigatewayv2").get_apis()["Items"]
        api = next((found["ApiId"] for found in apis if name in (found["ApiId"], found["Name"])), None)
        if api is None:
            raise KeyError(f"there is no HTTP API {name!r}")
        if api not in self._servers:
            self._servers[api] = LoopbackServer(HttpApi(self._cloud, self._invoker, api))
            self._servers[api].start()
        return self._servers[api].url

    def close(self) -> None:
        for server in self._servers.values():
            server.stop()
        self._servers.clear()


@dataclass(frozen=True, slots=True)
class HttpApi:
    """A WSGI application. Routes are read at each request: a deployment shows at once, as with AutoDeploy."""

    cloud: EmbeddedCloud
    invoker: Invoker
    api: str

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        return self._answer(request)(environ, start)

    def _answer(self, request: Request) -> Response:
        client = self.cloud.client("apigatewayv2")
        found = client.get_routes(ApiId=self.api)["Items"]
        routes = [Route(r["RouteKey"], r.get("Target", "").removeprefix("integrations/")) for r in found]
        # As sent: an encoded slash is part of a parameter, not of the path.
        raw = str(request.environ.get("RAW_URI", request.path)).partition("?")[0]
        chosen = choose(routes, request.method, raw)
        if chosen is None:
            return _message(404, "Not Found")
        route, parameters = chosen
        integration = client.get_integration(ApiId=self.api, IntegrationId=route.integration)
        event = _event(request, route.key, parameters, self.api, self.cloud.region)
        try:
            outcome = self.invoker.invoke(_function(integration["IntegrationUri"]), json.dumps(event).encode())
        except ThrottledError:
            return _message(503, "Service Unavailable")
        except FunctionMissingError:
            return _message(500, "Internal Server Error")
        if outcome.duration_ms > integration.get("TimeoutInMillis", 30_000):
            return _message(503, "Service Unavailable")
        return _response(outcome)


def _function(uri: str) -> str:
    """The ARN, from an integration's plain ARN or from arn:…:path/2015-03-31/functions/ARN/invocations."""
    return uri.partition("/functions/")[2].removesuffix("/invocations") or uri


def _event(request: Request, key: str, parameters: Mapping[str, str], api: str, region: str) -> dict[str, Any]:
    now = clock.utc()
    domain = f"{api}.execute-api.{region}.amazonaws.com"
    body, is_binary = _body(request)
    cookies = [part.strip() for part in request.headers.get("Cookie", "").split(";") if part.strip()]
    names = dict.fromkeys(name.lower() for name, _ in request.headers if name.lower() != "cookie")
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": key,
        "rawPath": request.path,
        "rawQueryString": request.query_string.decode(),
        "headers": {name: ",".join(request.headers.getlist(name)) for name in names},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": api,
            "domainName": domain,
            "domainPrefix": api,
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": request.environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
                "sourceIp": request.remote_addr or "127.0.0.1",
                "userAgent": request.headers.get("User-Agent", ""),
            },
            "requestId": uuid.uuid4().hex[:16],
            "routeKey": key,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
        "isBase64Encoded": is_binary,
    }
    query = {name: ",".join(values) for name, values in request.args.lists()}
    optional = {"cookies": cookies, "queryStringParameters": query, "pathParameters": dict(parameters), "body": body}
    return event | {name: value for name, value in optional.items() if value}


def _body(request: Request) -> tuple[str, bool]:
    data = request.get_data()
    if request.mimetype.startswith(_TEXT) or not data:
        return data.decode("utf-8", "replace"), False
    return base64.b64encode(data).decode(), True


def _response(outcome: Outcome) -> Response:
    """Payload 2.0: an answer without statusCode is the body itself."""
    answer = outcome.answer
    if outcome.error:
        return _message(500, "Internal Server Error")
    if not isinstance(answer, dict) or "statusCode" not in answer:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return Response(text, 200, content_type="application/json")
    body = answer.get("body") or ""
    if not isinstance(answer["statusCode"], int) or not isinstance(body, str):
        return _message(500, "Internal Server Error")
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    response = Response(data, answer["statusCode"], content_type="text/plain;charset=UTF-8")
    for name, value in (answer.get("headers") or {}).items():
        response.headers[name] = str(value)
    for cookie in answer.get("cookies") or ():
        response.headers.add("Set-Cookie", cookie)
    return response


def _message(status: int, text: str) -> Response:
    return Response(json.dumps({"message": text}), status, content_type="application/json")
