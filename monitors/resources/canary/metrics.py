"""What a canary's run emits, once it is over. A run that is cut off emits nothing.

The runner of our own: Watchbill/Canaries by Canary, SuccessPercent 100 or 0, Duration in ms, FailedSteps a count.
CloudWatch Synthetics: CloudWatchSynthetics by CanaryName, the same but for Failed, which counts failed runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.canary.spec import Spec

NAMESPACE = "Watchbill/Canaries"
SYNTHETICS = "CloudWatchSynthetics"


def namespace(canary: Resource[Spec]) -> str:
    return SYNTHETICS if canary.settings.engine == "synthetics" else NAMESPACE


def metric(canary: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """SuccessPercent, Duration or FailedSteps of one canary."""
    if canary.settings.engine == "synthetics":
        name, place = ("Failed" if name == "FailedSteps" else name), dimensions(CanaryName=canary.name)
    else:
        place = dimensions(Canary=canary.name)
    return Metric(namespace=namespace(canary), name=name, dimensions=place, statistic=statistic, period=period)


def success(canary: Resource[Spec], statistic: str = "Average", period: int = 60) -> Metric:
    return metric(canary, "SuccessPercent", statistic, period)
