"""What the router may do beyond writing its log: its queue, its table, the alarms, and what its receivers need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.arn import arn, sub
from generators.policy import ACCOUNT, allow, allow_everywhere, read_secret
from generators.routing.key import alias
from generators.routing.topics import topic_name
from monitors import names
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON
    from monitors.model.plan import Plan
    from monitors.model.route import Receiver

INDEX = "due"
"""Of the incident table: what is to be done when."""


def statements(plan: Plan, router: str) -> Iterator[JSON]:
    """In the order of what it does with an event; `router` is its physical name, which its queue shares."""
    service = plan.service
    queue, table = arn("sqs", router), arn("dynamodb", f"table/{names.incident_table(service)}")
    yield allow(["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"], queue)
    yield allow(["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query"], table)
    yield allow(["dynamodb:Query"], f"{table}/index/{INDEX}")
    yield from _alarms(plan)
    secrets = {name for receiver in plan.receivers for _, name in receiver.secrets}
    for name in sorted(secrets | ({plan.policy.heartbeat_secret} - {""})):
        yield read_secret(name)
    for receiver in plan.receivers:
        if receiver.channel == "email":
            yield send_mail(receiver)
    yield from _topics(plan)


def _alarms(plan: Plan) -> Iterator[JSON]:
    """What is asked about alarms and who muted them.

    DescribeAlarms shows composites only to who may ask for all; lists of mute rules and images know no resource
    (Service Authorization Reference). A person may have made a mute rule of any name.
    """
    drawn = any(receiver.setting("charts") == "on" for receiver in plan.receivers)
    images = ["cloudwatch:GetMetricWidgetImage"] if drawn else []
    yield allow_everywhere("cloudwatch:DescribeAlarms", "cloudwatch:ListAlarmMuteRules", *images)
    yield allow(
        ["cloudwatch:DescribeAlarmContributors", "cloudwatch:ListTagsForResource"],
        arn("cloudwatch", f"alarm:{plan.service.prefix}-*"),
    )
    yield allow(["cloudwatch:GetAlarmMuteRule"], arn("cloudwatch", "alarm-mute-rule:*"))


def send_mail(receiver: Receiver) -> JSON:
    """As this sender only. Whether the address or its domain is the verified identity, SES knows, not the spec."""
    region = receiver.setting("region") or "${AWS::Region}"
    home = f"arn:${{AWS::Partition}}:ses:{region}:${{AWS::AccountId}}"
    # A message given as it is wants the second right too.
    right = allow(["ses:SendEmail", "ses:SendRawEmail"], f"{home}:configuration-set/*", f"{home}:identity/*")
    return {**right, "Condition": {"StringEquals": {"ses:FromAddress": receiver.setting("sender")}}}


def _topics(plan: Plan) -> Iterator[JSON]:
    """The break-glass topic is encrypted with the foundation's key, which has an alias and an id that AWS makes up."""
    receivers = [receiver for receiver in plan.receivers if receiver.channel == "sns"]
    others = sorted({topic for receiver in receivers if (topic := receiver.setting("topic_arn"))})
    if others:
        yield allow(["sns:Publish"], *others)
    if any(not receiver.setting("topic_arn") for receiver in receivers):
        yield allow(["sns:Publish"], arn("sns", topic_name(plan.service, Priority.HIGH)))
        right = allow(["kms:Decrypt", "kms:GenerateDataKey"], arn("kms", "key/*"))
        ours = {
            "ForAnyValue:StringEquals": {"kms:ResourceAliases": alias(plan.service)},
            "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": sub("sns.${AWS::Region}.amazonaws.com")},
        }
        yield {**right, "Condition": ours}
