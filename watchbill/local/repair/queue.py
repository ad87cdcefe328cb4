"""moto's SetQueueAttributes wipes the queue's policy, forgets RedriveAllowPolicy and takes any number."""

from __future__ import annotations

from typing import Any

from moto.sqs.exceptions import InvalidAttributeValue
from moto.sqs.models import Queue

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
_RANGES = {
    "DelaySeconds": (0, 900),
    "MessageRetentionPeriod": (60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": (0, 20),
    "VisibilityTimeout": (0, 43_200),
}


def apply() -> None:
    change, show = Queue._set_attributes, Queue.attributes  # noqa: SLF001 - the one place that all changes pass

    def _set_attributes(self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        for name, (least, most) in _RANGES.items():
            if name in attributes and not least <= int(attributes[name]) <= most:
                raise InvalidAttributeValue(name)
        kept = {} if "Policy" in attributes else {"Policy": getattr(self, "policy", None)}
        change(self, {**attributes, **kept}, now)

    def attributes(self: Any) -> dict[str, Any]:
        shown: dict[str, Any] = show.fget(self)  # type: ignore[attr-defined]
        return {name: value for name, value in shown.items() if name != "RedriveAllowPolicy" or value}

    Queue._set_attributes = _set_attributes  # type: ignore[method-assign] # noqa: SLF001
    Queue.attributes = property(attributes)  # type: ignore[assignment,method-assign]
    Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
    Queue.redrive_allow_policy = None  # type: ignore[attr-defined]
