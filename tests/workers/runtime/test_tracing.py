"""Tracing: free and still correlated when off; real OTLP, decoded, when on."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import boto3
import pytest

from tests.workers.event import kinesis, score
from tests.workers.otlp import spans_of
from workers.load_scores_to_dynamodb.handler import handle
from workers.runtime import tracing
from workers.runtime.traceparent import distinct, fresh, trace_id, valid

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.workers.cloud import Cloud, Context, Lines, Service

A = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03"
B = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"

FORMS = {
    "sampled and random flags": (A, True),
    "upper case": (A.upper(), False),
    "no trace id": ("00-" + "0" * 32 + "-b7ad6b7169203331-01", False),
    "no span id": ("00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01", False),
    "a line break": (A + "\n", False),
    "no text": (7, False),
}


@pytest.mark.parametrize(("text", "good"), FORMS.values(), ids=FORMS)
def test_a_traceparent_is_carried_only_when_well_formed(text: object, good: bool) -> None:
    assert (valid(text) is not None) == good


def test_one_carrier_a_trace_is_kept_and_no_more_than_asked() -> None:
    assert distinct([A, None, "x", B, A[:-2] + "01"]) == [A, B]
    assert distinct([A, B], limit=1) == [A]


def test_a_fresh_trace_takes_xrays_id_when_lambda_gives_one() -> None:
    xray = {"_X_AMZN_TRACE_ID": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}
    assert trace_id(fresh(xray)) == "5759e988bd862e3fe1be46a994272793"
    assert valid(fresh({})) is not None


@pytest.fixture
def collector(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", service.url)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=planted")
    service.default = lambda *_: (200, {}, b"")
    tracing._provider.cache_clear()
    return service


def spans(collector: Service) -> list[tuple[dict[str, str], list[object]]]:
    """Each call's headers and the spans in it, decoded."""
    assert {(method, path) for method, path, _, _ in collector.asked} <= {("POST", "/v1/traces")}
    return [(headers, spans_of(headers, body)) for _, _, headers, body in collector.asked]


def test_a_batch_of_one_trace_joins_it_and_carries_its_own_span_on(
    cloud: Cloud, collector: Service, context: Context, lines: Callable[[], Lines]
) -> None:
    handle(kinesis(score("a", traceparent=A), score("b", traceparent=A)), context)
    ((headers, (span,)),) = spans(collector)  # type: ignore[misc]
    assert headers["api-key"] == "planted"
    assert (span.name, span.trace_id.hex(), span.parent_span_id.hex()) == ("loadScoresToDynamoDB", A[3:35], A[36:52])
    assert lines().message("batch written")["trace_id"] == A[3:35]


def test_a_batch_of_many_traces_is_linked_to_each(cloud: Cloud, collector: Service, context: Context) -> None:
    handle(kinesis(score("a", traceparent=A), score("b", traceparent=B)), context)
    ((_, (span,)),) = spans(collector)  # type: ignore[misc]
    assert {link.trace_id.hex() for link in span.links} == {A[3:35], B[3:35]}
    assert span.trace_id.hex() not in {A[3:35], B[3:35]}


def test_a_collector_that_is_down_loses_spans_and_no_work(
    cloud: Cloud, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    tracing._provider.cache_clear()
    started = time.monotonic()
    assert handle(kinesis(score("a")), context) == {"batchItemFailures": []}
    assert time.monotonic() - started < tracing.EXPORT_SECONDS + 2


@pytest.mark.parametrize("known", [True, False], ids=["there", "not there"])
def test_a_key_comes_from_a_secret_and_its_loss_loses_spans_only(
    cloud: Cloud, collector: Service, context: Context, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_HEADERS")
    monkeypatch.setenv("OTEL_HEADERS_SECRET", "otlp-headers")
    if known:
        text = "api-key=of-the-secret,dd-otel-span-mapping={}"
        secrets = boto3.client("secretsmanager", endpoint_url=cloud.url)
        secrets.create_secret(Name="otlp-headers", SecretString=text)
    assert handle(kinesis(score("a", traceparent=A)), context) == {"batchItemFailures": []}
    assert [headers["api-key"] for headers, _ in spans(collector)] == (["of-the-secret"] if known else [])


def test_xrays_endpoint_is_signed(monkeypatch: pytest.MonkeyPatch, cloud: Cloud) -> None:
    import requests

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "https://xray.eu-west-1.amazonaws.com")
    session = tracing._session()
    assert isinstance(session, requests.Session)
    request = session.prepare_request(
        requests.Request("POST", "https://xray.eu-west-1.amazonaws.com/v1/traces", data=b"x")
    )
    assert "/eu-west-1/xray/aws4_request" in request.headers["Authorization"]


FOREIGN = ("pydantic", "aws_xray_sdk", "polars", "opentelemetry", "slack_sdk", "moto", "monitors", "generators")
HANDLERS = (
    "load_scores_to_dynamodb",
    "load_scores_to_stream",
    "process_saved_scores",
    "save_fanlist_scores",
    "save_entry_scoring",
    "verdict_reporter",
    "redrive_dead_letters",
    "proxy_campaign_service",
)


def test_importing_every_handler_imports_nothing_heavy() -> None:
    imports = "; ".join(f"import workers.{name}.handler" for name in HANDLERS)
    program = f"import sys; {imports}; print([name for name in {FOREIGN!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
