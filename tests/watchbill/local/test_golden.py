"""What the generators make is what the embedded cloud takes: every golden case deploys, does not drift, and goes."""

from __future__ import annotations

import json
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
# The case "unmanaged" watches what others made; nobody made it here. Synthetics is refused by name: test_refusal.py.
CASES = sorted({path.parent.name for path in GOLDEN.glob("*/order.json")} - {"unmanaged", "canaries-synthetics"})
FOUNDATION = "shop-qa1-foundation"
KINDS = {
    "canary": "canary",
    "api": "http_api",
    "dynamodb": "dynamodb_table",
    "kinesis": "kinesis_stream",
    "lambda": "lambda_function",
    "report": "report",
    "router": "router",
    "s3": "s3_bucket",
    "sqs": "sqs_queue",
}
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


def path_of(case: str, stack: str) -> Path:
    """`shop-qa1-lambda-load` lies in lambda_function.load.json; the foundation, the same for all, in its own case."""
    kind, _, name = stack.removeprefix("shop-qa1-").partition("-")
    own = GOLDEN / case / (f"{KINDS[kind]}.{name}.json" if name else f"{kind}.json")
    if kind == "canary" and not own.exists():  # the runner of all of them belongs to none
        own = own.with_name(f"{kind}-{name}.json")
    return own if own.exists() else GOLDEN / kind / own.name


@pytest.mark.wide
@pytest.mark.parametrize("case", CASES)
def test_generated_stacks_deploy_as_written_and_leave_nothing(driver, case) -> None:
    order = json.loads((GOLDEN / case / "order.json").read_text())
    s3 = driver.cloud.client("s3")
    s3.create_bucket(Bucket="artefacts")
    needs = {stack: {*after, FOUNDATION} - {stack} for stack, after in order.items()}
    stacks = list(TopologicalSorter(needs).static_order())
    for stack in stacks:
        template = json.loads(path_of(case, stack).read_text())
        given = []
        if "ArtefactBucket" in template.get("Parameters", {}):
            given = [{"ParameterKey": "ArtefactBucket", "ParameterValue": "artefacts"}]
            for resource in template["Resources"].values():
                if resource["Type"] == "AWS::Lambda::Function":
                    s3.put_object(Bucket="artefacts", Key=resource["Properties"]["Code"]["S3Key"], Body=EMPTY_ZIP)
        outcome = driver.deploy(stack, template, Parameters=given)
        failures = [e for e in outcome.events if "FAILED" in e["ResourceStatus"]]
        assert outcome.status == "CREATE_COMPLETE", failures
        differences = {name: d["PropertyDifferences"] for name, d in driver.drifts(stack).items()}
        assert differences == {}
        assert driver.propose(stack, template, Parameters=given)["Changes"] == []
    for stack in reversed(stacks):
        assert driver.delete(stack).status == "DELETE_COMPLETE"
