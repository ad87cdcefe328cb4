"""CloudWatch's list prices, USD a month in us-east-1, as of AS_OF. Free tiers are the account's, so none is applied.

The figures were compared with public copies of AWS's Price List (offer code AmazonCloudWatch) and with the test
goldens of another cost tool; AWS's own page could not be opened. Regions differ by up to a third. Refresh from the
Price List bulk API by the usage types named here.
"""

from __future__ import annotations

from typing import Final

AS_OF: Final = "2026-11-23"
REGION: Final = "us-east-1"
CURRENCY: Final = "USD"

# CW:AlarmMonitorUsage. Per metric that an alarm evaluates: metric math pays for every metric it reads.
ALARM_METRIC: Final = 0.10
# CW:HighResAlarmMonitorUsage, for periods of 10, 20 and 30 seconds.
ALARM_METRIC_HIGH_RESOLUTION: Final = 0.30
HIGH_RESOLUTION_PERIODS: Final = (10, 20, 30)
# An anomaly band counts as two more metrics (upper and lower bound).
ANOMALY_BAND_METRICS: Final = 2
# CW:CompositeAlarmMonitorUsage. Its children are paid for on their own.
COMPOSITE_ALARM: Final = 0.50
# DashboardsUsageHour
DASHBOARD: Final = 3.00
# CW:MetricMonitorUsage, per unique name and dimension set: (up to this many metrics, price of each).
CUSTOM_METRIC_TIERS: Final = ((10_000, 0.30), (250_000, 0.10), (1_000_000, 0.05), (None, 0.02))

# CW:Canary-runs. Synthetics' own; the Lambda, storage and logs that a run uses come on top.
CANARY_RUN: Final = 0.0012
# Lambda-GB-Second-ARM and Request; ScheduledInvocation of EventBridge Scheduler.
LAMBDA_GB_SECOND: Final = 0.0000133334
LAMBDA_REQUEST: Final = 0.20 / 1_000_000
SCHEDULED_INVOCATION: Final = 1.00 / 1_000_000
# CW:Requests, SQS's Requests-Tier1, DynamoDB's ReadRequestUnits. The last two are general knowledge, not looked up.
CLOUDWATCH_REQUEST: Final = 0.01 / 1_000
SQS_REQUEST: Final = 0.40 / 1_000_000
READ_UNIT: Final = 0.125 / 1_000_000
MONTH_MINUTES: Final = 30 * 24 * 60

FREE_TIER: Final = "10 alarm metrics, 10 custom metrics and 3 dashboards of at most 50 metrics"
"""A month and account; not taken off, for the account's other services may use it."""


def custom_metrics(count: int) -> float:
    """The price of so many custom metrics, tier by tier."""
    total, below = 0.0, 0
    for limit, price in CUSTOM_METRIC_TIERS:
        upper = count if limit is None else min(count, limit)
        total += max(upper - below, 0) * price
        below = upper
    return total


def alarm(metrics: int, period: int, *, bands: int = 0) -> float:
    """A metric alarm that reads so many metrics at `period` seconds, `bands` of them as anomaly bands."""
    each = ALARM_METRIC_HIGH_RESOLUTION if period in HIGH_RESOLUTION_PERIODS else ALARM_METRIC
    return each * (metrics + bands * ANOMALY_BAND_METRICS)


ENGINES: Final = ("lambda", "synthetics")
RUNNER_GB, RUNNER_SECONDS = 0.5, 5.0
"""What a run of our own runner takes: its memory, and an assumption of how long a passing canary waits for its effects.
One that fails waits as long as its checks allow."""


def canary(engine: str, every_minutes: int) -> float:
    """Running one canary for a month: by our own runner on Lambda, or by CloudWatch Synthetics."""
    runs = MONTH_MINUTES / every_minutes
    if engine == "synthetics":
        return runs * CANARY_RUN
    return runs * (RUNNER_GB * RUNNER_SECONDS * LAMBDA_GB_SECOND + LAMBDA_REQUEST + SCHEDULED_INVOCATION)


ROUTER_GB, ROUTER_SECONDS = 0.5, 0.5
"""What a round of the alert router's reconciler takes: its memory, and an assumption of how long its calls last."""
ROUND_REQUESTS, ROUND_READS, POLLS = 3, 3, 15
"""A minute: what it asks CloudWatch, what it reads of its table, and Lambda's five long polls of its queue."""


def router() -> float:
    """Running the alert router for a month in which nothing happens: its reconciler each minute, and its queue."""
    run = ROUTER_GB * ROUTER_SECONDS * LAMBDA_GB_SECOND + LAMBDA_REQUEST + SCHEDULED_INVOCATION
    asked = ROUND_REQUESTS * CLOUDWATCH_REQUEST + ROUND_READS * READ_UNIT + POLLS * SQS_REQUEST
    return MONTH_MINUTES * (run + asked)
