"""What an OTLP endpoint receives: protobuf, decoded by OpenTelemetry's own classes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opentelemetry.proto.trace.v1.trace_pb2 import Span


def spans_of(headers: Mapping[str, str], body: bytes) -> list[Span]:
    """The spans of one call."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    content = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    request = ExportTraceServiceRequest.FromString(content)
    return [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
