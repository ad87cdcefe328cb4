"""ARNs and URLs by physical name, as text for Fn::Sub.

Stacks name each other's resources this way and never by export: an export ties two stacks together until both go,
and an import makes the exporting stack undeployable (docs/adr/0004-one-stack-a-unit.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generators.artefact import JSON
    from monitors.model.resource import Resource

PATTERNS = {
    "kinesis_stream": "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/%s",
    "sqs_queue": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:%s",
    "dynamodb_table": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/%s",
    "s3_bucket": "arn:${AWS::Partition}:s3:::%s",
    "lambda_function": "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:%s",
}


def arn(service: str, resource: str) -> str:
    """`arn("sns", "alerts")`: in this account and region, by pseudo-parameters."""
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"


def arn_of(resource: Resource[Any]) -> str:
    """The ARN of a resource of the spec. Raises KeyError for a kind whose ARN does not follow from its name."""
    return PATTERNS[resource.kind] % resource.name


def queue_url(name: str) -> str:
    return f"https://sqs.${{AWS::Region}}.${{AWS::URLSuffix}}/${{AWS::AccountId}}/{name}"


def sub(text: str) -> JSON:
    return {"Fn::Sub": text}
