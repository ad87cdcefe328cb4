"""CloudWatch Logs."""

from __future__ import annotations

from typing import Any

from tests.watchbill.local.case.model import ACCOUNT, GROUP, ROLE, STREAM, Case, found, tags


def look_group(cloud: Any, name: str) -> Any:
    logs = cloud.client("logs")
    groups = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{name}"
    return groups and (groups[0].get("retentionInDays"), logs.list_tags_for_resource(resourceArn=arn)["tags"])


def look_query(cloud: Any, identity: str) -> Any:
    known = cloud.client("logs").describe_query_definitions()["queryDefinitions"]
    return found([d for d in known if d["queryDefinitionId"] == identity], "name", "queryString", "logGroupNames")


TRANSFORMATION = {
    "MetricName": "Errors",
    "MetricNamespace": "App",
    "MetricValue": "1",
    "DefaultValue": 0,
    "Unit": "Count",
}
CASES = [
    Case(
        type="AWS::Logs::LogGroup",
        before={"LogGroupName": "/aws/lambda/f", "RetentionInDays": 7, "Tags": tags(owner="a")},
        after={"LogGroupName": "/aws/lambda/f", "RetentionInDays": 14, "Tags": tags(service="b")},
        look=look_group,
        seen=((7, {"owner": "a"}), (14, {"service": "b"})),
    ),
    Case(
        type="AWS::Logs::LogGroup",
        note="retention dropped",
        before={"LogGroupName": "/aws/lambda/f", "RetentionInDays": "7"},
        after={"LogGroupName": "/aws/lambda/f"},
        look=look_group,
        seen=((7, {}), (None, {})),
    ),
    Case(
        type="AWS::Logs::QueryDefinition",
        needs={"Group": GROUP},
        before={"Name": "app/errors", "QueryString": "fields @message", "LogGroupNames": [{"Ref": "Group"}]},
        after={"Name": "app/failures", "QueryString": "fields @timestamp", "LogGroupNames": [{"Ref": "Group"}]},
        look=look_query,
        seen=(
            {"name": "app/errors", "queryString": "fields @message", "logGroupNames": ["/app"]},
            {"name": "app/failures", "queryString": "fields @timestamp", "logGroupNames": ["/app"]},
        ),
    ),
    Case(
        type="AWS::Logs::MetricFilter",
        needs={"Group": GROUP},
        before={
            "FilterName": "errors",
            "FilterPattern": "ERROR",
            "LogGroupName": {"Ref": "Group"},
            "MetricTransformations": [TRANSFORMATION],
        },
        after={
            "FilterName": "errors",
            "FilterPattern": '{ $.level = "ERROR" }',
            "LogGroupName": {"Ref": "Group"},
            "MetricTransformations": [{**TRANSFORMATION, "MetricValue": "2"}],
        },
        look=lambda cloud, i: [
            (
                f["filterPattern"],
                f["metricTransformations"][0]["metricValue"],
                f["metricTransformations"][0].get("unit"),
            )
            for f in cloud.client("logs").describe_metric_filters(filterNamePrefix=i)["metricFilters"]
        ],
        seen=([("ERROR", "1", "Count")], [('{ $.level = "ERROR" }', "2", "Count")]),
    ),
    Case(
        type="AWS::Logs::SubscriptionFilter",
        needs={"Group": GROUP, "Stream": STREAM, "Role": ROLE},
        before={
            "FilterName": "ship",
            "FilterPattern": "",
            "LogGroupName": {"Ref": "Group"},
            "Distribution": "Random",
            "DestinationArn": {"Fn::GetAtt": ["Stream", "Arn"]},
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        },
        after={
            "FilterName": "ship",
            "FilterPattern": "ERROR",
            "LogGroupName": {"Ref": "Group"},
            "Distribution": "Random",
            "DestinationArn": {"Fn::GetAtt": ["Stream", "Arn"]},
            "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        },
        look=lambda cloud, i: found(
            cloud.client("logs").describe_subscription_filters(logGroupName="/app")["subscriptionFilters"],
            "filterName",
            "filterPattern",
            "destinationArn",
            "roleArn",
            "distribution",
        ),
        seen=tuple(
            {
                "filterName": "ship",
                "filterPattern": pattern,
                "destinationArn": f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/scores",
                "roleArn": f"arn:aws:iam::{ACCOUNT}:role/worker",
                "distribution": "Random",
            }
            for pattern in ("", "ERROR")
        ),
    ),
]
