"""AWS::Lambda::Function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Tags, awslambda

from generators.code import code, logging
from generators.declaration import declare, tags
from generators.functions.environment import variables
from generators.functions.site import FUNCTION, ROLE

if TYPE_CHECKING:
    from generators.artefact import Build, StackResource
    from generators.functions.site import Site


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
            Code=code(function.key, build),
            Handler=settings.handler,
            Runtime=settings.runtime,
            Architectures=[settings.architecture],
            MemorySize=settings.memory_size_mb,
            Timeout=settings.timeout_seconds,
            Role=GetAtt(ROLE, "Arn"),
            Environment=awslambda.Environment(Variables=variables(site)),
            LoggingConfig=logging(settings.log_format),
            TracingConfig=awslambda.TracingConfig(Mode="Active" if settings.tracing else "PassThrough"),
            Tags=Tags(tags(site.service, function)),
            **optional,
        ),
        source=function.source,
    )


def _invokes_itself(site: Site) -> bool:
    """Whether it may invoke itself, or send to a queue that triggers it."""
    settings = site.function.settings
    queues = {trigger.queue for trigger in settings.triggers} - {None}
    return any(
        use.function == site.function.key or use.queue in queues for use in settings.uses if "write" in use.access
    )
