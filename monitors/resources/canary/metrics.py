"""What the canary runner emits, once a run: Watchbill/Canaries by Canary.

SuccessPercent is 100 or 0, Duration in ms, FailedSteps a count. A run that is cut off emits nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.model.metric import Metric, dimensions

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.canary.spec import Spec

NAMESPACE = "Watchbill/Canaries"


def metric(canary: Resource[Spec], name: str, statistic: str, period: int = 60) -> Metric:
    """SuccessPercent, Duration or FailedSteps of one canary."""
    return Metric(
        namespace=NAMESPACE, name=name, dimensions=dimensions(Canary=canary.name), statistic=statistic, period=period
    )


def success(canary: Resource[Spec], statistic: str = "Average", period: int = 60) -> Metric:
    return metric(canary, "SuccessPercent", statistic, period)
