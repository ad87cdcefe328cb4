"""A stream's row: records in and out, failed calls, how far readers are behind, how full the shards are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.kinesis_stream import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.kinesis_stream.spec import Spec
    from monitors.scope import Scope

CONSUMERS_DRAWN = 3


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation."""
    return _traffic(resource), _errors(resource), _latency(resource), _saturation(resource)


def console(resource: Resource[Spec], region: str) -> str:
    """The stream's page, monitoring tab."""
    home = f"{links.console(region)}/kinesis/home?region={region}"
    return f"{home}#/streams/details/{quote(resource.name)}/monitoring"


def _traffic(stream: Resource[Spec]) -> Chart:
    return Chart(
        signal=Signal.TRAFFIC,
        title="Records in and out",
        unit="records/min",
        lines=(
            Line(id="records_in", label="put", metric=metrics.metric(stream, "IncomingRecords", "Sum")),
            Line(
                id="records_out",
                label="read, all consumers",
                metric=metrics.metric(stream, "GetRecords.Records", "Sum"),
                tone=Tone.SECOND,
            ),
        ),
    )


def _errors(stream: Resource[Spec]) -> Chart:
    failed = metrics.metric(stream, "PutRecords.FailedRecords", "Sum")
    puts = metrics.metric(stream, "PutRecord.Success", "Average")
    gets = metrics.metric(stream, "GetRecords.Success", "Average")
    return Chart(
        signal=Signal.ERRORS,
        title="Failed calls",
        unit="%",
        lines=(
            Line(id="failed", label="records failed in batches", metric=failed, tone=Tone.WARNING, right=True),
            Line(id="puts", label="PutRecord.Success", metric=puts, hidden=True),
            Line(id="gets", label="GetRecords.Success", metric=gets, hidden=True),
            Line(id="failed_puts", label="failed puts", expression="100 * (1 - FILL(puts, 1))", tone=Tone.BAD),
            Line(id="failed_gets", label="failed reads", expression="100 * (1 - FILL(gets, 1))", tone=Tone.THIRD),
        ),
        rules=("puts_failing", "gets_failing", "batch_puts_failing"),
    )


def _latency(stream: Resource[Spec]) -> Chart:
    fan_out = stream.settings.enhanced_fan_out[:CONSUMERS_DRAWN]
    return Chart(
        signal=Signal.LATENCY,
        title="How far readers are behind",
        unit="ms",
        lines=(
            Line(id="age", label="iterator age", metric=metrics.iterator_age(stream)),
            *(
                Line(id=f"consumer_{index}", label=name, metric=metrics.fan_out_lag(stream, name), tone=Tone.SECOND)
                for index, name in enumerate(fan_out)
            ),
        ),
        rules=("consumer_lag", "fan_out_lag"),
    )


def _shards(count: int) -> str:
    return "shard" if count == 1 else "shards"


def _saturation(stream: Resource[Spec]) -> Chart:
    shards = stream.settings.shards
    writes = metrics.metric(stream, "WriteProvisionedThroughputExceeded", "Sum")
    reads = metrics.metric(stream, "ReadProvisionedThroughputExceeded", "Average")
    share = metrics.shard_share(stream, shards, 60) if shards is not None else ()
    return Chart(
        signal=Signal.SATURATION,
        title="Throttles (on-demand)" if shards is None else f"Use of {shards} {_shards(shards)}, throttles",
        unit="%",
        lines=(
            Line(id="writes_refused", label="writes throttled", metric=writes, tone=Tone.THROTTLE, right=True),
            Line(id="reads", label="reads throttled", metric=reads, hidden=True),
            Line(id="reads_refused", label="share of reads throttled", expression="100 * FILL(reads, 0)"),
            *(
                Line(
                    id=series.id,
                    label=series.label or series.id,
                    metric=series.metric,
                    expression=series.expression,
                    tone=Tone.WARNING,
                    hidden=not series.returns,
                )
                for series in share
            ),
        ),
        rules=("writes_throttled", "reads_throttled", "near_shard_limit"),
    )
