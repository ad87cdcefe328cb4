"""The real roles allow what the workers' code calls: read from the source of all that a handler imports."""

from __future__ import annotations

import pytest

from generators.functions.parking import Parking
from generators.functions.role import declare_role
from generators.functions.site import Site
from monitors.scope import build_scope
from tests.generators.calls import calls, renamed
from tests.generators.templates import ROOT
from watchbill.reading import read_plan

PLAN = read_plan(ROOT / "config.yaml", "qa1")
FUNCTIONS = {entry.resource.key: entry.resource for entry in PLAN.of_kind("lambda_function")}
RENAMED = {
    "s3:HeadObject": "s3:GetObject",
    "lambda:Invoke": "lambda:InvokeFunction",
    "dynamodb:TransactWriteItems": "dynamodb:UpdateItem",
    "dynamodb:BatchExecuteStatement": None,  # score_store's other mode: off unless WRITE_MODE says so
}
"""Calls whose right has another name (Service Authorization Reference)."""


def rights(key: str) -> set[str]:
    """Tracing reads a key where the function is given one to read; the others never call for it."""
    settings = FUNCTIONS[key].settings
    unasked = set() if any(use.secret for use in settings.uses) else {"secretsmanager:GetSecretValue"}
    return renamed(calls(settings.handler), RENAMED) - unasked


@pytest.mark.parametrize("key", FUNCTIONS)
def test_a_role_allows_every_call_of_its_worker(key: str) -> None:
    scope = build_scope(PLAN.service, (entry.resource for entry in PLAN.resources))
    role = declare_role(Site(function=FUNCTIONS[key], scope=scope, parking=Parking(scope)))
    (policy,) = role.properties["Policies"]
    allowed = {action for statement in policy["PolicyDocument"]["Statement"] for action in statement["Action"]}
    assert rights(key) - allowed == set()


def test_the_scan_sees_calls_at_all() -> None:
    assert {"s3:GetObject", "kinesis:PutRecords", "lambda:InvokeFunction"} <= rights("loadScoresToStream")
