"""boto3 sessions and clients that can reach nothing but one loopback endpoint."""

from __future__ import annotations

import threading
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(retries={"total_max_attempts": 1}, max_pool_connections=32, connect_timeout=5, read_timeout=60)


class LoopbackSession(boto3.Session):
    """A session that sends every client to the embedded cloud, dummy credentials and all.

    It reads no profile and no environment variable, so it can never touch a real account.
    """

    def __init__(self, endpoint_url: str, region: str) -> None:
        # The key must not be shaped like a real one: moto derives an account from those.
        super().__init__(aws_access_key_id="embedded", aws_secret_access_key="embedded", region_name=region)  # noqa: S106
        self._endpoint_url = endpoint_url

    def client(self, *arguments: Any, **options: Any) -> Any:
        config = options.pop("config", None)
        options |= {"endpoint_url": self._endpoint_url, "config": _CONFIG.merge(config) if config else _CONFIG}
        return super().client(*arguments, **options)

    def resource(self, *arguments: Any, **options: Any) -> Any:
        options |= {"endpoint_url": self._endpoint_url}
        return super().resource(*arguments, **options)


class ClientPool:
    """One client a service, made when first asked for; making them is slow and not thread safe, using them is both."""

    def __init__(self, endpoint_url: str, region: str) -> None:
        self.session = LoopbackSession(endpoint_url, region)
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str) -> Any:
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self.session.client(service)
            return self._clients[service]
