"""One embedded cloud for the session, and a driver that deploys templates the way a user of boto3 would."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from watchbill.local.cloud import EmbeddedCloud

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]


@dataclass
class Outcome:
    """A finished run: DescribeStacks' answer and the events, newest first."""

    stack: dict[str, Any]
    cloudformation: Any

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=self.stack["StackId"])
        return [event for page in pages for event in page["StackEvents"]]

    @property
    def status(self) -> str:
        return self.stack["StackStatus"]

    @property
    def outputs(self) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self.stack.get("Outputs", [])}

    def reason(self, logical_id: str) -> str:
        """Why a resource failed."""
        for event in self.events:
            if event["LogicalResourceId"] == logical_id and event["ResourceStatus"].endswith("_FAILED"):
                return event.get("ResourceStatusReason", "")
        return ""


@dataclass
class Driver:
    """Deploys through change sets, and waits."""

    cloud: EmbeddedCloud
    count: int = 0

    @property
    def cloudformation(self) -> Any:
        return self.cloud.client("cloudformation")

    def propose(self, name: str, template: dict[str, Any], **options: Any) -> dict[str, Any]:
        """A change set of `template`, described with its property values."""
        self.count += 1
        change_set = f"set-{self.count}"
        self.cloudformation.create_change_set(
            StackName=name,
            ChangeSetName=change_set,
            ChangeSetType="UPDATE" if self._exists(name) else "CREATE",
            TemplateBody=json.dumps(template),
            Capabilities=CAPABILITIES,
            **options,
        )
        return self.cloudformation.describe_change_set(
            StackName=name, ChangeSetName=change_set, IncludePropertyValues=True
        )

    def _exists(self, name: str) -> bool:
        stacks = self.cloudformation.describe_stacks()["Stacks"]
        return any(s["StackName"] == name and s["StackStatus"] != "REVIEW_IN_PROGRESS" for s in stacks)

    def deploy(self, name: str, template: dict[str, Any], **options: Any) -> Outcome:
        """Propose, execute and wait."""
        change_set = self.propose(name, template, **options)
        assert change_set["Status"] == "CREATE_COMPLETE", change_set.get("StatusReason")
        self.cloudformation.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
        return self.wait(name)

    def wait(self, name: str) -> Outcome:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            stack = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                break
            time.sleep(0.025)
        return Outcome(stack, self.cloudformation)

    def delete(self, name: str) -> Outcome:
        stack_id = self.cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self.cloudformation.delete_stack(StackName=name)
        return self.wait(stack_id)

    def drifts(self, name: str) -> dict[str, dict[str, Any]]:
        """Logical id → StackResourceDrift of everything that is not IN_SYNC."""
        identity = self.cloudformation.detect_stack_drift(StackName=name)["StackDriftDetectionId"]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            answer = self.cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=identity)
            if answer["DetectionStatus"] != "DETECTION_IN_PROGRESS":
                break
            time.sleep(0.025)
        assert answer["DetectionStatus"] == "DETECTION_COMPLETE", answer.get("DetectionStatusReason")
        drifts = self.cloudformation.describe_stack_resource_drifts(StackName=name)["StackResourceDrifts"]
        return {d["LogicalResourceId"]: d for d in drifts if d["StackResourceDriftStatus"] != "IN_SYNC"}

    def physical_id(self, name: str, logical_id: str) -> str:
        detail = self.cloudformation.describe_stack_resource(StackName=name, LogicalResourceId=logical_id)
        return detail["StackResourceDetail"]["PhysicalResourceId"]


@pytest.fixture(scope="session")
def cloud():
    with EmbeddedCloud() as started:
        yield started


@pytest.fixture
def driver(cloud):
    """A driver in an empty cloud."""
    cloud.reset()
    return Driver(cloud)
