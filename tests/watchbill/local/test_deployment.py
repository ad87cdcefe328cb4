"""A stack reaches what was asked for, or goes back to where it was."""

from __future__ import annotations

import threading

import pytest
from botocore.exceptions import ClientError

from tests.watchbill.local.case.model import ROLE, STREAM, WORKER
from watchbill.local.cloudformation.deployment import finish_rollback
from watchbill.local.cloudformation.stack import Stack
from watchbill.local.cloudformation.step import ResourceFailure


def queue(**properties):
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def query(text):
    return {"Type": "AWS::Logs::QueryDefinition", "Properties": {"Name": "q", "QueryString": text}}


def queried(driver):
    return driver.cloud.client("logs").describe_query_definitions()["queryDefinitions"][0]["queryString"]


def names(driver):
    urls = driver.cloud.client("sqs").list_queues().get("QueueUrls", [])
    return sorted(url.rpartition("/")[2] for url in urls)


def timeout(driver, name):
    sqs = driver.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"]


BROKEN = {"Type": "AWS::Lambda::EventSourceMapping", "DependsOn": "Queue", "Properties": {
    "EventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/missing",
    "FunctionName": {"Ref": "Function"}, "StartingPosition": "LATEST"}}  # fmt: skip


def test_failed_creation_undoes_what_it_made_and_says_why(driver) -> None:
    template = {"Resources": {**WORKER, "Queue": queue(QueueName="q"), "Broken": BROKEN}}
    outcome = driver.deploy("one", template)
    assert outcome.status == "ROLLBACK_COMPLETE"
    assert "stream/missing" in outcome.reason("Broken")
    statuses = [e["ResourceStatus"] for e in outcome.events if e["LogicalResourceId"] == "one"][::-1]
    assert statuses == ["REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"]
    assert names(driver) == []
    assert driver.cloud.client("lambda").list_functions()["Functions"] == []
    with pytest.raises(ClientError, match="ROLLBACK_COMPLETE state and can not be updated"):
        driver.propose("one", {"Resources": {"Queue": queue(QueueName="q")}})
    assert driver.delete("one").status == "DELETE_COMPLETE"


def test_failed_update_restores_values_and_deletes_what_is_new(driver) -> None:
    good = {**WORKER, "Queue": queue(QueueName="q", VisibilityTimeout=40), "Old": queue(QueueName="old")}
    driver.deploy("one", {"Resources": good, "Outputs": {"Q": {"Value": {"Ref": "Queue"}}}})
    bad = {
        **WORKER,
        "Queue": queue(QueueName="q", VisibilityTimeout=90),
        "Added": queue(QueueName="added"),
        "Broken": {**BROKEN, "DependsOn": ["Queue", "Added"]},
    }
    outcome = driver.deploy("one", {"Resources": bad})
    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    begun = next(e for e in outcome.events if e["ResourceStatus"] == "UPDATE_ROLLBACK_IN_PROGRESS")
    assert "failed to update: [Broken]" in begun["ResourceStatusReason"]
    assert (names(driver), timeout(driver, "q")) == (["old", "q"], "40")
    assert list(outcome.outputs) == ["Q"]
    assert driver.drifts("one") == {}
    repaired = driver.deploy("one", {"Resources": {**good, "Queue": queue(QueueName="q", VisibilityTimeout=50)}})
    assert (repaired.status, timeout(driver, "q")) == ("UPDATE_COMPLETE", "50")


def test_failed_update_takes_back_a_replacement(driver) -> None:
    driver.deploy("one", {"Resources": {**WORKER, "Queue": queue(QueueName="before")}})
    physical_id = driver.physical_id("one", "Queue")
    outcome = driver.deploy("one", {"Resources": {**WORKER, "Queue": queue(QueueName="after"), "Broken": BROKEN}})
    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert names(driver) == ["before"]
    assert driver.physical_id("one", "Queue") == physical_id


def test_replacement_switches_references_before_the_old_one_goes(driver) -> None:
    def template(name):
        return {"Resources": {"Queue": queue(QueueName=name), "Text": query({"Ref": "Queue"})}}

    driver.deploy("one", template("before"))
    outcome = driver.deploy("one", template("after"))
    assert queried(driver).endswith("/after")
    assert names(driver) == ["after"]
    order = [(e["LogicalResourceId"], e["ResourceStatus"]) for e in outcome.events[::-1]]
    assert order.index(("Text", "UPDATE_COMPLETE")) < order.index(("Queue", "DELETE_COMPLETE"))


