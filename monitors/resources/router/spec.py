"""The alert router: one a service with receivers, derived from the spec's routing."""

from __future__ import annotations

from typing import ClassVar

from monitors.spec.model import ResourceSpec


class Spec(ResourceSpec):
    """The alert router's function, queue and heartbeat. Its rules are tuned under `defaults: router:`."""

    TITLE: ClassVar[str] = "Alert router"
    SHORT: ClassVar[str] = "router"
    NAME_TEMPLATE: ClassVar[str] = "{product}-{environment}-alert-router"
    FLOW: ClassVar[int] = 70
    DASHBOARD: ClassVar[str | None] = "Alert router"
