"""AWS::S3::Bucket: private, encrypted, TLS only, with the functions that its objects invoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Ref, Sub, Tags, s3

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.declaration import declare, tags
from generators.policy import deny_plaintext, document
from generators.stores.retention import retention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Trigger
    from monitors.scope import Scope

BUCKET = "Bucket"
ABORT_DAYS = 7  # an upload not finished by then never will be; its parts cost as objects do
NONCURRENT_DAYS = 30  # time to notice that a file was overwritten


def make(bucket: Resource[Any], scope: Scope) -> Fragment:
    """The bucket and its policy, after every function that it notifies: S3 checks them when told."""
    settings = bucket.settings
    consumers = [function for function in scope.consumers.get(bucket.id, ()) if function.managed]
    notified = [
        _notification(function, trigger)
        for function in consumers
        for trigger in function.settings.triggers
        if trigger.bucket == bucket.key
    ]
    optional: dict[str, Any] = {}
    if notified:
        optional["NotificationConfiguration"] = s3.NotificationConfiguration(LambdaConfigurations=notified)
    if settings.request_metrics:
        optional["MetricsConfigurations"] = [s3.MetricsConfiguration(Id="EntireBucket")]
    body = s3.Bucket(
        BUCKET,
        BucketName=bucket.name,
        BucketEncryption=_encryption(),
        LifecycleConfiguration=s3.LifecycleConfiguration(Rules=list(_lifecycle(settings))),
        OwnershipControls=s3.OwnershipControls(Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]),
        PublicAccessBlockConfiguration=s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True, BlockPublicPolicy=True, IgnorePublicAcls=True, RestrictPublicBuckets=True
        ),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled" if settings.versioning else "Suspended"),
        Tags=Tags(tags(scope.service, bucket)),
        **optional,
    )
    arn = GetAtt(BUCKET, "Arn").to_dict()
    inside = Sub(f"${{{BUCKET}.Arn}}/*").to_dict()
    policy = s3.BucketPolicy(
        "BucketPolicy", Bucket=Ref(BUCKET), PolicyDocument=document(deny_plaintext("s3:*", arn, inside))
    )
    return Fragment(
        unit=bucket.id,
        resources=(
            declare(body, source=bucket.source, attributes=retention(retain=settings.retain)),
            declare(policy, source=bucket.source),
        ),
        after=tuple(function.id for function in consumers),
    )


def _encryption() -> s3.BucketEncryption:
    return s3.BucketEncryption(
        ServerSideEncryptionConfiguration=[
            s3.ServerSideEncryptionRule(
                ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256")
            )
        ]
    )


def _notification(function: Resource[Any], trigger: Trigger) -> s3.LambdaConfigurations:
    rules = [
        s3.Rules(Name=name, Value=value)
        for name, value in (("prefix", trigger.prefix), ("suffix", trigger.suffix))
        if value
    ]
    chosen: dict[str, Any] = {"Filter": s3.Filter(S3Key=s3.S3Key(Rules=rules))} if rules else {}
    return s3.LambdaConfigurations(Event="s3:ObjectCreated:*", Function=Sub(arn_of(function)), **chosen)


def _lifecycle(settings: Any) -> Iterator[s3.LifecycleRule]:
    yield s3.LifecycleRule(
        Id="unfinished-uploads",
        Status="Enabled",
        AbortIncompleteMultipartUpload=s3.AbortIncompleteMultipartUpload(DaysAfterInitiation=ABORT_DAYS),
    )
    if settings.versioning:
        yield s3.LifecycleRule(
            Id="previous-versions",
            Status="Enabled",
            NoncurrentVersionExpiration=s3.NoncurrentVersionExpiration(NoncurrentDays=NONCURRENT_DAYS),
        )
    if settings.expire_days is not None:
        yield s3.LifecycleRule(Id="expired", Status="Enabled", ExpirationInDays=settings.expire_days)
