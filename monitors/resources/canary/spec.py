"""A canary: one a function that has `canary:` enabled, derived from it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from monitors.spec.model import ResourceSpec


class Spec(ResourceSpec):
    """The canary of one function. Its rules are tuned under `defaults: canary:`."""

    TITLE: ClassVar[str] = "Canary"
    SHORT: ClassVar[str] = "canary"
    FLOW: ClassVar[int] = 60
    DASHBOARD: ClassVar[str | None] = "Canaries"

    function: str = Field(description="Key of the function it probes.")
    every_minutes: int = Field(5, ge=1, description="How often it runs.")
    timeout_seconds: int = Field(60, ge=3, description="A probe that takes longer has failed.")
