"""What really exists in a cloud, asked of each service by its own API: never of a stack's status."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchbill.cloud.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRow:
    """One function as Lambda, CloudWatch and Logs describe it."""

    name: str
    memory_mb: int
    timeout_seconds: int
    sources: int
    alarms: int
    queries: int
    log_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything of one cloud."""

    functions: Sequence[FunctionRow]
    dashboards: Sequence[tuple[str, int]]
    """(name, widgets)"""
    topics: Sequence[tuple[str, int]]
    """(name, subscriptions)"""
    counts: Mapping[str, int]
    """Things by their noun; a cloud that was destroyed has zeros alone."""


def take_inventory(connection: Connection) -> Inventory:
    """Ask all services. Takes some 40 calls for the VF API workers."""
    alarms = [
        alarm
        for page in connection.client("cloudwatch").get_paginator("describe_alarms").paginate()
        for alarm in (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ()))
    ]
    groups = list(connection.pages("logs", "describe_log_groups", "logGroups"))
    queries = connection.client("logs").describe_query_definitions().get("queryDefinitions", [])
    dashboards = _dashboards(connection)
    topics = _topics(connection)
    functions = _functions(connection, alarms, groups, queries)
    return Inventory(
        functions=functions,
        dashboards=dashboards,
        topics=topics,
        counts={
            "stack": sum(1 for _ in connection.pages("cloudformation", "describe_stacks", "Stacks")),
            "function": len(functions),
            "alarm": len(alarms),
            "dashboard": len(dashboards),
            "saved query": len(queries),
            "log group": len(groups),
            "topic": len(topics),
            "stream": len(connection.client("kinesis").list_streams()["StreamNames"]),
            "queue": len(connection.client("sqs").list_queues().get("QueueUrls", [])),
            "table": len(connection.client("dynamodb").list_tables()["TableNames"]),
            "bucket": len(connection.client("s3").list_buckets()["Buckets"]),
            "role": len(list(connection.pages("iam", "list_roles", "Roles"))),
        },
    )


def _functions(
    connection: Connection, alarms: Sequence[Mapping[str, Any]], groups: Sequence[Mapping[str, Any]], queries: Any
) -> list[FunctionRow]:
    watched = Counter(name for alarm in alarms for name in _functions_of(alarm))
    asked = Counter(group for query in queries for group in query.get("logGroupNames", ()))
    days = {group["logGroupName"]: group.get("retentionInDays") for group in groups}
    mappings = Counter(
        mapping["FunctionArn"].rpartition(":")[2]
        for mapping in connection.pages("lambda", "list_event_source_mappings", "EventSourceMappings")
    )
    return [
        FunctionRow(
            name=function["FunctionName"],
            memory_mb=function["MemorySize"],
            timeout_seconds=function["Timeout"],
            sources=mappings[function["FunctionName"]],
            alarms=watched[function["FunctionName"]],
            queries=asked[_log_group(function)],
            log_days=days.get(_log_group(function)),
        )
        for function in connection.pages("lambda", "list_functions", "Functions")
    ]


def _functions_of(alarm: Mapping[str, Any]) -> set[str]:
    """The functions whose metrics an alarm reads."""
    stats = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", ()) if "MetricStat" in query]
    pairs = [pair for metric in (alarm, *stats) for pair in metric.get("Dimensions", ())]
    return {pair["Value"] for pair in pairs if pair["Name"] == "FunctionName"}


def _log_group(function: Mapping[str, Any]) -> str:
    return str(function.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{function['FunctionName']}")


def _dashboards(connection: Connection) -> list[tuple[str, int]]:
    client = connection.client("cloudwatch")
    names = [entry["DashboardName"] for entry in connection.pages("cloudwatch", "list_dashboards", "DashboardEntries")]
    bodies = {name: client.get_dashboard(DashboardName=name)["DashboardBody"] for name in sorted(names)}
    return [(name, len(json.loads(body)["widgets"])) for name, body in bodies.items()]


def _topics(connection: Connection) -> list[tuple[str, int]]:
    subscribed = Counter(entry["TopicArn"] for entry in connection.pages("sns", "list_subscriptions", "Subscriptions"))
    arns = sorted(topic["TopicArn"] for topic in connection.pages("sns", "list_topics", "Topics"))
    return [(arn.rpartition(":")[2], subscribed[arn]) for arn in arns]
