"""CloudWatch Synthetics' entry: the canary that the variable CANARY names; a failed run is raised, as it wants it."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from canaries.emission import log_line
from canaries.handler import run_canary

if TYPE_CHECKING:
    from canaries.handler import LambdaContext


class CanaryFailedError(AssertionError):
    """The report in words: what Synthetics shows as the run's state reason."""


def handle(event: object, context: LambdaContext) -> dict[str, Any]:
    """Run the canary. Synthetics counts success and duration itself, so the line carries no metrics."""
    report = run_canary(os.environ["CANARY"], context)
    line = {name: value for name, value in log_line(report, time.time()).items() if name != "_aws"}
    print(json.dumps(line), flush=True)
    if not report.passed:
        raise CanaryFailedError(report.words)
    return report.document()
