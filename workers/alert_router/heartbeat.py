"""The router's sign of life: Watchbill/Router Heartbeat, one a reconciliation that did all of its work."""

from __future__ import annotations

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

NAMESPACE = "Watchbill/Router"


def beat(router: str) -> None:
    """Write it. `router` is the function's deployed name, which is the router's."""
    emf = AmazonCloudWatchEMFProvider(namespace=NAMESPACE)
    emf.service = ""  # else POWERTOOLS_SERVICE_NAME becomes a dimension no alarm knows
    emf.add_dimension(name="Router", value=router)
    emf.add_metric(name="Heartbeat", unit="Count", value=1)
    emf.flush_metrics()
