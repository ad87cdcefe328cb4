"""boto3 clients: made at first use, once for each service, with explicit retries and timeouts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config

# DynamoDB and Kinesis answer in milliseconds; a longer wait is a dead connection. Lambda's own invoke waits for
# the other function, and S3 may pause inside a body that is then resumed (s3_file).
READ_TIMEOUT_SECONDS = {"lambda": 120, "s3": 15}
# More than a thread pool here ever opens at once, so no connection is thrown away.
POOL_CONNECTIONS = 16


@lru_cache(maxsize=16)
def client(service: str) -> Any:
    """Return the shared client of an AWS service (`dynamodb`, `kinesis`, `s3`, `sqs`, `lambda`, …).

    Validation of parameters is off: workers validate their own records, and it costs 15–27 % of a call's CPU
    (facts/workers.md §1). `lambda` is never retried by the SDK, because a retried invoke runs the work twice.
    """
    make: Any = boto3.client  # boto3's stubs know only literal names
    return make(
        service,
        config=Config(
            retries={"mode": "standard", "total_max_attempts": 1 if service == "lambda" else 3},
            connect_timeout=2,
            read_timeout=READ_TIMEOUT_SECONDS.get(service, 5),
            max_pool_connections=POOL_CONNECTIONS,
            tcp_keepalive=True,
            parameter_validation=False,
        ),
    )
