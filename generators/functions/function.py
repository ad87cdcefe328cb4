"""AWS::Lambda::Function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Ref, Tags, awslambda

from generators.declaration import declare, tags
from generators.functions.environment import variables
from generators.functions.site import FUNCTION, ROLE
from generators.logs.group import LOG_GROUP

if TYPE_CHECKING:
    from generators.artefact import Build, StackResource
    from generators.functions.site import Site

UNBUILT = "unbuilt"
"""Stands for the digest where nothing was packaged: the template is whole, and deploying it fails by that name."""


class LoggingConfig(awslambda.LoggingConfig):
    """troposphere 4.11.1 has two classes of this name, and keeps the one without LogFormat."""

    props = awslambda.LoggingConfig.props | {"LogFormat": (str, False)}


def code_key(key: str, digest: str) -> str:
    """Where a function's zip lies in the artefact bucket: same bytes, same key, nothing to redeploy."""
    return f"code/{key}/{digest}.zip"


def declare_function(site: Site, build: Build) -> StackResource:
    """The function; its log group comes first, or Lambda would make one that never expires."""
    function, settings = site.function, site.function.settings
    optional: dict[str, Any] = {"Description": settings.description[:256]} if settings.description else {}
    if settings.reserved_concurrency >= 0:
        optional["ReservedConcurrentExecutions"] = settings.reserved_concurrency
    if _invokes_itself(site):
        # Lambda ends a chain after about 16 hops; these bound their own (continuations, looks).
        optional["RecursiveLoop"] = "Allow"
    return declare(
        awslambda.Function(
            FUNCTION,
            FunctionName=function.name,
            Code=awslambda.Code(
                S3Bucket=Ref("ArtefactBucket"), S3Key=code_key(function.key, build.code.get(function.key, UNBUILT))
            ),
            Handler=settings.handler,
            Runtime=settings.runtime,
            Architectures=[settings.architecture],
            MemorySize=settings.memory_size_mb,
            Timeout=settings.timeout_seconds,
            Role=GetAtt(ROLE, "Arn"),
            Environment=awslambda.Environment(Variables=variables(site)),
            LoggingConfig=_logging(settings.log_format),
            TracingConfig=awslambda.TracingConfig(Mode="Active" if settings.tracing else "PassThrough"),
            Tags=Tags(tags(site.service, function)),
            **optional,
        ),
        source=function.source,
    )


def _logging(log_format: str) -> LoggingConfig:
    """Levels exist for JSON only. platform.report, which the memory and time-out rules read, comes at INFO."""
    if log_format == "text":
        return LoggingConfig(LogFormat="Text", LogGroup=Ref(LOG_GROUP))
    return LoggingConfig(LogFormat="JSON", ApplicationLogLevel="INFO", SystemLogLevel="INFO", LogGroup=Ref(LOG_GROUP))


def _invokes_itself(site: Site) -> bool:
    """Whether it may invoke itself, or send to a queue that triggers it."""
    settings = site.function.settings
    queues = {trigger.queue for trigger in settings.triggers} - {None}
    return any(
        use.function == site.function.key or use.queue in queues for use in settings.uses if "write" in use.access
    )
