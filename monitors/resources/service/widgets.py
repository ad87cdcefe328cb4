"""The service's row: what it shares with its account. Everything else stands in the rows of its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors import links
from monitors.model.widget import Chart, Line, Signal, Tone
from monitors.resources.service import metrics

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.service.spec import Spec
    from monitors.scope import Scope


def charts(resource: Resource[Spec], scope: Scope) -> tuple[Chart, ...]:
    """Traffic, errors, latency, saturation of the whole account; the account's table capacity fifth."""
    return (_traffic(), _errors(), _latency(), _saturation(), _capacity())


def console(resource: Resource[Spec], region: str) -> str:
    """All alarms of the region."""
    return f"{links.console(region)}/cloudwatch/home?region={region}#alarmsV2:"


def _traffic() -> Chart:
    return Chart(
        signal=Signal.TRAFFIC,
        title="Lambda invocations, whole account",
        unit="invocations/min",
        lines=(Line(id="calls", label="invocations", metric=metrics.lambda_account("Invocations", "Sum")),),
    )


def _errors() -> Chart:
    return Chart(
        signal=Signal.ERRORS,
        title="Errors, whole account",
        unit="errors",
        lines=(
            Line(id="user_errors", label="DynamoDB user errors", metric=metrics.dynamodb_user_errors(), tone=Tone.BAD),
            Line(id="errors", label="Lambda errors", metric=metrics.lambda_account("Errors", "Sum"), tone=Tone.WARNING),
        ),
        rules=("user_errors", "all_functions_failing"),
    )


def _latency() -> Chart:
    return Chart(
        signal=Signal.LATENCY,
        title="Lambda duration, whole account",
        unit="ms",
        lines=tuple(
            Line(id=name, label=name, metric=metrics.lambda_account("Duration", name), tone=tone)
            for name, tone in (("p50", Tone.SECOND), ("p90", Tone.NEUTRAL), ("p99", Tone.THIRD))
        ),
    )


def _saturation() -> Chart:
    return Chart(
        signal=Signal.SATURATION,
        title="Lambda concurrency, whole account",
        unit="executions",
        lines=(
            Line(id="claimed", label="claimed", metric=metrics.lambda_account("ClaimedAccountConcurrency", "Maximum")),
            Line(
                id="throttles",
                label="throttles",
                metric=metrics.lambda_account("Throttles", "Sum"),
                tone=Tone.THROTTLE,
                right=True,
            ),
        ),
        rules=("account_concurrency_near_limit",),
    )


def _capacity() -> Chart:
    return Chart(
        signal=Signal.SATURATION,
        title="DynamoDB capacity, whole account",
        unit="%",
        lines=tuple(
            Line(
                id=what.lower(),
                label=f"provisioned {what.lower()}s",
                metric=metrics.dynamodb_account(f"AccountProvisioned{what}CapacityUtilization", "Maximum"),
                tone=tone,
            )
            for what, tone in (("Read", Tone.NEUTRAL), ("Write", Tone.SECOND))
        ),
        rules=("account_capacity_near_limit",),
    )
