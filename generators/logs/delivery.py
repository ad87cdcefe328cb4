"""The role by which CloudWatch Logs writes to the log stream: one a service, named, so that any stack may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Sub, Tags, iam

from generators.arn import arn_of
from generators.declaration import declare, tags
from generators.policy import ACCOUNT, allow, document, trust

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Plan, Service
    from monitors.model.resource import Resource


def log_stream_of(plan: Plan) -> Resource[Any] | None:
    """The stream that the spec marks `log_stream: true`."""
    streams = (entry.resource for entry in plan.of_kind("kinesis_stream"))
    return next((stream for stream in streams if stream.settings.log_stream), None)


def role_name(service: Service) -> str:
    """With the region, for role names are the account's."""
    return f"{service.prefix}-{service.region}-log-delivery"


def role_arn(service: Service) -> str:
    return f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{role_name(service)}"


def declare_delivery(service: Service, stream: Resource[Any]) -> StackResource:
    """Only CloudWatch Logs, only for log groups of this account, only onto this stream."""
    groups = Sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*")
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": groups}}
    return declare(
        iam.Role(
            "LogDeliveryRole",
            RoleName=role_name(service),
            Description=f"CloudWatch Logs writes function logs to {stream.name}",
            AssumeRolePolicyDocument=trust("logs.amazonaws.com", condition),
            Policies=[
                iam.Policy(
                    PolicyName="stream",
                    PolicyDocument=document(allow(["kinesis:PutRecord", "kinesis:PutRecords"], arn_of(stream))),
                )
            ],
            Tags=Tags(tags(service)),
        ),
        source=stream.source,
    )
