"""An SQS queue. What keeps failing goes to the queue's own dead-letter queue, not to `on_failure`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Ref, Sub, awslambda

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.declaration import declare
from generators.functions.grant import GRANTS
from generators.functions.site import FUNCTION
from generators.functions.trigger.mapping import filters
from generators.mapping import ScalingConfig
from generators.policy import allow
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

is_async = False
BATCH_SIZE = 10  # Lambda's own default
CONCURRENCY_MIN, CONCURRENCY_MAX = 2, 1000  # of ScalingConfig


def statements(site: Site, trigger: Trigger) -> list[JSON]:
    """Lambda polls under the function's role."""
    return [allow(GRANTS["queue"].read, arn_of(site.source_of(trigger)))]


def fragments(site: Site, trigger: Trigger) -> Iterator[Fragment]:
    queue = site.source_of(trigger)
    mapping = declare(
        awslambda.EventSourceMapping(
            names.logical_id("Queue", queue.key),
            EventSourceArn=Sub(arn_of(queue)),
            FunctionName=Ref(FUNCTION),
            BatchSize=trigger.batch_size or BATCH_SIZE,
            MaximumBatchingWindowInSeconds=trigger.batch_window_seconds or 0,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            **filters(trigger),
            **_scaling(site.function.settings.reserved_concurrency),
        ),
        source=site.function.source,
    )
    yield Fragment(unit=site.function.id, resources=(mapping,), after=site.deployed(queue))


def _scaling(reserved: int) -> dict[str, Any]:
    """No more pollers than the function may run: else throttles count as receives and end in the dead letters."""
    if not CONCURRENCY_MIN <= reserved <= CONCURRENCY_MAX:
        return {}
    return {"ScalingConfig": ScalingConfig(MaximumConcurrency=reserved)}
