"""What a plan costs: by the metrics that alarms read, not by the alarms."""

from __future__ import annotations

import pytest

from monitors import prices
from monitors.cost import Item, canary_engines, estimate, price_of, router_lines
from monitors.model.alarm import Alarm, Comparison, CompositeAlarm, Condition, Links, MissingData, Priority, Severity
from monitors.model.log_metric import LogMetric
from monitors.model.metric import Metric, Series, math, single
from monitors.model.plan import Plan, ResourcePlan, Service
from monitors.model.resource import Resource
from monitors.model.source import NOWHERE
from tests.monitors.sample import sample_plan

ERRORS = Metric(namespace="AWS/Lambda", name="Errors", statistic="Sum")
CALLS = Metric(namespace="AWS/Lambda", name="Invocations", statistic="Sum")
OWN = Metric(namespace="VerifiedFan/Workers", name="RecordsIn", statistic="Sum")
BAND = math("ANOMALY_DETECTION_BAND(m1, 2)", m1=ERRORS)


def an_alarm(name: str, series: tuple[Series, ...], rule: str = "lambda_function.error_rate_high") -> Alarm:
    return Alarm(
        name=name, rule=rule, kind="lambda_function", resource="load", incident=name, priority=Priority.HIGH,
        severity=Severity.P2, owner="team", description="", links=Links(), tags=(), source=NOWHERE, tells_alarm=True,
        tells_ok=True,
        condition=Condition(
            series=series, comparison=Comparison.GREATER, threshold=5, unit="%", evaluation_periods=5,
            datapoints_to_alarm=5, missing_data=MissingData.NOT_BREACHING,
        ),
    )  # fmt: skip


def a_composite(name: str) -> CompositeAlarm:
    return CompositeAlarm(
        name=name, rule="service.all_functions_failing", kind="service", resource="vf", incident=name,
        rule_expression="ALARM(a)", children=("a",), priority=Priority.HIGH, severity=Severity.P1, owner="team",
        description="", links=Links(), tags=(), source=NOWHERE,
    )  # fmt: skip


def a_plan(*alarms: Alarm, composites: tuple[CompositeAlarm, ...] = (), logs: tuple[LogMetric, ...] = ()) -> Plan:
    service = Service(
        name="vf", product="prd", environment="qa1", region="us-east-1", owner="team", runbooks_url="",
        repository_url="", documentation_url="", teams=(), spec_file="config.yaml", spec_digest="0",
    )  # fmt: skip
    resource: Resource[None] = Resource(
        kind="lambda_function", key="load", name="load", owner="team", critical=False, managed=True, settings=None,
        source=NOWHERE,
    )  # fmt: skip
    entry = ResourcePlan(resource=resource, alarms=alarms, composites=composites, log_metrics=logs)
    return Plan(service=service, resources=(entry,))


@pytest.mark.parametrize(
    ("series", "price"),
    [
        (single(ERRORS), 0.10),
        (math("100*e/c", e=ERRORS, c=CALLS), 0.20),
        (single(ERRORS.at(period=10)), 0.30),
        (BAND, 0.30),
        (math("m1+m2+m3", m1=ERRORS, m2=CALLS, m3=OWN), 0.30),
    ],
    ids=["one-metric", "rate-of-two", "high-resolution", "anomaly-band", "three"],
)
def test_an_alarm_costs_as_much_as_it_reads(series: tuple[Series, ...], price: float) -> None:
    assert price_of(an_alarm("a", series)) == pytest.approx(price)


def test_a_bill_has_a_line_for_everything_and_groups_add_up() -> None:
    log = LogMetric(name="oom", log_group="g", pattern="", metric=OWN)
    plan = a_plan(
        an_alarm("a", math("100*e/c", e=ERRORS, c=CALLS)),
        an_alarm("b", single(OWN), rule="lambda_function.out_of_memory"),
        composites=(a_composite("c"),),
        logs=(log,),
    )
    bill = estimate(plan, dashboards=("overview", "lambda"))
    assert {item: round(sum(line.price for line in bill.of(item)), 2) for item in Item} == {
        Item.ALARM: 0.30, Item.COMPOSITE: 0.50, Item.DASHBOARD: 6.00, Item.CUSTOM_METRIC: 0.30,
        Item.CANARY: 0, Item.ROUTER: 0,
    }  # fmt: skip
    assert bill.total == pytest.approx(7.10)
    for field in ("rule", "kind", "resource", "item"):
        assert sum(line.price for lines in bill.by(field).values() for line in lines) == pytest.approx(bill.total)
    assert list(bill.by("rule"))[:2] == ["", "service.all_functions_failing"]


def test_a_custom_metric_is_paid_once_however_many_alarms_read_it() -> None:
    bill = estimate(a_plan(*(an_alarm(f"a{n}", single(OWN)) for n in range(3))))
    assert len(bill.of(Item.CUSTOM_METRIC)) == 1


@pytest.mark.parametrize(
    ("count", "price"),
    [(0, 0), (1, 0.30), (10_000, 3_000), (10_001, 3_000.10), (250_000, 27_000), (1_000_001, 64_500.02)],
)
def test_custom_metrics_get_cheaper_by_tiers(count: int, price: float) -> None:
    assert prices.custom_metrics(count) == pytest.approx(price)


def test_the_alarms_of_a_real_bill() -> None:
    """206 standard alarm metrics were billed at 19.62 USD, 10 of them free."""
    assert prices.alarm(206 - 10, 60) == pytest.approx(19.62, abs=0.05)


def test_a_router_costs_its_rounds_and_polls_though_nothing_happens():
    """By hand: 43,200 rounds of 0.25 GB s and three requests each, and fifteen polls a minute."""
    by_hand = 43_200 * (0.25 * 0.0000133334 + 0.0000002 + 0.000001 + 3 * 0.00001 + 3 * 0.000000125 + 15 * 0.0000004)
    (line,) = router_lines(sample_plan())
    assert (line.item, line.price) == (Item.ROUTER, pytest.approx(by_hand))


@pytest.mark.parametrize(
    ("engine", "every_minutes", "price"), [("synthetics", 5, 10.368), ("lambda", 5, 0.298), ("synthetics", 60, 0.864)]
)
def test_a_canary_costs_by_its_engine_and_its_runs(engine: str, every_minutes: int, price: float) -> None:
    assert prices.canary(engine, every_minutes) == pytest.approx(price, rel=0.01)


def test_a_bill_has_a_line_a_canary_and_says_what_the_other_engine_would_cost() -> None:
    plan = sample_plan()
    lines = estimate(plan).of(Item.CANARY)
    assert {line.resource for line in lines} == {"consume", "load", "follow", "post"}
    engines = canary_engines(plan)
    assert engines["lambda"] == pytest.approx(sum(line.price for line in lines), abs=0.01)
    assert engines["synthetics"] == pytest.approx(4 * 10.368, abs=0.01)
    assert canary_engines(a_plan()) == {}
