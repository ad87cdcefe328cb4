"""The router's role allows what its code calls, for the receivers that there are, and no more."""

from __future__ import annotations

from generators.collect import find_crew
from tests.generators.calls import calls, renamed
from tests.generators.templates import ROOT
from watchbill.reading import read_plan

RENAMED: dict[str, str | None] = {
    "dynamodb:TransactWriteItems": "dynamodb:PutItem",  # it puts, and never updates
}
EVERY_CHANNEL = ROOT / "tests/golden/router/config.yaml"
MAIL = {"ses:SendEmail", "ses:SendRawEmail", "kms:Decrypt", "kms:GenerateDataKey", "sns:Publish"}
"""Rights of calls that the scan does not see, for their clients are made otherwise or by SNS."""
POLLING = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
"""Lambda's own, under the function's role."""
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}


def allowed() -> set[str]:
    (router,) = [one for one in find_crew(read_plan(EVERY_CHANNEL, "qa1")) if one.role == "alert-router"]
    return {action for statement in router.statements for action in statement["Action"]}


def test_the_routers_role_allows_every_call_of_its_code():
    wanted = renamed(calls("workers.alert_router.handler.handle", folder=True), RENAMED)
    assert {"dynamodb:PutItem", "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"} <= wanted
    assert wanted - allowed() - {"sns:Publish"} == set()


def test_and_nothing_that_its_code_never_calls():
    wanted = renamed(calls("workers.alert_router.handler.handle", folder=True), RENAMED)
    assert allowed() - wanted - MAIL - POLLING - LOG == set()


def test_without_a_receiver_that_needs_it_there_is_no_right_to_it():
    plan = read_plan(ROOT / "config.yaml", "qa1")
    (router,) = [one for one in find_crew(plan) if one.role == "alert-router"]
    actions = {action for statement in router.statements for action in statement["Action"]}
    assert "ssm:GetParameter" not in actions  # no secret of the real spec is a parameter
    senders = [statement for statement in router.statements if "ses:SendEmail" in statement["Action"]]
    assert [one["Condition"]["StringEquals"] for one in senders] == [
        {"ses:FromAddress": receiver.setting("sender")} for receiver in plan.receivers if receiver.channel == "email"
    ]
