"""AWS/SQS.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
A queue that was empty and unused for six hours emits nothing, and takes up to fifteen minutes to start again.
"""

from __future__ import annotations

from monitors.known_metrics.known import EVENT, GAUGE, SPREAD, rows

NAMESPACE = "AWS/SQS"
QUEUE = ("QueueName",)

METRICS = (
    *rows("ApproximateAgeOfOldestMessage", QUEUE, "s", GAUGE),
    *rows(
        "ApproximateNumberOfMessagesVisible ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed "
        "ApproximateNumberOfGroupsWithInflightMessages ApproximateNumberOfNoisyGroups",
        QUEUE,
        "count",
        GAUGE,
        sparse=False,
    ),
    *rows(
        "NumberOfMessagesSent NumberOfMessagesReceived NumberOfMessagesDeleted NumberOfEmptyReceives "
        "NumberOfDeduplicatedSentMessages",
        QUEUE,
        "count",
        (*EVENT, "Average"),
        sparse=False,
    ),
    *rows("SentMessageSize", QUEUE, "bytes", SPREAD),
)
RENAMED = {
    "ApproximateNumberOfMessages": "ApproximateNumberOfMessagesVisible: the former is a queue attribute, not a metric",
}
