"""A bucket's row: requests, refused and failed ones, latency, bytes. Nothing without request metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.s3_bucket import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.s3_bucket.spec import Spec
    from monitors.scope import Scope


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation, or none."""
    if not resource.settings.request_metrics:
        return ()
    return _traffic(resource), _errors(resource), _latency(resource), _saturation(resource)


def console(resource: Resource[Spec], region: str) -> str:
    """The bucket's page, metrics tab."""
    return f"{links.console(region)}/s3/bucket/{quote(resource.name)}/metrics?region={region}"


def _traffic(bucket: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.TRAFFIC,
        title="Requests",
        unit="requests/min",
        lines=(
            Line(id="gets", label="gets", metric=metrics.metric(bucket, "GetRequests", "Sum")),
            Line(id="puts", label="puts", metric=metrics.metric(bucket, "PutRequests", "Sum"), tone=Tone.SECOND),
        ),
    )


def _errors(bucket: Resource[Spec]) -> Chart:
    failed = metrics.metric(bucket, "5xxErrors", "Average")
    refused = metrics.metric(bucket, "4xxErrors", "Average")
    return Chart(
        signal=Signal.ERRORS,
        title="Failed and refused requests",
        unit="%",
        lines=(
            Line(id="failed", label="5xx", metric=failed, hidden=True),
            Line(id="refused", label="4xx", metric=refused, hidden=True),
            Line(id="failed_share", label="5xx", expression="100 * FILL(failed, 0)", tone=Tone.BAD),
            Line(id="refused_share", label="4xx", expression="100 * FILL(refused, 0)", tone=Tone.WARNING),
        ),
        rules=("requests_failing", "requests_refused"),
    )


def _latency(bucket: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.LATENCY,
        title="Request latency",
        unit="ms",
        lines=tuple(
            Line(id=name, label=name, metric=metrics.metric(bucket, "TotalRequestLatency", name), tone=tone)
            for name, tone in (("p50", Tone.SECOND), ("p90", Tone.NEUTRAL), ("p99", Tone.THIRD))
        ),
    )


def _saturation(bucket: Resource[Spec]) -> Chart:
    read = metrics.metric(bucket, "BytesDownloaded", "Sum")
    written = metrics.metric(bucket, "BytesUploaded", "Sum")
    return Chart(
        signal=Signal.SATURATION,
        title="Bytes",
        unit="bytes/min",
        lines=(
            Line(id="down", label="read", metric=read),
            Line(id="up", label="written", metric=written, tone=Tone.SECOND),
        ),
    )
