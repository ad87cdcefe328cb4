"""The functions' log groups, what is counted in them, and the service's log stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Fragment
from generators.logs.delivery import declare_delivery, log_stream_of
from generators.logs.group import declare_group
from generators.logs.metric import declare_metric
from generators.logs.subscription import declare_subscription

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import Build
    from monitors.model.plan import Plan


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """Everything stands in the function's unit, but for the one role by which all logs are delivered."""
    stream = log_stream_of(plan)
    for entry in plan.resources:
        function = entry.resource
        if function.kind == "lambda_function" and function.managed:
            yield Fragment(unit=function.id, resources=(declare_group(plan.service, function),))
            if stream is not None and function.settings.use_log_stream:
                yield Fragment(
                    unit=function.id,
                    resources=(declare_subscription(plan.service, function, stream),),
                    after=("foundation", stream.id),
                )
        if entry.log_metrics:
            metrics = tuple(declare_metric(function, metric) for metric in entry.log_metrics)
            yield Fragment(unit=function.id, resources=metrics)
    if stream is not None:
        yield Fragment(unit="foundation", resources=(declare_delivery(plan.service, stream),))
