"""A change set says beforehand exactly what executing it will do."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

QUEUE = "AWS::SQS::Queue"


def queue(**properties):
    return {"Type": QUEUE, "Properties": properties}


def lines(change_set):
    """(action, logical id, replacement) of every change."""
    changes = [change["ResourceChange"] for change in change_set["Changes"]]
    return [(c["Action"], c["LogicalResourceId"], c.get("Replacement")) for c in changes]


def change(change_set, logical_id):
    found = [c["ResourceChange"] for c in change_set["Changes"]]
    return next(c for c in found if c["LogicalResourceId"] == logical_id)


def test_new_stack_is_all_additions_and_waits_in_review(driver) -> None:
    change_set = driver.propose("one", {"Resources": {"A": queue(QueueName="a"), "B": queue(QueueName="b")}})
    assert lines(change_set) == [("Add", "A", None), ("Add", "B", None)]
    assert change_set["ExecutionStatus"] == "AVAILABLE"
    assert driver.cloudformation.describe_stacks()["Stacks"][0]["StackStatus"] == "REVIEW_IN_PROGRESS"
    assert driver.cloud.client("sqs").list_queues().get("QueueUrls", []) == []


def test_additions_changes_replacements_and_removals_are_told_apart(driver) -> None:
    resources = {"Same": queue(QueueName="s"), "Changed": queue(QueueName="c"), "Renamed": queue(QueueName="r")}
    driver.deploy("one", {"Resources": {**resources, "Gone": queue(QueueName="g")}})
    resources["Changed"] = queue(QueueName="c", VisibilityTimeout=99)
    resources["Renamed"] = queue(QueueName="r2")
    change_set = driver.propose("one", {"Resources": {**resources, "New": queue(QueueName="n")}})
    assert sorted(lines(change_set)) == [
        ("Add", "New", None),
        ("Modify", "Changed", "False"),
        ("Modify", "Renamed", "True"),
        ("Remove", "Gone", None),
    ]
    assert change(change_set, "Changed")["Scope"] == ["Properties"]
    assert change(change_set, "Renamed")["PolicyAction"] == "ReplaceAndDelete"
    assert change(change_set, "Gone")["PhysicalResourceId"].endswith("/g")


def test_detail_names_property_values_and_cause(driver) -> None:
    driver.deploy("one", {"Resources": {"A": queue(QueueName="a", VisibilityTimeout=30)}})
    change_set = driver.propose("one", {"Resources": {"A": queue(QueueName="a", VisibilityTimeout=60)}})
    (detail,) = change(change_set, "A")["Details"]
    assert detail == {
        "Target": {
            "Attribute": "Properties",
            "Name": "VisibilityTimeout",
            "RequiresRecreation": "Never",
            "Path": "/Properties/VisibilityTimeout",
            "BeforeValue": "30",
            "AfterValue": "60",
        },
        "Evaluation": "Static",
        "ChangeSource": "DirectModification",
    }
    assert json.loads(change(change_set, "A")["AfterContext"])["Properties"]["VisibilityTimeout"] == 60


def test_text_that_means_the_same_is_no_change(driver) -> None:
    driver.deploy("one", {"Resources": {"A": queue(QueueName="a", VisibilityTimeout=30)}})
    change_set = driver.propose("one", {"Resources": {"A": queue(QueueName="a", VisibilityTimeout="30")}})
    assert change_set["Changes"] == []


def test_nothing_to_do_is_a_failed_change_set_in_cloudformations_words(driver) -> None:
    template = {"Resources": {"A": queue(QueueName="a")}}
    driver.deploy("one", template)
    change_set = driver.propose("one", template)
    assert (change_set["Status"], change_set["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert change_set["StatusReason"] == (
        "The submitted information didn't contain changes. Submit different information to create a change set."
    )
    with pytest.raises(ClientError, match="InvalidChangeSetStatus"):
        driver.cloudformation.execute_change_set(ChangeSetName=change_set["ChangeSetId"])


PARAMETRISED = {
    "Parameters": {"Seconds": {"Type": "Number", "Default": 30}, "Env": {"Type": "String", "Default": "qa1"}},
    "Conditions": {"IsLive": {"Fn::Equals": [{"Ref": "Env"}, "prd1"]}},
    "Resources": {
        "A": queue(QueueName="a", VisibilityTimeout={"Ref": "Seconds"}),
        "Only": {"Condition": "IsLive", **queue(QueueName="live")},
    },
}


def test_changed_parameter_is_the_cause_named(driver) -> None:
    driver.deploy("one", PARAMETRISED)
    change_set = driver.propose("one", PARAMETRISED, Parameters=[{"ParameterKey": "Seconds", "ParameterValue": "45"}])
    (detail,) = change(change_set, "A")["Details"]
    assert (detail["ChangeSource"], detail["CausingEntity"]) == ("ParameterReference", "Seconds")


@pytest.mark.parametrize(("env", "expected"), [("prd1", "Add"), ("qa1", "Remove")])
def test_condition_that_flips_adds_or_removes(driver, env, expected) -> None:
    other = {"prd1": "qa1", "qa1": "prd1"}[env]
    driver.deploy("one", PARAMETRISED, Parameters=[{"ParameterKey": "Env", "ParameterValue": other}])
    given = [{"ParameterKey": "Env", "ParameterValue": env}]
    assert lines(driver.propose("one", PARAMETRISED, Parameters=given)) == [(expected, "Only", None)]
    driver.deploy("one", PARAMETRISED, Parameters=given)
    names = [url.rpartition("/")[2] for url in driver.cloud.client("sqs").list_queues()["QueueUrls"]]
    assert ("live" in names) == (expected == "Add")


def test_reference_to_a_replaced_resource_is_known_only_afterwards(driver) -> None:
    def template(name):
        redrive = {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 3}
        return {"Resources": {"Dead": queue(QueueName=name), "Main": queue(QueueName="m", RedrivePolicy=redrive)}}

    driver.deploy("one", template("dead"))
    change_set = driver.propose("one", template("dead2"))
    (detail,) = change(change_set, "Main")["Details"]
    assert (detail["Evaluation"], detail["ChangeSource"]) == ("Dynamic", "ResourceAttribute")
    assert detail["CausingEntity"] == "Dead.Arn"
    driver.deploy("one", template("dead2"))
    sqs = driver.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="m")["QueueUrl"]
    redrive = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"]
    assert json.loads(redrive)["deadLetterTargetArn"].endswith(":dead2")


def test_long_list_of_changes_comes_in_pages(driver) -> None:
    template = {"Resources": {f"Q{i:03}": queue(QueueName=f"q{i}") for i in range(250)}}
    change_set = driver.propose("one", template)
    paginator = driver.cloudformation.get_paginator("describe_change_set")
    pages = list(paginator.paginate(ChangeSetName=change_set["ChangeSetId"]))
    assert [len(page["Changes"]) for page in pages] == [100, 100, 50]


def test_other_change_sets_become_obsolete_and_deleted_ones_are_gone(driver) -> None:
    first = driver.propose("one", {"Resources": {"A": queue(QueueName="a")}})
    second = driver.propose("one", {"Resources": {"A": queue(QueueName="b")}})
    driver.cloudformation.execute_change_set(ChangeSetName=second["ChangeSetId"])
    driver.wait("one")
    statuses = {
        s["ChangeSetName"]: s["ExecutionStatus"]
        for s in driver.cloudformation.list_change_sets(StackName="one")["Summaries"]
    }
    assert statuses == {first["ChangeSetName"]: "OBSOLETE", second["ChangeSetName"]: "EXECUTE_COMPLETE"}
    driver.cloudformation.delete_change_set(ChangeSetName=first["ChangeSetId"])
    with pytest.raises(ClientError, match="ChangeSetNotFound"):
        driver.cloudformation.describe_change_set(ChangeSetName=first["ChangeSetId"])


def test_outputs_alone_are_a_change(driver) -> None:
    template = {"Resources": {"A": queue(QueueName="a")}}
    driver.deploy("one", template)
    outcome = driver.deploy("one", {**template, "Outputs": {"Name": {"Value": {"Fn::GetAtt": "A.QueueName"}}}})
    assert outcome.outputs == {"Name": "a"}
