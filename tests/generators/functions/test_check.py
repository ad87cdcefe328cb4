"""Functions that no stack can be made for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generators.artefact import Build
from generators.functions import generate
from monitors.model.errors import PlanError
from monitors.model.plan import Plan, ResourcePlan
from monitors.model.resource import Resource
from monitors.resources.dynamodb_table.spec import Spec as Table
from monitors.resources.lambda_function.spec import Spec as Function
from monitors.resources.lambda_function.spec import Trigger
from monitors.resources.s3_bucket.spec import Spec as Bucket
from tests.generators.sample import PLACE, service

if TYPE_CHECKING:
    from monitors.spec.model import ResourceSpec


def resource(kind: str, key: str, settings: ResourceSpec, *, managed: bool = True) -> Resource[Any]:
    return Resource(
        kind=kind,
        key=key,
        name=f"shop-{key}",
        owner="team-orders",
        critical=False,
        managed=managed,
        settings=settings,
        source=PLACE,
    )


def plan(function: Function, *, table_managed: bool = True, managed: bool = True) -> Plan:
    resources = [
        resource("lambda_function", "load", function, managed=managed),
        resource("dynamodb_table", "demand", Table(stream=True), managed=table_managed),
        resource("s3_bucket", "files", Bucket()),
        resource("s3_bucket", "parked", Bucket()),
    ]
    return Plan(service=service(), resources=tuple(ResourcePlan(resource=one) for one in resources))


HANDLER = "workers.load.handler.handle"
LOOP = Trigger(bucket="files", on_failure="files")
FILES = Trigger(bucket="files", prefix="in/", on_failure="parked")
HOURLY = Trigger(schedule="rate(1 hour)", on_failure="files")


@pytest.mark.parametrize(
    ("function", "table_managed", "codes"),
    [
        pytest.param(Function(), True, ["function-without-handler"], id="nothing to deploy"),
        pytest.param(
            Function(handler=HANDLER, triggers=[Trigger(table="demand")]),
            False,
            ["unmanaged-table-stream"],
            id="a stream whose address only another tool knows",
        ),
        pytest.param(
            Function(handler=HANDLER, triggers=[LOOP]), True, ["parking-loop"], id="a loop over its own bucket"
        ),
        pytest.param(
            Function(handler=HANDLER, triggers=[FILES, HOURLY]),
            True,
            ["several-async-destinations"],
            id="two destinations where Lambda knows one",
        ),
        pytest.param(
            Function(triggers=[LOOP]), True, ["function-without-handler", "parking-loop"], id="everything at once"
        ),
    ],
)
def test_impossible_functions_are_refused_with_their_place(
    function: Function, *, table_managed: bool, codes: list[str]
) -> None:
    with pytest.raises(PlanError) as refused:
        list(generate(plan(function, table_managed=table_managed), Build()))
    assert [problem.code for problem in refused.value.problems] == codes
    assert all(problem.source == PLACE and problem.help for problem in refused.value.problems)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(
            Function(handler=HANDLER, triggers=[Trigger(bucket="files", prefix="in/", on_failure="files")]),
            id="parking in its own bucket, beside what invokes it",
        ),
        pytest.param(
            Function(handler=HANDLER, triggers=[Trigger(bucket="files", suffix=".csv", on_failure="files")]),
            id="parking in its own bucket, under another suffix",
        ),
        pytest.param(Function(handler=HANDLER, triggers=[FILES, FILES]), id="two triggers, one destination"),
    ],
)
def test_what_only_looks_impossible_is_made(function: Function) -> None:
    assert list(generate(plan(function), Build()))


def test_a_function_of_another_tool_is_not_made_nor_checked() -> None:
    assert list(generate(plan(Function(), managed=False), Build())) == []
