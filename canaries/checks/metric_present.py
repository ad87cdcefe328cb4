"""A metric in CloudWatch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from canaries.check import Check, Look, setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from canaries.context import Context
    from canaries.definition import Thing

MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class MetricPresent(Check):
    """The function's metric has a sum of at least so much in the last minutes, this run's own included.

    A point takes a minute or two to appear. So that a run need not wait for its own, those of the runs before count:
    with runs each five minutes, a metric that has stopped is noticed within `over_minutes`.
    """

    RIGHTS: ClassVar[Mapping[str, tuple[str, ...]]] = {"": ("cloudwatch:GetMetricStatistics",)}

    namespace: str = setting("The metric's namespace.")
    metric: str = setting("Its name.")
    dimension: str = setting("The dimension that holds the function's name.", default="FunctionName")
    function: Thing = setting("Whose metric; the function's own unless given.", refers="function")
    at_least: float = setting("The least sum.", default=1)
    over_minutes: int = setting("How far back.", default=15)

    def look(self, probe: Context, before: Any) -> Look:
        """One GetMetricStatistics."""
        now = datetime.fromtimestamp(probe.clock.now(), UTC)
        minute = now.replace(second=0, microsecond=0)
        reply = probe.clients("cloudwatch").get_metric_statistics(
            Namespace=self.namespace,
            MetricName=self.metric,
            Dimensions=[{"Name": self.dimension, "Value": self.function.name}],
            StartTime=minute - timedelta(minutes=self.over_minutes),
            EndTime=minute + timedelta(minutes=1),
            Period=MINUTE,
            Statistics=["Sum"],
        )
        total = sum(point["Sum"] for point in reply["Datapoints"])
        return Look(
            holds=bool(reply["Datapoints"]) and total >= self.at_least,
            expected=f"{self.metric} of at least {self.at_least:g} in {self.over_minutes} minutes",
            got=f"{total:g}" if reply["Datapoints"] else "no point",
        )
