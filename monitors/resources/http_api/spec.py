"""What a user may say about an HTTP API."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from monitors.spec.model import ResourceSpec


class Spec(ResourceSpec):
    """An API Gateway HTTP API; functions name its routes in their triggers."""

    SECTION: ClassVar[str | None] = "apis"
    TITLE: ClassVar[str] = "HTTP API"
    SHORT: ClassVar[str] = "api"
    NAME_MAX: ClassVar[int] = 128
    FLOW: ClassVar[int] = 5
    DASHBOARD: ClassVar[str | None] = "Entry points"

    throttle_requests_per_second: int = Field(100, ge=1, description="Steady rate of the default stage.")
    throttle_burst: int = Field(200, ge=1, description="Burst of the default stage.")
