"""Small plans made by hand, for generators that are tested apart from spec and catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.model.alarm import Alarm, Comparison, Condition, Links, MissingData, Part, Priority, Severity
from monitors.model.essay import Essay, RuleFacts
from monitors.model.metric import Metric, dimensions, math, single
from monitors.model.plan import Plan, ResourcePlan, Service, Team
from monitors.model.resource import Resource
from monitors.model.source import Source
from monitors.model.widget import Chart, Line, Row, Signal, Threshold
from monitors.resources.lambda_function.spec import Spec

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACE = Source("config.yaml", 7, 3)
ESSAY = Essay(
    symptom="Too many invocations fail",
    watches="Errors.",
    hurts="Records are retried. They end in the failure destination.",
    wrong_when="A load test runs.",
    first=("Read the newest error.", "Look for a deployment."),
    then=("Roll back.",),
    prevent=("Validate input.",),
    form="A ratio behind a guard.",
)
RULE = RuleFacts(
    id="lambda_function.error_rate_high",
    title="Error rate high",
    priority=Priority.HIGH,
    severity=Severity.P2,
    source="https://docs.aws.amazon.com/lambda/",
    essay=ESSAY,
)


def service() -> Service:
    return Service(
        name="orders",
        product="shop",
        environment="qa1",
        region="us-east-1",
        owner="team-orders",
        runbooks_url="https://git.example/runbooks",
        repository_url="https://git.example",
        documentation_url="",
        teams=(
            Team(
                name="team-orders", channel="#orders", on_call="PagerDuty: orders", escalation=("Ann", "Bo"), email=""
            ),
        ),
        spec_file="config.yaml",
        spec_digest="0123456789ab",
    )


def errors(name: str, period: int = 60) -> Metric:
    return Metric(
        namespace="AWS/Lambda", name="Errors", dimensions=dimensions(FunctionName=name), statistic="Sum", period=period
    )


def alarm(key: str, *, part: Part = Part.TRIP, priority: Priority = Priority.HIGH, ratio: bool = False) -> Alarm:
    name = f"shop-qa1-{key}"
    incident = f"shop-qa1-lambda-{key}-error-rate-high"
    watched = math("100 * e / c", label="error rate", e=errors(name), c=errors(name)) if ratio else single(errors(name))
    return Alarm(
        name=incident if part is Part.TRIP else f"{incident}-{part}",
        rule=RULE.id,
        kind="lambda_function",
        resource=key,
        incident=incident,
        condition=Condition(
            series=watched,
            comparison=Comparison.GREATER,
            threshold=5,
            unit="%",
            evaluation_periods=5,
            datapoints_to_alarm=3,
            missing_data=MissingData.NOT_BREACHING,
            part=part,
        ),
        priority=priority,
        severity=Severity.P2,
        owner="team-orders",
        description="Lambda function: error rate high.",
        links=Links(runbook="https://git.example/runbooks/x.md", dashboard="https://console.example/d"),
        tags=(("watchbill:rule", RULE.id),),
        source=PLACE,
        tells_alarm=part is not Part.HOLD,
        tells_ok=part is Part.HOLD,
    )


def row(key: str, alarms: Iterable[Alarm]) -> Row:
    thresholds = tuple(
        Threshold(
            alarm=a.name,
            value=5,
            label="page: > 5 %" if a.tells_alarm else "not recovered: ≥ 1 %",
            pages=True,
            above=True,
        )
        for a in alarms
    )
    return Row(
        title=f"Lambda function {key}",
        links=(("console", "https://console.example"),),
        charts=tuple(
            Chart(
                signal=signal,
                title=signal.value.capitalize(),
                unit="count",
                lines=(Line(id="m1", label=signal.value, metric=errors(f"shop-qa1-{key}")),),
                thresholds=thresholds if signal is Signal.ERRORS else (),
            )
            for signal in Signal
        ),
    )


def function(key: str, *, critical: bool = False) -> Resource[Any]:
    return Resource(
        kind="lambda_function",
        key=key,
        name=f"shop-qa1-{key}",
        owner="team-orders",
        critical=critical,
        managed=True,
        settings=Spec(),
        source=PLACE,
    )


def entry(key: str, *, critical: bool = False, alarms: Iterable[Alarm] | None = None) -> ResourcePlan:
    made = tuple(alarms) if alarms is not None else (alarm(key), alarm(key, part=Part.HOLD))
    return ResourcePlan(resource=function(key, critical=critical), alarms=made, row=row(key, made))


def plan(*entries: ResourcePlan) -> Plan:
    return Plan(
        service=service(),
        resources=tuple(sorted(entries, key=lambda e: (e.resource.kind, e.resource.key))),
        rules={RULE.id: RULE},
    )
