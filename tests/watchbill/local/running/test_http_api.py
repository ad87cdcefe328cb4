"""HTTP APIs: routes, payload format 2.0, and what the caller sees of failures."""

from __future__ import annotations

import base64
import json

import pytest
import urllib3

from watchbill.local.running.route import Route, choose

HANDLER = """
def handle(event, context):
    keep(event)
    what = (event.get("queryStringParameters") or {}).get("do")
    if what == "raise":
        raise ValueError
    if what == "plain":
        return {"just": "this"}
    if what == "odd":
        return {"statusCode": "200"}
    if what == "binary":
        return {"statusCode": 200, "body": base64.b64encode(b"\\x00").decode(), "isBase64Encoded": True}
    return {"statusCode": 201, "headers": {"X-Made": "yes"}, "cookies": ["a=1", "b=2"], "body": "made"}
"""


@pytest.fixture
def url(bench):
    arn = bench.recorder(HANDLER)
    client = bench.client("apigatewayv2")
    api = client.create_api(Name="campaigns", ProtocolType="HTTP")["ApiId"]
    integration = client.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    client.create_route(ApiId=api, RouteKey="GET /campaigns/{eventId}", Target=f"integrations/{integration}")
    client.create_route(ApiId=api, RouteKey="POST /upload", Target=f"integrations/{integration}")
    return bench.runner.api_url("campaigns")


def test_a_request_becomes_an_event_in_format_2(bench, url):
    headers = {"X-Trace": "1", "Cookie": "a=1; b=2", "User-Agent": "test"}
    answer = urllib3.request("GET", f"{url}/campaigns/e%2F1?x=1&x=2&y=3", headers=headers)

    assert (answer.status, answer.data, answer.headers["X-Made"]) == (201, b"made", "yes")
    assert answer.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    (event,) = bench.kept()
    assert event["version"] == "2.0"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "GET /campaigns/{eventId}"
    assert event["rawQueryString"] == "x=1&x=2&y=3"
    assert event["queryStringParameters"] == {"x": "1,2", "y": "3"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert (event["headers"]["x-trace"], "cookie" in event["headers"]) == ("1", False)
    assert event["requestContext"]["http"]["method"] == "GET"
    assert event["requestContext"]["timeEpoch"] == 1772625600000
    assert (event["isBase64Encoded"], "body" in event) == (False, False)


def test_bodies_are_text_or_base64(bench, url):
    urllib3.request("POST", f"{url}/upload", body=b"{}", headers={"Content-Type": "application/json"})
    urllib3.request("POST", f"{url}/upload", body=b"\x00\x01", headers={"Content-Type": "image/png"})

    text, binary = bench.kept()
    assert (text["body"], text["isBase64Encoded"]) == ("{}", False)
    assert (base64.b64decode(binary["body"]), binary["isBase64Encoded"]) == (b"\x00\x01", True)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/campaigns/1?do=plain", 200, {"just": "this"}),
        ("/campaigns/1?do=raise", 500, {"message": "Internal Server Error"}),
        ("/campaigns/1?do=odd", 500, {"message": "Internal Server Error"}),
        ("/nowhere", 404, {"message": "Not Found"}),
        ("/campaigns/1/2", 404, {"message": "Not Found"}),
    ],
)
def test_what_the_caller_sees(url, path, status, body):
    answer = urllib3.request("GET", url + path)

    assert (answer.status, json.loads(answer.data)) == (status, body)


def test_binary_answers_are_decoded_and_throttles_are_503(bench, url):
    assert urllib3.request("GET", f"{url}/campaigns/1?do=binary").data == b"\x00"
    bench.client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    answer = urllib3.request("GET", f"{url}/campaigns/1", retries=False)
    assert (answer.status, json.loads(answer.data)) == (503, {"message": "Service Unavailable"})


ROUTES = [
    Route(key, key) for key in ("$default", "ANY /a/{proxy+}", "GET /a/{id}", "GET /a/b", "ANY /a/b", "POST /a/{id}/c")
]


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/a/b", "GET /a/b", {}),
        ("PUT", "/a/b", "ANY /a/b", {}),
        ("GET", "/a/x", "GET /a/{id}", {"id": "x"}),
        ("GET", "/a/x%20y", "GET /a/{id}", {"id": "x y"}),
        ("POST", "/a/x", "ANY /a/{proxy+}", {"proxy": "x"}),
        ("GET", "/a/x/y", "ANY /a/{proxy+}", {"proxy": "x/y"}),
        ("POST", "/a/x/c", "POST /a/{id}/c", {"id": "x"}),
        ("GET", "/b", "$default", {}),
    ],
)
def test_the_most_specific_route_wins(method, path, key, parameters):
    route, found = choose(ROUTES, method, path)

    assert (route.key, found) == (key, parameters)
