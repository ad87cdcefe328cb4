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
    engine: str = Field("lambda", description="What runs it: the runner of our own, or CloudWatch Synthetics.")
    runner: str = Field("", description="The runner's function; empty for Synthetics, which has one a canary.")

    def log_group(self, name: str) -> str:
        """Where its runs are told; empty for Synthetics, whose log groups have names that AWS makes up."""
        return f"/aws/lambda/{self.runner}" if self.runner else ""

    def log_query(self, name: str) -> str:
        """The failed runs, the last first: what an alarm of this canary links."""
        return (
            "fields @timestamp, step, expected, got, trace_id, run\n"
            f'| filter Canary = "{name}" and message = "canary failed"\n'
            "| sort @timestamp desc\n| limit 20"
        )
