"""Spans: nothing when off, OpenTelemetry over OTLP when configured.

On when OTEL_TRACES_EXPORTER=otlp or OTEL_EXPORTER_OTLP_(TRACES_)ENDPOINT is set; docs/tracing.md says how for X-Ray,
New Relic and Datadog. An endpoint named `xray.<region>.amazonaws.com` is signed with the function's own credentials;
headers with a key come from the secret that OTEL_HEADERS_SECRET names. Off, a span costs about 1 µs and carries the
incoming traceparent on, so that `trace_id` still joins the logs of all workers.

No instrumentor is used: they carry no context over Kinesis or SQS and cost 0.18 ms a call (facts/workers.md §2).
"""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from workers.runtime import traceparent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import requests
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span as OtelSpan

# Lambda freezes the process after the reply, so the one span of an invocation is exported before it, without a
# thread, and with all its retries within this time.
EXPORT_SECONDS = 2.0


def configured(environ: Mapping[str, str]) -> bool:
    """Tell whether spans are exported."""
    exporter = environ.get("OTEL_TRACES_EXPORTER", "").lower()
    endpoint = environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or environ.get("OTEL_EXPORTER_OTLP_ENDPOINT")
    return exporter == "otlp" or (exporter != "none" and bool(endpoint))


class Span:
    """One invocation's span. Everything it sends onwards carries `traceparent`."""

    def __init__(self, name: str, service: str, carriers: Iterable[object] = ()) -> None:
        """Start the span: child of the carriers' trace when they share one, else linked to each of them."""
        found = traceparent.distinct(carriers)
        self._otel: OtelSpan | None = None
        self.traceparent = found[0] if len(found) == 1 else traceparent.fresh()
        if configured(os.environ):
            self._otel = _try(name, service, found)
        if self._otel is not None:
            context = self._otel.get_span_context()
            self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"

    @property
    def trace_id(self) -> str:
        """The trace's id, 32 hexadecimal digits."""
        return traceparent.trace_id(self.traceparent)

    def note(self, **attributes: str | int | float) -> None:
        """Add attributes, such as counts."""
        if self._otel is not None:
            self._otel.set_attributes(attributes)

    def end(self, error: BaseException | None = None) -> None:
        """End the span and export it; an endpoint that is down costs 2 s and the span, not the work."""
        if self._otel is None:
            return
        if error is not None:
            from opentelemetry.trace import StatusCode

            self._otel.record_exception(error)
            self._otel.set_status(StatusCode.ERROR)
        self._otel.end()


def _try(name: str, service: str, carriers: list[str]) -> OtelSpan | None:
    """Start a span; without its secret there is none this time, and the work goes on."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return _start(name, service, carriers)
    except (BotoCoreError, ClientError) as error:
        logging.getLogger(__name__).warning("no span: OTEL_HEADERS_SECRET cannot be read: %s", error)
        return None


def _start(name: str, service: str, carriers: list[str]) -> OtelSpan:
    from opentelemetry.trace import Link, SpanKind, get_current_span

    contexts = [_context(carrier) for carrier in carriers]
    parent = contexts[0] if len(contexts) == 1 else None
    links = [] if parent else [Link(get_current_span(context).get_span_context()) for context in contexts]
    tracer = _provider(service).get_tracer("workers")
    return tracer.start_span(name, context=parent, kind=SpanKind.CONSUMER, links=links)


def _context(carrier: str) -> Context:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    # An unsampled flag only says that the sender exported nothing; the trace is still wanted here.
    sampled = carrier[:-2] + f"{int(carrier[-2:], 16) | 1:02x}"
    return TraceContextTextMapPropagator().extract({"traceparent": sampled})


@lru_cache(maxsize=4)
def _provider(service: str) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor

    function = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", service)
    resource = Resource.create({"service.name": service, "faas.name": function})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(session=_session(), headers=_headers(), timeout=EXPORT_SECONDS)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


def _headers() -> Mapping[str, str] | None:
    """Return those of the secret, written as OTEL_EXPORTER_OTLP_HEADERS would be; None: what that variable says."""
    name = os.environ.get("OTEL_HEADERS_SECRET")
    if not name:
        return None
    from opentelemetry.util.re import parse_env_headers

    from workers.runtime.client import client

    text: str = client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    return parse_env_headers(text, liberal=True)


def _session() -> requests.Session | None:
    """Return a signing session when the endpoint is X-Ray's, else None for the exporter's own."""
    endpoint = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    host = (urlsplit(endpoint).hostname or "").split(".")
    if host[0] != "xray" or host[2:3] != ["amazonaws"]:
        return None
    from workers.runtime.xray_session import signing_session

    return signing_session(region=host[1])
