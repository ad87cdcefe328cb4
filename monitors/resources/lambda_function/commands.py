"""Shell commands for looking into a function. `aws` v2, real names, read-only unless marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.command import Command
from monitors.resources.lambda_function import metrics
from monitors.shell import last_hour_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Spec
    from monitors.scope import Scope


def commands(resource: Resource[Spec], scope: Scope) -> tuple[Command, ...]:
    """Logs, configuration, triggers, lag; invoking by hand last."""
    return tuple(_commands(resource, scope.service.region))


def _commands(function: Resource[Spec], region: str) -> Iterator[Command]:
    name, settings = function.name, function.settings
    yield Command(
        title="Follow its log",
        line=f"aws logs tail {settings.log_group(name)} --follow --since 15m --region {region}",
        healthy="lines with level INFO, and platform.report events with status success",
    )
    yield Command(
        title="Its configuration and last update",
        line=f"aws lambda get-function-configuration --function-name {name} --region {region}",
        healthy=(
            f"State Active, LastUpdateStatus Successful, Timeout {settings.timeout_seconds}, "
            f"MemorySize {settings.memory_size_mb}; LastModified says when it was last deployed"
        ),
    )
    yield Command(
        title="Its invocations and errors in the last hour",
        # The operations manual lists functions here; that says nothing of invocations.
        line=last_hour_of(metrics.errors(function), region),
        healthy="a Sum of 0.0 in each of the points; no points at all mean no invocations",
    )
    if any(trigger.source in ("stream", "table", "queue") for trigger in settings.triggers):
        yield Command(
            title="Its event source mappings",
            line=f"aws lambda list-event-source-mappings --function-name {name} --region {region}",
            healthy="State Enabled, LastProcessingResult OK or “No records processed”",
        )
    if any(trigger.is_stream for trigger in settings.triggers):
        yield Command(
            title="How far it is behind its stream (ms)",
            line=last_hour_of(metrics.metric(function, "IteratorAge", "Maximum"), region),
            healthy="a Maximum of a few thousand ms; 3,600,000 is the hour that pages",
        )
    yield Command(
        title="Invoke it by hand with its canary event",
        # Version 2 of the CLI takes a payload as base64 unless told otherwise.
        line=(
            f"aws lambda invoke --function-name {name} --region {region} --cli-binary-format raw-in-base64-out "
            f"--payload file://{_event_file(settings)} output.json"
        ),
        healthy="StatusCode 200 and no FunctionError; output.json holds the answer",
        changes=True,
    )


def _event_file(settings: Spec) -> str:
    """`workers.load.handler.handle` → `workers/load/event.json`: it lies beside the handler."""
    module = (settings.handler or "").split(".")[:-2]
    return "/".join([*module, "event.json"])
