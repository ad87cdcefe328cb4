"""What the report's function may do: read alarms, metrics, incidents and memory use, and send one mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generators.arn import arn
from generators.policy import allow, allow_everywhere
from generators.reports.dead_letters import queue_name
from generators.reports.receivers import mailboxes
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource
    from monitors.model.route import Receiver


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
        yield from _sending(receiver)


def _sending(receiver: Receiver) -> Iterator[JSON]:
    """SES asks for a right to the identity that was verified: the address, or its domain."""
    settings = dict(receiver.settings)
    if receiver.channel == "email":
        sender = settings["sender"]
        own = "arn:${AWS::Partition}:ses:%s:${AWS::AccountId}:identity/%s"
        region = settings.get("region", "${AWS::Region}")
        identities = (sender, sender.rpartition("@")[2])
        statement = allow(["ses:SendEmail", "ses:SendRawEmail"], *(own % (region, name) for name in identities))
        yield statement | {"Condition": {"StringEquals": {"ses:FromAddress": sender}}}
    for _, name in receiver.secrets:
        if name.startswith("/"):
            yield allow(["ssm:GetParameter"], arn("ssm", f"parameter{name}"))
        else:
            yield allow(["secretsmanager:GetSecretValue"], arn("secretsmanager", f"secret:{name}-??????"))
