"""The key of the alert topics.

It has to be our own: on a topic encrypted with the key that AWS manages for SNS (alias/aws/sns) every alarm action
fails, because that key's policy cannot be opened to CloudWatch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, Sub, Tags, kms

from generators.declaration import declare, tags
from generators.policy import FROM_THIS_ACCOUNT, allow_service, document

if TYPE_CHECKING:
    from generators.artefact import JSON, StackResource
    from monitors.model.plan import Service

KEY = "AlertKey"
THIS_KEY = "*"
"""In a key's policy the resource is always the key itself (KMS Developer Guide, "Key policies")."""


def declare_key(service: Service) -> tuple[StackResource, ...]:
    """Key and alias."""
    key = kms.Key(
        KEY,
        Description=f"Alert topics of {service.name} in {service.environment}",
        EnableKeyRotation=True,
        KeyPolicy=document(
            _administration(),
            allow_service(
                "cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], THIS_KEY, FROM_THIS_ACCOUNT
            ),
        ),
        PendingWindowInDays=7,
        Tags=Tags(tags(service)),
    )
    named = kms.Alias("AlertKeyAlias", AliasName=alias(service), TargetKeyId=Ref(KEY))
    return tuple(declare(resource, source=None) for resource in (key, named))


def alias(service: Service) -> str:
    """By which a right names the key: its id is AWS's."""
    return f"alias/{service.prefix}-alerts"


def _administration() -> JSON:
    """Without it the account locks itself out of the key; IAM then says who in the account may do what."""
    return {
        "Effect": "Allow",
        "Principal": {"AWS": Sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
        "Action": "kms:*",
        "Resource": THIS_KEY,
    }
