"""Watchbill's own functions: log group, role and function, with no right beyond what is stated."""

from __future__ import annotations

from generators.artefact import Build
from generators.crew import CrewFunction, declare_crew
from generators.policy import allow
from tests.generators.sample import plan

CREW = CrewFunction(
    role="alert-router",
    name="prd2011-qa1-alert-router",
    handler="workers.alert_router.handler.handle",
    description="Tells people",
    timeout_seconds=60,
    environment={"ROUTES": "routes.json"},
    statements=(allow(["sqs:SendMessage"], "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q"),),
)


def test_a_crew_function_has_a_log_group_a_role_and_its_code():
    service = plan().service
    group, role, function = declare_crew(service, CREW, Build(code={"crew/alert-router": "abc"}))
    assert group.properties["LogGroupName"] == "/aws/lambda/prd2011-qa1-alert-router"
    allowed = role.properties["Policies"][0]["PolicyDocument"]["Statement"]
    assert [statement["Action"] for statement in allowed] == [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["sqs:SendMessage"],
    ]
    assert function.properties["Code"]["S3Key"] == "code/crew/alert-router/abc.zip"
    assert function.properties["Environment"]["Variables"]["ROUTES"] == "routes.json"
    assert function.properties["Environment"]["Variables"]["SERVICE_NAME"] == service.name
