"""The bucket that templates and code go through: its own small stack, made before all others and removed last."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchbill.cloud.connection import Connection

UNIT = "artefacts"
"""The unit tag of the bootstrap stack, by which plans leave it out."""
NAME_MAX = 63  # S3's limit
TEMPLATE_DAYS = 30
"""Nothing reads a template again. Code is never expired: rolling back an update of an old function needs it."""


def stack_name(prefix: str) -> str:
    return f"{prefix}-watchbill-artefacts"


def bucket_name(prefix: str, connection: Connection) -> str:
    """Bucket names are global: account and region make it ours; one that would be too long ends in a digest."""
    name = f"{stack_name(prefix)}-{connection.place.account}-{connection.region}".lower()
    if len(name) <= NAME_MAX:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{name[: NAME_MAX - 13].rstrip('-')}-{digest}"


def template(bucket: str) -> str:
    """Private, encrypted, reached over TLS alone."""
    blocks = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    encryption = [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    expiry = {"Id": "templates", "Status": "Enabled", "Prefix": "templates/", "ExpirationInDays": TEMPLATE_DAYS}
    resources: dict[str, Any] = {
        "Bucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {
                "BucketName": bucket,
                "BucketEncryption": {"ServerSideEncryptionConfiguration": encryption},
                "LifecycleConfiguration": {"Rules": [expiry]},
                "PublicAccessBlockConfiguration": dict.fromkeys(blocks, True),
            },
        },
        "Policy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": _tls_only(bucket)},
        },
    }
    description = "Holds the templates and code that watchbill deploys. Removed by `watchbill destroy`."
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Description": description, "Resources": resources})


def _tls_only(bucket: str) -> dict[str, Any]:
    arn = f"arn:${{AWS::Partition}}:s3:::{bucket}"
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [{"Fn::Sub": arn}, {"Fn::Sub": f"{arn}/*"}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
