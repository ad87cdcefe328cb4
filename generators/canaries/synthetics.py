"""The same canaries run by CloudWatch Synthetics: an AWS::Synthetics::Canary each, with one bucket and one role.

Ten times dearer (docs/adr), and its own namespace of metrics; in return AWS runs, retries and shows the canaries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import GetAtt, Ref, Sub, Tags, iam, s3, synthetics

from canaries.definition import FILE
from generators.arn import arn
from generators.artefact import Fragment
from generators.canaries.policies import declare_managed, share
from generators.canaries.rights import statements
from generators.canaries.runner import UNIT, definitions
from generators.canaries.timing import rate
from generators.code import UNBUILT, code_key
from generators.crew import CrewFunction
from generators.declaration import declare, tags
from generators.policy import allow, allow_everywhere, deny_plaintext, document, trust
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generators.artefact import Build, StackResource
    from generators.canaries.probe import ReadyProbe
    from monitors.model.plan import Plan, Service

BUCKET, ROLE = "Artefacts", "Role"
KEPT_DAYS = 30
MEMORY_MB = 960
"""The least that Synthetics takes; it carries a browser along."""
FOLDER = "python"
"""Where Synthetics' Python runtimes look for code inside the zip."""
SPARE_SECONDS = 15
TIMEOUT_MAX = 840


class Canary(synthetics.Canary):
    """troposphere 4.11.1 knows runtimes up to syn-python-selenium-4.1 and refuses all newer ones."""

    props = synthetics.Canary.props | {"RuntimeVersion": (str, True)}


def synthetics_function(service: Service, probes: Sequence[ReadyProbe]) -> CrewFunction:
    """What is packed: AWS makes the functions itself, one a canary."""
    return CrewFunction(
        role=UNIT,
        name=names.canary_runner(service),
        handler="canaries.synthetics.handle",
        description="Runs one canary of canaries.json in CloudWatch Synthetics",
        timeout_seconds=TIMEOUT_MAX,
        statements=share(statements(probes))[0],
        files={f"{FOLDER}/canaries/{FILE}": definitions(probes)},
        folder=FOLDER,
    )


def declare_synthetics(
    plan: Plan, function: CrewFunction, probes: Sequence[ReadyProbe], build: Build
) -> Iterator[Fragment]:
    """Bucket and role in the runner's unit, each canary in its own."""
    own = Tags({**tags(plan.service), "watchbill:resource": UNIT})
    more = declare_managed(share(statements(probes))[1], plan.service.prefix, probes[0].canary.source)
    yield Fragment(unit=UNIT, resources=(*_bucket(plan.service, own), _role(plan.service, function, own), *more))
    for probe in probes:
        canary = _canary(plan.service, function, probe, build)
        yield Fragment(unit=probe.resource.id, resources=(canary,), after=(UNIT,))


def _bucket_name(service: Service) -> str:
    return f"{service.prefix}-canary-artefacts-${{AWS::AccountId}}-${{AWS::Region}}"


def _bucket(service: Service, own: Tags) -> tuple[StackResource, StackResource]:
    encryption = s3.ServerSideEncryptionRule(
        ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256")
    )
    bucket = s3.Bucket(
        BUCKET,
        BucketName=Sub(_bucket_name(service)),
        BucketEncryption=s3.BucketEncryption(ServerSideEncryptionConfiguration=[encryption]),
        LifecycleConfiguration=s3.LifecycleConfiguration(
            Rules=[s3.LifecycleRule(Id="expired", Status="Enabled", ExpirationInDays=KEPT_DAYS)]
        ),
        PublicAccessBlockConfiguration=s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True, BlockPublicPolicy=True, IgnorePublicAcls=True, RestrictPublicBuckets=True
        ),
        Tags=own,
    )
    inside = Sub(f"${{{BUCKET}.Arn}}/*").to_dict()
    policy = s3.BucketPolicy(
        "BucketPolicy",
        Bucket=Ref(BUCKET),
        PolicyDocument=document(deny_plaintext("s3:*", GetAtt(BUCKET, "Arn").to_dict(), inside)),
    )
    return declare(bucket, source=None), declare(policy, source=None)


def _role(service: Service, function: CrewFunction, own: Tags) -> StackResource:
    """As Synthetics' guide asks, narrowed to our bucket, its log groups and its own namespace."""
    bucket = f"arn:${{AWS::Partition}}:s3:::{_bucket_name(service)}"
    # s3:ListAllMyBuckets and cloudwatch:PutMetricData know no resource (Service Authorization Reference).
    measure = allow_everywhere("cloudwatch:PutMetricData")
    measure["Condition"] = {"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}}
    rights = document(
        allow(["s3:PutObject"], f"{bucket}/*"),
        allow(["s3:GetBucketLocation"], bucket),
        allow_everywhere("s3:ListAllMyBuckets"),
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
            arn("logs", f"log-group:/aws/lambda/cwsyn-{service.prefix}-*"),
        ),
        measure,
        *function.statements,
    )
    role = iam.Role(
        ROLE,
        RoleName=_role_name(service),
        Description=f"{service.prefix}: canaries in CloudWatch Synthetics",
        AssumeRolePolicyDocument=trust("lambda.amazonaws.com"),
        Policies=[iam.Policy(PolicyName="canaries", PolicyDocument=rights)],
        Tags=own,
    )
    return declare(role, source=None)


def _role_name(service: Service) -> str:
    return f"{service.prefix}-{service.region}-canaries"


def _canary(service: Service, function: CrewFunction, probe: ReadyProbe, build: Build) -> StackResource:
    canary = probe.canary
    return declare(
        Canary(
            "Canary",
            Name=canary.name,
            RuntimeVersion=canary.runtime,
            ArtifactS3Location=Sub(f"s3://{_bucket_name(service)}/{canary.name}"),
            Code=synthetics.Code(
                Handler="canaries/synthetics.handle",
                S3Bucket=Ref("ArtefactBucket"),
                S3Key=code_key(function.key, build.code.get(function.key, UNBUILT)),
            ),
            ExecutionRoleArn=Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{_role_name(service)}"),
            Schedule=synthetics.Schedule(Expression=rate(canary), DurationInSeconds="0"),
            RunConfig=synthetics.RunConfig(
                EnvironmentVariables={"CANARY": canary.name},
                MemoryInMB=MEMORY_MB,
                TimeoutInSeconds=min(TIMEOUT_MAX, canary.timeout_seconds + SPARE_SECONDS, canary.every_minutes * 60),
            ),
            StartCanaryAfterCreation=True,
            ProvisionedResourceCleanup="AUTOMATIC",
            SuccessRetentionPeriod=KEPT_DAYS,
            FailureRetentionPeriod=KEPT_DAYS,
            Tags=Tags(tags(service)),
        ),
        source=canary.source,
    )