def test_named_resource_cannot_be_replaced_under_its_name(driver) -> None:
    driver.deploy("one", {"Resources": {"Queue": queue(QueueName="q.fifo", FifoQueue=True)}})
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {
        "TableName": "t", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}]}}  # fmt: skip
    driver.deploy("two", {"Resources": {"Table": table}})
    other = [{"AttributeName": "b", "KeyType": "HASH"}]
    definitions = [{"AttributeName": "b", "AttributeType": "S"}]
    changed = {**table["Properties"], "KeySchema": other, "AttributeDefinitions": definitions}
    outcome = driver.deploy("two", {"Resources": {"Table": {**table, "Properties": changed}}})
    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "custom-named resource requires replacing. Rename t" in outcome.reason("Table")
    assert (
        driver.cloud.client("dynamodb").describe_table(TableName="t")["Table"]["KeySchema"][0]["AttributeName"] == "a"
    )


@pytest.mark.parametrize(
    ("policy", "left"),
    [({"DeletionPolicy": "Retain"}, ["q"]), ({"DeletionPolicy": "Delete"}, []), ({}, [])],
    ids=["retain", "delete", "default"],
)
def test_deletion_policy_decides_what_outlives_the_stack(driver, policy, left) -> None:
    driver.deploy("one", {"Resources": {"Queue": {**queue(QueueName="q"), **policy}}})
    outcome = driver.delete("one")
    assert outcome.status == "DELETE_COMPLETE"
    assert names(driver) == left
    skipped = any(event["ResourceStatus"] == "DELETE_SKIPPED" for event in outcome.events)
    assert skipped == bool(left)


def test_replaced_resource_may_be_retained(driver) -> None:
    kept = {"UpdateReplacePolicy": "Retain"}
    driver.deploy("one", {"Resources": {"Queue": {**queue(QueueName="before"), **kept}}})
    driver.deploy("one", {"Resources": {"Queue": {**queue(QueueName="after"), **kept}}})
    assert names(driver) == ["after", "before"]


def test_stack_that_cannot_be_deleted_says_what_is_left_and_can_be_tried_again(driver) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "full"}}
    driver.deploy("one", {"Resources": {"Bucket": bucket, "Queue": queue(QueueName="q")}})
    s3 = driver.cloud.client("s3")
    s3.put_object(Bucket="full", Key="k", Body=b"x")
    outcome = driver.delete("one")
    assert outcome.status == "DELETE_FAILED"
    assert "[Bucket]" in outcome.stack["StackStatusReason"]
    assert "not empty" in outcome.reason("Bucket")
    s3.delete_object(Bucket="full", Key="k")
    assert driver.delete("one").status == "DELETE_COMPLETE"


def test_what_others_import_cannot_be_taken_away(driver) -> None:
    exported = {
        "Resources": {"Queue": queue(QueueName="q")},
        "Outputs": {"Url": {"Value": {"Ref": "Queue"}, "Export": {"Name": "queue-url"}}},
    }
    text = query({"Fn::ImportValue": "queue-url"})
    driver.deploy("giver", exported)
    driver.deploy("taker", {"Resources": {"Text": text}})
    assert driver.cloudformation.list_exports()["Exports"][0]["Name"] == "queue-url"
    assert driver.cloudformation.list_imports(ExportName="queue-url")["Imports"] == ["taker"]
    with pytest.raises(ClientError, match="Export queue-url cannot be deleted as it is in use by taker"):
        driver.cloudformation.delete_stack(StackName="giver")
    outcome = driver.deploy("giver", {"Resources": exported["Resources"]})
    assert outcome.status == "UPDATE_ROLLBACK_COMPLETE"
    assert driver.deploy("twin", exported).status == "ROLLBACK_COMPLETE"
    driver.delete("taker")
    assert driver.delete("giver").status == "DELETE_COMPLETE"


def test_missing_import_fails_the_resource_that_wants_it(driver) -> None:
    text = query({"Fn::ImportValue": "nobody"})
    with pytest.raises(ClientError, match="No export named nobody found"):
        driver.propose("one", {"Resources": {"Text": text}})


def test_stack_tags_reach_the_resources(driver) -> None:
    driver.deploy("one", {"Resources": {"Stream": STREAM}}, Tags=[{"Key": "team", "Value": "x"}])
    tags = driver.cloud.client("kinesis").list_tags_for_stream(StreamName="scores")["Tags"]
    assert tags == [{"Key": "team", "Value": "x"}]


