"""One account and region, reached by boto3. The embedded cloud differs by `endpoint_url` alone."""

from __future__ import annotations

import os
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

from watchbill.cloud.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

ATTEMPTS = 12
"""CloudFormation throttles; botocore's standard mode backs off to 20 s between attempts, so this rides out minutes."""
CONNECTIONS = 32
READ_SECONDS = 60.0


class Connection:
    """Makes clients, one a service, safe to use from many threads. Nothing is called before it is needed."""

    def __init__(self, region: str, endpoint_url: str = "") -> None:
        self.region = region
        self.endpoint_url = endpoint_url
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    @property
    def local(self) -> bool:
        return bool(self.endpoint_url)

    def client(self, service: str) -> Any:
        with self._lock:  # boto3 sessions are not thread safe, clients are
            if service not in self._clients:
                self._clients[service] = self._make(service)
            return self._clients[service]

    def patient(self, service: str, seconds: float) -> Any:
        """A client for calls that must not happen twice: one attempt, an answer waited for up to `seconds`."""
        with self._lock:
            return self._make(service, attempts=1, read_timeout=seconds)

    @cached_property
    def place(self) -> Place:
        """Who we are, by STS. Costs one call."""
        identity = self.client("sts").get_caller_identity()
        return Place(account=identity["Account"], region=self.region, partition=identity["Arn"].split(":")[1])

    def pages(self, service: str, operation: str, key: str, **parameters: Any) -> Iterator[Any]:
        """Every item under `key` over all pages of a listing."""
        for page in self.client(service).get_paginator(operation).paginate(**parameters):
            yield from page.get(key, [])

    def _make(self, service: str, attempts: int = ATTEMPTS, read_timeout: float = READ_SECONDS) -> Any:
        from botocore.config import Config

        config = Config(
            retries={"mode": "standard", "total_max_attempts": attempts},
            read_timeout=read_timeout,
            tcp_keepalive=True,  # a silent connection through a NAT gateway is cut after minutes
            max_pool_connections=CONNECTIONS,
            user_agent_extra="watchbill",
        )
        return self._session.client(service, endpoint_url=self.endpoint_url or None, config=config)

    @cached_property
    def _session(self) -> Any:
        import boto3

        if not self.local:
            return boto3.Session(region_name=self.region)
        # Nothing of the user's own credentials or profiles may reach a server that is not AWS.
        os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")
        return boto3.Session(
            aws_access_key_id="embedded",
            aws_secret_access_key="embedded",  # noqa: S106
            region_name=self.region,
        )
