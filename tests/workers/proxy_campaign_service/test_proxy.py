"""proxyCampaignService against a campaign service on loopback: what passes, what stays, how failures are named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workers.proxy_campaign_service.handler import handle

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workers.cloud import Context, Lines, Service


@pytest.fixture(autouse=True)
def campaign_service(environment: None, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_SERVICE_URL", service.url)


def request(path: str = "/campaigns/G5v", method: str = "GET", **headers: str) -> dict[str, Any]:
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "10.1.2.3", "userAgent": "x"}
    context = {"http": http, "stage": "$default", "requestId": "r"}
    return {"version": "2.0", "rawPath": path, "headers": headers, "requestContext": context, "isBase64Encoded": False}


def test_an_answer_passes_with_its_allowed_headers_only(
    environment: None, service: Service, context: Context, lines: Callable[[], Lines]
) -> None:
    upstream = {"Content-Type": "application/json", "ETag": '"1"', "Set-Cookie": "s=1", "X-Powered-By": "them"}
    service.answers = [(200, upstream, b'{"campaigns": []}')]
    carrier = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    asked = request(Accept="application/json", Cookie="secret", Authorization="Bearer t", traceparent=carrier)
    reply = handle(asked, context)
    assert (reply["statusCode"], reply["body"]) == (200, '{"campaigns": []}')
    assert reply["headers"] == {"content-type": "application/json", "etag": '"1"'}
    ((method, path, headers, _),) = service.asked
    assert (method, path) == ("GET", "/events/G5v/campaigns")
    assert (headers["authorization"], headers["accept"]) == ("Bearer t", "application/json")
    assert headers["traceparent"] == carrier
    assert "cookie" not in headers
    out = lines()
    assert out.message("request received")["eventId"] == "G5v"
    assert out.metric("OperationSucceeded", Operation="campaign.get") == 1
    assert "Bearer t" not in json.dumps(out.logs)


UPSTREAM = {
    "not found": ((404, {}, b"{}"), 404, None),
    "not modified": ((304, {}, b""), 304, None),
    "forbidden": ((403, {}, b"{}"), 403, None),
    "an error with its stack": ((500, {}, b"at Foo.bar"), 502, "bad_gateway"),
    "a redirect": ((302, {"Location": "http://127.0.0.1:9/internal"}, b""), 502, "bad_gateway"),
    "too many requests": ((429, {"Retry-After": "7"}, b""), 503, "unavailable"),
    "no text": ((200, {}, b"\xff\xfe"), 502, "bad_gateway"),
}


@pytest.mark.parametrize(("answer", "status", "error"), UPSTREAM.values(), ids=UPSTREAM)
def test_an_upstreams_answer_is_mapped(
    environment: None, service: Service, context: Context, answer: Any, status: int, error: str | None
) -> None:
    service.answers = [answer]
    reply = handle(request(), context)
    assert reply["statusCode"] == status
    assert "Foo.bar" not in reply["body"]
    assert "location" not in reply["headers"]
    if error:
        assert json.loads(reply["body"])["error"] == error
    if status == 503:
        assert reply["headers"]["retry-after"] == "7"


def test_a_lost_answer_is_asked_for_once_more_and_then_504(
    environment: None, service: Service, context: Context
) -> None:
    service.answers = [None]
    assert handle(request(), context)["statusCode"] == 200
    service.answers = [None, None]
    assert handle(request(), context)["statusCode"] == 504


def test_a_service_that_cannot_be_reached_is_502(
    environment: None, context: Context, lines: Callable[[], Lines], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPAIGN_SERVICE_URL", "http://127.0.0.1:9")
    assert handle(request(), context)["statusCode"] == 502
    assert lines().metric("OperationFailed", Operation="campaign.get") == 1


REFUSED = {
    "another path": (request("/events/G5v/campaigns"), 404),
    "another method": (request(method="POST"), 404),
    "an id that climbs": (request("/campaigns/.."), 400),
    "payload version 1.0": ({"resource": "/", "path": "/", "httpMethod": "GET", "requestContext": {}}, 400),
    "no request at all": ({}, 400),
}


@pytest.mark.parametrize(("event", "status"), REFUSED.values(), ids=REFUSED)
def test_any_other_request_is_refused_without_a_call(
    environment: None, service: Service, context: Context, event: dict[str, Any], status: int
) -> None:
    assert handle(event, context)["statusCode"] == status
    assert service.asked == []


def test_the_canarys_request_is_answered(environment: None, service: Service, context: Context) -> None:
    path = Path(__file__).parents[3] / "workers/proxy_campaign_service/event.json"
    assert handle(json.loads(path.read_text()), context)["statusCode"] == 200
    assert service.asked[0][1] == "/events/canary-0000/campaigns"
