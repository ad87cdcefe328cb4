"""An embedded cloud that runs functions on a clock of its own, and a short way to deploy and watch them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from watchbill.local.clock import VirtualClock, utc
from watchbill.local.running import Runner

if TYPE_CHECKING:
    from pathlib import Path

    from watchbill.local.cloud import EmbeddedCloud

START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
ROLE = "arn:aws:iam::123456789012:role/worker"
# A function keeps what it is to show in a file: importing boto3 would cost each cold start half a second.
RECORDING = """
import base64, json, os, time

def keep(what):
    with open(os.environ["KEPT"], "a") as file:
        file.write(json.dumps(what) + "\\n")
"""


def zipped(source: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("index.py", source)
    return archive.getvalue()


@dataclass
class Bench:
    """What the tests of running functions hold in their hands."""

    cloud: EmbeddedCloud
    runner: Runner
    folder: Path

    def client(self, service: str) -> Any:
        return self.cloud.client(service)

    @property
    def now(self) -> float:
        return self.runner.clock.now()

    def deploy(self, source: str, name: str = "worker", **settings: Any) -> str:
        """A function of one file, index.py, whose `handle` is called. Returns its ARN."""
        given = {"Timeout": 3, "MemorySize": 256, "Handler": "index.handle", "Runtime": "python3.12", **settings}
        client = self.client("lambda")
        answer = client.create_function(FunctionName=name, Role=ROLE, Code={"ZipFile": zipped(source)}, **given)
        return answer["FunctionArn"]

    def recorder(self, body: str, name: str = "worker", **settings: Any) -> str:
        """A function that can `keep(…)` things for `kept`."""
        variables = {"KEPT": str(self.folder / "kept")} | settings.pop("variables", {})
        return self.deploy(RECORDING + body, name, Environment={"Variables": variables}, **settings)

    def queue(self, name: str, **attributes: str) -> str:
        return self.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]

    def queue_arn(self, name: str) -> str:
        return f"arn:aws:sqs:us-east-1:123456789012:{name}"

    def messages(self, name: str, read: Any = json.loads) -> list[Any]:
        """Bodies of all visible messages of a queue, in the order of sending; they are taken out."""
        client = self.client("sqs")
        url = client.get_queue_url(QueueName=name)["QueueUrl"]
        found = []
        while page := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in page:
                client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                found.append(read(message["Body"]))
        return found

    def kept(self) -> list[Any]:
        """What functions kept since the last call."""
        path = self.folder / "kept"
        found = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return [json.loads(line) for line in found]

    def logs(self, name: str = "worker") -> list[str]:
        group = name if name.startswith("/") else f"/aws/lambda/{name}"
        pages = self.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
        return [event["message"] for page in pages for event in page["events"]]

    def metric(self, namespace: str, name: str, statistic: str = "Sum", **dimensions: str) -> dict[str, float]:
        """Minute ("12:05") → value, for the series of exactly these dimensions; minutes without data are missing."""
        self.runner.recorder.flush()
        answer = self.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=utc(START.timestamp() - 86_400),
            EndTime=utc(self.now + 60),
            Period=60,
            Statistics=[statistic],
        )
        points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
        return {f"{point['Timestamp'].astimezone(UTC):%H:%M}": point[statistic] for point in points}


@pytest.fixture
def bench(cloud, tmp_path):
    """A runner on an empty cloud; it is noon of 4 March 2026 and time stands still."""
    cloud.reset()
    with Runner(cloud, VirtualClock(START)) as runner:
        policy = json.dumps({"Version": "2012-10-17", "Statement": []})
        cloud.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=policy)
        yield Bench(cloud, runner, tmp_path)


@pytest.fixture(scope="module")
def world(cloud, tmp_path_factory):
    """The eight functions, deployed once for a module's tests; time goes on from one to the next."""
    from tests.watchbill.local.running.world import Services, World
    from watchbill.local.standin.campaign_service import CampaignServiceStandin
    from watchbill.local.standin.entry_service import EntryServiceStandin
    from watchbill.local.standin.slack import SlackStandin

    cloud.reset()
    clock = VirtualClock(START)
    slack = SlackStandin(None, "xoxb-planted", {"#verifiedfan-api": "C1"}, clock.now)
    campaigns = CampaignServiceStandin({"E1": [{"id": "c1", "name": "Tour"}]})
    with Runner(cloud, clock) as runner, slack, EntryServiceStandin() as entries, campaigns:
        yield World.build(cloud, runner, Services(slack, entries, campaigns), tmp_path_factory.mktemp("spec"))
