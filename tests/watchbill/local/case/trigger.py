"""API Gateway, EventBridge, Scheduler and Application Auto Scaling."""

from __future__ import annotations

import json
from typing import Any

from tests.watchbill.local.case.model import ACCOUNT, API, QUEUE, ROLE, TABLE, Case, fields, found, tag_map, tags

INBOX = f"arn:aws:sqs:us-east-1:{ACCOUNT}:inbox"


def the_api(cloud: Any) -> str:
    known = cloud.client("apigatewayv2").get_apis()["Items"]
    return known[0]["ApiId"] if known else "gone"


def look_api(cloud: Any, api: str) -> Any:
    answer = cloud.client("apigatewayv2").get_api(ApiId=api)
    return fields(answer, "Name", "Description", "Tags") | {
        "Origins": answer.get("CorsConfiguration", {}).get("AllowOrigins")
    }


def look_integration(cloud: Any, identity: str) -> Any:
    answer = cloud.client("apigatewayv2").get_integration(ApiId=the_api(cloud), IntegrationId=identity)
    return fields(answer, "IntegrationType", "IntegrationUri", "PayloadFormatVersion", "TimeoutInMillis")


def look_route(cloud: Any, identity: str) -> Any:
    answer = cloud.client("apigatewayv2").get_route(ApiId=the_api(cloud), RouteId=identity)
    return answer["RouteKey"], answer["Target"].startswith("integrations/")


def look_stage(cloud: Any, name: str) -> Any:
    answer = cloud.client("apigatewayv2").get_stage(ApiId=the_api(cloud), StageName=name)
    return fields(answer, "AutoDeploy", "Description", "StageVariables", "Tags")


def look_rule(cloud: Any, name: str) -> Any:
    events = cloud.client("events")
    answer = events.describe_rule(Name=name)
    targets = [target["Arn"] for target in events.list_targets_by_rule(Rule=name)["Targets"]]
    labels = tag_map(events.list_tags_for_resource(ResourceARN=answer["Arn"])["Tags"])
    pattern = json.loads(answer["EventPattern"]) if answer.get("EventPattern") else None
    return pattern, answer.get("ScheduleExpression"), answer["State"], targets, labels


def look_schedule(cloud: Any, name: str) -> Any:
    answer = cloud.client("scheduler").get_schedule(Name=name)
    return fields(answer, "ScheduleExpression", "State", "ScheduleExpressionTimezone") | {"To": answer["Target"]["Arn"]}


def look_group(cloud: Any, name: str) -> Any:
    client = cloud.client("scheduler")
    arn = client.get_schedule_group(Name=name)["Arn"]
    return tag_map(client.list_tags_for_resource(ResourceArn=arn)["Tags"])


def look_target(cloud: Any, _: str) -> Any:
    known = cloud.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="dynamodb")
    return found(known["ScalableTargets"], "ResourceId", "MinCapacity", "MaxCapacity")


