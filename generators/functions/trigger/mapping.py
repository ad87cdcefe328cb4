"""AWS::Lambda::EventSourceMapping for sources with an iterator: Kinesis and DynamoDB streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Ref, Sub, awslambda

from generators.arn import arn_of
from generators.declaration import declare
from generators.functions.site import FUNCTION

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

BATCH_SIZE = 100  # Lambda's own default


def declare_stream_mapping(
    logical_id: str, site: Site, trigger: Trigger, source_arn: object, *, apart: bool = False
) -> StackResource:
    """Retries, age, bisection and a destination are always stated.

    By default a poisoned batch is tried until its records expire, and blocks its shard so long. `apart`: the
    mapping stands in another stack than its function, which it then names.
    """
    parked = site.parking.destination(trigger)
    optional: dict[str, Any] = {}
    if parked is not None:
        optional["DestinationConfig"] = awslambda.DestinationConfig(
            OnFailure=awslambda.OnFailure(Destination=Sub(arn_of(parked)))
        )
    if trigger.tumbling_window_seconds is not None:
        optional["TumblingWindowInSeconds"] = trigger.tumbling_window_seconds
    return declare(
        awslambda.EventSourceMapping(
            logical_id,
            EventSourceArn=source_arn,
            FunctionName=site.function.name if apart else Ref(FUNCTION),
            StartingPosition="TRIM_HORIZON",
            BatchSize=trigger.batch_size or BATCH_SIZE,
            MaximumBatchingWindowInSeconds=trigger.batch_window_seconds or 0,
            ParallelizationFactor=trigger.parallelization_factor,
            BisectBatchOnFunctionError=True,
            MaximumRetryAttempts=trigger.maximum_retries,
            MaximumRecordAgeInSeconds=trigger.maximum_age_seconds,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            **filters(trigger),
            **optional,
        ),
        source=site.function.source,
    )


def filters(trigger: Trigger) -> dict[str, Any]:
    """FilterCriteria, where the trigger has any."""
    if not trigger.filters:
        return {}
    return {"FilterCriteria": awslambda.FilterCriteria(Filters=[awslambda.Filter(Pattern=p) for p in trigger.filters])}
