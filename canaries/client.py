"""boto3 clients of the runner: made once a process, with timeouts that a canary's own can be kept beside."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

CONNECT_SECONDS, READ_SECONDS = 2, 10
INVOKE_SECONDS = 840
"""The longest that an invocation may be waited for; the runner's own timeout ends it before."""


@lru_cache(maxsize=16)
def client(service: str) -> Any:
    """The shared client of a service. `lambda` is never retried: a retried invoke would run the event twice."""
    make: Any = boto3.client  # boto3's stubs know only literal names
    invoking = service == "lambda"
    return make(
        service,
        config=Config(
            retries={"mode": "standard", "total_max_attempts": 1 if invoking else 3},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=INVOKE_SECONDS if invoking else READ_SECONDS,
        ),
    )