def look_policy(cloud: Any, _: str) -> Any:
    known = cloud.client("application-autoscaling").describe_scaling_policies(ServiceNamespace="dynamodb")
    return [p["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for p in known["ScalingPolicies"]]


CALL = {"Arn": {"Fn::GetAtt": ["Queue", "Arn"]}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}, "Input": "{}"}
SCALED = {
    "ServiceNamespace": "dynamodb",
    "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
    "ResourceId": {"Fn::Sub": "table/${Table}"},
    "MinCapacity": 5,
    "MaxCapacity": 50,
}
TRACKED = {
    "PolicyName": "reads",
    "PolicyType": "TargetTrackingScaling",
    "ScalingTargetId": {"Ref": "Scaled"},
    "TargetTrackingScalingPolicyConfiguration": {
        "TargetValue": 70,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBReadCapacityUtilization"},
    },
}
INTEGRATION = {
    "ApiId": {"Ref": "Api"},
    "IntegrationType": "AWS_PROXY",
    "IntegrationUri": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:worker",
    "PayloadFormatVersion": "2.0",
    "TimeoutInMillis": 5000,
}
SEEN_INTEGRATION = {name: value for name, value in INTEGRATION.items() if name != "ApiId"}
STAGE = {"ApiId": {"Ref": "Api"}, "StageName": "$default", "AutoDeploy": True, "Tags": {"owner": "a"}}
RULE = {
    "Name": "watch",
    "EventPattern": {"source": ["aws.cloudwatch"]},
    "State": "ENABLED",
    "Targets": [{"Id": "queue", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
    "Tags": tags(owner="a"),
}
SCHEDULE = {
    "Name": "tick",
    "ScheduleExpression": "rate(5 minutes)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": CALL,
}
SEEN_SCHEDULE = {"ScheduleExpression": "rate(5 minutes)", "State": "ENABLED", "To": INBOX}
CASES = [
    Case(
        type="AWS::ApiGatewayV2::Api",
        before={
            "Name": "front",
            "ProtocolType": "HTTP",
            "Description": "one",
            "CorsConfiguration": {"AllowOrigins": ["https://a.example"]},
            "Tags": {"owner": "a"},
        },
        after={"Name": "back", "ProtocolType": "HTTP", "Description": "two", "Tags": {"team": "b"}},
        look=look_api,
        seen=(
            {"Name": "front", "Description": "one", "Tags": {"owner": "a"}, "Origins": ["https://a.example"]},
            {"Name": "back", "Description": "two", "Tags": {"team": "b"}, "Origins": None},
        ),
    ),
    Case(
        type="AWS::ApiGatewayV2::Integration",
        needs={"Api": API},
        before=INTEGRATION,
        after={**INTEGRATION, "TimeoutInMillis": 9000},
        look=look_integration,
        seen=(SEEN_INTEGRATION, {**SEEN_INTEGRATION, "TimeoutInMillis": 9000}),
    ),
    Case(
        type="AWS::ApiGatewayV2::Route",
        needs={"Api": API, "Call": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": INTEGRATION}},
        before={"ApiId": {"Ref": "Api"}, "RouteKey": "GET /a", "Target": {"Fn::Sub": "integrations/${Call}"}},
        after={"ApiId": {"Ref": "Api"}, "RouteKey": "GET /b", "Target": {"Fn::Sub": "integrations/${Call}"}},
        look=look_route,
        seen=(("GET /a", True), ("GET /b", True)),
    ),
    Case(
        type="AWS::ApiGatewayV2::Stage",
        needs={"Api": API},
        before=STAGE,
        after={**STAGE, "StageVariables": {"level": "INFO"}, "Description": "live"},
        look=look_stage,
        seen=(
            {"AutoDeploy": True, "Description": None, "StageVariables": {}, "Tags": {"owner": "a"}},
            {"AutoDeploy": True, "Description": "live", "StageVariables": {"level": "INFO"}, "Tags": {"owner": "a"}},
        ),
    ),
    Case(
        type="AWS::Events::Rule",
        needs={"Queue": QUEUE},
        before=RULE,
        after={
            "Name": "watch",
            "EventPattern": {"source": ["aws.s3"]},
            "State": "DISABLED",
            "Targets": [{"Id": "other", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
            "Tags": tags(team="b"),
        },
        look=look_rule,
        seen=(
            ({"source": ["aws.cloudwatch"]}, None, "ENABLED", [INBOX], {"owner": "a"}),
            ({"source": ["aws.s3"]}, None, "DISABLED", [INBOX], {"team": "b"}),
        ),
    ),
    Case(
        type="AWS::Scheduler::Schedule",
        needs={"Queue": QUEUE, "Role": ROLE},
        before=SCHEDULE,
        after={
            **SCHEDULE,
            "ScheduleExpression": "cron(0 8 ? * MON *)",
            "State": "DISABLED",
            "ScheduleExpressionTimezone": "Europe/Berlin",
        },
        look=look_schedule,
        seen=(
            {**SEEN_SCHEDULE, "ScheduleExpressionTimezone": "UTC"},
            {
                "ScheduleExpression": "cron(0 8 ? * MON *)",
                "State": "DISABLED",
                "To": INBOX,
                "ScheduleExpressionTimezone": "Europe/Berlin",
            },
        ),
    ),
    Case(
        type="AWS::Scheduler::ScheduleGroup",
        before={"Name": "canaries", "Tags": tags(owner="a")},
        after={"Name": "canaries", "Tags": tags(team="b")},
        look=look_group,
        seen=({"owner": "a"}, {"team": "b"}),
    ),
    Case(
        type="AWS::ApplicationAutoScaling::ScalableTarget",
        needs={"Table": TABLE},
        before=SCALED,
        after={**SCALED, "MaxCapacity": 99},
        look=look_target,
        seen=(
            {"ResourceId": "table/demand", "MinCapacity": 5, "MaxCapacity": 50},
            {"ResourceId": "table/demand", "MinCapacity": 5, "MaxCapacity": 99},
        ),
    ),
    Case(
        type="AWS::ApplicationAutoScaling::ScalingPolicy",
        needs={"Table": TABLE, "Scaled": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": SCALED}},
        before=TRACKED,
        after={
            **TRACKED,
            "TargetTrackingScalingPolicyConfiguration": {
                **TRACKED["TargetTrackingScalingPolicyConfiguration"],
                "TargetValue": 50,
            },
        },
        look=look_policy,
        seen=([70.0], [50.0]),
    ),
]
