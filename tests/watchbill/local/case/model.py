"""What a case of test_provider is made of, and the resources that many of them need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def policy(action: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    statement = {"Sid": "S", "Effect": "Allow", "Action": action, "Resource": resource, **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


ROLE = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "worker", "AssumeRolePolicyDocument": TRUST}}
FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "FunctionName": "worker",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Runtime": "python3.12",
        "Handler": "index.handle",
        "Code": {"ZipFile": "def handle(event, context): return 1"},
    },
}
QUEUE = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "inbox"}}
TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "alerts"}}
STREAM = {"Type": "AWS::Kinesis::Stream", "Properties": {"Name": "scores", "ShardCount": 1}}
GROUP = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/app"}}
TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "TableName": "demand",
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}],
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
    },
}
API = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "front", "ProtocolType": "HTTP"}}
WORKER = {"Role": ROLE, "Function": FUNCTION}
ACCOUNT = "123456789012"


@dataclass(frozen=True, kw_only=True)
class Case:
    """`look(cloud, physical id)` asks the service; `seen` is what it must say of `before` and of `after`."""

    type: str
    before: dict[str, Any]
    after: dict[str, Any]
    look: Callable[[Any, str], Any]
    seen: tuple[Any, Any]
    needs: dict[str, Any] = field(default_factory=dict)
    needs_after: dict[str, Any] = field(default_factory=dict)
    replaced: bool = False
    note: str = ""


def fields(answer: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: answer.get(name) for name in names}


def found(items: list[dict[str, Any]], *names: str) -> Any:
    return fields(items[0], *names) if items else None


def tag_map(answer: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in answer}
