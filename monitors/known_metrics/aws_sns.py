"""AWS/SNS. https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html"""

from __future__ import annotations

from monitors.known_metrics.known import CALL, EVENT, GAUGE, SPREAD, rows

NAMESPACE = "AWS/SNS"
TOPIC = ("TopicName",)

METRICS = (
    *rows(
        "NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed "
        "NumberOfNotificationsFilteredOut NumberOfNotificationsFilteredOut-InvalidAttributes "
        "NumberOfNotificationsFilteredOut-NoMessageAttributes NumberOfNotificationsFilteredOut-InvalidMessageBody "
        "NumberOfNotificationsFilteredOut-MessageBody NumberOfNotificationsRedrivenToDlq "
        "NumberOfNotificationsFailedToRedriveToDlq",
        TOPIC,
        "count",
        (*EVENT, "Average"),
    ),
    *rows("SMSSuccessRate", ("Country SMSType", "PhoneNumber"), "share", CALL),
    *rows("SMSMonthToDateSpentUSD", ("",), "count", GAUGE),
    *rows("PublishSize", TOPIC, "bytes", SPREAD),
)
