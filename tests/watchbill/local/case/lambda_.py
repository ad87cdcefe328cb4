"""Lambda."""

from __future__ import annotations

import json
from typing import Any

from tests.watchbill.local.case.model import ACCOUNT, FUNCTION, QUEUE, ROLE, STREAM, TABLE, WORKER, Case, fields, tags


def look_function(cloud: Any, name: str) -> Any:
    answer = cloud.client("lambda").get_function(FunctionName=name)
    shown = fields(answer["Configuration"], "Runtime", "Handler", "Timeout", "MemorySize", "Description", "CodeSha256")
    shown["Variables"] = answer["Configuration"].get("Environment", {}).get("Variables")
    shown["Tracing"] = answer["Configuration"]["TracingConfig"]["Mode"]
    shown["Letters"] = answer["Configuration"].get("DeadLetterConfig", {}).get("TargetArn")
    shown["Tags"] = answer.get("Tags")
    shown["Loop"] = cloud.client("lambda").get_function_recursion_config(FunctionName=name)["RecursiveLoop"]
    shown["Logs"] = answer["Configuration"].get("LoggingConfig", {}).get("LogFormat")
    shown["Reserved"] = answer.get("Concurrency", {}).get("ReservedConcurrentExecutions")
    return shown


def look_statement(cloud: Any, sid: str) -> Any:
    statements = json.loads(cloud.client("lambda").get_policy(FunctionName="worker")["Policy"])["Statement"]
    return next(
        ((s["Action"], s["Principal"]["Service"], s.get("Condition")) for s in statements if s["Sid"] == sid), None
    )


MAPPING = (
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "MaximumRetryAttempts",
    "BisectBatchOnFunctionError",
    "ParallelizationFactor",
    "MaximumRecordAgeInSeconds",
    "FunctionResponseTypes",
    "StartingPosition",
)
FROM_STREAM = {
    "EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]},
    "FunctionName": {"Ref": "Function"},
    "StartingPosition": "TRIM_HORIZON",
    "BatchSize": 100,
    "MaximumBatchingWindowInSeconds": 5,
    "MaximumRetryAttempts": 3,
    "MaximumRecordAgeInSeconds": 3600,
    "BisectBatchOnFunctionError": True,
    "ParallelizationFactor": 2,
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Queue", "Arn"]}}},
    "Tags": tags(owner="a"),
}


def look_mapping(cloud: Any, identity: str) -> Any:
    answer = cloud.client("lambda").get_event_source_mapping(UUID=identity)
    return {
        **fields(answer, *MAPPING),
        "State": answer["State"],
        "To": (answer.get("DestinationConfig") or {}).get("OnFailure"),
    }


