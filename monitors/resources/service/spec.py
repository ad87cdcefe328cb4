"""The service itself: one resource, derived from the head of the spec."""

from __future__ import annotations

from typing import ClassVar

from monitors.spec.model import ResourceSpec


class Spec(ResourceSpec):
    """The service as a whole. Its rules are tuned under `defaults: service:`."""

    TITLE: ClassVar[str] = "Service"
    SHORT: ClassVar[str] = "service"
    FLOW: ClassVar[int] = 0
    DASHBOARD: ClassVar[str | None] = "Service"
