"""What boto3's exceptions mean for a delivery through an AWS service, and a client that tries once."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from workers.alert_router.channels.attempt import public, refused
from workers.alert_router.delivery import DeliveryError

FAILURES = (ClientError, BotoCoreError)
PASSING = frozenset(
    {
        "ExpiredTokenException",
        "KMSThrottling",
        "LimitExceededException",
        "Throttled",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""Refusals with a status of 400 to 499 that may pass all the same."""


def single_client(service: str, region: str | None, url: str | None) -> Any:
    """Make a client. Not the workers' shared one: that one repeats, and a repeated mail is a second mail."""
    make: Any = boto3.client  # boto3's stubs know only literal names
    config = Config(retries={"mode": "standard", "total_max_attempts": 1}, connect_timeout=2, read_timeout=8)
    return make(service, region_name=region, endpoint_url=url, config=config)


def failure(error: Exception, now: float) -> DeliveryError:
    """Translate one of FAILURES: the service's own name of it, and whether it may pass."""
    if not isinstance(error, ClientError):
        return DeliveryError(f"no answer: {type(error).__name__}")
    name = public(str(error.response.get("Error", {}).get("Code", "")), ())
    metadata = error.response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0))
    headers = {key.lower(): value for key, value in metadata.get("HTTPHeaders", {}).items()}
    return refused(429 if name in PASSING else status, name, headers.get("retry-after"), now)
