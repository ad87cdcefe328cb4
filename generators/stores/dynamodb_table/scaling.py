"""Application Auto Scaling of a provisioned table and its indexes: a target and a policy for reads and for writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, Sub, applicationautoscaling

from generators.declaration import declare
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import StackResource
    from monitors.model.resource import Resource
    from monitors.resources.dynamodb_table.spec import Spec


def declare_scaling(table: Resource[Spec], logical_id: str) -> Iterator[StackResource]:
    """Four resources for the table and for each index; `logical_id` is the table's in its stack."""
    places = [("Table", "table", f"table/${{{logical_id}}}")]
    places += [
        (names.logical_id("Index", index), "index", f"table/${{{logical_id}}}/index/{index}")
        for index in sorted(table.settings.indexes)
    ]
    for prefix, scope, resource_id in places:
        yield from _scale(table, prefix, scope, resource_id)


def _scale(table: Resource[Spec], prefix: str, scope: str, resource_id: str) -> Iterator[StackResource]:
    settings = table.settings
    for direction, capacity in (("Read", settings.read_capacity), ("Write", settings.write_capacity)):
        target = applicationautoscaling.ScalableTarget(
            f"{prefix}{direction}Target",
            MinCapacity=capacity.min,
            MaxCapacity=capacity.max,
            ResourceId=Sub(resource_id),
            ScalableDimension=f"dynamodb:{scope}:{direction}CapacityUnits",
            ServiceNamespace="dynamodb",
        )
        policy = applicationautoscaling.ScalingPolicy(
            f"{prefix}{direction}Scaling",
            PolicyName=f"{table.name}-{prefix}-{direction}".lower(),
            PolicyType="TargetTrackingScaling",
            ScalingTargetId=Ref(target),
            TargetTrackingScalingPolicyConfiguration=applicationautoscaling.TargetTrackingScalingPolicyConfiguration(
                TargetValue=capacity.target_percent,
                PredefinedMetricSpecification=applicationautoscaling.PredefinedMetricSpecification(
                    PredefinedMetricType=f"DynamoDB{direction}CapacityUtilization"
                ),
            ),
        )
        yield declare(target, source=table.source)
        yield declare(policy, source=table.source)
