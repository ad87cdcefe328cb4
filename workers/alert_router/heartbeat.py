"""The router's sign of life, one a reconciliation that did all of its work.

A metric of its own for the alarm inside, Watchbill/Router Heartbeat; a request to an address for whoever watches from
outside the account and alarms when none comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from workers.runtime.rest import CallError, call

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.alert_router.dispatch import Log

NAMESPACE = "Watchbill/Router"
ANSWER_SECONDS = 3.0


def beat(router: str) -> None:
    """Write it. `router` is the function's deployed name, which is the router's."""
    emf = AmazonCloudWatchEMFProvider(namespace=NAMESPACE)
    emf.service = ""  # else POWERTOOLS_SERVICE_NAME becomes a dimension no alarm knows
    emf.add_dimension(name="Router", value=router)
    emf.add_metric(name="Heartbeat", unit="Count", value=1)
    emf.flush_metrics()


def beat_outside(address: Callable[[], str], log: Log) -> None:
    """Ask for the address once; what fails is logged, for the other side notices by itself.

    The address is a secret: whoever knows it can feign our life. It is in no log.
    """
    if problem := _asked(address):
        log.error("outside heartbeat failed", reason=problem)


def _asked(address: Callable[[], str]) -> str:
    try:
        status = call("GET", address(), headers={}, seconds=ANSWER_SECONDS).status
    except CallError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a secret that cannot be read must not undo a round that is done
        return type(error).__name__
    return "" if status < 300 else f"HTTP {status}"