def test_unnamed_resources_get_names_of_their_stack(driver) -> None:
    driver.deploy("one", {"Resources": {"Queue": queue()}})
    assert names(driver)[0].startswith("one-Queue-")


def test_busy_stack_takes_no_second_change(driver) -> None:
    template = {"Resources": {f"Q{i}": queue(QueueName=f"q{i}") for i in range(40)}}
    change_set = driver.propose("one", template)
    driver.cloudformation.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    with pytest.raises(ClientError, match="CREATE_IN_PROGRESS state and can not be"):
        driver.cloudformation.delete_stack(StackName="one")
    seen = driver.cloudformation.describe_stacks(StackName="one")["Stacks"][0]["StackStatus"]
    assert seen == "CREATE_IN_PROGRESS"
    assert driver.wait("one").status == "CREATE_COMPLETE"
    assert len(names(driver)) == 40


def test_stacks_run_side_by_side(driver) -> None:
    def build(index):
        resources = {f"Q{i}": queue(QueueName=f"s{index}-q{i}") for i in range(10)}
        results[index] = driver.deploy(f"stack-{index}", {"Resources": resources}).status

    results = {}
    threads = [threading.Thread(target=build, args=(index,)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results.values()) == {"CREATE_COMPLETE"}
    assert len(results) == 6
    assert len(names(driver)) == 60


def test_protected_stack_stays(driver) -> None:
    driver.deploy("one", {"Resources": {"Queue": queue(QueueName="q")}})
    driver.cloudformation.update_termination_protection(StackName="one", EnableTerminationProtection=True)
    with pytest.raises(ClientError, match="TerminationProtection is enabled"):
        driver.cloudformation.delete_stack(StackName="one")
    assert names(driver) == ["q"]


def test_drift_names_property_expected_and_actual(driver) -> None:
    resources = {"Queue": queue(QueueName="q", VisibilityTimeout=30), "Gone": queue(QueueName="g"), "Role": ROLE}
    driver.deploy("one", {"Resources": resources})
    assert driver.drifts("one") == {}
    sqs = driver.cloud.client("sqs")
    sqs.set_queue_attributes(QueueUrl=driver.physical_id("one", "Queue"), Attributes={"VisibilityTimeout": "44"})
    sqs.delete_queue(QueueUrl=driver.physical_id("one", "Gone"))
    drifts = driver.drifts("one")
    assert drifts["Gone"]["StackResourceDriftStatus"] == "DELETED"
    assert drifts["Queue"]["PropertyDifferences"] == [
        {
            "PropertyPath": "/VisibilityTimeout",
            "ExpectedValue": "30",
            "ActualValue": "44",
            "DifferenceType": "NOT_EQUAL",
        }
    ]
    stack = driver.cloudformation.describe_stacks(StackName="one")["Stacks"][0]
    assert stack["DriftInformation"]["StackDriftStatus"] == "DRIFTED"


def test_failed_creation_may_be_left_as_it_is(driver) -> None:
    template = {"Resources": {**WORKER, "Queue": queue(QueueName="q"), "Broken": BROKEN}}
    change_set = driver.propose("one", template, OnStackFailure="DO_NOTHING")
    driver.cloudformation.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert driver.wait("one").status == "CREATE_FAILED"
    assert names(driver) == ["q"]
    assert driver.delete("one").status == "DELETE_COMPLETE"
    assert names(driver) == []


def test_attribute_that_a_resource_does_not_have_as_configured_fails_its_user(driver) -> None:
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {
        "TableName": "t", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}]}}  # fmt: skip
    outcome = driver.deploy("one", {"Resources": {"Table": table, "Text": query({"Fn::GetAtt": "Table.StreamArn"})}})
    assert outcome.status == "ROLLBACK_COMPLETE"
    assert "Table has no attribute StreamArn" in outcome.reason("Text")


def test_rollback_that_fails_keeps_its_remaining_steps_for_another_try() -> None:
    stack = Stack(name="one", id="arn:one")
    taken = []

    def stubborn() -> None:
        taken.append("stubborn")
        if taken.count("stubborn") == 1:
            raise ResourceFailure("in the way")

    finish_rollback(stack, [lambda: taken.append("first"), stubborn], [lambda: taken.append("last")], "UPDATE_")
    assert (stack.status, stack.reason) == ("UPDATE_ROLLBACK_FAILED", "Rollback failed: in the way")
    finish_rollback(stack, list(stack.unfinished), [], "UPDATE_")
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert taken == ["first", "stubborn", "stubborn", "last"]
