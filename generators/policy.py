"""IAM policy documents. A statement names its resources; "*" stands only where AWS knows no narrower one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.arn import arn, sub

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generators.artefact import JSON

ACCOUNT: JSON = {"Ref": "AWS::AccountId"}
FROM_THIS_ACCOUNT: JSON = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
"""Against the confused deputy: the service acts for a resource of this account only."""


def document(*statements: JSON) -> JSON:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(actions: Iterable[str], *arns: str) -> JSON:
    """Allow actions on resources given as texts for Fn::Sub, or plain where nothing is to be filled in."""
    resources = [sub(one) if "${" in one else one for one in sorted(arns)]
    return {"Effect": "Allow", "Action": sorted(actions), "Resource": resources}


def read_secret(name: str) -> JSON:
    """A Secrets Manager ARN ends in six characters that AWS makes up; a parameter's name begins with a slash."""
    if name.startswith("/"):
        return allow(["ssm:GetParameter"], arn("ssm", f"parameter{name}"))
    return allow(["secretsmanager:GetSecretValue"], arn("secretsmanager", f"secret:{name}-??????"))


def allow_everywhere(*actions: str) -> JSON:
    """For the few actions that AWS defines without a resource; every caller says which page states it."""
    return {"Effect": "Allow", "Action": sorted(actions), "Resource": "*"}


def allow_service(service: str, actions: Iterable[str], resource: Any, condition: JSON) -> JSON:
    """A resource policy's statement: an AWS service may act, under a condition."""
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": sorted(actions),
        "Resource": resource,
        "Condition": condition,
    }


def deny_plaintext(actions: str, *resources: Any) -> JSON:
    """A resource policy's statement: nobody, over anything but TLS."""
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def trust(service: str, condition: JSON | None = None) -> JSON:
    """Who may assume a role."""
    statement: JSON = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return document(statement | ({"Condition": condition} if condition else {}))
