"""What a plan must know of a CloudFormation type: its noun, its name, what cannot change in place, what holds data."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`name` is the property with the physical name; `fixed` the properties whose change makes a new resource.

    `data` is what is lost with the resource ("items", "messages"); empty where nothing is.
    """

    noun: str
    name: str = ""
    fixed: tuple[str, ...] = ()
    data: str = ""


def kind_of(type: str) -> Kind:  # noqa: A002 - CloudFormation's own word
    """The facts of a type. One that we do not know gets its last word as a noun, and no claim about replacement."""
    known = KINDS.get(type)
    if known is not None:
        return known
    last = type.rpartition("::")[2] or type
    return Kind(noun=re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last).lower())


def _named(noun: str, name: str, *fixed: str, data: str = "") -> Kind:
    return Kind(noun=noun, name=name, fixed=(name, *fixed), data=data)


# `fixed` is createOnlyProperties (and the conditional ones) of each type's schema in the CloudFormation registry;
# tests/watchbill/cloud/test_kind.py holds it against the copy that cfn-lint brings.
KINDS: dict[str, Kind] = {
    "AWS::ApiGatewayV2::Api": Kind(noun="api", name="Name", fixed=("ProtocolType",)),
    "AWS::ApiGatewayV2::Integration": Kind(noun="integration", fixed=("ApiId",)),
    "AWS::ApiGatewayV2::Route": Kind(noun="route", name="RouteKey", fixed=("ApiId",)),
    "AWS::ApiGatewayV2::Stage": Kind(noun="stage", name="StageName", fixed=("ApiId", "StageName")),
    "AWS::ApplicationAutoScaling::ScalableTarget": Kind(
        noun="scaling target", name="ResourceId", fixed=("ResourceId", "ScalableDimension", "ServiceNamespace")
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": Kind(
        noun="scaling policy",
        name="PolicyName",
        fixed=("PolicyName", "ResourceId", "ScalableDimension", "ScalingTargetId", "ServiceNamespace"),
    ),
    "AWS::CloudWatch::Alarm": _named("alarm", "AlarmName"),
    "AWS::CloudWatch::CompositeAlarm": _named("composite", "AlarmName"),
    "AWS::CloudWatch::Dashboard": _named("dashboard", "DashboardName"),
    "AWS::DynamoDB::Table": _named("table", "TableName", "ImportSourceSpecification", "KeySchema", data="items"),
    "AWS::Events::Rule": _named("event rule", "Name", "EventBusName"),
    "AWS::IAM::ManagedPolicy": _named("policy", "ManagedPolicyName", "Description", "Path"),
    "AWS::IAM::Policy": Kind(noun="policy", name="PolicyName"),
    "AWS::IAM::Role": _named("role", "RoleName", "Path"),
    "AWS::KMS::Alias": _named("key alias", "AliasName"),
    "AWS::KMS::Key": Kind(noun="key", data="what it encrypts"),
    "AWS::Kinesis::Stream": _named("stream", "Name", data="records"),
    "AWS::Lambda::EventInvokeConfig": Kind(
        noun="invoke config", name="FunctionName", fixed=("FunctionName", "Qualifier")
    ),
    "AWS::Lambda::EventSourceMapping": Kind(
        noun="event source",
        fixed=("EventSourceArn", "SelfManagedEventSource", "StartingPosition", "StartingPositionTimestamp"),
    ),
    "AWS::Lambda::Function": _named("function", "FunctionName", "DurableConfig", "PackageType", "TenancyConfig"),
    "AWS::Lambda::Permission": Kind(
        noun="permission",
        fixed=(
            "Action", "EventSourceToken", "FunctionName", "FunctionUrlAuthType", "InvokedViaFunctionUrl", "Principal",
            "PrincipalOrgID", "SourceAccount", "SourceArn",
        ),
    ),
    "AWS::Logs::LogGroup": _named("log group", "LogGroupName", data="log events"),
    "AWS::Logs::MetricFilter": _named("log metric", "FilterName", "LogGroupName"),
    "AWS::Logs::QueryDefinition": Kind(noun="query", name="Name"),
    "AWS::Logs::SubscriptionFilter": _named("log subscription", "FilterName", "LogGroupName"),
    "AWS::S3::Bucket": _named("bucket", "BucketName", "BucketNamePrefix", "BucketNamespace", data="objects"),
    "AWS::S3::BucketPolicy": Kind(noun="bucket policy", name="Bucket", fixed=("Bucket",)),
    "AWS::SNS::Subscription": Kind(
        noun="subscription", name="Endpoint", fixed=("Endpoint", "Protocol", "Region", "TopicArn")
    ),
    "AWS::SNS::Topic": _named("topic", "TopicName", "FifoTopic"),
    "AWS::SNS::TopicPolicy": Kind(noun="topic policy"),
    "AWS::SQS::Queue": _named("queue", "QueueName", "FifoQueue", data="messages"),
    "AWS::SQS::QueuePolicy": Kind(noun="queue policy"),
    "AWS::SSM::Parameter": _named("parameter", "Name"),
    "AWS::Scheduler::Schedule": _named("schedule", "Name"),
    "AWS::Scheduler::ScheduleGroup": _named("schedule group", "Name"),
    "AWS::Synthetics::Canary": _named("canary", "Name"),
}  # fmt: skip
