"""Compares what a stack applied with what its services now answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from watchbill.local.cloudformation.coerce import same
from watchbill.local.cloudformation.provider import is_absent
from watchbill.local.cloudformation.stack import Resource, Stack, now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.local.cloudformation.step import Steps


def detect_drift(stack: Stack, steps: Steps) -> list[dict[str, Any]]:
    """One StackResourceDrift per resource; also notes the verdicts on the resources and the stack."""
    with stack.lock:
        present = [resource for resource in stack.resources.values() if resource.exists]
    drifts = [_compare(stack, resource, steps) for resource in present]
    with stack.lock:
        verdicts = {drift["StackResourceDriftStatus"] for drift in drifts}
        stack.drift = "DRIFTED" if verdicts - {"IN_SYNC"} else "IN_SYNC"
        stack.drift_checked = now()
    return drifts


def _compare(stack: Stack, resource: Resource, steps: Steps) -> dict[str, Any]:
    provider = steps.provider(resource)
    expected = {k: v for k, v in resource.properties.items() if k not in provider.WRITE_ONLY}
    try:
        found = provider.read(resource.physical_id, resource.properties)
    except ClientError as error:
        if not is_absent(error):
            raise
        found = None
    # Only what the template says is compared: a default that it leaves alone cannot drift.
    actual = {key: found[key] for key in expected if key in found} if found is not None else {}
    found_differences = list(differences("", expected, actual)) if found is not None else []
    resource.drift = "DELETED" if found is None else "MODIFIED" if found_differences else "IN_SYNC"
    resource.drift_checked = now()
    drift = {
        "StackId": stack.id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id,
        "ResourceType": resource.type,
        "ExpectedProperties": json.dumps(expected),
        "PropertyDifferences": found_differences,
        "StackResourceDriftStatus": resource.drift,
        "Timestamp": resource.drift_checked,
    }
    return drift | ({"ActualProperties": json.dumps(actual)} if found is not None else {})


def differences(path: str, expected: Any, actual: Any) -> Iterator[dict[str, str]]:
    """PropertyDifferences; lists compare without order."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in sorted({*expected, *actual}):
            yield from _member(f"{path}/{key}", expected, actual, key)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _items(path, expected, actual)
    elif not same(expected, actual):
        yield _difference(path, "NOT_EQUAL", expected, actual)


def _member(path: str, expected: Any, actual: Any, key: str) -> Iterator[dict[str, str]]:
    if key not in actual:
        yield _difference(path, "REMOVE", expected[key], None)
    elif key not in expected:
        yield _difference(path, "ADD", None, actual[key])
    else:
        yield from differences(path, expected[key], actual[key])


def _items(path: str, expected: list[Any], actual: list[Any]) -> Iterator[dict[str, str]]:
    """Lists compare without order: no service keeps that of tags, dimensions or actions."""
    left = list(actual)
    for index, item in enumerate(expected):
        match = next((other for other in left if same(item, other)), None)
        if match is None:
            yield _difference(f"{path}/{index}", "REMOVE", item, None)
        else:
            left.remove(match)
    for index, item in enumerate(left):
        yield _difference(f"{path}/{len(expected) + index}", "ADD", None, item)


def _difference(path: str, kind: str, expected: Any, actual: Any) -> dict[str, str]:
    return {
        "PropertyPath": path,
        "ExpectedValue": _text(expected),
        "ActualValue": _text(actual),
        "DifferenceType": kind,
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
