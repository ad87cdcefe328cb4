"""AWS/Usage. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Usage-Metrics.html"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, GAUGE, rows

NAMESPACE = "AWS/Usage"
WHAT = ("Class Resource Service Type",)

METRICS = (
    *rows("CallCount", WHAT, "count", EVENT),
    *rows("ResourceCount", WHAT, "count", GAUGE),
)
