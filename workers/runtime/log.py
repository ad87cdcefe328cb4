"""One JSON line a fact: level, message, service, function, request id, trace id and the worker's key fields.

A line is written once an invocation, file or batch, never once a record, and names no person: a record is told
by its position (sequence number, line, message id); its content lies in the parking bucket.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import orjson
from aws_lambda_powertools import Logger

if TYPE_CHECKING:
    from workers.runtime.deadline import LambdaContext


def _serialise(line: dict[str, object]) -> str:
    return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


@lru_cache(maxsize=4)
def logger(service: str, level: str) -> Logger:
    """Return this process's logger, writing to stdout."""
    return Logger(service=service, level=level, json_serializer=_serialise, use_rfc3339=True, utc=True)


def begin(log: Logger, function: str, context: LambdaContext, *, cold_start: bool) -> None:
    """Give every line of this invocation its identity, and forget that of the last one."""
    log.clear_state()
    log.append_keys(
        function=function,
        function_name=context.function_name,
        function_request_id=context.aws_request_id,
        cold_start=cold_start,
    )
