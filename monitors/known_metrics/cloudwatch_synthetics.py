"""CloudWatchSynthetics: what AWS's own canaries report. A run that times out reports nothing.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_metrics.html
"""

from __future__ import annotations

from monitors.known_metrics.known import GAUGE, SPREAD, rows

NAMESPACE = "CloudWatchSynthetics"
CANARY = ("CanaryName",)

METRICS = (
    *rows("SuccessPercent", CANARY, "percent", GAUGE),
    *rows("Duration", CANARY, "ms", SPREAD),
    *rows("Failed", CANARY, "count", GAUGE),
)