SEEN_STREAM = {name: FROM_STREAM[name] for name in MAPPING} | {
    "State": "Enabled",
    "To": {"Destination": f"arn:aws:sqs:us-east-1:{ACCOUNT}:inbox"},
}
FULL_FUNCTION = {
    **FUNCTION["Properties"],
    "FunctionName": "full",
    "Timeout": 60,
    "MemorySize": 2048,
    "Description": "one",
    "Environment": {"Variables": {"LEVEL": "INFO"}},
    "TracingConfig": {"Mode": "Active"},
    "DeadLetterConfig": {"TargetArn": {"Fn::GetAtt": ["Queue", "Arn"]}},
    "ReservedConcurrentExecutions": 5,
    "RecursiveLoop": "Allow",
    "LoggingConfig": {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"},
    "Tags": tags(owner="a"),
}
SEEN_FUNCTION = {"Runtime": "python3.12", "Handler": "index.handle"}
CASES = [
    Case(
        type="AWS::Lambda::Function",
        needs={"Role": ROLE, "Queue": QUEUE},
        before=FULL_FUNCTION,
        after={
            **{
                k: v
                for k, v in FULL_FUNCTION.items()
                if k
                not in (
                    "TracingConfig",
                    "DeadLetterConfig",
                    "ReservedConcurrentExecutions",
                    "RecursiveLoop",
                    "LoggingConfig",
                )
            },
            "Timeout": 900,
            "MemorySize": "1024",
            "Description": "two",
            "Code": {"ZipFile": "def handle(event, context): return 2"},
            "Environment": {"Variables": {"LEVEL": "DEBUG", "MORE": "1"}},
            "Tags": tags(team="b"),
        },
        look=lambda cloud, i: {k: v for k, v in look_function(cloud, i).items() if k != "CodeSha256"},
        seen=(
            SEEN_FUNCTION
            | {
                "Timeout": 60,
                "MemorySize": 2048,
                "Description": "one",
                "Variables": {"LEVEL": "INFO"},
                "Tracing": "Active",
                "Letters": f"arn:aws:sqs:us-east-1:{ACCOUNT}:inbox",
                "Tags": {"owner": "a"},
                "Reserved": 5,
                "Loop": "Allow",
                "Logs": "JSON",
            },
            SEEN_FUNCTION
            | {
                "Timeout": 900,
                "MemorySize": 1024,
                "Description": "two",
                "Variables": {"LEVEL": "DEBUG", "MORE": "1"},
                "Tracing": "PassThrough",
                "Letters": "",
                "Tags": {"team": "b"},
                "Reserved": None,
                "Loop": "Terminate",
                "Logs": "Text",
            },
        ),
    ),
    Case(
        type="AWS::Lambda::Permission",
        needs=WORKER,
        before={
            "FunctionName": {"Ref": "Function"},
            "Action": "lambda:InvokeFunction",
            "Principal": "s3.amazonaws.com",
            "SourceArn": "arn:aws:s3:::files",
            "SourceAccount": ACCOUNT,
        },
        after={
            "FunctionName": {"Ref": "Function"},
            "Action": "lambda:InvokeFunction",
            "Principal": "events.amazonaws.com",
        },
        look=look_statement,
        seen=(
            (
                "lambda:InvokeFunction",
                "s3.amazonaws.com",
                {"ArnLike": {"AWS:SourceArn": "arn:aws:s3:::files"}, "StringEquals": {"AWS:SourceAccount": ACCOUNT}},
            ),
            ("lambda:InvokeFunction", "events.amazonaws.com", None),
        ),
        replaced=True,
    ),
    Case(
        type="AWS::Lambda::EventSourceMapping",
        note="kinesis",
        needs={**WORKER, "Stream": STREAM, "Queue": QUEUE},
        before=FROM_STREAM,
        after={**FROM_STREAM, "BatchSize": 200, "MaximumRetryAttempts": 5, "Enabled": False, "Tags": tags(owner="b")},
        look=look_mapping,
        seen=(SEEN_STREAM, {**SEEN_STREAM, "BatchSize": 200, "MaximumRetryAttempts": 5, "State": "Disabled"}),
    ),
    Case(
        type="AWS::Lambda::EventSourceMapping",
        note="sqs",
        needs={**WORKER, "Queue": QUEUE},
        before={
            "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
            "FunctionName": {"Ref": "Function"},
            "BatchSize": 5,
            "ScalingConfig": {"MaximumConcurrency": 2},
        },
        after={
            "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
            "FunctionName": {"Ref": "Function"},
            "BatchSize": 1,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
        look=lambda cloud, i: fields(
            cloud.client("lambda").get_event_source_mapping(UUID=i), "BatchSize", "FunctionResponseTypes"
        ),
        seen=(
            {"BatchSize": 5, "FunctionResponseTypes": None},
            {"BatchSize": 1, "FunctionResponseTypes": ["ReportBatchItemFailures"]},
        ),
    ),
    Case(
        type="AWS::Lambda::EventSourceMapping",
        note="table stream",
        needs={**WORKER, "Table": TABLE},
        before={
            "EventSourceArn": {"Fn::GetAtt": ["Table", "StreamArn"]},
            "FunctionName": {"Ref": "Function"},
            "StartingPosition": "LATEST",
            "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
        },
        after={
            "EventSourceArn": {"Fn::GetAtt": ["Table", "StreamArn"]},
            "FunctionName": {"Ref": "Function"},
            "StartingPosition": "LATEST",
            "FilterCriteria": {"Filters": [{"Pattern": '{"eventName": ["MODIFY"]}'}]},
        },
        look=lambda cloud, i: cloud.client("lambda").get_event_source_mapping(UUID=i)["FilterCriteria"]["Filters"][0][
            "Pattern"
        ],
        seen=('{"eventName": ["INSERT"]}', '{"eventName": ["MODIFY"]}'),
    ),
    Case(
        type="AWS::Lambda::EventInvokeConfig",
        needs={**WORKER, "Queue": QUEUE},
        before={
            "FunctionName": {"Ref": "Function"},
            "Qualifier": "$LATEST",
            "MaximumRetryAttempts": 1,
            "MaximumEventAgeInSeconds": 300,
            "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Queue", "Arn"]}}},
        },
        after={
            "FunctionName": {"Ref": "Function"},
            "Qualifier": "$LATEST",
            "MaximumRetryAttempts": 0,
            "MaximumEventAgeInSeconds": 600,
        },
        look=lambda cloud, i: fields(
            cloud.client("lambda").get_function_event_invoke_config(FunctionName="worker"),
            "MaximumRetryAttempts",
            "MaximumEventAgeInSeconds",
        ),
        seen=(
            {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 300},
            {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 600},
        ),
    ),
    Case(
        type="AWS::Lambda::Version",
        needs=WORKER,
        before={"FunctionName": {"Ref": "Function"}, "Description": "first"},
        after={"FunctionName": {"Ref": "Function"}, "Description": "second"},
        look=lambda cloud, i: cloud.client("lambda").get_function_configuration(FunctionName=i)["Description"],
        seen=("first", "second"),
        # Lambda publishes only what has changed.
        needs_after={"Function": {**FUNCTION, "Properties": {**FUNCTION["Properties"], "Timeout": 9}}},
        replaced=True,
    ),
    Case(
        type="AWS::Lambda::Alias",
        needs={
            **WORKER,
            "Version": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Function"}}},
        },
        before={"FunctionName": {"Ref": "Function"}, "Name": "live", "FunctionVersion": "$LATEST", "Description": "a"},
        after={
            "FunctionName": {"Ref": "Function"},
            "Name": "live",
            "FunctionVersion": {"Fn::GetAtt": ["Version", "Version"]},
        },
        look=lambda cloud, i: fields(
            cloud.client("lambda").get_alias(FunctionName="worker", Name="live"), "FunctionVersion", "Description"
        ),
        seen=({"FunctionVersion": "$LATEST", "Description": "a"}, {"FunctionVersion": "1", "Description": ""}),
    ),
]
