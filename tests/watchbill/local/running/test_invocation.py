"""One invocation: what the handler sees, what the caller gets, what is logged and measured."""

from __future__ import annotations

import base64
import json

import pytest
from botocore.exceptions import ClientError

from tests.watchbill.local.running.conftest import START, zipped
from watchbill.local.running.function import FunctionMissingError
from watchbill.local.running.outcome import ThrottledError

PLAIN = """
import os, sys, time
from datetime import datetime, timezone
CALLS = []

def handle(event, context):
    CALLS.append(1)
    what = event.get("do")
    if what == "raise":
        raise ValueError("no such fan")
    if what == "exit":
        os._exit(7)
    if what == "sleep":
        print("going to sleep", flush=True)
        time.sleep(30)
    if what == "eat":
        eaten = bytearray(600 << 20)
        time.sleep(5)
    if what == "shout":
        return "x" * (7 << 20)
    return {
        "calls": len(CALLS), "name": context.function_name, "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb, "left": context.get_remaining_time_in_millis(),
        "time": time.time(), "date": datetime.now(timezone.utc).isoformat(), "root": os.environ["LAMBDA_TASK_ROOT"],
        "watchbill": any("watchbill" == name.split(".")[0] for name in sys.modules),
    }
"""


def test_the_handler_sees_lambdas_context_and_the_clouds_time(bench):
    bench.deploy(PLAIN)

    found = bench.runner.invoke("worker", {}).answer

    assert found["calls"] == 1
    assert found["name"] == "worker"
    assert found["arn"] == "arn:aws:lambda:us-east-1:123456789012:function:worker"
    assert found["memory"] == "256"
    assert 2_000 < found["left"] <= 3_000
    assert START.timestamp() <= found["time"] < START.timestamp() + 3
    assert found["date"].startswith("2026-03-04T12:00:0")
    assert not found["watchbill"], "the function sees its own code and site-packages only"


def test_this_repository_cannot_be_imported_by_a_function(bench):
    bench.deploy("def handle(event, context):\n    import workers")

    assert bench.runner.invoke("worker").answer["errorType"] == "ModuleNotFoundError"


def test_an_environment_stays_warm_until_its_function_changes(bench):
    bench.deploy(PLAIN)
    calls = [bench.runner.invoke("worker").answer["calls"] for _ in range(2)]
    bench.client("lambda").update_function_configuration(FunctionName="worker", MemorySize=512)

    assert [*calls, bench.runner.invoke("worker").answer["calls"]] == [1, 2, 1]
    bench.client("lambda").update_function_code(
        FunctionName="worker", ZipFile=zipped("def handle(event, context):\n    return 'new'")
    )
    assert bench.runner.invoke("worker").answer == "new"


@pytest.mark.parametrize(
    ("do", "error_type", "says", "status"),
    [
        pytest.param("raise", "ValueError", "no such fan", "error", id="an exception"),
        pytest.param("exit", "Runtime.ExitError", "exited without providing a reason", "error", id="the process ends"),
        pytest.param("sleep", "Sandbox.Timedout", "Task timed out after 1.00 seconds", "timeout", id="a timeout"),
        pytest.param("eat", "Runtime.OutOfMemory", "signal: killed", "error", id="too much memory"),
        pytest.param("shout", "Function.ResponseSizeTooLarge", "exceeded maximum", "error", id="too long an answer"),
    ],
)
def test_every_failure_has_lambdas_error_and_leaves_the_function_usable(bench, do, error_type, says, status):
    bench.deploy(PLAIN, Timeout=1 if do == "sleep" else 20, LoggingConfig={"LogFormat": "JSON"})

    outcome = bench.runner.invoke("worker", {"do": do})

    assert outcome.error == "Unhandled"
    assert outcome.answer["errorType"] == error_type
    assert says in outcome.answer["errorMessage"]
    report = json.loads(bench.logs()[-1])
    assert (report["type"], report["record"]["status"]) == ("platform.report", status)
    assert bench.runner.invoke("worker").answer["name"] == "worker"


def test_a_handler_that_cannot_be_imported_is_an_error_of_the_function(bench):
    bench.deploy("import nothing_of_that_name")

    assert bench.runner.invoke("worker").answer["errorType"] == "Runtime.ImportModuleError"
    assert any("nothing_of_that_name" in line for line in bench.logs())


