"""The real roles allow what the workers' code calls: read from the source of everything that a handler imports."""

from __future__ import annotations

import re

import pytest

from generators.functions.parking import Parking
from generators.functions.role import declare_role
from generators.functions.site import Site
from monitors.scope import build_scope
from tests.generators.templates import ROOT
from watchbill.packaging.imports import module_file, trace
from watchbill.reading import read_plan

PLAN = read_plan(ROOT / "config.yaml", "qa1")
FUNCTIONS = {entry.resource.key: entry.resource for entry in PLAN.of_kind("lambda_function")}
CALL = re.compile(r'client\("(\w+)"\)\s*\.(?:get_paginator\("(\w+)"\)|(\w+)\()')
RENAMED = {
    "s3:HeadObject": "s3:GetObject",
    "lambda:Invoke": "lambda:InvokeFunction",
    "dynamodb:TransactWriteItems": "dynamodb:UpdateItem",
    "dynamodb:BatchExecuteStatement": None,  # score_store's other mode: off unless WRITE_MODE says so
}
"""Calls whose right has another name (Service Authorization Reference)."""


def calls(key: str) -> set[str]:
    entry = module_file(ROOT, FUNCTIONS[key].settings.handler.rpartition(".")[0])
    assert entry is not None
    found = set()
    for path in trace(ROOT, [entry]).files:
        for service, paginated, method in CALL.findall((ROOT / path).read_text()):
            operation = "".join(word.capitalize() for word in (paginated or method).split("_"))
            found.add(RENAMED.get(f"{service}:{operation}", f"{service}:{operation}"))
    return {name for name in found if name}


@pytest.mark.parametrize("key", FUNCTIONS)
def test_a_role_allows_every_call_of_its_worker(key: str) -> None:
    scope = build_scope(PLAN.service, (entry.resource for entry in PLAN.resources))
    role = declare_role(Site(function=FUNCTIONS[key], scope=scope, parking=Parking(scope)))
    (policy,) = role.properties["Policies"]
    allowed = {action for statement in policy["PolicyDocument"]["Statement"] for action in statement["Action"]}
    assert calls(key) - allowed == set()


def test_the_scan_sees_calls_at_all() -> None:
    assert {"s3:GetObject", "kinesis:PutRecords", "lambda:InvokeFunction"} <= calls("loadScoresToStream")
