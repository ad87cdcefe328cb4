"""What event source mappings of queues have in common."""

from __future__ import annotations

from troposphere import awslambda


class ScalingConfig(awslambda.ScalingConfig):
    """troposphere 4.11.1 has two classes of this name, and keeps the one without MaximumConcurrency."""

    props = {"MaximumConcurrency": (int, False)}  # noqa: RUF012 - as troposphere declares it
