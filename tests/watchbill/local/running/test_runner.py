"""The runner as a whole: serving on real time, giving up, dying processes, and cleaning up behind itself."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from tests.watchbill.local.running.conftest import ROLE, zipped
from watchbill.local import clock as clocks
from watchbill.local.clock import RealClock, VirtualClock
from watchbill.local.running import Runner
from watchbill.local.running.loop import NotSettledError

SLEEPY = "import time\ndef handle(event, context):\n    time.sleep(event.get('seconds', 0))\n    return event"


def test_settle_gives_up_in_time_and_can_go_on(bench):
    bench.deploy(SLEEPY)
    bench.runner.invoke_async("worker", {"seconds": 1.5})
    with pytest.raises(NotSettledError, match="1 invocations"):
        bench.runner.settle(timeout=0.3)
    bench.runner.settle()

    assert bench.metric("AWS/Lambda", "Invocations", FunctionName="worker") == {"12:00": 1}


def test_a_crashed_process_is_an_error_of_its_invocation_only(bench):
    bench.deploy(SLEEPY)
    bench.runner.invoke("worker")
    crash = threading.Timer(0.3, bench.runner.crash_function, ["worker"])
    crash.start()

    assert bench.runner.invoke("worker", {"seconds": 20}).error_type == "Runtime.ExitError"
    assert bench.runner.invoke("worker", {"a": 1}).answer == {"a": 1}


def test_it_serves_beside_people_on_the_real_clock(cloud):
    cloud.reset()
    stop = threading.Event()
    with Runner(cloud, RealClock()) as runner:
        cloud.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument='{"Version": "2012-10-17"}')
        code = {"ZipFile": zipped("def handle(event, context):\n    print('seen', event['Records'][0]['body'])")}
        given = {"Role": ROLE, "Handler": "index.handle", "Runtime": "python3.12"}
        cloud.client("lambda").create_function(FunctionName="worker", Code=code, **given)
        url = cloud.client("sqs").create_queue(QueueName="jobs")["QueueUrl"]
        arn = "arn:aws:sqs:us-east-1:123456789012:jobs"
        cloud.client("lambda").create_event_source_mapping(EventSourceArn=arn, FunctionName="worker")
        serving = threading.Thread(target=runner.run, args=[stop])
        serving.start()
        cloud.client("sqs").send_message(QueueUrl=url, MessageBody="hello")
        deadline = time.monotonic() + 20
        while not _logged(cloud, "seen hello") and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()
        serving.join()
        assert _logged(cloud, "seen hello")


def _logged(cloud, text):
    groups = [group["logGroupName"] for group in cloud.client("logs").describe_log_groups()["logGroups"]]
    return any(
        text in event["message"]
        for group in groups
        for event in cloud.client("logs").filter_log_events(logGroupName=group)["events"]
    )


def test_nothing_is_left_when_it_ends(cloud):
    cloud.reset()
    before = clocks.current()
    with Runner(cloud, VirtualClock()) as runner:
        cloud.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument='{"Version": "2012-10-17"}')
        cloud.client("lambda").create_function(
            FunctionName="worker",
            Code={"ZipFile": zipped("import os\ndef handle(event, context):\n    return os.getpid(), os.getcwd()")},
            Role=ROLE,
            Handler="index.handle",
            Runtime="python3.12",
        )
        process, folder = runner.invoke("worker").answer
        assert Path(f"/proc/{process}").exists()

    assert not Path(f"/proc/{process}").exists()
    assert not Path(folder).exists()
    assert cloud.taps == []
    assert clocks.current() is before


def test_a_handler_may_wait_for_what_another_does(bench):
    """As a canary does: time goes on for the others while it waits."""
    waiting = """
def handle(event, context):
    import boto3
    boto3.client("lambda").invoke(FunctionName="other", InvocationType="Event", Payload=b"{}")
    for _ in range(200):
        if os.path.exists(os.environ["KEPT"]):
            return keep("waited")
        time.sleep(0.1)
"""
    bench.recorder("def handle(event, context): keep('done')", "other")
    arn = bench.recorder(waiting, "waiter", Timeout=60)
    bench.runner.invoke_async(arn, {})
    bench.runner.settle(timeout=40)

    assert bench.kept() == ["done", "waited"]
