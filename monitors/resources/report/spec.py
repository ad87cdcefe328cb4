"""The weekly report: one a service that asks for it."""

from __future__ import annotations

from typing import ClassVar

from monitors.spec.model import ResourceSpec


class Spec(ResourceSpec):
    """The weekly report's function and schedules. Its rules are tuned under `defaults: report:`."""

    TITLE: ClassVar[str] = "Weekly report"
    SHORT: ClassVar[str] = "report"
    NAME_TEMPLATE: ClassVar[str] = "{product}-{environment}-weekly-report"
    FLOW: ClassVar[int] = 80
    DASHBOARD: ClassVar[str | None] = "Alert router"
