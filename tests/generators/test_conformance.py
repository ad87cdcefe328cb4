"""What must be true of every stack, whatever the spec: encryption, least privilege, failures kept, order."""

from __future__ import annotations

import graphlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from generators.references import named_in
from tests.generators.templates import SPECS, Made, every, made, order

if TYPE_CHECKING:
    from collections.abc import Iterator

ANY_RESOURCE = {
    # What a canary looks up: metrics know no resource either.
    ("cloudwatch:GetMetricStatistics",),
    # CloudWatch Synthetics' own role: putting metrics under a condition on their namespace, and looking for its bucket.
    ("cloudwatch:PutMetricData",),
    ("s3:ListAllMyBuckets",),
    # X-Ray's actions know no resource (Service Authorization Reference).
    ("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    # Composite alarms are shown to who may see all; metric data and query results know no resource.
    (
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "logs:GetQueryResults",
    ),
    # Composites are described only to who may ask for all alarms; lists of mute rules and images know no resource.
    ("cloudwatch:DescribeAlarms", "cloudwatch:ListAlarmMuteRules"),
    ("cloudwatch:DescribeAlarms", "cloudwatch:GetMetricWidgetImage", "cloudwatch:ListAlarmMuteRules"),
}
INCIDENTS = "prd2011-prd1-incidents"
TLS_ONLY = {"AWS::S3::Bucket": "AWS::S3::BucketPolicy", "AWS::SQS::Queue": "AWS::SQS::QueuePolicy"}


def statements(role: Made) -> Iterator[dict[str, Any]]:
    for policy in role.properties["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def test_a_stream_mapping_ends_every_batch_somewhere() -> None:
    mappings = [m for m in every("AWS::Lambda::EventSourceMapping") if "StartingPosition" in m.properties]
    assert mappings
    for mapping in mappings:
        properties = mapping.properties
        assert properties["BisectBatchOnFunctionError"] is True, mapping
        assert 0 <= properties["MaximumRetryAttempts"] <= 10_000, mapping
        assert 60 <= properties["MaximumRecordAgeInSeconds"] <= 604_800, mapping
        assert properties["DestinationConfig"]["OnFailure"]["Destination"], mapping


def test_every_mapping_takes_partial_failures() -> None:
    for mapping in every("AWS::Lambda::EventSourceMapping"):
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"], mapping


def test_queues_have_dead_letters_or_take_failures_themselves() -> None:
    """Of the real spec: a message is not tried for two weeks."""
    senders = ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig")
    for environment in ("qa1", "prd1"):
        queues = [one for one in made(environment) if one.type == "AWS::SQS::Queue"]
        failures = json.dumps(
            [
                one.properties["DestinationConfig"]
                for one in made(environment)
                if one.type in senders and "DestinationConfig" in one.properties
            ]
        )
        mappings = [one for one in made(environment) if one.type == "AWS::Lambda::EventSourceMapping"]
        sources = json.dumps([one.properties["EventSourceArn"] for one in mappings])
        assert queues
        for queue in queues:
            redriven = queue.properties["RedriveAllowPolicy"]["redrivePermission"] == "byQueue"
            takes = redriven or f':{queue.properties["QueueName"]}"' in failures
            read = f':{queue.properties["QueueName"]}"' in sources  # what no function takes, none can fail on
            assert takes or not read or "RedrivePolicy" in queue.properties, queue


def test_no_statement_is_wider_than_aws_forces_it_to_be() -> None:
    for role in every("AWS::IAM::Role"):
        for statement in statements(role):
            actions = tuple(statement["Action"])
            assert not [action for action in actions if action.endswith("*")], role
            if statement["Resource"] == "*":
                assert actions in ANY_RESOURCE, role
            else:
                arns = [arn if isinstance(arn, str) else arn["Fn::Sub"] for arn in statement["Resource"]]
                assert all(re.match(r"arn:.+:[^*:]+", arn) for arn in arns), role


def test_services_that_assume_a_role_do_it_for_this_account() -> None:
    for role in every("AWS::IAM::Role"):
        (statement,) = role.properties["AssumeRolePolicyDocument"]["Statement"]
        if statement["Principal"] != {"Service": "lambda.amazonaws.com"}:  # Lambda states no source
            assert statement["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}, role


def test_every_permission_names_its_caller() -> None:
    permissions = every("AWS::Lambda::Permission")
    assert permissions
    for permission in permissions:
        assert permission.properties["SourceArn"], permission
        if permission.properties["Principal"] == "s3.amazonaws.com":  # a bucket's ARN holds no account
            assert permission.properties["SourceAccount"] == {"Ref": "AWS::AccountId"}, permission


def test_everything_at_rest_is_encrypted() -> None:
    for queue in every("AWS::SQS::Queue"):
        assert queue.properties["SqsManagedSseEnabled"] is True, queue
    for bucket in every("AWS::S3::Bucket"):
        assert bucket.properties["BucketEncryption"], bucket
        assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}, bucket
    for stream in every("AWS::Kinesis::Stream"):
        assert stream.properties["StreamEncryption"]["EncryptionType"] == "KMS", stream
    for table in every("AWS::DynamoDB::Table"):
        assert table.properties["SSESpecification"] == {"SSEEnabled": True}, table
    for topic in every("AWS::SNS::Topic"):
        assert topic.properties["KmsMasterKeyId"] == {"Ref": "AlertKey"}, topic  # never alias/aws/sns


@pytest.mark.parametrize("kind", TLS_ONLY)
def test_nobody_speaks_plain_text_to(kind: str) -> None:
    policies = {
        (one.spec, one.stack, name): one
        for one in every(TLS_ONLY[kind])
        for name in named_in([one.properties.get("Queues"), one.properties.get("Bucket")])
    }
    for one in every(kind):
        policy = policies[one.spec, one.stack, one.name]
        (statement,) = [each for each in policy.properties["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert set(named_in(statement["Resource"])) == {one.name}


def test_only_its_own_rule_may_send_to_a_routers_queues() -> None:
    allowed = [
        (policy, statement)
        for policy in every("AWS::SQS::QueuePolicy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    assert allowed
    for policy, statement in allowed:
        assert statement["Principal"] == {"Service": "events.amazonaws.com"}, policy
        (rules,) = statement["Condition"]["ArnEquals"].values()
        assert set(named_in(rules)) <= {"AlarmChanges", "StackChanges"}, policy


def test_cloudwatch_may_publish_to_the_topics_and_use_their_key() -> None:
    for key in every("AWS::KMS::Key"):
        allowed = {
            statement["Principal"]["Service"]: statement
            for statement in key.properties["KeyPolicy"]["Statement"]
            if "Service" in statement["Principal"]
        }
        alarms = allowed["cloudwatch.amazonaws.com"]
        assert alarms["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"], key
        assert alarms["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}, key
    for policy in every("AWS::SNS::TopicPolicy"):
        publish, plain = policy.properties["PolicyDocument"]["Statement"]
        assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}, policy
        assert publish["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}, policy
        assert plain["Effect"] == "Deny", policy


def test_every_function_logs_json_into_its_own_expiring_group() -> None:
    functions = every("AWS::Lambda::Function")
    assert functions
    for function in functions:
        assert function.properties["LoggingConfig"]["LogFormat"] == "JSON", function
        assert function.properties["LoggingConfig"]["LogGroup"] == {"Ref": "LogGroup"}, function
    for group in every("AWS::Logs::LogGroup"):
        assert group.properties["RetentionInDays"] > 0, group


def test_a_log_subscription_spreads_over_shards_and_takes_everything() -> None:
    subscriptions = every("AWS::Logs::SubscriptionFilter")
    assert len([one for one in subscriptions if one.spec == "qa1"]) == 8
    for subscription in subscriptions:
        assert (subscription.properties["Distribution"], subscription.properties["FilterPattern"]) == ("Random", "")


@pytest.mark.parametrize("kind", ["AWS::DynamoDB::Table", "AWS::S3::Bucket"])
def test_data_is_kept_unless_the_spec_says_otherwise(kind: str) -> None:
    ours = [one for one in every(kind) if one.spec == "prd1" and one.properties.get("TableName") != INCIDENTS]
    assert {one.attributes["DeletionPolicy"] for one in ours} == {"RetainExceptOnCreate"}


def test_the_incident_table_goes_with_its_router_and_leaves_a_backup() -> None:
    (table,) = [one for one in every("AWS::DynamoDB::Table") if one.properties["TableName"] == INCIDENTS]
    assert (table.attributes["DeletionPolicy"], table.attributes["UpdateReplacePolicy"]) == ("Delete", "Retain")
    assert table.properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize("spec", SPECS)
def test_stacks_can_be_deployed_one_after_the_other(spec: str) -> None:
    assert list(graphlib.TopologicalSorter(order(spec)).static_order())


@pytest.mark.parametrize("spec", SPECS)
def test_what_aws_checks_when_it_is_named_is_deployed_before(spec: str) -> None:
    """Sources and destinations of mappings, functions of notifications, streams of subscriptions, dead letters."""
    places = _places(spec)
    checked = 0
    for one in made(spec):
        for name in _checked_names(one):
            place = places.get(name, one.stack)
            circle = one.type == "AWS::Lambda::EventInvokeConfig" and one.stack in _all_before(spec, place)
            if place != one.stack and not circle:  # a circle is documented in generators/functions/parking.py
                assert place in _all_before(spec, one.stack), f"{one} needs {name}"
                checked += 1
    assert checked > 20 or spec not in ("qa1", "prd1")


def _places(spec: str) -> dict[str, str]:
    keys = ("FunctionName", "QueueName", "BucketName", "Name", "TableName", "RoleName")
    kinds = re.compile(r"AWS::(Lambda::Function|SQS::Queue|S3::Bucket|Kinesis::Stream|DynamoDB::Table|IAM::Role)$")
    return {
        one.properties[key]: one.stack
        for one in made(spec)
        if kinds.match(one.type)
        for key in keys
        if isinstance(one.properties.get(key), str)  # a name with the account in it is a Fn::Sub
    }


def _checked_names(one: Made) -> Iterator[str]:
    checked = {
        "AWS::Lambda::EventInvokeConfig": ("DestinationConfig",),
        "AWS::Lambda::EventSourceMapping": ("EventSourceArn", "FunctionName", "DestinationConfig"),
        "AWS::Logs::SubscriptionFilter": ("DestinationArn", "RoleArn"),
        "AWS::S3::Bucket": ("NotificationConfiguration",),
        "AWS::SQS::Queue": ("RedrivePolicy",),
        "AWS::Lambda::Permission": ("FunctionName",),
    }.get(one.type, ())
    text = json.dumps([one.properties.get(name) for name in checked])
    yield from re.findall(r"[\w.-]+", text)


def _all_before(spec: str, stack: str) -> set[str]:
    before: set[str] = set()
    waiting = list(order(spec)[stack])
    while waiting:
        name = waiting.pop()
        if name not in before:
            before.add(name)
            waiting += order(spec)[name]
    return before
