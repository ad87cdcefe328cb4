"""The resources of one plan, with the look-ups that rules need, each built once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitors.model.plan import Service
    from monitors.model.resource import Resource


@dataclass(frozen=True, slots=True)
class Scope:
    """`resources` maps `kind/key` to a resource. `consumers` and `sources` follow triggers and redrive settings."""

    service: Service
    resources: Mapping[str, Resource[Any]]
    consumers: Mapping[str, tuple[Resource[Any], ...]] = field(default_factory=dict)
    """Functions triggered by a resource, by the resource's id (`kinesis_stream/scores`)."""
    sources: Mapping[str, tuple[Resource[Any], ...]] = field(default_factory=dict)
    """Queues and functions whose failures end in a queue, by that queue's id."""

    def get(self, kind: str, key: str) -> Resource[Any]:
        """Raises KeyError for what the spec lacks; references were checked before."""
        return self.resources[f"{kind}/{key}"]

    def of_kind(self, kind: str) -> list[Resource[Any]]:
        return [resource for resource in self.resources.values() if resource.kind == kind]


TRIGGER_KINDS = {
    "stream": "kinesis_stream",
    "queue": "sqs_queue",
    "bucket": "s3_bucket",
    "table": "dynamodb_table",
    "api": "http_api",
    "function": "lambda_function",
}
"""Which kind a trigger's or use's field names."""


def _gives_up_to(resource: Resource[Any]) -> set[str]:
    """Keys that a queue's or function's failures go to; those of buckets among them name no queue and do no harm."""
    redrive = getattr(resource.settings, "dead_letter_queue", None)
    failures = (trigger.on_failure for trigger in getattr(resource.settings, "triggers", ()))
    return {key for key in (redrive, *failures) if key is not None}


def build_scope(service: Service, resources: Iterable[Resource[Any]]) -> Scope:
    """Index resources, who consumes them, and whose dead letters they hold."""
    ordered = sorted(resources, key=lambda resource: resource.id)
    by_id = {resource.id: resource for resource in ordered}
    consumers: dict[str, list[Resource[Any]]] = defaultdict(list)
    sources: dict[str, list[Resource[Any]]] = defaultdict(list)
    for resource in ordered:
        for trigger in getattr(resource.settings, "triggers", ()):
            if trigger.source in TRIGGER_KINDS:
                known = consumers[f"{TRIGGER_KINDS[trigger.source]}/{getattr(trigger, trigger.source)}"]
                if resource not in known[-1:]:  # a function may have two triggers on one bucket
                    known.append(resource)
        for queue in _gives_up_to(resource):
            sources[f"sqs_queue/{queue}"].append(resource)
    return Scope(
        service,
        by_id,
        {key: tuple(value) for key, value in consumers.items()},
        {key: tuple(value) for key, value in sources.items()},
    )
