"""Where a function's code lies, and how its logs are written: what every Lambda function of ours has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Ref, awslambda

if TYPE_CHECKING:
    from generators.artefact import Build

UNBUILT = "unbuilt"
"""Stands for the digest where nothing was packaged: the template is whole, and deploying it fails by that name."""
LOG_GROUP = "LogGroup"
"""Logical id of a function's log group in the function's unit."""


class LoggingConfig(awslambda.LoggingConfig):
    """troposphere 4.11.1 has two classes of this name, and keeps the one without LogFormat."""

    props = awslambda.LoggingConfig.props | {"LogFormat": (str, False)}


def code_key(key: str, digest: str) -> str:
    """Where a function's zip lies in the artefact bucket: same bytes, same key, nothing to redeploy."""
    return f"code/{key}/{digest}.zip"


def code(key: str, build: Build) -> awslambda.Code:
    """The zip of the function with that key."""
    return awslambda.Code(S3Bucket=Ref("ArtefactBucket"), S3Key=code_key(key, build.code.get(key, UNBUILT)))


def logging(log_format: str) -> LoggingConfig:
    """Levels exist for JSON only. platform.report, which the memory and time-out rules read, comes at INFO."""
    if log_format == "text":
        return LoggingConfig(LogFormat="Text", LogGroup=Ref(LOG_GROUP))
    return LoggingConfig(LogFormat="JSON", ApplicationLogLevel="INFO", SystemLogLevel="INFO", LogGroup=Ref(LOG_GROUP))
