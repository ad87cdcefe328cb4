"""The properties that CloudFormation's alarm types have."""

from __future__ import annotations

METRIC_ALARM = frozenset(
    {
        "ActionConfiguration",
        "ActionsEnabled",
        "AlarmActions",
        "AlarmDescription",
        "AlarmName",
        "ComparisonOperator",
        "DatapointsToAlarm",
        "Dimensions",
        "EvaluateLowSampleCountPercentile",
        "EvaluationCriteria",
        "EvaluationInterval",
        "EvaluationPeriods",
        "EvaluationWindow",
        "ExtendedStatistic",
        "InsufficientDataActions",
        "MetricName",
        "Metrics",
        "Namespace",
        "OKActions",
        "Period",
        "Statistic",
        "Tags",
        "Threshold",
        "ThresholdMetricId",
        "TreatMissingData",
        "Unit",
        "WarmUpConfiguration",
    }
)
"""AWS::CloudWatch::Alarm (facts/cloudwatch.md §4)."""
MUTE_RULE = frozenset({"Description", "ExpireDate", "MuteTargets", "Name", "Rule", "StartDate", "Tags"})
"""AWS::CloudWatch::AlarmMuteRule (facts/cloudwatch.md §4)."""
COMPOSITE_ALARM = frozenset(
    {
        "ActionConfiguration",
        "ActionsEnabled",
        "ActionsSuppressor",
        "ActionsSuppressorExtensionPeriod",
        "ActionsSuppressorWaitPeriod",
        "AlarmActions",
        "AlarmDescription",
        "AlarmName",
        "AlarmRule",
        "InsufficientDataActions",
        "OKActions",
        "Tags",
    }
)
"""AWS::CloudWatch::CompositeAlarm (facts/cloudwatch.md §4)."""
LOG_ALARM = frozenset(
    {
        "ActionConfiguration",
        "ActionLogLineCount",
        "ActionLogLineRoleArn",
        "ActionsEnabled",
        "AlarmActions",
        "AlarmDescription",
        "AlarmName",
        "ComparisonOperator",
        "InsufficientDataActions",
        "OKActions",
        "QueryResultsToAlarm",
        "QueryResultsToEvaluate",
        "ScheduledQueryConfiguration",
        "Tags",
        "Threshold",
        "TreatMissingData",
        "WarmUpConfiguration",
    }
)
"""AWS::CloudWatch::LogAlarm (facts/cloudwatch.md §4)."""