def test_boto3s_invoke_answers_as_lambda_does(bench):
    client = bench.client("lambda")
    bench.deploy(PLAIN)

    answer = client.invoke(FunctionName="worker", Payload=b'{"do": "raise"}', LogType="Tail")
    assert answer["FunctionError"] == "Unhandled"
    assert answer["ExecutedVersion"] == "$LATEST"
    assert json.load(answer["Payload"])["errorMessage"] == "no such fan"
    assert b"REPORT RequestId" in base64.b64decode(answer["LogResult"])

    assert client.invoke(FunctionName="worker", InvocationType="DryRun")["StatusCode"] == 204
    assert client.invoke(FunctionName="worker", InvocationType="Event")["StatusCode"] == 202
    with pytest.raises(ClientError, match="Function not found"):
        client.invoke(FunctionName="nobody")
    with pytest.raises(ClientError, match="Could not parse request body"):
        client.invoke(FunctionName="worker", Payload=b"{")
    with pytest.raises(ClientError, match="too large"):
        client.invoke(FunctionName="worker", Payload=b'"' + b"x" * (6 << 20) + b'"')


def test_an_alias_runs_its_version(bench):
    client = bench.client("lambda")
    bench.deploy("def handle(event, context):\n    return 'one'")
    client.publish_version(FunctionName="worker")
    client.create_alias(FunctionName="worker", Name="live", FunctionVersion="1")
    client.update_function_code(FunctionName="worker", ZipFile=zipped("def handle(event, context):\n    return 'two'"))

    assert [bench.runner.invoke("worker", qualifier=q).answer for q in ("live", "1", "")] == ["one", "one", "two"]
    with pytest.raises(FunctionMissingError):
        bench.runner.invoke("worker", qualifier="nowhere")


def test_metrics_stand_at_the_invocations_start_and_idle_minutes_have_none(bench):
    bench.deploy(PLAIN)
    bench.runner.invoke("worker")
    bench.runner.tick(120)
    bench.runner.invoke("worker", {"do": "raise"})
    bench.runner.invoke("worker")

    def of(name, statistic="Sum"):
        return bench.metric("AWS/Lambda", name, statistic, FunctionName="worker")

    assert of("Invocations") == {"12:00": 1, "12:02": 2}
    assert of("Errors") == {"12:00": 0, "12:02": 1}
    assert of("Throttles") == {"12:00": 0, "12:02": 0}
    assert of("Duration", "SampleCount") == {"12:00": 1, "12:02": 2}
    assert of("ConcurrentExecutions", "Maximum") == {"12:00": 1, "12:02": 1}
    assert bench.metric("AWS/Lambda", "Errors", FunctionName="worker", Resource="worker") == of("Errors")
    assert bench.metric("AWS/Lambda", "Errors") == of("Errors"), "account-wide series"


def test_a_long_run_reports_in_the_minute_in_which_it_began(bench):
    class Slow:
        """S3 takes ten minutes to answer."""

        def before(self, request):
            if request.service == "s3":
                bench.runner.clock.advance(600)

        def after(self, request, answer): ...

    bench.deploy("import boto3\ndef handle(event, context):\n    boto3.client('s3').list_buckets()", Timeout=900)
    bench.cloud.taps.append(Slow())
    outcome = bench.runner.invoke("worker")
    bench.cloud.taps.pop()

    assert outcome.duration_ms > 600_000
    assert bench.metric("AWS/Lambda", "Duration", "Maximum", FunctionName="worker").keys() == {"12:00"}


def test_reserved_concurrency_throttles_what_is_too_much(bench):
    bench.deploy("import time\ndef handle(event, context):\n    time.sleep(0.5)")
    bench.client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)

    with pytest.raises(ThrottledError) as caught:
        bench.runner.invoke("worker")
    assert caught.value.reason == "ReservedFunctionConcurrentInvocationLimitExceeded"
    with pytest.raises(ClientError) as refused:
        bench.client("lambda").invoke(FunctionName="worker")
    assert refused.value.response["Error"]["Code"] == "TooManyRequestsException"
    assert bench.metric("AWS/Lambda", "Throttles", FunctionName="worker") == {"12:00": 2}
    assert bench.metric("AWS/Lambda", "Invocations", FunctionName="worker") == {}
