"""moto keeps every version of a metric filter, and no distribution of a subscription filter."""

from __future__ import annotations

from typing import Any

from moto.logs.metric_filters import MetricFilters
from moto.logs.models import SubscriptionFilter
from moto.logs.responses import LogsResponse


def apply() -> None:
    add, put, show = MetricFilters.add_filter, LogsResponse.put_subscription_filter, SubscriptionFilter.to_json

    def add_filter(
        self: Any, filter_name: str, filter_pattern: str, log_group_name: str, metric_transformations: str
    ) -> None:
        named = {"filterName": filter_name, "logGroupName": log_group_name}
        self.metric_filters = [known for known in self.metric_filters if not named.items() <= known.items()]
        add(self, filter_name, filter_pattern, log_group_name, metric_transformations)

    def put_subscription_filter(self: Any) -> str:
        answer = put(self)
        group = self.logs_backend.groups[self._get_param("logGroupName")]
        chosen = group.subscription_filters[self._get_param("filterName")]
        chosen.distribution = self._get_param("distribution") or "ByLogStream"
        return answer

    def to_json(self: Any) -> dict[str, Any]:
        return show(self) | {"distribution": getattr(self, "distribution", "ByLogStream")}

    MetricFilters.add_filter = add_filter  # type: ignore[method-assign]
    LogsResponse.put_subscription_filter = put_subscription_filter  # type: ignore[method-assign]
    SubscriptionFilter.to_json = to_json  # type: ignore[method-assign]
