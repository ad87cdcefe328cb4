"""Asks CloudFormation itself which resources were changed outside: slower than DescribeAlarms, and about all types."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from watchbill.cloud.diff import Outside
from watchbill.cloud.edit import ABSENT, Edit
from watchbill.cloud.error import CloudError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchbill.cloud.connection import Connection
    from watchbill.cloud.inventory import Deployed

PATIENCE_SECONDS = 600.0


def detect_drift(connection: Connection, stack: Deployed) -> dict[str, Outside]:
    """What was done to one stack's resources, by logical id. Takes seconds to minutes on AWS."""
    client = connection.client("cloudformation")
    detection = client.detect_stack_drift(StackName=stack.id)["StackDriftDetectionId"]
    _await(client, detection, stack.name)
    return {drift["LogicalResourceId"]: _outside(drift) for drift in _drifts(client, stack.id)}


def _drifts(client: Any, stack: str) -> Iterator[dict[str, Any]]:
    """All pages: botocore has no paginator for this one."""
    wanted: dict[str, Any] = {"StackName": stack, "StackResourceDriftStatusFilters": ["MODIFIED", "DELETED"]}
    while True:
        answer = client.describe_stack_resource_drifts(**wanted)
        yield from answer["StackResourceDrifts"]
        if "NextToken" not in answer:
            return
        wanted["NextToken"] = answer["NextToken"]


def _await(client: Any, detection: str, name: str) -> None:
    pause, waited = 0.1, 0.0
    while True:
        answer = client.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
        if answer["DetectionStatus"] == "DETECTION_COMPLETE":
            return
        if answer["DetectionStatus"] == "DETECTION_FAILED":
            raise CloudError(f"{name}: drift detection failed: {answer.get('DetectionStatusReason', '')}")
        if waited > PATIENCE_SECONDS:
            raise CloudError(f"{name}: drift detection did not end within {PATIENCE_SECONDS:.0f} s")
        time.sleep(pause)
        waited += pause
        pause = min(pause * 2, 5)


def _outside(drift: Mapping[str, Any]) -> Outside:
    if drift["StackResourceDriftStatus"] == "DELETED":
        return Outside(deleted=True)
    return Outside(edits=tuple(_edit(difference) for difference in drift.get("PropertyDifferences", [])))


def _edit(difference: Mapping[str, str]) -> Edit:
    kind = difference["DifferenceType"]
    return Edit(
        path=tuple(difference["PropertyPath"].strip("/").split("/")),
        before=ABSENT if kind == "ADD" else _value(difference["ExpectedValue"]),
        after=ABSENT if kind == "REMOVE" else _value(difference["ActualValue"]),
    )


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
