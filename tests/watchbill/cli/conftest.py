"""A small project whose function, stream, queue and table exist in a cloud that runs functions."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from watchbill.cli import watchbill
from watchbill.cloud.connection import Connection

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = """\
version: 1
service: greetings
product: shop
region: us-east-1
owner: team
links: {repository: https://example.com/repository, runbooks: https://example.com/runbooks}
teams: {team: {channel: "#team", on_call: schedule}}
functions:
  greet:
    handler: greet.handler.handle
    timeout_seconds: 3
    triggers: [{stream: wishes, on_failure: letters}]
  sleeper:
    timeout_seconds: 3
    triggers: [{queue: jobs}]
streams: {wishes: {shards: 1}}
queues:
  jobs: {dead_letter_queue: letters}
  letters: {}
tables: {people: {sort_key: {name: SK}}}
environments: {qa1: {}}
"""
HANDLER = """\
import json
from datetime import UTC, datetime

def handle(event, context):
    now = datetime.now(UTC).isoformat()
    line = {"timestamp": now, "level": "WARNING", "message": "greeted", "function_request_id": context.aws_request_id}
    print(json.dumps({**line, "service": "greetings", "count": {"in": 3, "failed": 1}, "who": "Ann \\x1b[31mB"}))
    metric = {"CloudWatchMetrics": [{"Namespace": "Shop", "Dimensions": [[]], "Metrics": [{"Name": "Greeted"}]}]}
    print(json.dumps({"Greeted": [2.0], "_aws": {"Timestamp": 1, **metric}}))
    if event.get("fail"):
        raise ValueError("nobody to greet")
    return {"greeted": event.get("who")}
"""
EVENT = {"who": "the canary"}


@dataclass
class Project:
    """A folder with a spec, and how to run commands on it."""

    folder: Path
    connection: Connection

    def run(self, *words: str, text: str = "", local: bool = True) -> Result:
        given = [*words, "-s", str(self.folder / "config.yaml"), "-e", "qa1", *(["--local"] if local else [])]
        return CliRunner().invoke(watchbill, given, input=text)


@pytest.fixture(scope="session")
def running() -> Iterator[str]:
    """The address of a cloud that runs functions."""
    program = Path(__file__).with_name("running_cloud.py")
    process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def deployed(running: str) -> Connection:
    """Function greet, stream, queues and table; sleeper is in the spec alone."""
    connection = Connection("us-east-1", running)
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = connection.client("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("greet/handler.py", HANDLER)
    connection.client("lambda").create_function(
        FunctionName="shop-qa1-us-east-1-greet",
        Role=role,
        Code={"ZipFile": archive.getvalue()},
        Handler="greet.handler.handle",
        Runtime="python3.12",
        Timeout=3,
        MemorySize=256,
        LoggingConfig={"LogFormat": "JSON"},
    )
    connection.client("kinesis").create_stream(StreamName="shop-qa1-wishes", ShardCount=1)
    for queue in ("jobs", "letters"):
        connection.client("sqs").create_queue(QueueName=f"shop-qa1-{queue}")
    keys = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
    connection.client("dynamodb").create_table(
        TableName="shop-qa1-people",
        KeySchema=keys,
        AttributeDefinitions=[{"AttributeName": key["AttributeName"], "AttributeType": "S"} for key in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    return connection


@pytest.fixture
def project(deployed: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("WATCHBILL_ENDPOINT", deployed.endpoint_url)
    (tmp_path / "config.yaml").write_text(SPEC)
    (tmp_path / "greet").mkdir()
    (tmp_path / "greet/event.json").write_text(json.dumps(EVENT))
    return Project(tmp_path, deployed)
