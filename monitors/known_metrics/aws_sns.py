"""AWS/SNS. https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, SPREAD, rows

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
    *rows("PublishSize", TOPIC, "bytes", SPREAD),
)
