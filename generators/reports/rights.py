"""What the report's function may do: read alarms, metrics, incidents and memory use, and send one mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.arn import arn
from generators.policy import allow, allow_everywhere, read_secret
from generators.reports.dead_letters import queue_name
from generators.reports.receivers import mailboxes
from generators.routing.right import send_mail
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource


def statements(plan: Plan, report: Resource[Any]) -> Iterator[JSON]:
    """Composite alarms are described to those only who may describe all (DescribeAlarms and DescribeAlarmHistory, API
    reference); GetMetricData and GetQueryResults know no resource (Service Authorization Reference).
    """
    yield allow_everywhere(
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "logs:GetQueryResults",
    )
    groups = [
        arn("logs", f"log-group:/aws/lambda/{entry.resource.name}:*") for entry in plan.of_kind("lambda_function")
    ]
    if groups:
        yield allow(["logs:StartQuery"], *groups)
    table = arn("dynamodb", f"table/{names.incident_table(plan.service)}")
    yield allow(["dynamodb:BatchGetItem", "dynamodb:PutItem"], table)
    yield allow(["dynamodb:Query"], f"{table}/index/*")
    yield allow(["sqs:SendMessage"], arn("sqs", queue_name(report)))
    for receiver in mailboxes(plan):
        if receiver.channel == "email":
            yield send_mail(receiver)
        yield from (read_secret(name) for _, name in receiver.secrets)
