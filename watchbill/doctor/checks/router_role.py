"""The router's role may do what the router does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors import names
from watchbill.doctor.finding import problem, well
from watchbill.doctor.policy import allows, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchbill.doctor.finding import Finding
    from watchbill.doctor.patient import Patient

NEEDS = {
    "table": ("dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem"),
    "index": ("dynamodb:Query",),
    "queue": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:SendMessage"),
    "alarm": ("cloudwatch:ListTagsForResource", "cloudwatch:DescribeAlarmContributors"),
    "any": ("cloudwatch:DescribeAlarms", "cloudwatch:ListAlarmMuteRules"),
}
"""What workers/alert_router calls, by what it calls it on."""


def examine(patient: Patient) -> Iterator[Finding]:
    """Its policies are read and evaluated here. A boundary or an organisation's policy may still say no."""
    router = patient.router
    if router is None:
        return
    functions = patient.client("lambda")
    try:
        role = functions.get_function_configuration(FunctionName=router.name)["Role"].rpartition("/")[2]
    except functions.exceptions.ResourceNotFoundException:
        yield problem(f"function {router.name} does not exist", "nobody is told of anything", "watchbill deploy")
        return
    policies = _policies(patient, role)
    table = patient.arn("dynamodb", f"table/{names.incident_table(patient.plan.service)}")
    on = {
        "table": table,
        "index": f"{table}/index/due",
        "queue": patient.arn("sqs", router.name),
        "alarm": patient.arn("cloudwatch", f"alarm:{patient.plan.service.prefix}-x"),
        "any": "*",
    }
    missing = [
        action for kind, actions in NEEDS.items() for action in actions if not allows(policies, action, on[kind])
    ]
    if missing:
        yield problem(
            f"role {role} may not {', '.join(dict.fromkeys(missing))}",
            "the router fails, or works blindly, at that step",
            "watchbill deploy; if its policies are right there, somebody changed them: watchbill plan --drift",
        )
    else:
        yield well(f"role {role}")


def _policies(patient: Patient, role: str) -> list[Any]:
    iam = patient.client("iam")
    found = [
        parse(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
        for name in patient.connection.pages("iam", "list_role_policies", "PolicyNames", RoleName=role)
    ]
    for attached in patient.connection.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role):
        version = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]["DefaultVersionId"]
        answer = iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId=version)
        found.append(parse(answer["PolicyVersion"]["Document"]))
    return found
