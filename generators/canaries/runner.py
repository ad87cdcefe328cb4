"""The runner of all canaries: one function, its dead letters, and the role by which Scheduler invokes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from troposphere import GetAtt, Ref, Sub, Tags, awslambda, iam, sqs

from canaries.definition import FILE
from generators.arn import arn
from generators.artefact import Fragment
from generators.canaries.policies import declare_managed, share
from generators.canaries.rights import statements
from generators.crew import FUNCTION, CrewFunction, declare_crew
from generators.declaration import declare, tags
from generators.policy import allow, deny_plaintext, document
from generators.scheduler_role import scheduler_role
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generators.artefact import JSON, Build, StackResource
    from generators.canaries.probe import ReadyProbe
    from monitors.model.plan import Plan, Service

UNIT = "canary-runner"
QUEUE, SCHEDULE_ROLE = "DeadLetters", "ScheduleRole"
SPARE_SECONDS = 30
"""Beyond the longest canary: for cleaning up, and for reporting a canary that ran into its own timeout."""
TIMEOUT_MAX = 900
EVENT_AGE_SECONDS = 300
"""A run that could not begin within five minutes is the next one's business."""
KEPT_DAYS, DAY_SECONDS = 14, 86_400


def runner(service: Service, probes: Sequence[ReadyProbe], *, memory_table: str = "") -> CrewFunction:
    """The function. `memory_table` is where it leaves the last failures for the alert router."""
    longest = max(probe.canary.timeout_seconds for probe in probes)
    inline, _ = share(_rights(service, probes, memory_table))
    return CrewFunction(
        role=UNIT,
        name=names.canary_runner(service),
        handler="canaries.handler.handle",
        description="Sends each function an event of its own and looks whether what must follow does",
        timeout_seconds=min(TIMEOUT_MAX, longest + SPARE_SECONDS),
        environment={"MEMORY_TABLE": memory_table} if memory_table else {},
        statements=inline,
        files={f"canaries/{FILE}": definitions(probes)},
    )


def _rights(service: Service, probes: Sequence[ReadyProbe], memory_table: str) -> list[JSON]:
    rights = [allow(["sqs:SendMessage"], arn("sqs", queue_name(service)))]
    if memory_table:
        remember = allow(["dynamodb:PutItem"], arn("dynamodb", f"table/{memory_table}"))
        remember["Condition"] = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["canary#*"]}}
        rights.append(remember)
    return [*rights, *statements(probes)]


def definitions(probes: Sequence[ReadyProbe]) -> bytes:
    """canaries.json; the same bytes for the same canaries."""
    made = {"canaries": [probe.definition() for probe in probes]}
    return (json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def declare_runner(plan: Plan, function: CrewFunction, probes: Sequence[ReadyProbe], build: Build) -> Fragment:
    """The runner's unit. Raises PlanError for more rights than a role can have."""
    service = plan.service
    _, more = share(_rights(service, probes, str(function.environment.get("MEMORY_TABLE", ""))))
    own = Tags({**tags(service), "watchbill:resource": UNIT})
    return Fragment(
        unit=UNIT,
        resources=(
            *_queue(service, own),
            *declare_crew(service, function, build),
            *declare_managed(more, service.prefix, probes[0].canary.source),
            _invocation(service),
            declare(_schedule_role(service, function, own), source=None),
        ),
    )


def queue_name(service: Service) -> str:
    return f"{service.prefix}-canary-dead-letters"


def schedule_role(service: Service) -> str:
    """Known by its name, because every canary's schedule stands in a stack of its own."""
    return f"{service.prefix}-{service.region}-canary-schedule"


def _queue(service: Service, own: Tags) -> tuple[StackResource, StackResource]:
    queue = sqs.Queue(
        QUEUE,
        QueueName=queue_name(service),
        MessageRetentionPeriod=KEPT_DAYS * DAY_SECONDS,
        SqsManagedSseEnabled=True,
        RedriveAllowPolicy={"redrivePermission": "denyAll"},
        Tags=own,
    )
    policy = sqs.QueuePolicy(
        "QueuePolicy",
        Queues=[Ref(QUEUE)],
        PolicyDocument=document(deny_plaintext("sqs:*", GetAtt(QUEUE, "Arn").to_dict())),
    )
    return declare(queue, source=None), declare(policy, source=None)


def _invocation(service: Service) -> StackResource:
    """A run is never repeated: the next one is five minutes away, and a late one would say what was."""
    return declare(
        awslambda.EventInvokeConfig(
            "AsyncInvocation",
            FunctionName=Ref(FUNCTION),
            Qualifier="$LATEST",
            MaximumRetryAttempts=0,
            MaximumEventAgeInSeconds=EVENT_AGE_SECONDS,
            DestinationConfig=awslambda.DestinationConfig(
                OnFailure=awslambda.OnFailure(Destination=Sub(arn("sqs", queue_name(service))))
            ),
        ),
        source=None,
    )


def _schedule_role(service: Service, function: CrewFunction, own: Tags) -> iam.Role:
    return scheduler_role(
        SCHEDULE_ROLE,
        function.name,
        own,
        allow(["lambda:InvokeFunction"], arn("lambda", f"function:{function.name}")),
        allow(["sqs:SendMessage"], arn("sqs", queue_name(service))),
        RoleName=schedule_role(service),
    )
