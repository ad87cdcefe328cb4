"""What cannot be deployed truthfully is refused before anything is touched."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError


def queue(**properties):
    return {"Type": "AWS::SQS::Queue", "Properties": properties}


def refused(driver, template, **options):
    """The error of a proposal; nothing, not even a stack, may be left of it."""
    with pytest.raises(ClientError) as caught:
        driver.propose("one", template, **options)
    assert driver.cloudformation.describe_stacks()["Stacks"] == []
    return caught.value.response["Error"]


ONE = {"A": queue(QueueName="a")}
CASES = {
    "unknown type": (
        {**ONE, "Canary": {"Type": "AWS::Synthetics::Canary", "Properties": {}}},
        "The embedded cloud has no provider for Canary (AWS::Synthetics::Canary); nothing was deployed.",
    ),
    "unknown property": ({"A": queue(QueueNmae="a")}, "resource A (AWS::SQS::Queue): extraneous key [QueueNmae]"),
    "missing property": (
        {"A": {"Type": "AWS::Logs::QueryDefinition", "Properties": {"Name": "q"}}},
        "required key [QueryString] not found",
    ),
    "unknown attribute": (
        {**ONE, "B": queue(QueueName={"Fn::GetAtt": ["A", "Colour"]})},
        "resource A does not support attribute type Colour in Fn::GetAtt",
    ),
    "dangling Ref": (
        {"A": queue(QueueName={"Ref": "Nobody"})},
        "Unresolved resource dependencies [Nobody] in the Resources block of the template",
    ),
    "dangling Sub": ({"A": queue(QueueName={"Fn::Sub": "${Nobody.Arn}"})}, "Unresolved resource dependencies [Nobody]"),
    "dangling DependsOn": ({"A": {**queue(), "DependsOn": "Nobody"}}, "Unresolved resource dependencies [Nobody]"),
    "circle": (
        {"A": {**queue(), "DependsOn": "B"}, "B": {**queue(), "DependsOn": "A"}},
        "Circular dependency between resources: [A, B]",
    ),
    "501 resources": (
        {f"A{i}": queue() for i in range(501)},
        "Number of resources, 501, is greater than maximum allowed, 500",
    ),
    "bad logical id": ({"a-b": queue()}, "Resource name a-b is non alphanumeric."),
    "no resources": ({}, "At least one Resources member must be defined."),
    "dynamic reference": (
        {"A": queue(QueueName="{{resolve:ssm:/name}}")},
        "does not emulate dynamic references",
    ),
    "unknown function": ({"A": queue(QueueName={"Fn::Length": []})}, "does not emulate Fn::Length"),
    "unknown condition": ({"A": {**queue(), "Condition": "Never"}}, "Unresolved condition dependency Never"),
    "bad policy": ({"A": {**queue(), "DeletionPolicy": "Keep"}}, "Unrecognized DeletionPolicy Keep for resource A"),
}


@pytest.mark.parametrize(("resources", "text"), CASES.values(), ids=CASES)
def test_template_is_refused_with_its_reason(driver, resources, text) -> None:
    error = refused(driver, {"Resources": resources})
    assert error["Code"] == "ValidationError"
    assert text in error["Message"]


SECTIONS = {
    "outputs": ({"Outputs": {f"O{i}": {"Value": "v"} for i in range(201)}}, "Number of outputs, 201"),
    "parameters": (
        {"Parameters": {f"P{i}": {"Type": "String", "Default": "x"} for i in range(201)}},
        "Number of parameters, 201",
    ),
    "transform": ({"Transform": "AWS::Serverless-2016-10-31"}, "does not emulate [Transform]"),
    "unknown section": ({"Resource": {}}, "Invalid template property or properties [Resource]"),
    "output reference": ({"Outputs": {"O": {"Value": {"Ref": "Nobody"}}}}, "in the Outputs block of the template"),
    "parameter without value": ({"Parameters": {"P": {"Type": "String"}}}, "Parameters: [P] must have values"),
    "parameter value": (
        {"Parameters": {"P": {"Type": "String", "Default": "x", "AllowedValues": ["y"]}}},
        "Parameter 'P' must be one of AllowedValues",
    ),
    "parameter number": ({"Parameters": {"P": {"Type": "Number", "Default": "x"}}}, "Parameter 'P' must be a number."),
}


@pytest.mark.parametrize(("sections", "text"), SECTIONS.values(), ids=SECTIONS)
def test_sections_are_refused_with_their_reason(driver, sections, text) -> None:
    assert text in refused(driver, {"Resources": ONE, **sections})["Message"]


def test_every_problem_of_properties_comes_at_once(driver) -> None:
    resources = {"A": queue(Colour="red"), "B": {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/x"}}}
    message = refused(driver, {"Resources": resources})["Message"]
    assert "[Colour]" in message
    assert "[TargetKeyId]" in message


def test_option_that_would_be_ignored_is_refused(driver) -> None:
    message = refused(driver, {"Resources": ONE}, RollbackConfiguration={"MonitoringTimeInMinutes": 5})["Message"]
    assert message == "The embedded cloud does not emulate RollbackConfiguration"


def test_inline_body_has_a_limit_that_s3_lifts(driver) -> None:
    padded = {"Resources": {"A": {**queue(QueueName="a"), "Metadata": {"x": "y" * 60_000}}}}
    message = refused(driver, padded)["Message"]
    assert "'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200" in message


TEMPLATE = json.dumps({"Resources": {"A": {**queue(QueueName="a"), "Metadata": {"x": "y" * 60_000}}}})
URLS = {
    "loopback": "{endpoint}/templates/dir/t.json",
    "virtual host": "https://templates.s3.us-east-1.amazonaws.com/dir/t.json",
    "virtual host, global": "https://templates.s3.amazonaws.com/dir/t.json",
    "path": "https://s3.amazonaws.com/templates/dir/t.json",
    "path, regional": "https://s3.us-east-1.amazonaws.com/templates/dir/t.json",
}


@pytest.mark.parametrize("url", URLS.values(), ids=URLS)
def test_template_comes_from_every_form_of_s3_address(driver, url) -> None:
    s3 = driver.cloud.client("s3")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="dir/t.json", Body=TEMPLATE)
    address = url.format(endpoint=driver.cloud.endpoint_url)
    driver.cloudformation.create_stack(StackName="one", TemplateURL=address)
    assert driver.wait("one").status == "CREATE_COMPLETE"


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.com/templates/t.json", "TemplateURL must be a supported URL"),
        ("https://s3.amazonaws.com/templates/missing.json", "S3 error: The specified key does not exist."),
        ("https://s3.amazonaws.com/templates/big.json", "Template may not exceed 1000000 bytes in size."),
    ],
    ids=["elsewhere", "missing", "too large"],
)
def test_template_address_is_refused(driver, url, text) -> None:
    s3 = driver.cloud.client("s3")
    s3.create_bucket(Bucket="templates")
    s3.put_object(Bucket="templates", Key="big.json", Body=b" " * 1_000_001)
    with pytest.raises(ClientError, match=text):
        driver.cloudformation.create_stack(StackName="one", TemplateURL=url)


@pytest.mark.parametrize("name", ["under_score", "1st", "x" * 129], ids=["character", "digit first", "too long"])
def test_stack_name_is_refused(driver, name) -> None:
    with pytest.raises(ClientError, match="failed to satisfy constraint"):
        driver.cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": ONE}))


ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}
NAMED = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "AssumeRolePolicyDocument": {}}}


@pytest.mark.parametrize(
    ("role", "granted", "wanted"),
    [
        (ROLE, [], "CAPABILITY_IAM"),
        (NAMED, [], "CAPABILITY_NAMED_IAM"),
        (NAMED, ["CAPABILITY_IAM"], "CAPABILITY_NAMED_IAM"),
    ],
    ids=["unnamed", "named", "named, too little"],
)
def test_iam_needs_a_capability(driver, role, granted, wanted) -> None:
    body = json.dumps({"Resources": {"Role": role}})
    with pytest.raises(ClientError) as caught:
        driver.cloudformation.create_stack(StackName="one", TemplateBody=body, Capabilities=granted)
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "InsufficientCapabilitiesException",
        f"Requires capabilities : [{wanted}]",
    )


def resource(kind, **properties):
    return {"Type": f"AWS::{kind}", "Properties": properties}


LET_NOBODY_IN = {
    "LambdaConfigurations": [
        {"Event": "s3:ObjectCreated:*", "Function": "arn:aws:lambda:us-east-1:123456789012:function:f"}
    ]
}
FAILURES = {
    "code that is not in S3": (
        resource("Lambda::Function", Role="arn:aws:iam::123456789012:role/r", Runtime="python3.12", Handler="a.b",
                 Code={"S3Bucket": "none", "S3Key": "k.zip"}),
        "The specified key does not exist (s3://none/k.zip)",
    ),
    "function that S3 may not invoke": (
        resource("S3::Bucket", BucketName="files", NotificationConfiguration=LET_NOBODY_IN),
        "Unable to validate the following destination configurations",
    ),
    "composite of a missing alarm": (
        resource("CloudWatch::CompositeAlarm", AlarmRule="ALARM(nobody)"),
        "alarms [nobody] in the alarm rule do not exist",
    ),
    "log group that is there": (resource("Logs::LogGroup", LogGroupName="/there"), "already exists"),
    "bucket that is there": (resource("S3::Bucket", BucketName="there"), "there already exists"),
}  # fmt: skip


@pytest.mark.parametrize(("broken", "text"), FAILURES.values(), ids=FAILURES)
def test_resource_fails_as_its_service_refuses(driver, broken, text) -> None:
    driver.cloud.client("logs").create_log_group(logGroupName="/there")
    driver.cloud.client("s3").create_bucket(Bucket="there")
    outcome = driver.deploy("one", {"Resources": {"Broken": broken}})
    assert outcome.status == "ROLLBACK_COMPLETE"
    assert text in outcome.reason("Broken")
    assert driver.cloud.client("s3").list_buckets()["Buckets"][0]["Name"] == "there"
