"""`python -m tests.emulator ENDPOINT`: deploy, update, roll back and find drift on an independent emulator.

Every check asks the service's own API. Exit code 1 with the first thing that is not so.
"""

from __future__ import annotations

import io
import itertools
import json
import sys
import time
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from generators.collect import generate
from tests.emulator.reduce import reduce
from tests.emulator.scores import write_both
from watchbill.reading import read_plan

if TYPE_CHECKING:
    from generators.stacks import Stack

REGION = "us-east-1"
BUCKET = "watchbill-emulator-artefacts"
QUEUE = "prd2011-qa1-sqs-verdict-reporter-queue"


class Emulator:
    """Clients of one endpoint, and stacks made through change sets as `watchbill deploy` makes them."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._stacks = self.client("cloudformation")
        self._numbers = itertools.count(1)

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"mode": "standard", "total_max_attempts": 5}, s3={"addressing_style": "path"}),
        )

    def apply(self, name: str, template: dict[str, Any], *, kind: str) -> str:
        """Create and execute a change set; the stack's last status, AWS's reason behind it where there is one."""
        self.client("s3").put_object(Bucket=BUCKET, Key=f"{name}.json", Body=json.dumps(template).encode())
        parameters = [{"ParameterKey": "ArtefactBucket", "ParameterValue": BUCKET}] if "Parameters" in template else []
        made = self._stacks.create_change_set(
            StackName=name,
            ChangeSetName=f"change-{next(self._numbers)}",
            ChangeSetType=kind,
            TemplateURL=f"{self._endpoint}/{BUCKET}/{name}.json",
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=parameters,
        )
        self._stacks.get_waiter("change_set_create_complete").wait(
            ChangeSetName=made["Id"], WaiterConfig={"Delay": 1, "MaxAttempts": 30}
        )
        self._stacks.execute_change_set(ChangeSetName=made["Id"])
        return self._settle(name)

    def _settle(self, name: str) -> str:
        for _ in range(120):
            stack = self._stacks.describe_stacks(StackName=name)["Stacks"][0]
            if not stack["StackStatus"].endswith("IN_PROGRESS"):
                return f"{stack['StackStatus']} {stack.get('StackStatusReason', '')}".strip()
            time.sleep(0.25)
        return "still in progress after 30 s"


def main(endpoint: str) -> None:
    emulator = Emulator(endpoint)
    emulator.client("s3").create_bucket(Bucket=BUCKET)
    plan = read_plan("config.yaml", "qa1")
    stacks = {stack.name: stack for stack in generate(plan).stacks}
    _upload_code(emulator, stacks)
    templates, left_out = _reduced(stacks)
    for name in _ordered(stacks):
        if not templates[name]["Resources"]:
            print(f"- {name} has nothing that ministack knows")
            continue
        expect(f"{name} is created", emulator.apply(name, templates[name], kind="CREATE"), "CREATE_COMPLETE")
    _check_alarms(emulator, templates)
    _check_update(emulator, templates)
    _check_rollback(emulator, templates)
    _check_drift(emulator)
    by_put, by_statement = write_both(endpoint, emulator.client("dynamodb"))
    expect(f"statements write as single puts do: {', '.join(by_put[0])}", by_statement, by_put)
    print("left out, for ministack does not know it:")
    for what, count in sorted(left_out.items()):
        print(f"  {count:>4} {what}")


def expect(what: str, got: object, wanted: object) -> None:
    if got != wanted:
        sys.exit(f"not so: {what}: wanted {wanted!r}, got {got!r}")
    print(f"✓ {what}", flush=True)


def _reduced(stacks: dict[str, Stack]) -> tuple[dict[str, dict[str, Any]], Counter[str]]:
    templates, left_out = {}, Counter[str]()
    for name, stack in stacks.items():
        templates[name], missing = reduce(stack)
        left_out += missing
    return templates, left_out


def _ordered(stacks: dict[str, Stack]) -> list[str]:
    """Each stack after those it follows."""
    done: list[str] = []

    def visit(name: str) -> None:
        for before in stacks[name].after:
            if before not in done:
                visit(before)
        if name not in done:
            done.append(name)

    for name in sorted(stacks):
        visit(name)
    return done


def _upload_code(emulator: Emulator, stacks: dict[str, Stack]) -> None:
    """A zip for every key that a function names: what is proved here is the templates, not the code."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("handler.py", "def handle(event, context):\n    return {}\n")
    for stack in stacks.values():
        for resource in json.loads(stack.template)["Resources"].values():
            if resource["Type"] == "AWS::Lambda::Function":
                key = resource["Properties"]["Code"]["S3Key"]
                emulator.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body.getvalue())


def _check_alarms(emulator: Emulator, templates: dict[str, dict[str, Any]]) -> None:
    wanted = {
        resource["Properties"]["AlarmName"]: resource["Properties"]
        for template in templates.values()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }
    pages = emulator.client("cloudwatch").get_paginator("describe_alarms").paginate()
    found = {alarm["AlarmName"]: alarm for page in pages for alarm in page["MetricAlarms"]}
    expect(f"all {len(wanted)} alarms exist", sorted(found), sorted(wanted))
    for name, properties in wanted.items():
        for key in ("Threshold", "Period", "EvaluationPeriods", "MetricName", "ComparisonOperator", "TreatMissingData"):
            if found[name].get(key) != properties.get(key):
                expect(f"{name}: {key}", found[name].get(key), properties.get(key))
    print(f"✓ {len(wanted)} alarms are as written, field by field")


def _check_update(emulator: Emulator, templates: dict[str, dict[str, Any]]) -> None:
    stack, alarm = next(
        (stack, resource)
        for stack, template in templates.items()
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    )
    alarm["Properties"]["Threshold"] = 1234
    expect("an update completes", emulator.apply(stack, templates[stack], kind="UPDATE"), "UPDATE_COMPLETE")
    name = alarm["Properties"]["AlarmName"]
    found = emulator.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    expect("and the alarm has the new threshold", found["Threshold"], 1234.0)


def _check_rollback(emulator: Emulator, templates: dict[str, dict[str, Any]]) -> None:
    broken = json.loads(json.dumps(templates[QUEUE]))
    queue = next(r for r in broken["Resources"].values() if r["Type"] == "AWS::SQS::Queue")
    before = queue["Properties"]["VisibilityTimeout"]
    queue["Properties"]["VisibilityTimeout"] = 999_999
    status = emulator.apply(QUEUE, broken, kind="UPDATE").split()[0]
    expect("a failing update rolls back", status, "UPDATE_ROLLBACK_COMPLETE")
    expect("and the queue is as before", _visibility(emulator, queue["Properties"]["QueueName"]), before)


def _check_drift(emulator: Emulator) -> None:
    stacks, queues = emulator.client("cloudformation"), emulator.client("sqs")
    url = queues.get_queue_url(QueueName="prd2011-qa1-verdict-reporter-queue")["QueueUrl"]
    queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "44"})
    stacks.detect_stack_drift(StackName=QUEUE)
    drifts = stacks.describe_stack_resource_drifts(StackName=QUEUE)["StackResourceDrifts"]
    modified = [d["ResourceType"] for d in drifts if d["StackResourceDriftStatus"] == "MODIFIED"]
    expect("a change by hand is found as drift", modified, ["AWS::SQS::Queue"])


def _visibility(emulator: Emulator, name: str) -> int:
    queues = emulator.client("sqs")
    url = queues.get_queue_url(QueueName=name)["QueueUrl"]
    got = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    return int(got["Attributes"]["VisibilityTimeout"])


main(sys.argv[1])
