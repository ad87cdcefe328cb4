"""Every debugging command of every kind can be read, and read as what the `aws` command would send."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.monitors.sample import sample_plan
from watchbill.cloud.connection import Connection
from watchbill.inspection.aws_line import LineError
from watchbill.inspection.execution import Executor

LINES = [
    pytest.param(command.line, id=f"{entry.resource.id}: {command.title}")
    for entry in sample_plan().resources
    for command in entry.list_commands()
]


class Wire(Connection):
    """Clients that validate their parameters by botocore's model, and send nothing."""

    def __init__(self) -> None:
        super().__init__("eu-central-1", "http://127.0.0.1:9")
        self.sent: list[tuple[str, dict]] = []

    def _make(self, service, **options):
        client = super()._make(service, **options)
        client.meta.events.register("before-parameter-build", lambda params, model, **_: self._note(model, params))
        client.meta.events.register("before-call", lambda **_: (_Empty(), {"QueueUrl": "https://q", "events": []}))
        return client

    def _note(self, model, params):
        self.sent.append((model.name, dict(params)))


class _Empty:
    status_code = 200


@pytest.mark.parametrize("line", LINES)
def test_every_command_can_be_run(line, tmp_path):
    (tmp_path / "event.json").write_text("{}")
    Executor(connection=Wire(), folder=tmp_path).run(line)


@pytest.mark.parametrize(
    ("line", "operation", "sent"),
    [
        ("aws sqs receive-message --queue-url u --max-number-of-messages 1 --attribute-names All", "ReceiveMessage",
         {"QueueUrl": "u", "MaxNumberOfMessages": 1, "AttributeNames": ["All"]}),
        ("aws dynamodb get-item --table-name t --key '{\"PK\": {\"S\": \"a\"}}' --consistent-read", "GetItem",
         {"TableName": "t", "Key": {"PK": {"S": "a"}}, "ConsistentRead": True}),
        ("aws cloudwatch list-metrics --dimensions Name=A,Value=1 Name=B,Value=2", "ListMetrics",
         {"Dimensions": [{"Name": "A", "Value": "1"}, {"Name": "B", "Value": "2"}]}),
    ],
    ids=["numbers and lists", "JSON and flags", "shorthand"],
)  # fmt: skip
def test_words_become_what_the_operation_takes(line, operation, sent):
    wire = Wire()
    Executor(connection=wire, folder=Path()).run(line)
    assert wire.sent[0] == (operation, sent)


def test_a_line_inside_a_line_runs_first():
    wire = Wire()
    inner = "aws sqs get-queue-url --queue-name jobs --query QueueUrl --output text"
    Executor(connection=wire, folder=Path()).run(f'aws sqs get-queue-attributes --queue-url "$({inner})"')
    assert wire.sent == [("GetQueueUrl", {"QueueName": "jobs"}), ("GetQueueAttributes", {"QueueUrl": "https://q"})]


def test_the_last_hour_is_the_last_hour():
    wire = Wire()
    line = next(entry.values[0] for entry in LINES if "get-metric-statistics" in entry.values[0])
    Executor(connection=wire, folder=Path()).run(line)
    start, end = (dt.datetime.fromisoformat(wire.sent[0][1][name]) for name in ("StartTime", "EndTime"))
    assert end - start == dt.timedelta(hours=1)
    assert abs(dt.datetime.now(dt.UTC) - end) < dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    "line",
    [
        "rm -rf /",
        "aws",
        "aws sqs no-such-thing",
        "aws sqs list-queues --no-such-option x",
        'aws sqs list-queues --queue-name-prefix "$(id)"',
    ],
)
def test_anything_else_is_refused(line):
    with pytest.raises(LineError):
        Executor(connection=Wire(), folder=Path()).run(line)
