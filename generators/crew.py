"""Watchbill's own functions: the alert router, the canary runner, the weekly report.

They are no functions of the spec: they watch it. A generator folder that defines `crew(plan)` says which it needs;
packaging asks the same, so that what is deployed and what is packed cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from troposphere import GetAtt, Tags, awslambda, iam, logs

from generators.arn import arn
from generators.code import LOG_GROUP, code, logging
from generators.declaration import declare, tags
from generators.policy import allow, document, trust

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generators.artefact import JSON, Build, StackResource
    from monitors.model.plan import Plan, Service
    from monitors.model.source import Source

FUNCTION, ROLE = "Function", "Role"
"""Logical ids: a unit has at most one of our own functions."""
RUNTIME, ARCHITECTURE = "python3.13", "arm64"
RETENTION_DAYS = 30
"""Of their logs: an incident is looked into for longer than the functions' own seven days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewFunction:
    """One function of our own. `role` says what it is in a word (`alert-router`), `name` is the physical name.

    `statements` are the rights beyond writing its log; `files` go into its zip beside the code, by their path there.
    """

    role: str
    name: str
    handler: str
    description: str
    timeout_seconds: int
    memory_size_mb: int = 512
    reserved_concurrency: int | None = None
    environment: Mapping[str, Any] = field(default_factory=dict)
    statements: tuple[JSON, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    folder: str = ""
    """Where in the zip the code goes, for runtimes that do not look at its top."""
    lint_ignored: tuple[str, ...] = ()
    """cfn-lint's checks that are wrong about its role."""
    source: Source | None = None

    @property
    def key(self) -> str:
        """By which its code is known; a function of the spec has no slash in its key."""
        return f"crew/{self.role}"

    @property
    def log_group(self) -> str:
        return f"/aws/lambda/{self.name}"


class Crew(Protocol):
    """A generator folder's `crew`: pure, deterministic, found by walking."""

    def __call__(self, plan: Plan) -> Iterable[CrewFunction]: ...


def declare_crew(service: Service, function: CrewFunction, build: Build) -> tuple[StackResource, ...]:
    """Log group, role and function; the log group comes first, or Lambda would make one that never expires."""
    own = Tags({**tags(service), "watchbill:resource": function.role})
    group = logs.LogGroup(LOG_GROUP, LogGroupName=function.log_group, RetentionInDays=RETENTION_DAYS, Tags=own)
    return (
        declare(group, source=function.source),
        declare(_role(function, own), source=function.source, attributes=_lint(function)),
        declare(_function(service, function, build, own), source=function.source),
    )


def _lint(function: CrewFunction) -> JSON:
    ignored = list(function.lint_ignored)
    return {"Metadata": {"cfn-lint": {"config": {"ignore_checks": ignored}}}} if ignored else {}


def _role(function: CrewFunction, own: Tags) -> iam.Role:
    streams = arn("logs", f"log-group:{function.log_group}:log-stream:*")
    rights = document(allow(["logs:CreateLogStream", "logs:PutLogEvents"], streams), *function.statements)
    return iam.Role(
        ROLE,
        Description=f"{function.name}: {function.description}"[:1000],
        AssumeRolePolicyDocument=trust("lambda.amazonaws.com"),
        Policies=[iam.Policy(PolicyName="function", PolicyDocument=rights)],
        Tags=own,
    )


def _function(service: Service, function: CrewFunction, build: Build, own: Tags) -> awslambda.Function:
    optional: dict[str, Any] = {}
    if function.reserved_concurrency is not None:
        optional["ReservedConcurrentExecutions"] = function.reserved_concurrency
    known = {
        "CONFIG_ENV": service.environment,
        "POWERTOOLS_SERVICE_NAME": service.name,
        "SERVICE_NAME": service.name,
    }
    return awslambda.Function(
        FUNCTION,
        FunctionName=function.name,
        Description=function.description[:256],
        Code=code(function.key, build),
        Handler=function.handler,
        Runtime=RUNTIME,
        Architectures=[ARCHITECTURE],
        MemorySize=function.memory_size_mb,
        Timeout=function.timeout_seconds,
        Role=GetAtt(ROLE, "Arn"),
        Environment=awslambda.Environment(Variables={**known, **function.environment}),
        LoggingConfig=logging("json"),
        Tags=own,
        **optional,
    )
